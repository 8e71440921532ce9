package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// The store's own script writes it each minute (src/software/backup-store/tend.sh): what rclone serves has no such answer.
const roomFolder = "room"

// room is that of the disk of the store, in bytes. copied is when its newest whole copy elsewhere began, in seconds of Unix, 0
// without one; absent where nobody gave a place for it.
type room struct {
	free, size uint64
	copied     *int64
}

// room asks the store. It gives nil where the store does not tell, as one of before does not.
func (r *restic) room(ctx context.Context) (*room, error) {
	answer, err := r.of(roomFolder).storeOpen(ctx, http.MethodGet, "config")
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return nil, nil
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: must tell how much room it has, answers %s", r.store, answer.Status)
	}
	var found room
	if _, err := fmt.Fscan(answer.Body, &found.free, &found.size); err != nil {
		return nil, fmt.Errorf("%s: must tell how much room it has in two numbers, does not: %w", r.store, err)
	}
	var copied int64
	if _, err := fmt.Fscan(answer.Body, &copied); err == nil {
		found.copied = &copied
	}
	return &found, nil
}

// keepsRoom refuses a backup that the store's disk may be too small for: a full one would refuse every other, too.
func (a *agent) keepsRoom(ctx context.Context, month *restic, service string) error {
	found, err := month.room(ctx)
	if err != nil || found == nil {
		return err
	}
	records, err := a.state.read()
	if err != nil {
		return err
	}
	return found.take(month.store, records[service].needs(month.repository))
}

// needs says how many bytes the next backup may add: as many as the last one, or all of it where the repository has none.
func (one record) needs(repository string) uint64 {
	if one.Repository == repository {
		return one.Added
	}
	return one.Bytes
}

func (is room) take(store string, bytes uint64) error {
	if bytes <= is.free && is.free-bytes >= is.size/10 {
		return nil
	}
	return fmt.Errorf("%s: must have a tenth of its disk free after this backup, has %s of %s free and needs %s; "+
		"make room there: docs/runbooks/backup.md, BackupStoreNearlyFull",
		store, sizeText(is.free), sizeText(is.size), sizeText(bytes))
}

func sizeText(bytes uint64) string {
	return fmt.Sprintf("%.1f GiB", float64(bytes)/(1<<30))
}

var (
	storeFree   = describe("store_free_bytes", "Free on the disk of the store; absent while it does not tell.")
	storeCopied = describe("store_copied_timestamp_seconds",
		"When the newest whole copy of the store elsewhere began, 0 without one; absent where no place was given.")
	storeSize = describe("store_size_bytes", "Of the disk of the store; absent while it does not tell.")
)

// roomTeller has Prometheus know what is free.
type roomTeller struct {
	restic *restic
	known  atomic.Pointer[room]
}

func (t *roomTeller) watch(ctx context.Context) {
	for {
		found, err := t.restic.room(ctx)
		if err != nil && ctx.Err() == nil {
			log.Println(err)
		}
		t.known.Store(found)
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Minute):
		}
	}
}

func (t *roomTeller) Describe(to chan<- *prometheus.Desc) {
	to <- storeFree
	to <- storeSize
	to <- storeCopied
}

func (t *roomTeller) Collect(to chan<- prometheus.Metric) {
	found := t.known.Load()
	if found == nil {
		return
	}
	to <- prometheus.MustNewConstMetric(storeFree, prometheus.GaugeValue, float64(found.free))
	to <- prometheus.MustNewConstMetric(storeSize, prometheus.GaugeValue, float64(found.size))
	if found.copied != nil {
		to <- prometheus.MustNewConstMetric(storeCopied, prometheus.GaugeValue, float64(*found.copied))
	}
}
