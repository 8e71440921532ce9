package edge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Latencies that differ by less are alike: then the order of the list decides, and not chance.
const alikeSeconds = 0.01

// Candidate is a region that might be chosen, with what is known of it.
type Candidate struct {
	ID      string
	Address string
	// Identifiers, the nearest first.
	Neighbours []string
	Seen
}

func (c Candidate) takesRequests() bool { return c.State == Healthy }

// Decision is where a request goes, and why.
type Decision struct {
	Region string `json:"region"`
	// host:port.
	Address string `json:"address"`
	Why     string `json:"why"`
}

// NoRegion says that none takes requests.
type NoRegion struct{ asked []Candidate }

func (n NoRegion) Error() string {
	if len(n.asked) == 0 {
		return "no region takes requests: none is in use"
	}
	states := make([]string, len(n.asked))
	for index, one := range n.asked {
		states[index] = one.is()
	}
	return "no region takes requests: " + strings.Join(states, ", ")
}

// UnknownRegion says that there is no such region.
type UnknownRegion struct {
	asked string
	known []string
}

func (u UnknownRegion) Error() string {
	return fmt.Sprintf("from: must be one of %s, got %q", strings.Join(u.known, ", "), u.asked)
}

// Fastest takes the healthy region that answers first; of those that are alike, the first of the list.
func Fastest(all []Candidate) (Decision, error) {
	healthy := slices.DeleteFunc(slices.Clone(all), func(one Candidate) bool { return !one.takesRequests() })
	if len(healthy) == 0 {
		return Decision{}, NoRegion{all}
	}
	fastest := slices.MinFunc(healthy, func(a, b Candidate) int {
		return cmp.Compare(a.LatencySeconds, b.LatencySeconds)
	})
	alike := slices.IndexFunc(healthy, func(one Candidate) bool {
		return one.LatencySeconds-fastest.LatencySeconds < alikeSeconds
	})
	one := healthy[alike]
	switch {
	case len(healthy) == 1:
		return one.chosen("it is the only one that takes requests")
	case one.ID == fastest.ID:
		return one.chosen("it answers first, in %.1f ms", one.LatencySeconds*1000)
	default:
		return one.chosen("it answers about as fast as %s, and comes before it in the list", fastest.ID)
	}
}

// From takes the region that a request comes from, else the nearest of its neighbours that is healthy: how fast each
// answers here says nothing of how fast it answers there. Without a region it takes the fastest.
func From(all []Candidate, id string) (Decision, error) {
	if id == "" {
		return Fastest(all)
	}
	byID := make(map[string]Candidate, len(all))
	known := make([]string, len(all))
	for index, one := range all {
		byID[one.ID], known[index] = one, one.ID
	}
	own, ok := byID[id]
	if !ok {
		return Decision{}, UnknownRegion{asked: id, known: known}
	}
	if own.takesRequests() {
		return own.chosen("requests come from it")
	}
	for _, neighbour := range own.Neighbours {
		if one := byID[neighbour]; one.takesRequests() {
			return one.chosen("%s; it is the nearest neighbour that takes requests", own.is())
		}
	}
	return Decision{}, NoRegion{all}
}

// Here takes the own region, else the fastest of its neighbours: what is measured here counts here.
func Here(own Candidate, neighbours []Candidate) (Decision, error) {
	if own.takesRequests() {
		return own.chosen("it is this region")
	}
	decision, err := Fastest(neighbours)
	if err != nil {
		return Decision{}, NoRegion{append([]Candidate{own}, neighbours...)}
	}
	decision.Why = own.is() + "; " + decision.Why
	return decision, nil
}

func (c Candidate) chosen(why string, values ...any) (Decision, error) {
	return Decision{Region: c.ID, Address: c.Address, Why: fmt.Sprintf(why, values...)}, nil
}

func (c Candidate) is() string {
	if c.State == Out {
		return c.ID + " is out"
	}
	return c.ID + " has not answered yet"
}
