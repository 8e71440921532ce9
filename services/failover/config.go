package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

// electorate is the vote's configuration.
type electorate struct {
	// Who may hold the lease; the first does at the very beginning.
	Nodes []string `json:"nodes"`
}

func (e electorate) validate() error {
	if len(e.Nodes) == 0 {
		return fmt.Errorf("nodes: must name who may hold the lease, is empty")
	}
	for at, node := range e.Nodes {
		if node == "" || slices.Contains(e.Nodes[:at], node) {
			return fmt.Errorf("nodes[%d]: must be a name that is there once, got %q", at, node)
		}
	}
	return nil
}

// pair is the watch's configuration: the servers of a failover and whom to ask, as operations/failover/pair.ts has them.
type pair struct {
	// Nodes: whose server is the primary, and whose takes over.
	From string `json:"from"`
	To   string `json:"to"`
	// Of names on this node's Engine, where the journal lies.
	Prefix       string `json:"prefix"`
	Database     string `json:"database"`
	Subscription string `json:"subscription"`
	// host:port of the primary's server, of anything on its machine that speaks HTTP, of the vote (empty until its region is
	// deployed), and of the proxy's port that answers which node is the primary.
	Primary string `json:"primary"`
	Machine string `json:"machine"`
	Vote    string `json:"vote"`
	Lease   string `json:"lease"`
	// Containers, and the script in the first that points it to a server.
	Proxy   string `json:"proxy"`
	Point   string `json:"point"`
	Replica string `json:"replica"`
	Scripts struct {
		Replication string `json:"replication"`
		Promote     string `json:"promote"`
	} `json:"scripts"`
}

func (p pair) validate() error {
	for _, one := range []struct{ name, value string }{
		{"from", p.From}, {"to", p.To}, {"prefix", p.Prefix}, {"database", p.Database}, {"subscription", p.Subscription},
		{"primary", p.Primary}, {"machine", p.Machine}, {"lease", p.Lease},
		{"proxy", p.Proxy}, {"point", p.Point}, {"replica", p.Replica},
		{"scripts.replication", p.Scripts.Replication}, {"scripts.promote", p.Scripts.Promote},
	} {
		if one.value == "" {
			return fmt.Errorf("%s: must be filled, is empty", one.name)
		}
	}
	if p.From == p.To {
		return fmt.Errorf("to: must be another node than from, is %s too", p.To)
	}
	return nil
}

func readConfig[C interface{ validate() error }](file string) (C, error) {
	var read C
	text, err := os.ReadFile(file)
	if err != nil {
		return read, err
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return read, fmt.Errorf("%s: must be JSON, is not: %w", file, err)
	}
	if err := read.validate(); err != nil {
		return read, fmt.Errorf("%s: %w", file, err)
	}
	return read, nil
}
