// Edge-node-management tells which edge regions are in use, what each has, and how it does.
package main

import (
	"fmt"
	"log"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"bev.local/services/edge"
)

const address = ":8020"

func main() {
	watch := edge.NewWatch[edge.Regions](edge.RegionsFile, edge.NewAsk())
	if err := edge.Run(address, handler(watch), watch.Follow); err != nil {
		log.Fatal(err)
	}
}

func handler(watch *edge.Watch[edge.Regions]) http.Handler {
	router := edge.NewRouter(watch.Ready)
	router.Get("/regions", func(to http.ResponseWriter, _ *http.Request) {
		edge.Answer(to, map[string]any{"regions": edge.KnownRegions(watch)})
	})
	router.Get("/regions/{id}", func(to http.ResponseWriter, asked *http.Request) {
		id := chi.URLParam(asked, "id")
		known := edge.KnownRegions(watch)
		index := slices.IndexFunc(known, func(one edge.Known) bool { return one.ID == id })
		if index < 0 {
			edge.Refuse(to, http.StatusNotFound, fmt.Errorf("%q: must be a region in use, is not", id))
			return
		}
		edge.Answer(to, known[index])
	})
	return router
}
