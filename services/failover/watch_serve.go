package main

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"bev.local/services/edge"
	"bev.local/services/socket"
)

const (
	watchAddress = ":9489"
	// A round takes no longer.
	roundTime = time.Minute
)

func runWatch() error {
	config, err := readConfig[pair](watchFile)
	if err != nil {
		return err
	}
	w := newWatch(config, socket.New(socketFile), newTailnet(config), movedFile)
	return edge.Run(watchAddress, w.status.handler(), w.follow)
}

// status is what others are told of the watch.
type status struct {
	mutex sync.Mutex
	// When the last round was begun.
	begun time.Time
	// A takeover is in progress: rounds wait.
	isTaking bool
	// Of the last round.
	primaryAnswers, voteAnswers, isReady, standsIn bool
}

func (s *status) begin() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.begun = time.Now()
}

func (s *status) take(is bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.isTaking, s.begun = is, time.Now()
}

func (s *status) stand() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.standsIn = true
}

func (s *status) tell(answers bool, found finding, isReady bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.primaryAnswers, s.voteAnswers = answers, found.vote == nil
	s.isReady = isReady && s.voteAnswers
	// An Engine that does not answer changes nothing of it.
	if found.journal == nil {
		s.standsIn = found.known != nil
	}
}

func (s *status) isLive() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.isTaking || time.Since(s.begun) < roundTime
}

func (s *status) handler() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(s)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(answer http.ResponseWriter, _ *http.Request) {
		if !s.isLive() {
			edge.Refuse(answer, http.StatusServiceUnavailable, fmt.Errorf("a round must begin every %s, none has", roundTime))
			return
		}
		fmt.Fprintln(answer, "live")
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return mux
}

func describe(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("bev_failover_"+name, help, nil, nil)
}

var (
	primaryAnswers = describe("primary_answers", "Whether the primary's server or its machine answers.")
	voteAnswers    = describe("vote_answers", "Whether the vote answers.")
	ready          = describe("ready", "Whether the replica could take over by itself now.")
	standsIn       = describe("stands_in", "Whether a failover is noted that was not taken back.")
)

func (s *status) Describe(to chan<- *prometheus.Desc) {
	for _, one := range []*prometheus.Desc{primaryAnswers, voteAnswers, ready, standsIn} {
		to <- one
	}
}

func (s *status) Collect(to chan<- prometheus.Metric) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for desc, is := range map[*prometheus.Desc]bool{
		primaryAnswers: s.primaryAnswers, voteAnswers: s.voteAnswers, ready: s.isReady, standsIn: s.standsIn,
	} {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, number(is))
	}
}

func number(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
