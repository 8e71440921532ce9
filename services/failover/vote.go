package main

import (
	"log"
	"sync"
	"time"
)

// A holder that was silent for so long has lost the lease as soon as another node asks. THANOS' server, which stops itself 20 s
// after the last word, has ended long before.
const leaseTime = 50 * time.Second

// vote gives the lease of the primary to one node at a time.
type vote struct {
	nodes []string
	file  string

	mutex sync.Mutex
	held  tenure
	// What the file says for sure; nil after a write that failed, which may have left either.
	kept *tenure
	// When the holder asked last, by the clock that no change of the time touches.
	renewed time.Time
}

// openVote counts the holder as heard just now: what the former process knew of the time is lost.
func openVote(nodes []string, file string) (*vote, error) {
	held, err := readTenure(file, nodes)
	if err != nil {
		return nil, err
	}
	return &vote{nodes: nodes, file: file, held: held, kept: &held, renewed: time.Now()}, nil
}

// ask renews the lease of the node or lets it take it, and gives who holds it then. With an error nothing has changed.
func (v *vote) ask(node string) (string, error) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	now := time.Now()
	next, silent := v.held, now.Sub(v.renewed)
	switch {
	case node == next.Holder:
		next.Renewed = true
	// Before the first renewal nobody goes by this vote: the first node may take writes without it.
	case next.Renewed && silent >= leaseTime:
		next.Holder = node
	}
	if v.kept == nil || *v.kept != next {
		v.kept = nil
		if err := next.keep(v.file); err != nil {
			return "", err
		}
		v.kept = &next
	}
	if next.Holder != v.held.Holder {
		log.Printf("vote: %s holds the lease; %s was silent for %.0f s", next.Holder, v.held.Holder, silent.Seconds())
	}
	v.held = next
	if node == next.Holder {
		v.renewed = now
	}
	return next.Holder, nil
}

func (v *vote) holder() string {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	return v.held.Holder
}
