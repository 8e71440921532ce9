package main

import (
	"context"
	"errors"
	"log"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"bev.local/services/engine"
)

const (
	// Below the ten seconds that Prometheus waits for an answer.
	patience = 8 * time.Second
	// Inspections are answered from memory: more at once would only take the Engine's processors away.
	inspectionsAtOnce = 4
	// The Engine reads figures once a second, and then those of every container that it was asked about: one after the
	// other would take a second each.
	readingsAtOnce = 128
	// Before the Engine is asked again for events, once it has ended their stream.
	pause = time.Second
)

// exporter asks the Engine whenever Prometheus asks it: what it tells is never older than the question.
type exporter struct {
	engine *engine.Client
	stack  string

	mutex sync.Mutex
	// By container. The Engine tells of each kill once, and keeps only that there was one.
	kills map[string]int
}

func newExporter(client *engine.Client, stack string) *exporter {
	return &exporter{engine: client, stack: stack, kills: map[string]int{}}
}

// Describe says nothing, because each container has its own labels.
func (e *exporter) Describe(chan<- *prometheus.Desc) {}

func (e *exporter) Collect(metrics chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	readings, others, err := e.read(ctx)
	if err != nil {
		log.Printf("containers not measured: %v", err)
	}
	metrics <- gauge(engineUp, flag(err == nil))
	if readings == nil {
		return
	}
	metrics <- gauge(otherContainers, float64(others))
	for _, one := range ofEachInstance(readings) {
		one.tell(metrics)
	}
}

// read gives what could be measured, also with an error; nothing where the Engine gives no list.
func (e *exporter) read(ctx context.Context) ([]reading, int, error) {
	listed, err := e.engine.List(ctx)
	if err != nil {
		return nil, 0, err
	}
	own := make([]engine.Container, 0, len(listed))
	others := 0
	for _, one := range listed {
		switch {
		case one.Service() == "":
			others++
		case one.Stack() == e.stack:
			own = append(own, one)
		}
	}
	e.forgetAllBut(listed)

	readings := make([]reading, len(own))
	failures := make([]error, len(own))
	each(len(own), inspectionsAtOnce, func(index int) {
		readings[index], failures[index] = e.inspect(ctx, own[index])
	})
	each(len(own), readingsAtOnce, func(index int) {
		if failures[index] == nil && readings[index].runs() {
			readings[index].stats, failures[index] = e.figures(ctx, own[index])
		}
	})
	measured := make([]reading, 0, len(own))
	for index, failure := range failures {
		if failure == nil {
			measured = append(measured, readings[index])
		} else if errors.Is(failure, engine.ErrGone) {
			failures[index] = nil
		}
	}
	return measured, others, errors.Join(failures...)
}

func (e *exporter) inspect(ctx context.Context, one engine.Container) (reading, error) {
	details, err := e.engine.Inspect(ctx, one.ID)
	return reading{container: one, details: details, kills: e.killsOf(one.ID)}, err
}

func (e *exporter) figures(ctx context.Context, one engine.Container) (*engine.Stats, error) {
	stats, err := e.engine.Stats(ctx, one.ID)
	return &stats, err
}

// each calls `work` with 0 to count - 1, for so many at once, and returns when all are done.
func each(count, atOnce int, work func(index int)) {
	places := make(chan struct{}, atOnce)
	var group sync.WaitGroup
	for index := range count {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			work(index)
		})
	}
	group.Wait()
}

// followKills counts kills for want of memory until the context ends.
func (e *exporter) followKills(ctx context.Context) {
	since := time.Now()
	for ctx.Err() == nil {
		err := e.engine.Events(ctx, since, []string{"oom"}, func(event engine.Event) {
			since = time.Unix(0, event.TimeNano+1)
			e.mutex.Lock()
			defer e.mutex.Unlock()
			e.kills[event.Actor.ID]++
		})
		log.Printf("events ended, asking again: %v", err)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

func (e *exporter) killsOf(id string) int {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.kills[id]
}

func (e *exporter) forgetAllBut(listed []engine.Container) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	kept := make(map[string]int, len(e.kills))
	for _, one := range listed {
		if count, ok := e.kills[one.ID]; ok {
			kept[one.ID] = count
		}
	}
	e.kills = kept
}
