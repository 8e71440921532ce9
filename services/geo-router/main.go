// Geo-router tells where requests of the platform go: which edge regions take them, and which of those is the best.
package main

import (
	"log"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"bev.local/services/edge"
)

const address = ":8021"

func main() {
	watch := edge.NewWatch[edge.Regions](edge.RegionsFile, edge.NewAsk())
	if err := edge.Run(address, handler(watch), watch.Follow); err != nil {
		log.Fatal(err)
	}
}

func handler(watch *edge.Watch[edge.Regions]) http.Handler {
	registry := prometheus.NewRegistry()
	metrics := newMetrics(watch)
	registry.MustRegister(metrics)

	router := edge.NewRouter(watch.Ready)
	router.Get("/regions", func(to http.ResponseWriter, _ *http.Request) {
		edge.Answer(to, map[string]any{"regions": listed(edge.KnownRegions(watch))})
	})
	router.Get("/route", func(to http.ResponseWriter, asked *http.Request) {
		if err := watch.Ready(); err != nil {
			edge.Refuse(to, http.StatusServiceUnavailable, err)
			return
		}
		known := edge.KnownRegions(watch)
		candidates := make([]edge.Candidate, len(known))
		for index, one := range known {
			candidates[index] = one.Candidate()
		}
		decision, err := edge.From(candidates, asked.URL.Query().Get("from"))
		metrics.count(decision, err)
		edge.Decided(to, decision, err)
	})
	router.Method(http.MethodGet, "/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return router
}

// region is what a client of the router needs to know of one.
type region struct {
	ID       string `json:"id"`
	Location string `json:"location"`
	Address  string `json:"address"`
	edge.Seen
}

func listed(known []edge.Known) []region {
	all := make([]region, len(known))
	for index, one := range known {
		all[index] = region{ID: one.ID, Location: one.Location, Address: one.Entry, Seen: one.Seen}
	}
	return all
}
