package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"sync"
	"time"
)

const (
	eachRound = 5 * time.Second
	// Then a failover is thought of.
	silentTime = 30 * time.Second
	eachLook   = time.Minute
)

// watch looks after the primary, and has its replica take over.
type watch struct {
	pair    pair
	engine  engine
	network network
	journal journal
	// The file with the logins of the primary.
	moved  string
	status status
	told   told
	// When the primary or its machine answered last, or the start; by the clock that no change of the time touches.
	heard time.Time
	// When the replica was looked at last, and whether it could take over.
	looked  time.Time
	isReady bool
}

func newWatch(of pair, on engine, over network, moved string) *watch {
	return &watch{
		pair: of, engine: on, network: over, journal: journal{on, of.Prefix}, moved: moved,
		told: told{last: map[string]string{}},
	}
}

// follow goes round until the context ends. A failover that is noted at the start is left alone: this process may have been
// killed in the middle of it, but a command of an operator may just as well be under way, and two would undo each other's steps.
func (w *watch) follow(ctx context.Context) {
	w.heard = time.Now()
	ticker := time.NewTicker(eachRound)
	defer ticker.Stop()
	for {
		w.round(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// finding is what one round has found out.
type finding struct {
	known *failover
	// The node that clients are sent to.
	primary              string
	journal, proxy, vote error
}

func (w *watch) round(ctx context.Context) {
	w.status.begin()
	answers := w.network.alive(ctx)
	if answers {
		w.heard = time.Now()
		w.told.forget("refusal")
	}
	var found finding
	found.known, found.journal = w.journal.read(ctx)
	found.primary, found.proxy = w.network.primary(ctx)
	if found.proxy == nil && found.primary == w.pair.To {
		// While it stands in the lease stays here.
		_, found.vote = w.network.take(ctx)
	} else {
		_, found.vote = w.network.holder(ctx)
	}
	w.look(ctx, found)
	w.status.tell(answers, found, w.isReady)
	if silent := time.Since(w.heard); answers || silent < silentTime || ctx.Err() != nil {
		return
	}
	if err := w.refusal(ctx, found); err != nil {
		if !errors.Is(err, errNoted) && ctx.Err() == nil {
			w.told.say("refusal", err.Error())
		}
		return
	}
	w.takeOver(ctx)
}

// look is at the replica, and not often: it has other work.
func (w *watch) look(ctx context.Context, found finding) {
	if !w.looked.IsZero() && time.Since(w.looked) < eachLook {
		return
	}
	w.looked = time.Now()
	err := w.unready(ctx)
	w.isReady = err == nil
	switch {
	case err == nil:
		w.told.forget("ready")
	// What stands in follows nobody.
	case found.known == nil && ctx.Err() == nil:
		w.told.say("ready", err.Error())
	}
}

var errNoted = errors.New("a failover is noted already")

// refusal says why there is no failover of a primary that is silent; nil where this node now holds the lease.
func (w *watch) refusal(ctx context.Context, found finding) error {
	switch {
	case found.journal != nil:
		return fmt.Errorf("no failover: %w", found.journal)
	case found.known != nil:
		return errNoted
	case found.proxy != nil:
		return fmt.Errorf("the proxy at %s must say which node is the primary, does not: no failover", w.pair.Lease)
	case found.primary != w.pair.From:
		return fmt.Errorf("the proxy sends clients to %s: no failover", found.primary)
	}
	if err := w.unready(ctx); err != nil {
		return fmt.Errorf("no failover: %w", err)
	}
	// The last: whoever has the lease has to use it.
	holder, err := w.network.take(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("%[1]s does not answer here, the vote at %[2]s does not answer: no failover; npx bev failover %[1]s decides by hand",
			w.pair.From, w.pair.Vote)
	case holder != w.pair.To:
		return fmt.Errorf("%s does not answer here, the vote still hears it: no failover", w.pair.From)
	}
	return nil
}

// told is what was logged last of each subject: what repeats itself is said once.
type told struct {
	mutex sync.Mutex
	last  map[string]string
}

func (t *told) say(subject, text string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.last[subject] == text {
		return
	}
	t.last[subject] = text
	log.Printf("watch: %s", text)
}

func (t *told) forget(subject string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	delete(t.last, subject)
}
