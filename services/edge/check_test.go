package edge

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var (
	errRefused = errors.New("connection refused")
	check      = Check{EverySeconds: 3, TimeoutSeconds: 2, Failures: 2}
	start      = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
)

// at is an answer so many seconds after the start; zero milliseconds are a failure.
func at(seconds, milliseconds int) answer {
	one := answer{at: start.Add(time.Duration(seconds) * time.Second), took: time.Duration(milliseconds) * time.Millisecond}
	if milliseconds == 0 {
		one.err = errRefused
	}
	return one
}

func TestWhatIsKnownAfterChecks(t *testing.T) {
	for name, one := range map[string]struct {
		answers  []answer
		state    State
		since    int
		latency  float64
		lastSeen int
		problem  string
	}{
		"one answer is enough":            {[]answer{at(1, 5)}, Healthy, 1, 0.005, 1, ""},
		"one failure is not":              {[]answer{at(1, 0)}, Unknown, 0, 0, 0, "connection refused"},
		"one failure leaves nothing out":  {[]answer{at(1, 5), at(4, 0)}, Healthy, 1, 0.005, 1, "connection refused"},
		"failures in a row count":         {[]answer{at(1, 0), at(4, 5), at(7, 0)}, Healthy, 4, 0.005, 4, "connection refused"},
		"two leave it out":                {[]answer{at(1, 5), at(4, 0), at(7, 0)}, Out, 7, 0, 1, "connection refused"},
		"further ones change nothing":     {[]answer{at(1, 0), at(4, 0), at(7, 0)}, Out, 4, 0, 0, "connection refused"},
		"the first answer takes it back":  {[]answer{at(1, 5), at(4, 0), at(7, 0), at(10, 9)}, Healthy, 10, 0.009, 10, ""},
		"one slow answer moves nothing":   {[]answer{at(1, 5), at(4, 900)}, Healthy, 1, 0.005, 4, ""},
		"five slow answers are its speed": {[]answer{at(0, 5), at(1, 9), at(2, 9), at(3, 9), at(4, 9), at(5, 8)}, Healthy, 0, 0.008, 5, ""},
	} {
		t.Run(name, func(t *testing.T) {
			seen := Seen{State: Unknown, Since: start}
			for _, answer := range one.answers {
				seen = seen.after(answer, check.Failures)
			}
			var lastSeen time.Time
			if one.lastSeen > 0 {
				lastSeen = at(one.lastSeen, 0).at
			}
			if seen.State != one.state || !seen.Since.Equal(at(one.since, 0).at) || seen.LatencySeconds != one.latency ||
				!seen.LastSeen.Equal(lastSeen) || seen.Problem != one.problem {
				t.Errorf("must be %+v, got %+v", one, seen)
			}
		})
	}
}

// world answers in its own latency for each address; what is cut off never does.
type world struct {
	mutex   sync.Mutex
	latency map[string]time.Duration
	cut     map[string]bool
}

func (w *world) ask(ctx context.Context, url string) error {
	w.mutex.Lock()
	wait, isCut := w.latency[url], w.cut[url]
	w.mutex.Unlock()
	if isCut {
		wait = time.Hour
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(wait):
		return nil
	}
}

func (w *world) set(url string, isCut bool) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.cut[url] = isCut
}

var (
	east = Target{"us-east-1", "http://east"}
	west = Target{"us-west-1", "http://west"}
)

func followed(t *testing.T) (context.Context, *world, *Checker) {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	all := &world{latency: map[string]time.Duration{east.URL: 5 * time.Millisecond}, cut: map[string]bool{}}
	checker := newChecker(all.ask)
	checker.follow(ctx, []Target{east, west}, check)
	return ctx, all, checker
}

func TestWhatIsCutOffIsOutWithinTenSecondsAndBackWithinTen(t *testing.T) {
	// Whenever it happens between two checks.
	for moment := time.Duration(0); moment < 3*time.Second; moment += 100 * time.Millisecond {
		synctest.Test(t, func(t *testing.T) {
			_, all, checker := followed(t)
			time.Sleep(30*time.Second + moment)
			all.set(east.URL, true)
			waitFor(t, checker, east, Out)
			if problem := checker.seenOf(east).Problem; problem != "no answer within 2s" {
				t.Error(problem)
			}
			// The other is asked as before.
			if seen := checker.seenOf(west); seen.State != Healthy || time.Since(seen.LastSeen) > 3*time.Second {
				t.Errorf("must be healthy, got %+v", seen)
			}
			time.Sleep(time.Minute)
			all.set(east.URL, false)
			waitFor(t, checker, east, Healthy)
		})
	}
}

func waitFor(t *testing.T, checker *Checker, target Target, state State) {
	t.Helper()
	begun := time.Now()
	for checker.seenOf(target).State != state {
		time.Sleep(100 * time.Millisecond)
		if time.Since(begun) > 9*time.Second {
			t.Fatalf("must be %s within 9s, is %+v", state, checker.seenOf(target))
		}
	}
}

func TestOtherTargetsKeepWhatIsKnownOfThoseThatStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, all, checker := followed(t)
		time.Sleep(10 * time.Second)
		before := checker.seenOf(east)
		all.set(west.URL, true)
		time.Sleep(3 * time.Second)
		// In the middle of a check of west, which must not count against it.
		moved := Target{west.Name, "http://elsewhere"}
		checker.follow(ctx, []Target{east, west, moved}, check)
		synctest.Wait()
		if now := checker.seenOf(east); now.State != Healthy || !now.Since.Equal(before.Since) {
			t.Errorf("must be healthy since %v, got %+v", before.Since, now)
		}
		if now := checker.seenOf(west); now.State != Healthy || now.Problem != "" {
			t.Errorf("must be healthy without a problem, got %+v", now)
		}
		checker.follow(ctx, []Target{moved}, check)
		synctest.Wait()
		if names := slices.Collect(maps.Keys(checker.seen)); !slices.Equal(names, []Target{moved}) {
			t.Errorf("must be %v alone, got %v", moved, names)
		}
		if now := checker.seenOf(east); now.State != Unknown {
			t.Errorf("must be unknown, got %+v", now)
		}
	})
}
