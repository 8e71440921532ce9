package main

import (
	"context"
	"net/http"
	"testing"

	"bev.local/services/edge"
	"bev.local/services/edge/edgetest"
)

func start(path string, ask edge.Ask) (http.Handler, func(context.Context)) {
	watch := edge.NewWatch[edge.Regions](path, ask)
	return handler(watch), watch.Follow
}

func TestTellsWhatRegionsHaveAndHowTheyDo(t *testing.T) {
	const regions = `{` + edgetest.Check + `, "regions": [{"id": "us-east-1", "stack": "edge-us-east", "location": "Virginia, USA",
		"address": "10.0.0.1", "entry": "10.0.0.1:8080", "endpoints": {"regional-load-balancer": {"http": "10.0.0.1:8080"}},
		"health": "http://east", "neighbours": ["us-west-1"]}]}`
	edgetest.Run(t, regions, start, func(service *edgetest.Service) {
		const row = `{"address":"10.0.0.1","endpoints":{"regional-load-balancer":{"http":"10.0.0.1:8080"}},"entry":"10.0.0.1:8080",` +
			`"health":"http://east","id":"us-east-1","lastSeen":"2000-01-01T00:00:00Z","location":"Virginia, USA","neighbours":["us-west-1"],`
		const well = row + `"since":"2000-01-01T00:00:00Z","stack":"edge-us-east","state":"healthy"}`
		service.Expect("/health", http.StatusOK, "live")
		service.Expect("/regions", http.StatusOK, `{"regions":[`+well+`]}`)
		service.Expect("/regions/us-east-1", http.StatusOK, well)
		service.Expect("/regions/us-west-1", http.StatusNotFound, `"us-west-1": must be a region in use, is not`)
		service.Kill("http://east")
		service.Expect("/regions/us-east-1", http.StatusOK,
			row+`"problem":"connection refused","since":"2000-01-01T00:00:06Z","stack":"edge-us-east","state":"out"}`)
	})
}

func TestSaysThatItKnowsNothingYet(t *testing.T) {
	edgetest.Run(t, "", start, func(service *edgetest.Service) {
		service.Expect("/regions", http.StatusOK, `{"regions":[]}`)
		service.ExpectUnread()
	})
}
