// Edge-coordinator tells how each service of its region does.
package main

import (
	"log"
	"net/http"

	"bev.local/services/edge"
)

const (
	address = ":8030"
	file    = edge.Folder + "region.json"
)

func main() {
	watch := edge.NewWatch[edge.Services](file, edge.NewAsk())
	if err := edge.Run(address, handler(watch), watch.Follow); err != nil {
		log.Fatal(err)
	}
}

type service struct {
	edge.Service
	edge.Seen
}

type region struct {
	ID       string    `json:"id"`
	Location string    `json:"location"`
	Services []service `json:"services"`
}

func handler(watch *edge.Watch[edge.Services]) http.Handler {
	router := edge.NewRouter(watch.Ready)
	router.Get("/services", func(to http.ResponseWriter, _ *http.Request) {
		current := watch.Current()
		if current == nil {
			edge.Refuse(to, http.StatusServiceUnavailable, watch.Ready())
			return
		}
		services := make([]service, len(current.Services))
		for index, one := range current.Services {
			services[index] = service{one, watch.SeenOf(one.Target())}
		}
		edge.Answer(to, region{ID: current.ID, Location: current.Location, Services: services})
	})
	return router
}
