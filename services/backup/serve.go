package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	address = ":9488"
	// Runs begin at 02:00 UTC, and so often before and after.
	startOfDay = 2 * time.Hour
	// After an update, services start first.
	firstLook  = time.Minute
	eachLook   = time.Minute
	tryAgain   = 5 * time.Minute
	eachProbe  = 15 * time.Minute
	eachFollow = 15 * time.Minute
)

// serve goes on until it is told to end: saves what is due, and tells Prometheus.
func (a *agent) serve(ctx context.Context) error {
	var appendOnly atomic.Int32
	appendOnly.Store(unknown)
	go a.probeOn(ctx, &appendOnly)
	go a.schedule(ctx)
	room := &roomTeller{restic: a.restic}
	go room.watch(ctx)

	registry := prometheus.NewRegistry()
	registry.MustRegister(room)
	registry.MustRegister(&collector{agent: a, appendOnly: &appendOnly})
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/health", func(http.ResponseWriter, *http.Request) {})
	server := &http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (a *agent) schedule(ctx context.Context) {
	// A service that was stopped by an agent that was killed waits for this.
	if err := a.tidyAtStart(ctx); err != nil {
		log.Println(err)
	}
	var followed time.Time
	for wait := firstLook; ; wait = eachLook {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if time.Since(followed) > eachFollow {
			if err := a.follow(ctx); err != nil {
				log.Println(err)
			} else {
				followed = time.Now()
			}
		}
		records, err := a.state.read()
		if err != nil {
			log.Println(err)
			continue
		}
		var due []saved
		for _, one := range a.plan.Services {
			if isDue(records[one.Service], time.Now(), a.every) {
				due = append(due, one)
			}
		}
		if len(due) == 0 {
			a.drillDue(ctx, records)
			continue
		}
		tell := func(told event) {
			if told.Event != "saving" {
				log.Printf("%s: %s %s", told.Service, told.Event, told.Why)
			}
		}
		if err := a.run(ctx, due, tell); err != nil && ctx.Err() == nil {
			log.Println(err)
		}
	}
}

// follow looks whether what was saved is still there.
func (a *agent) follow(ctx context.Context) error {
	held, err := holdLock(ctx, a.lock)
	if err != nil {
		return err
	}
	defer held.Close()
	found, err := a.restic.snapshots(ctx)
	if err != nil {
		return err
	}
	return a.state.follow(found)
}

// isDue says whether no backup is as new as the schedule wants it.
func isDue(one record, now time.Time, every time.Duration) bool {
	if one.Why != "" && now.Sub(one.LastTry) < tryAgain {
		return false
	}
	boundary := now.UTC().Add(-startOfDay).Truncate(every).Add(startOfDay)
	newest := one.LastSuccess
	if one.Skipped {
		newest = one.LastTry
	}
	return newest.Before(boundary)
}

const (
	unknown int32 = iota
	refused
	taken
)

func (a *agent) probeOn(ctx context.Context, result *atomic.Int32) {
	for wait := firstLook; ; wait = eachProbe {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		found, err := a.probe(ctx)
		if err != nil {
			log.Println(err)
		}
		result.Store(found)
	}
}

// probe asks the store to remove what is not there: a store that only adds forbids it without looking.
func (a *agent) probe(ctx context.Context) (int32, error) {
	answer, err := a.restic.of(former).storeAnswer(ctx, http.MethodDelete, "data/"+strings.Repeat("0", 64))
	if err != nil {
		return unknown, err
	}
	switch answer.StatusCode {
	case http.StatusForbidden:
		return refused, nil
	case http.StatusUnauthorized:
		return unknown, fmt.Errorf("%s: must let %s in, does not", a.restic.store, a.restic.node)
	}
	return taken, fmt.Errorf("%s: must forbid to remove a backup, answers %s", a.restic.store, answer.Status)
}

func (r *restic) client() (*http.Client, error) {
	return clientOf(filepath.Join(r.secrets, "authority.pem"))
}

// clientOf trusts what chains to the authority in a file.
func clientOf(file string) (*http.Client, error) {
	authority, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}
	return &http.Client{Timeout: 30 * time.Second, Transport: transport}, nil
}

type collector struct {
	agent      *agent
	appendOnly *atomic.Int32
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("bev_backup_"+name, help, labels, nil)
}

var (
	lastSuccess = describe("last_success_timestamp_seconds", "When the newest backup was made; 0 without any.", "service")
	age         = describe("age_seconds", "How old the newest backup is; +Inf without any.", "service")
	interval    = describe("interval_seconds", "How far backups are apart.", "service")
	size        = describe("size_bytes", "Of the archive of the newest backup.", "service")
	duration    = describe("duration_seconds", "How long the newest backup took.", "service")
	failures    = describe("failures_total", "Backups that failed.", "service")
	isFailed    = describe("failed", "Whether the last try failed.", "service")
	storeAdds   = describe("store_append_only", "Whether the store refuses to remove; absent while it does not answer.")
)

func (c *collector) Describe(to chan<- *prometheus.Desc) {
	for _, one := range []*prometheus.Desc{lastSuccess, age, interval, size, duration, failures, isFailed, storeAdds, drillSuccess, drillSeconds, drillAt} {
		to <- one
	}
}

func (c *collector) Collect(to chan<- prometheus.Metric) {
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	if found := c.appendOnly.Load(); found != unknown {
		gauge(storeAdds, number(found == refused))
	}
	records, err := c.agent.state.read()
	if err != nil {
		log.Println(err)
		return
	}
	for _, one := range c.agent.plan.Services {
		known := records[one.Service]
		if known.Skipped {
			continue
		}
		at, old := 0.0, math.Inf(1)
		if !known.LastSuccess.IsZero() {
			at, old = float64(known.LastSuccess.Unix()), time.Since(known.LastSuccess).Seconds()
		}
		gauge(lastSuccess, at, one.Service)
		gauge(age, old, one.Service)
		gauge(interval, c.agent.every.Seconds(), one.Service)
		gauge(size, float64(known.Bytes), one.Service)
		gauge(duration, known.Seconds, one.Service)
		gauge(isFailed, number(known.Why != ""), one.Service)
		to <- prometheus.MustNewConstMetric(failures, prometheus.CounterValue, float64(known.Failures), one.Service)
		collectDrill(one, known, gauge)
	}
}

func number(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
