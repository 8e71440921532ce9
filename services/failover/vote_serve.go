package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"slices"

	"bev.local/services/edge"
)

const voteAddress = ":8490"

func runVote() error {
	config, err := readConfig[electorate](voteFile)
	if err != nil {
		return err
	}
	v, err := openVote(config.Nodes, holderFile)
	if err != nil {
		return err
	}
	return edge.Run(voteAddress, v.handler(), func(context.Context) {})
}

func (v *vote) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /lease/{node}", func(answer http.ResponseWriter, question *http.Request) {
		node := question.PathValue("node")
		if !slices.Contains(v.nodes, node) {
			edge.Refuse(answer, http.StatusNotFound, fmt.Errorf("%q: must be one of %v", node, v.nodes))
			return
		}
		holder, err := v.ask(node)
		if err != nil {
			log.Printf("vote: %s is not answered: %v", node, err)
			edge.Refuse(answer, http.StatusInternalServerError, err)
			return
		}
		tell(answer, holder)
	})
	mux.HandleFunc("GET /lease", func(answer http.ResponseWriter, _ *http.Request) { tell(answer, v.holder()) })
	mux.HandleFunc("GET /health", func(answer http.ResponseWriter, _ *http.Request) { fmt.Fprintln(answer, "live") })
	return mux
}

// tell answers with a name. Nobody may keep what is true now.
func tell(answer http.ResponseWriter, holder string) {
	answer.Header().Set("Content-Type", "text/plain")
	answer.Header().Set("Cache-Control", "no-store")
	fmt.Fprintln(answer, holder)
}
