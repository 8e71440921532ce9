package main

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"bev.local/services/edge"
)

var (
	regionUp = prometheus.NewDesc("bev_region_up",
		"Whether the region takes requests.", []string{"region"}, nil)
	regionLatency = prometheus.NewDesc("bev_region_latency_seconds",
		"How long a region that takes requests takes to answer.", []string{"region"}, nil)
)

// none is where requests are sent while no region takes them.
const none = "none"

// metrics tells how each region does when Prometheus asks, and how often each was the answer.
type metrics struct {
	watch  *edge.Watch[edge.Regions]
	chosen *prometheus.CounterVec
}

func newMetrics(watch *edge.Watch[edge.Regions]) metrics {
	return metrics{watch, prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bev_route_decisions_total", Help: "Questions where to send requests, by the region of the answer.",
	}, []string{"region"})}
}

func (m metrics) Describe(into chan<- *prometheus.Desc) {
	into <- regionUp
	into <- regionLatency
	m.chosen.Describe(into)
}

func (m metrics) Collect(into chan<- prometheus.Metric) {
	// What was never chosen is 0: a rate needs a beginning.
	m.chosen.WithLabelValues(none)
	for _, one := range edge.KnownRegions(m.watch) {
		m.chosen.WithLabelValues(one.ID)
		switch one.State {
		case edge.Healthy:
			into <- prometheus.MustNewConstMetric(regionUp, prometheus.GaugeValue, 1, one.ID)
			into <- prometheus.MustNewConstMetric(regionLatency, prometheus.GaugeValue, one.LatencySeconds, one.ID)
		case edge.Out:
			into <- prometheus.MustNewConstMetric(regionUp, prometheus.GaugeValue, 0, one.ID)
		}
	}
	m.chosen.Collect(into)
}

// count takes a decision; a question about an unknown region has none.
func (m metrics) count(decision edge.Decision, err error) {
	switch {
	case err == nil:
		m.chosen.WithLabelValues(decision.Region).Inc()
	case !errors.As(err, &edge.UnknownRegion{}):
		m.chosen.WithLabelValues(none).Inc()
	}
}
