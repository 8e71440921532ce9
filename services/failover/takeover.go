package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"regexp"
	"strings"
	"time"
)

const (
	eachTry   = 5 * time.Second
	eachRenew = 5 * time.Second
	// THANOS' server, cut off, stops itself 20 s after the last word that it is the primary. A round of its questions takes 8 s,
	// backends have 5 s to end: 33 s. The rest is margin.
	stoppingTime  = 45 * time.Second
	promotingTime = 10 * time.Minute
)

// errBack says that the primary stays what it is, because it lives or the vote heard it.
var errBack = errors.New("it stays the primary")

// takeover is one failover that this process makes.
type takeover struct {
	*watch
	noted failover
	// When the promotion was noted first; empty before it.
	promoted string
	// The replica may take writes: from here on there is no way back without a copy.
	isBegun bool
}

// takeOver ends with the failover made, taken back, or in other hands.
func (w *watch) takeOver(ctx context.Context) {
	w.status.take(true)
	defer w.status.take(false)
	w.told.forget("step")
	w.told.forget("lease")
	t := &takeover{watch: w, noted: failover{Since: stamp(time.Now()), From: w.pair.From, To: w.pair.To}}
	log.Printf("watch: %s was silent for %.0f s, %s holds the lease: taking over", w.pair.From, time.Since(w.heard).Seconds(), w.pair.To)
	err := t.work(ctx)
	if errors.Is(err, errBack) {
		log.Printf("watch: %v: going back", err)
		if err = t.goBack(ctx); err == nil {
			log.Printf("watch: clients are pointed to %s as before", w.pair.From)
		}
	}
	if errors.Is(err, errTaken) {
		log.Printf("watch: the failover of %s is left: %v", w.pair.From, err)
	}
}

func (t *takeover) work(ctx context.Context) error {
	// Nobody renews what is given back.
	renewing, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	defer func() { stop(); <-ended }()
	before, lose := context.WithCancelCause(ctx)
	defer lose(nil)
	go func() {
		defer close(ended)
		t.renewOn(renewing, lose)
	}()
	if err := t.clear(before); err != nil {
		return err
	}
	if err := t.promote(ctx); err != nil {
		return err
	}
	log.Printf("watch: %[1]s took over from %[2]s in %.1[3]f s; go back with npx bev failback %[2]s",
		t.pair.To, t.pair.From, time.Since(t.heard).Seconds())
	return nil
}

// renewOn keeps the lease here, and ends what comes before the promotion once another node has it.
func (t *takeover) renewOn(ctx context.Context, lose context.CancelCauseFunc) {
	for sleep(ctx, eachRenew) == nil {
		holder, err := t.network.take(ctx)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			t.told.say("lease", fmt.Sprintf("the lease is not renewed: %v", err))
		case holder != t.pair.To:
			t.told.say("lease", fmt.Sprintf("the vote says that %s holds the lease", holder))
			lose(fmt.Errorf("%w: the vote says that %s holds the lease", errBack, holder))
		default:
			t.told.forget("lease")
		}
	}
}

// clear ends with nobody who writes to the primary, and with all applied that has come from it.
func (t *takeover) clear(ctx context.Context) error {
	if err := t.untilDone(ctx, func() error { return t.unlessBack(ctx, t.journal.note(ctx, t.noted)) }); err != nil {
		return err
	}
	t.status.stand()
	if err := t.untilDone(ctx, func() error { return t.unlessBack(ctx, t.point(ctx, "none")) }); err != nil {
		return err
	}
	if err := t.untilStopped(ctx); err != nil {
		return err
	}
	return t.untilDone(ctx, func() error { return t.untilApplied(ctx) })
}

// untilStopped waits until the primary's server has ended, wherever it is. A machine that answers again in between, after a
// restart or a cut, has all its data: it stays the primary.
func (t *takeover) untilStopped(ctx context.Context) error {
	for end := time.Now().Add(stoppingTime); time.Now().Before(end); {
		if err := sleep(ctx, eachRenew); err != nil {
			return err
		}
		if t.network.alive(ctx) {
			return fmt.Errorf("%w: %s answers again", errBack, t.pair.From)
		}
	}
	return nil
}

