package main

import (
	"context"
	"net/http"
	"testing"

	"bev.local/services/edge"
	"bev.local/services/edge/edgetest"
)

func start(path string, ask edge.Ask) (http.Handler, func(context.Context)) {
	watch := edge.NewWatch[edge.Services](path, ask)
	return handler(watch), watch.Follow
}

func TestTellsHowEachServiceOfItsRegionDoes(t *testing.T) {
	const services = `{` + edgetest.Check + `, "id": "us-east-1", "location": "Virginia, USA", "services": [
		{"name": "cache-optimization", "health": "http://cache"}, {"name": "local-ai-inference", "health": "http://inference"}]}`
	edgetest.Run(t, services, start, func(service *edgetest.Service) {
		service.Kill("http://inference")
		service.Expect("/health", http.StatusOK, "live")
		service.Expect("/services", http.StatusOK, `{"id":"us-east-1","location":"Virginia, USA","services":[`+
			`{"health":"http://cache","lastSeen":"2000-01-01T00:00:09Z","name":"cache-optimization",`+
			`"since":"2000-01-01T00:00:00Z","state":"healthy"},`+
			`{"health":"http://inference","lastSeen":"2000-01-01T00:00:00Z","name":"local-ai-inference",`+
			`"problem":"connection refused","since":"2000-01-01T00:00:06Z","state":"out"}]}`)
	})
}

func TestSaysThatItKnowsNothingYet(t *testing.T) {
	edgetest.Run(t, "", start, func(service *edgetest.Service) {
		service.ExpectUnread("/services")
	})
}
