package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"bev.local/services/engine"
)

const (
	listEvery = 5 * time.Second
	// Of a container that was never read, what is older is not brought.
	firstDays = 24 * time.Hour
)

// follower reads the logs of one node's containers of BEV, and of no other.
type follower struct {
	node    string
	engine  *engine.Client
	cursors *cursors
	into    chan<- taken
	counts  *counts
	// Called with what the Engine's list met; nil where it answered.
	report func(error)

	lock sync.Mutex
	// By id: true while somebody reads it, false once its end was reached as it did not run.
	read map[string]bool
	all  sync.WaitGroup
}

// run ends with the context, once nobody reads any more.
func (f *follower) run(ctx context.Context) {
	for {
		containers, err := f.engine.List(ctx)
		if ctx.Err() == nil {
			f.report(err)
		}
		if err == nil {
			f.start(ctx, containers)
		}
		select {
		case <-time.After(listEvery):
		case <-ctx.Done():
			f.all.Wait()
			return
		}
	}
}

func (f *follower) start(ctx context.Context, containers []engine.Container) {
	f.lock.Lock()
	defer f.lock.Unlock()
	there := map[string]bool{}
	for _, one := range containers {
		if one.Service() == "" || one.Stack() != f.node {
			continue
		}
		there[one.ID] = true
		runs := one.State == "running" || one.State == "restarting"
		if isRead, isKnown := f.read[one.ID]; isRead || isKnown && !runs {
			continue
		}
		f.read[one.ID] = true
		f.all.Add(1)
		go f.follow(ctx, one, runs)
	}
	for id, isRead := range f.read {
		if !there[id] && !isRead {
			delete(f.read, id)
		}
	}
	f.cursors.keep(func(id string) bool { return there[id] || f.read[id] })
	f.counts.containers.Set(float64(len(there)))
}

// follow reads until the container or the connection ends.
func (f *follower) follow(ctx context.Context, of engine.Container, runs bool) {
	defer f.all.Done()
	err := f.readLog(ctx, of)
	f.lock.Lock()
	defer f.lock.Unlock()
	if runs || err != nil {
		// Until it is seen to run no more, there may be more to read.
		delete(f.read, of.ID)
	} else {
		f.read[of.ID] = false
	}
}

func (f *follower) readLog(ctx context.Context, of engine.Container) error {
	details, err := f.engine.Inspect(ctx, of.ID)
	if err != nil {
		return err
	}
	from := f.cursors.get(of.ID)
	since := from.Time
	if since.IsZero() {
		since = time.Now().Add(-firstDays)
	}
	body, err := f.engine.Logs(ctx, of.ID, engine.LogQuery{Since: since, Follow: true})
	if err != nil {
		return err
	}
	defer body.Close()
	reader := &logReader{
		id:     of.ID,
		labels: labels{Node: f.node, Service: of.Service(), Instance: details.Config.Hostname},
		from:   from, lines: newAssembler(), redactors: map[string]*redactor{}, counts: f.counts,
		put: func(one taken) error {
			select {
			case f.into <- one:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		},
	}
	return reader.read(bufio.NewReader(body), func() bool {
		now, err := f.engine.Inspect(ctx, of.ID)
		return errors.Is(err, engine.ErrGone) || err == nil && !now.State.Running
	})
}

// logReader makes rows of one container's log.
type logReader struct {
	id        string
	labels    labels
	from      cursor
	lines     *assembler
	redactors map[string]*redactor
	counts    *counts
	// Fails where nobody takes lines any more.
	put func(taken) error
	at  cursor
}

// read goes on to the end. `hasEnded` tells a container that ended from a connection that did.
func (r *logReader) read(from *bufio.Reader, hasEnded func() bool) error {
	left, isFirst := r.from.Frames, true
	r.at = r.from
	for {
		one, err := readFrame(from)
		if errors.Is(err, io.EOF) && hasEnded() {
			for _, whole := range r.lines.rest() {
				if err := r.take(whole); err != nil {
					return err
				}
			}
			return nil
		}
		if err != nil {
			return err
		}
		if isFirst && left > 0 && one.time.After(r.from.Time) {
			// What was read last is gone, and nobody knows how much after it.
			r.counts.dropped(lostRotated, 1)
		}
		isFirst = false
		if left > 0 && one.time.Equal(r.from.Time) {
			left--
			continue
		}
		r.at = r.at.past(one.time)
		if whole := r.lines.add(one); whole != nil {
			// A line that is left out must be the last: the cursor of a later one would be past it.
			if err := r.take(whole); err != nil {
				return err
			}
		}
	}
}

func (r *logReader) take(whole *line) error {
	cleaner := r.redactors[whole.stream]
	if cleaner == nil {
		cleaner = &redactor{}
		r.redactors[whole.stream] = cleaner
	}
	text, isChanged := cleaner.clean(whole.text)
	r.counts.line(isChanged, whole.cut > 0)
	one := taken{id: r.id, rows: rowsOf(r.labels, whole.stream, whole.time, string(text), whole.cut)}
	if r.canResume() {
		at := r.at
		one.at = &at
	}
	return r.put(one)
}

func (r *logReader) canResume() bool {
	for _, one := range r.redactors {
		if one.isInKey {
			return false
		}
	}
	return r.lines.isWhole()
}
