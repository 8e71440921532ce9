package main

import (
	"context"
	"net/http"
	"testing"

	"bev.local/services/edge"
	"bev.local/services/edge/edgetest"
)

func start(path string, ask edge.Ask) (http.Handler, func(context.Context)) {
	watch := edge.NewWatch[edge.Routing](path, ask)
	return handler(watch), watch.Follow
}

func TestSendsRequestsElsewhereWhileThisRegionTakesNone(t *testing.T) {
	const routing = `{` + edgetest.Check + `, "region": "us-east-1", "own": {"address": "entry:8080", "health": "http://entry"},
		"neighbours": [{"id": "us-west-1", "address": "10.0.0.2:8080", "health": "http://west"}]}`
	edgetest.Run(t, routing, start, func(service *edgetest.Service) {
		service.Expect("/health", http.StatusOK, "live")
		service.Expect("/route", http.StatusOK, `{"address":"entry:8080","region":"us-east-1","why":"it is this region"}`)
		service.Kill("http://entry")
		service.Expect("/route", http.StatusOK,
			`{"address":"10.0.0.2:8080","region":"us-west-1","why":"us-east-1 is out; it is the only one that takes requests"}`)
		service.Expect("/regions", http.StatusOK,
			`{"regions":[{"address":"entry:8080","id":"us-east-1","lastSeen":"2000-01-01T00:00:00Z",`+
				`"problem":"connection refused","since":"2000-01-01T00:00:06Z","state":"out"},`+
				`{"address":"10.0.0.2:8080","id":"us-west-1","lastSeen":"2000-01-01T00:00:09Z",`+
				`"since":"2000-01-01T00:00:00Z","state":"healthy"}]}`)
		service.Revive("http://entry")
		service.Expect("/route", http.StatusOK, `{"address":"entry:8080","region":"us-east-1","why":"it is this region"}`)
	})
}

func TestSaysThatItKnowsNothingYet(t *testing.T) {
	edgetest.Run(t, "", start, func(service *edgetest.Service) {
		service.Expect("/regions", http.StatusOK, `{"regions":[]}`)
		service.ExpectUnread("/route")
	})
}
