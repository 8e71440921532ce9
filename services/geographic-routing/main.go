// Geographic-routing tells where requests of its region go: here, or to a neighbour while this region takes none.
package main

import (
	"log"
	"net/http"

	"bev.local/services/edge"
)

const (
	address = ":8032"
	file    = edge.Folder + "routing.json"
)

func main() {
	watch := edge.NewWatch[edge.Routing](file, edge.NewAsk())
	if err := edge.Run(address, handler(watch), watch.Follow); err != nil {
		log.Fatal(err)
	}
}

type region struct {
	ID      string `json:"id"`
	Address string `json:"address"`
	edge.Seen
}

// known has the own region first; nothing before the file was read.
func known(watch *edge.Watch[edge.Routing]) []region {
	current := watch.Current()
	if current == nil {
		return []region{}
	}
	entries := current.Entries()
	all := make([]region, len(entries))
	for index, one := range entries {
		all[index] = region{ID: one.ID, Address: one.Address, Seen: watch.SeenOf(one.Target())}
	}
	return all
}

func handler(watch *edge.Watch[edge.Routing]) http.Handler {
	router := edge.NewRouter(watch.Ready)
	router.Get("/regions", func(to http.ResponseWriter, _ *http.Request) {
		edge.Answer(to, map[string]any{"regions": known(watch)})
	})
	router.Get("/route", func(to http.ResponseWriter, _ *http.Request) {
		all := known(watch)
		if len(all) == 0 {
			edge.Refuse(to, http.StatusServiceUnavailable, watch.Ready())
			return
		}
		candidates := make([]edge.Candidate, len(all))
		for index, one := range all {
			candidates[index] = edge.Candidate{ID: one.ID, Address: one.Address, Seen: one.Seen}
		}
		decision, err := edge.Here(candidates[0], candidates[1:])
		edge.Decided(to, decision, err)
	})
	return router
}
