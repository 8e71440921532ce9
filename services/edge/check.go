// Package edge is what the services of the edge have in common: files that name what to ask, checks that find out who
// answers, decisions that follow from them, and how that is told over HTTP.
package edge

import (
	"context"
	"fmt"
	"log"
	"slices"
	"sync"
	"time"
)

// State is what the checks of a target have shown.
type State string

const (
	// Unknown is what has neither answered nor failed often enough yet. It gets no request.
	Unknown State = "unknown"
	Healthy State = "healthy"
	Out     State = "out"
)

// The latency of a target is the lowest of so many checks: one slow answer moves no requests.
const remembered = 5

// Check says how often targets are asked, for how long, and how many failures in a row leave one out.
type Check struct {
	EverySeconds   int `json:"everySeconds"`
	TimeoutSeconds int `json:"timeoutSeconds"`
	Failures       int `json:"failures"`
}

func (c Check) validate() error {
	switch {
	case c.EverySeconds < 1:
		return fmt.Errorf("check.everySeconds: must be 1 or more, got %d", c.EverySeconds)
	case c.TimeoutSeconds < 1 || c.TimeoutSeconds > c.EverySeconds:
		return fmt.Errorf("check.timeoutSeconds: must be 1 to everySeconds, got %d", c.TimeoutSeconds)
	case c.Failures < 1:
		return fmt.Errorf("check.failures: must be 1 or more, got %d", c.Failures)
	}
	return nil
}

func (c Check) timeout() time.Duration { return time.Duration(c.TimeoutSeconds) * time.Second }

// Target is what is asked. One that answers elsewhere than before is another.
type Target struct {
	Name string
	URL  string
}

// Seen is what is known of a target.
type Seen struct {
	State State     `json:"state"`
	Since time.Time `json:"since,omitzero"`
	// Of a target that is healthy.
	LatencySeconds float64   `json:"latencySeconds,omitzero"`
	LastSeen       time.Time `json:"lastSeen,omitzero"`
	// Why its last check failed.
	Problem string `json:"problem,omitzero"`

	recent []time.Duration
	failed int
}

// answer is what one check gave.
type answer struct {
	at   time.Time
	took time.Duration
	err  error
}

// after is what is known once a further check has been made.
func (s Seen) after(a answer, failures int) Seen {
	if a.err == nil {
		s.LastSeen, s.Problem, s.failed = a.at, "", 0
		first := max(0, len(s.recent)-remembered+1)
		s.recent = append(slices.Clone(s.recent[first:]), a.took)
		s.LatencySeconds = slices.Min(s.recent).Seconds()
		return s.turned(Healthy, a.at)
	}
	s.Problem = a.err.Error()
	s.failed++
	if s.failed < failures {
		return s
	}
	s.recent, s.LatencySeconds = nil, 0
	return s.turned(Out, a.at)
}

func (s Seen) turned(state State, at time.Time) Seen {
	if s.State != state {
		s.State, s.Since = state, at
	}
	return s
}

// Ask returns why a target does not answer as it must; nil for one that does.
type Ask func(ctx context.Context, url string) error

// Checker asks each target by itself: one that is dead holds up no other.
type Checker struct {
	ask Ask

	mutex sync.Mutex
	seen  map[Target]Seen
	stop  context.CancelFunc
}

func newChecker(ask Ask) *Checker {
	return &Checker{ask: ask, seen: map[Target]Seen{}, stop: func() {}}
}

// follow asks these from now on and no others. What is known of those that stay is kept.
func (c *Checker) follow(ctx context.Context, targets []Target, check Check) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.stop()
	ctx, c.stop = context.WithCancel(ctx)
	kept := make(map[Target]Seen, len(targets))
	for _, target := range targets {
		if known, ok := c.seen[target]; ok {
			kept[target] = known
		} else {
			kept[target] = Seen{State: Unknown, Since: time.Now()}
		}
		go c.askOnAndOn(ctx, target, check)
	}
	c.seen = kept
}

// seenOf is Unknown for a target that is not followed.
func (c *Checker) seenOf(target Target) Seen {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if known, ok := c.seen[target]; ok {
		return known
	}
	return Seen{State: Unknown}
}

// A check begins on time, however long the one before took: a timeout is no longer than the time between two.
func (c *Checker) askOnAndOn(ctx context.Context, target Target, check Check) {
	ticker := time.NewTicker(time.Duration(check.EverySeconds) * time.Second)
	defer ticker.Stop()
	for {
		c.askOnce(ctx, target, check)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (c *Checker) askOnce(ctx context.Context, target Target, check Check) {
	limited, cancel := context.WithTimeout(ctx, check.timeout())
	defer cancel()
	begun := time.Now()
	err := c.ask(limited, target.URL)
	if err != nil && limited.Err() != nil {
		err = fmt.Errorf("no answer within %v", check.timeout())
	}
	now := time.Now()

	c.mutex.Lock()
	defer c.mutex.Unlock()
	// Others are followed since: this was cut short, and says nothing.
	if ctx.Err() != nil {
		return
	}
	before := c.seen[target]
	after := before.after(answer{at: now, took: now.Sub(begun), err: err}, check.Failures)
	c.seen[target] = after
	if after.State != before.State {
		log.Print(turn(target, after))
	}
}

func turn(target Target, now Seen) string {
	if now.State == Healthy {
		return fmt.Sprintf("%s: healthy, answers in %.1f ms", target.Name, now.LatencySeconds*1000)
	}
	return fmt.Sprintf("%s: %s, %s: %s", target.Name, now.State, target.URL, now.Problem)
}
