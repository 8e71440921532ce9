package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// journal says how far a failover is: labels of volumes, as operations/failover/journal.ts has them, so that operators can go
// on with what the watch began, and take it back.
type journal struct {
	engine engine
	prefix string
}

const (
	journalLabel = "bev.failover"
	// From here on the replica has writes that nobody else has.
	promoted = "promoted"
	// An operator's way back has begun, and the former primary has writes that nobody else has.
	returning = "returning"
	returned  = "returned"
)

// failover is one that is under way, or done and not taken back.
type failover struct {
	Since string `json:"since"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// errTaken says that a failover is no more that of this process: an operator's command goes on with it, or has ended it.
var errTaken = errors.New("a command of an operator has taken it over")

func (j journal) name(phase string) string {
	if phase == "" {
		return j.prefix + "failover"
	}
	return j.prefix + "failover_" + phase
}

// read gives nil where there is none.
func (j journal) read(ctx context.Context) (*failover, error) {
	text, err := labelOf(ctx, j.engine, j.name(""), journalLabel)
	if err != nil || text == "" {
		return nil, err
	}
	var known failover
	if err := json.Unmarshal([]byte(text), &known); err != nil {
		return nil, fmt.Errorf("%s: its label must be JSON, is not: %w", j.name(""), err)
	}
	return &known, nil
}

// note begins a failover. What an interrupted end of a former one has left goes.
func (j journal) note(ctx context.Context, one failover) error {
	known, err := j.read(ctx)
	if err != nil {
		return err
	}
	if known == nil {
		if err := j.forgetPhases(ctx); err != nil {
			return err
		}
		text, err := json.Marshal(one)
		if err != nil {
			return err
		}
		if err := createVolume(ctx, j.engine, j.name(""), journalLabel, string(text)); err != nil {
			return err
		}
		// Who made it first has it.
		if known, err = j.read(ctx); err != nil {
			return err
		}
	}
	if known == nil || *known != one {
		return errTaken
	}
	return nil
}

// notePromoted notes it as of that time, before it is done.
func (j journal) notePromoted(ctx context.Context, at string) error {
	text, err := json.Marshal(at)
	if err != nil {
		return err
	}
	return createVolume(ctx, j.engine, j.name(promoted), journalLabel, string(text))
}

// mustBe gives errTaken unless it is this failover that goes on, not on its way back, and promoted by nobody else than at `at`.
func (j journal) mustBe(ctx context.Context, one failover, at string) error {
	known, err := j.read(ctx)
	if err != nil {
		return err
	}
	if known == nil || *known != one {
		return errTaken
	}
	back, err := labelOf(ctx, j.engine, j.name(returning), journalLabel)
	if err != nil {
		return err
	}
	by, err := labelOf(ctx, j.engine, j.name(promoted), journalLabel)
	if err != nil {
		return err
	}
	own, err := json.Marshal(at)
	if err != nil {
		return err
	}
	if back != "" || by != "" && by != string(own) {
		return errTaken
	}
	return nil
}

// forget removes the failover first: with it and without its phases, a way back would begin from its start.
func (j journal) forget(ctx context.Context) error {
	if err := removeVolume(ctx, j.engine, j.name("")); err != nil {
		return err
	}
	return j.forgetPhases(ctx)
}

func (j journal) forgetPhases(ctx context.Context) error {
	if err := removeVolume(ctx, j.engine, j.name(promoted)); err != nil {
		return err
	}
	if err := removeVolume(ctx, j.engine, j.name(returning)); err != nil {
		return err
	}
	return removeVolume(ctx, j.engine, j.name(returned))
}

// stamp is a time as operators' commands write it.
func stamp(at time.Time) string {
	return at.UTC().Format("2006-01-02T15:04:05.000Z")
}
