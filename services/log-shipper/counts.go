package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Why a line is not, or not whole, in the store.
const (
	lostFull    = "queue full"
	lostRefused = "refused"
	// At least one: the Engine removed the oldest of a log before it was read.
	lostRotated = "rotated"
	lostCut     = "cut"
)

// counts is what the shipper tells of itself.
type counts struct {
	taken, sent, redacted prometheus.Counter
	lost                  *prometheus.CounterVec
	containers            prometheus.Gauge
	engineUp              prometheus.Gauge
}

func newCounts(registry prometheus.Registerer, of *queue) *counts {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	}
	c := &counts{
		taken:    counter("bev_log_lines_total", "Lines that were read from the Engine."),
		sent:     counter("bev_log_sent_total", "Lines that the store took."),
		redacted: counter("bev_log_redacted_total", "Lines from which something was removed that looks like a secret."),
		lost: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bev_log_dropped_total", Help: "Lines that the store will not have, or not whole, by reason.",
		}, []string{"reason"}),
		containers: gauge("bev_log_containers", "Containers whose logs are read."),
		engineUp:   gauge("bev_log_engine_up", "Whether the Engine listed its containers."),
	}
	for _, reason := range []string{lostFull, lostRefused, lostRotated, lostCut} {
		c.lost.WithLabelValues(reason)
	}
	registry.MustRegister(c.taken, c.sent, c.redacted, c.lost, c.containers, c.engineUp)
	registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "bev_log_queue_bytes", Help: "What waits for the store."},
			func() float64 { bytes, _ := of.size(); return float64(bytes) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "bev_log_queue_limit_bytes", Help: "What may wait; the oldest goes for more."},
			func() float64 { return float64(of.limit) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "bev_log_lag_seconds", Help: "How long the oldest line waits for the store."},
			func() float64 { return lagOf(of, time.Now()) }),
	)
	return c
}

func lagOf(of *queue, now time.Time) float64 {
	_, since := of.size()
	if since.IsZero() {
		return 0
	}
	return max(0, now.Sub(since).Seconds())
}

func (c *counts) line(isRedacted, isCut bool) {
	c.taken.Inc()
	if isRedacted {
		c.redacted.Inc()
	}
	if isCut {
		c.dropped(lostCut, 1)
	}
}

func (c *counts) dropped(reason string, lines int) {
	c.lost.WithLabelValues(reason).Add(float64(lines))
}
