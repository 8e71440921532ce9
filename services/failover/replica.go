package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

const (
	eachReading = 15 * time.Second
	eachPoll    = time.Second
	// So often in a row nothing moves: then all that has arrived is applied.
	quietTimes   = 3
	applyingTime = 10 * time.Minute
)

// replication is how the replica stands (src/software/postgres/replication.sh).
type replication struct {
	isSubscribed bool
	// Tables that are not copied yet.
	lacking []string
	// It applies changes at this moment.
	isBusy bool
	// How far it has applied the primary's changes.
	at string
}

func (w *watch) replication(ctx context.Context) (replication, error) {
	said, err := runScript(ctx, w.engine, eachReading, w.pair.Replica, w.pair.Scripts.Replication, w.pair.Database, w.pair.Subscription)
	return parseReplication(said), err
}

func parseReplication(said string) replication {
	var read replication
	for line := range strings.Lines(said) {
		key, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch key {
		case "subscription":
			read.isSubscribed = true
		case "lacks":
			read.lacking = append(read.lacking, rest)
		case "busy":
			read.isBusy = true
		case "at":
			if read.at == "" {
				read.at = rest
			}
		}
	}
	return read
}

// unready says why the replica cannot take over; nil where it can.
func (w *watch) unready(ctx context.Context) error {
	if w.pair.Vote == "" {
		return errors.New("there must be a third vote, none is deployed; run npx bev up for its region, then for this node")
	}
	found, err := w.replication(ctx)
	switch {
	case err != nil:
		return err
	case !found.isSubscribed:
		return fmt.Errorf("%s: must follow %s, follows nothing", w.pair.Replica, w.pair.From)
	case len(found.lacking) > 0:
		return fmt.Errorf("%s: must have all tables, has not copied %s", w.pair.Replica, strings.Join(found.lacking, ", "))
	}
	_, err = w.movedScript()
	return err
}

// movedScript makes the logins that only the primary had. It holds verifiers of their passwords: nobody is shown it.
func (w *watch) movedScript() (string, error) {
	text, err := os.ReadFile(w.moved)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if len(strings.TrimSpace(string(text))) == 0 {
		return "", fmt.Errorf("%s: must have the logins of %s, is not there or empty", w.moved, w.pair.From)
	}
	return string(text), nil
}

// untilApplied is an error where changes still come after ten minutes.
func (w *watch) untilApplied(ctx context.Context) error {
	end := time.Now().Add(applyingTime)
	before, isFirst := "", true
	for quiet := 0; ; {
		found, err := w.replication(ctx)
		if err != nil {
			return err
		}
		if found.isBusy || isFirst || found.at != before {
			quiet = 0
		} else {
			quiet++
		}
		before, isFirst = found.at, false
		if quiet == quietTimes {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("%s: must apply what it has received within %s, is at %s", w.pair.Replica, applyingTime, found.at)
		}
		if err := sleep(ctx, eachPoll); err != nil {
			return err
		}
	}
}

func sleep(ctx context.Context, length time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(length):
		return nil
	}
}
