package edge

import (
	"fmt"
	"net/url"
)

// Region is one line of regions.json (src/software/regions.ts).
type Region struct {
	ID       string `json:"id"`
	Stack    string `json:"stack"`
	Location string `json:"location"`
	// The machine's, on the tailnet.
	Address string `json:"address"`
	// Where it takes requests, host:port.
	Entry string `json:"entry"`
	// By service, then by purpose: host:port.
	Endpoints map[string]map[string]string `json:"endpoints"`
	Health    string                       `json:"health"`
	// Identifiers of the others, the nearest first.
	Neighbours []string `json:"neighbours"`
}

// Target is what is asked of it.
func (r Region) Target() Target { return Target{Name: r.ID, URL: r.Health} }

// Regions is regions.json: what the routers of the whole platform go by.
type Regions struct {
	Check   Check    `json:"check"`
	Regions []Region `json:"regions"`
}

func (r Regions) asked() ([]Target, Check) {
	return targetsOf(r.Regions), r.Check
}

func (r Regions) validate() error {
	for index, one := range r.Regions {
		if err := filled(fmt.Sprintf("regions[%d].entry", index), one.Entry); err != nil {
			return err
		}
	}
	return validate(r, "regions", "id")
}

// Service is a service of a region, and where it says whether it is live.
type Service struct {
	Name   string `json:"name"`
	Health string `json:"health"`
}

// Target is what is asked of it.
func (s Service) Target() Target { return Target{Name: s.Name, URL: s.Health} }

// Services is region.json: what a region's coordinator asks.
type Services struct {
	ID       string    `json:"id"`
	Location string    `json:"location"`
	Check    Check     `json:"check"`
	Services []Service `json:"services"`
}

func (s Services) asked() ([]Target, Check) {
	return targetsOf(s.Services), s.Check
}

func (s Services) validate() error {
	if err := filled("id", s.ID); err != nil {
		return err
	}
	return validate(s, "services", "name")
}

// Entry is where a region takes requests.
type Entry struct {
	ID string `json:"id"`
	// host:port.
	Address string `json:"address"`
	Health  string `json:"health"`
}

// Target is what is asked of it.
func (e Entry) Target() Target { return Target{Name: e.ID, URL: e.Health} }

// Routing is routing.json: what a region's own routing goes by.
type Routing struct {
	Region string `json:"region"`
	Check  Check  `json:"check"`
	// It has no name there but the region's.
	Own Entry `json:"own"`
	// The nearest first.
	Neighbours []Entry `json:"neighbours"`
}

// Entries are the own one, then the neighbours'.
func (r Routing) Entries() []Entry {
	own := r.Own
	own.ID = r.Region
	return append([]Entry{own}, r.Neighbours...)
}

func (r Routing) asked() ([]Target, Check) {
	return targetsOf(r.Entries()), r.Check
}

func (r Routing) validate() error {
	for index, one := range r.Entries() {
		if err := filled(fmt.Sprintf("entries[%d].address", index), one.Address); err != nil {
			return err
		}
	}
	return validate(r, "entries", "id")
}

func targetsOf[T interface{ Target() Target }](named []T) []Target {
	targets := make([]Target, len(named))
	for index, one := range named {
		targets[index] = one.Target()
	}
	return targets
}

// validate looks at what all files have: what to ask, and how.
func validate(of content, list, name string) error {
	targets, check := of.asked()
	if err := check.validate(); err != nil {
		return err
	}
	known := map[string]bool{}
	for index, one := range targets {
		at := fmt.Sprintf("%s[%d]", list, index)
		if err := filled(at+"."+name, one.Name); err != nil {
			return err
		}
		if known[one.Name] {
			return fmt.Errorf("%s.%s: must be there once, %q is there twice", at, name, one.Name)
		}
		known[one.Name] = true
		if to, err := url.Parse(one.URL); err != nil || to.Scheme != "http" || to.Host == "" {
			return fmt.Errorf("%s.health: must be an address of http, got %q", at, one.URL)
		}
	}
	return nil
}

func filled(at, value string) error {
	if value == "" {
		return fmt.Errorf("%s: must be filled, is empty", at)
	}
	return nil
}
