package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bev.local/services/edge"
	"bev.local/services/edge/edgetest"
)

const regions = `{` + edgetest.Check + `, "regions": [
	{"id": "us-east-1", "location": "Virginia, USA", "entry": "10.0.0.1:8080", "health": "http://east", "neighbours": ["us-west-1"]},
	{"id": "us-west-1", "location": "California, USA", "entry": "10.0.0.2:8080", "health": "http://west", "neighbours": ["us-east-1"]}]}`

func start(path string, ask edge.Ask) (http.Handler, func(context.Context)) {
	watch := edge.NewWatch[edge.Regions](path, ask)
	return handler(watch), watch.Follow
}

func TestRoutesToRegionsThatTakeRequests(t *testing.T) {
	edgetest.Run(t, regions, start, func(service *edgetest.Service) {
		service.Expect("/health", http.StatusOK, "live")
		service.Expect("/ready", http.StatusOK, "ready")
		service.Expect("/route", http.StatusOK,
			`{"address":"10.0.0.1:8080","region":"us-east-1","why":"it answers first, in 0.0 ms"}`)
		service.Expect("/route?from=us-west-1", http.StatusOK,
			`{"address":"10.0.0.2:8080","region":"us-west-1","why":"requests come from it"}`)
		service.Expect("/route?from=mars", http.StatusBadRequest,
			`from: must be one of us-east-1, us-west-1, got "mars"`)

		service.Kill("http://east")
		service.Expect("/route", http.StatusOK,
			`{"address":"10.0.0.2:8080","region":"us-west-1","why":"it is the only one that takes requests"}`)
		service.Expect("/route?from=us-east-1", http.StatusOK,
			`{"address":"10.0.0.2:8080","region":"us-west-1","why":"us-east-1 is out; it is the nearest neighbour that takes requests"}`)
		// Time begins with this year where it passes by itself.
		service.Expect("/regions", http.StatusOK,
			`{"regions":[{"address":"10.0.0.1:8080","id":"us-east-1","lastSeen":"2000-01-01T00:00:00Z","location":"Virginia, USA",`+
				`"problem":"connection refused","since":"2000-01-01T00:00:06Z","state":"out"},`+
				`{"address":"10.0.0.2:8080","id":"us-west-1","lastSeen":"2000-01-01T00:00:09Z","location":"California, USA",`+
				`"since":"2000-01-01T00:00:00Z","state":"healthy"}]}`)

		service.Kill("http://west")
		service.Expect("/route", http.StatusServiceUnavailable,
			"no region takes requests: us-east-1 is out, us-west-1 is out")
		service.Expect("/ready", http.StatusOK, "ready")
		service.Revive("http://east")
		service.Expect("/route?from=us-west-1", http.StatusOK,
			`{"address":"10.0.0.1:8080","region":"us-east-1","why":"us-west-1 is out; it is the nearest neighbour that takes requests"}`)
	})
}

func TestTellsPrometheusOfRegionsAndDecisions(t *testing.T) {
	edgetest.Run(t, regions, start, func(service *edgetest.Service) {
		service.Kill("http://east")
		for _, path := range []string{"/route", "/route?from=us-east-1", "/route?from=mars"} {
			service.Handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
		}
		service.Kill("http://west")
		service.Handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/route", nil))
		service.Revive("http://west")
		recorder := httptest.NewRecorder()
		service.Handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		var samples []string
		for line := range strings.Lines(recorder.Body.String()) {
			if !strings.HasPrefix(line, "#") {
				samples = append(samples, strings.TrimSpace(line))
			}
		}
		want := `bev_region_latency_seconds{region="us-west-1"} 0
bev_region_up{region="us-east-1"} 0
bev_region_up{region="us-west-1"} 1
bev_route_decisions_total{region="none"} 1
bev_route_decisions_total{region="us-east-1"} 0
bev_route_decisions_total{region="us-west-1"} 2`
		if got := strings.Join(samples, "\n"); got != want {
			t.Errorf("must be\n%s\ngot\n%s", want, got)
		}
	})
}

func TestSaysThatItKnowsNoRegionYet(t *testing.T) {
	edgetest.Run(t, "", start, func(service *edgetest.Service) {
		service.Expect("/regions", http.StatusOK, `{"regions":[]}`)
		service.ExpectUnread("/route")
	})
}