// unlessBack gives up where a step failed and the primary answers again: clients have not been sent away yet.
func (t *takeover) unlessBack(ctx context.Context, err error) error {
	if err != nil && !errors.Is(err, errTaken) && t.network.alive(ctx) {
		return fmt.Errorf("%w: %s answers again", errBack, t.pair.From)
	}
	return err
}

func (t *takeover) promote(ctx context.Context) error {
	steps := []func() error{
		func() error {
			if err := t.mustHold(ctx); err != nil {
				return err
			}
			if t.promoted == "" {
				t.promoted = stamp(time.Now())
			}
			return t.journal.notePromoted(ctx, t.promoted)
		},
		func() error {
			if err := t.mustHold(ctx); err != nil {
				return err
			}
			t.isBegun = true
			return t.runScripts(ctx)
		},
		func() error {
			// A vote that does not answer keeps clients no longer from the one server that takes writes.
			if holder, err := t.network.take(ctx); err == nil && holder != t.pair.To {
				return fmt.Errorf("the vote says that %s holds the lease: clients wait", holder)
			}
			return t.point(ctx, t.pair.To)
		},
	}
	for _, step := range steps {
		err := t.untilDone(ctx, func() error {
			// An operator's way back may have ended it, or begun.
			if err := t.journal.mustBe(ctx, t.noted, t.promoted); err != nil {
				return err
			}
			return step()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// mustHold asks the vote at this moment. Without its answer nobody knows whether the primary was given the lease again.
func (t *takeover) mustHold(ctx context.Context) error {
	holder, err := t.network.take(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("the vote at %s does not answer: %s is not promoted, clients wait", t.pair.Vote, t.pair.Replica)
	case holder == t.pair.To:
		return nil
	case t.isBegun:
		return fmt.Errorf("the vote says that %s holds the lease: clients wait", holder)
	}
	return fmt.Errorf("%w: the vote says that %s holds the lease", errBack, holder)
}

func (t *takeover) runScripts(ctx context.Context) error {
	said, err := runScript(ctx, t.engine, promotingTime, t.pair.Replica, t.pair.Scripts.Promote, t.pair.Database)
	if err != nil {
		return err
	}
	moved, err := t.movedScript()
	if err != nil {
		return err
	}
	saidMoved, err := runScript(ctx, t.engine, promotingTime, t.pair.Replica, moved)
	if err != nil {
		return errors.New(withoutVerifiers(err.Error()))
	}
	logLines(said)
	logLines(withoutVerifiers(saidMoved))
	return nil
}

func logLines(text string) {
	for line := range strings.Lines(text) {
		log.Printf("watch: %s", strings.TrimSpace(line))
	}
}

// What a verifier looks like, also half of one: psql shows the statement that failed.
var verifier = regexp.MustCompile(`SCRAM-SHA-256\S*|[A-Za-z0-9+/=$:]{24,}`)

func withoutVerifiers(text string) string {
	return verifier.ReplaceAllString(text, "...")
}

// goBack leaves what an operator's command has taken over.
func (t *takeover) goBack(ctx context.Context) error {
	return t.untilDone(ctx, func() error {
		known, err := t.journal.read(ctx)
		// It was not noted, or its end was heard too late: what is left beside it goes with the next one.
		if err != nil || known == nil {
			return err
		}
		if err := t.journal.mustBe(ctx, t.noted, t.promoted); err != nil {
			return err
		}
		if err := t.point(ctx, t.pair.From); err != nil {
			return err
		}
		return t.journal.forget(ctx)
	})
}

// untilDone tries a step again until it is done, it is of no use any more, or the context ends.
func (t *takeover) untilDone(ctx context.Context, step func() error) error {
	for {
		err := step()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, errTaken), errors.Is(err, errBack):
			return err
		}
		t.told.say("step", err.Error())
		if err := sleep(ctx, eachTry); err != nil {
			return err
		}
	}
}
