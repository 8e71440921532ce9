package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"bev.local/services/engine"
)

const (
	running   = "running"
	unhealthy = "unhealthy"
)

// reading is what is known of one container at one time.
type reading struct {
	container engine.Container
	details   engine.Details
	// Nil while it does not run.
	stats *engine.Stats
	kills int
}

func (r reading) instance() string { return r.details.Config.Hostname }

func (r reading) runs() bool { return r.details.State.Status == running }

// ofEachInstance leaves one container for each instance: while an instance is replaced it has two, and Prometheus
// takes one figure. The one that runs counts, of two that do the newer one.
func ofEachInstance(readings []reading) []reading {
	type instance struct{ service, name string }
	chosen := map[instance]reading{}
	for _, one := range readings {
		key := instance{one.container.Service(), one.instance()}
		if other, ok := chosen[key]; !ok || one.isMoreThan(other) {
			chosen[key] = one
		}
	}
	all := make([]reading, 0, len(chosen))
	for _, one := range chosen {
		all = append(all, one)
	}
	return all
}

func (r reading) isMoreThan(other reading) bool {
	if r.runs() != other.runs() {
		return r.runs()
	}
	return r.container.Created > other.container.Created
}

// The names of labels are those of every target (src/software/metrics.ts); the node's is the target's own.
var labels = []string{"service", "instance", "family"}

func describe(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("bev_container_"+name, help, labels, nil)
}

var (
	engineUp = prometheus.NewDesc("bev_engine_up",
		"Whether the Engine answered all questions of this scrape.", nil, nil)
	otherContainers = prometheus.NewDesc("bev_containers_other",
		"Containers of the Engine that are not BEV's.", nil, nil)

	isRunning    = describe("running", "Whether it runs.")
	isUnhealthy  = describe("unhealthy", "Whether its health check has failed as often as it may.")
	restarts     = describe("restarts_total", "How often the Engine started it again after it had ended.")
	started      = describe("start_time_seconds", "When it was started last.")
	oomKills     = describe("oom_kills_total", "How often one of its processes was killed for want of memory.")
	memoryLimit  = describe("memory_limit_bytes", "What it may use.")
	memoryShare  = describe("memory_reservation_bytes", "What of its node is planned for it.")
	memoryUsed   = describe("memory_used_bytes", "What it uses, without what the kernel drops when it needs room.")
	cpuTime      = describe("cpu_seconds_total", "Processor time that it has taken.")
	cpuThrottled = describe("cpu_throttled_seconds_total", "Time for which it was held back.")
)

func (r reading) tell(metrics chan<- prometheus.Metric) {
	values := []string{r.container.Service(), r.instance(), r.container.Labels[engine.FamilyLabel]}
	of := func(description *prometheus.Desc, kind prometheus.ValueType, value float64) {
		metrics <- prometheus.MustNewConstMetric(description, kind, value, values...)
	}
	state, limits := r.details.State, r.details.HostConfig
	of(isRunning, prometheus.GaugeValue, flag(r.runs()))
	of(isUnhealthy, prometheus.GaugeValue, flag(state.Health != nil && state.Health.Status == unhealthy))
	of(restarts, prometheus.CounterValue, float64(r.details.RestartCount))
	of(started, prometheus.GaugeValue, float64(state.StartedAt.UnixMilli())/1000)
	of(oomKills, prometheus.CounterValue, float64(r.kills))
	// Nothing can be set against a limit that is not there.
	if limits.Memory > 0 {
		of(memoryLimit, prometheus.GaugeValue, float64(limits.Memory))
	}
	if limits.MemoryReservation > 0 {
		of(memoryShare, prometheus.GaugeValue, float64(limits.MemoryReservation))
	}
	if r.stats == nil {
		return
	}
	cpu := r.stats.CPU
	of(memoryUsed, prometheus.GaugeValue, float64(r.stats.MemoryUsed()))
	of(cpuTime, prometheus.CounterValue, seconds(cpu.Usage.Total))
	of(cpuThrottled, prometheus.CounterValue, seconds(cpu.Throttling.Time))
}

func gauge(description *prometheus.Desc, value float64) prometheus.Metric {
	return prometheus.MustNewConstMetric(description, prometheus.GaugeValue, value)
}

func flag(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func seconds(nanoseconds uint64) float64 { return float64(nanoseconds) / 1e9 }
