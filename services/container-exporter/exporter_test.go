package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"bev.local/services/engine"
)

// fakeEngine answers by path; what it does not know is gone.
type fakeEngine struct {
	mutex   sync.Mutex
	answers map[string]string
	events  chan string
	// As the Engine, whose next reading answers all that wait for it: after so many. Nil answers each by itself.
	reading chan struct{}
	readers atomic.Int32
}

func (f *fakeEngine) ServeHTTP(to http.ResponseWriter, question *http.Request) {
	path := strings.TrimPrefix(question.URL.Path, "/v1.41")
	if path == "/events" {
		to.(http.Flusher).Flush()
		select {
		case event := <-f.events:
			_, _ = fmt.Fprintln(to, event)
		case <-question.Context().Done():
		}
		return
	}
	if f.reading != nil && strings.HasSuffix(path, "/stats") {
		if f.readers.Add(-1) == 0 {
			close(f.reading)
		}
		select {
		case <-f.reading:
		case <-question.Context().Done():
		}
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	answer, ok := f.answers[path]
	switch {
	case !ok:
		to.WriteHeader(http.StatusNotFound)
	case answer == "":
		to.WriteHeader(http.StatusInternalServerError)
	default:
		_, _ = fmt.Fprint(to, answer)
	}
}

func exporterOf(t *testing.T, answers map[string]string) (*exporter, *fakeEngine) {
	t.Helper()
	fake := &fakeEngine{answers: answers, events: make(chan string)}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	return newExporter(engine.New(strings.TrimPrefix(server.URL, "http://")), "thanos"), fake
}

func listed(id, service, stack string, created int) string {
	return fmt.Sprintf(`{"Id":%q,"Names":["/%s"],"Labels":{"bev.service":%q,"bev.stack":%q,"bev.family":"database"},"Created":%d}`,
		id, id, service, stack, created)
}

func inspected(hostname, status, health string, restarts, memory int) string {
	return fmt.Sprintf(`{"RestartCount":%d,"State":{"Status":%q,"Health":{"Status":%q},"StartedAt":"2026-11-29T10:00:00.5Z"},
		"Config":{"Hostname":%q,"Env":["X=y"]},"HostConfig":{"Memory":%d,"MemoryReservation":%d}}`,
		restarts, status, health, hostname, memory, memory/2)
}

func stats(memory, seconds int) string {
	return fmt.Sprintf(`{"memory_stats":{"usage":%d},"cpu_stats":{"cpu_usage":{"total_usage":%d000000000},
		"throttling_data":{"throttled_time":500000000}}}`, memory, seconds)
}

func expectMetrics(t *testing.T, of prometheus.Collector, want string, names ...string) {
	t.Helper()
	if err := testutil.CollectAndCompare(of, strings.NewReader(want), names...); err != nil {
		t.Error(err)
	}
}

func TestTellsWhatTheEngineSaysOfEachContainer(t *testing.T) {
	exporter, _ := exporterOf(t, map[string]string{
		"/containers/json": "[" + listed("a", "redis", "thanos", 1) + "," + listed("b", "loki", "oracle1", 1) +
			`,{"Id":"c"}]`,
		"/containers/a/json":  inspected("redis-2", "running", "unhealthy", 3, 1000),
		"/containers/a/stats": stats(400, 7),
	})
	const labels = `{family="database",instance="redis-2",service="redis"}`
	expectMetrics(t, exporter, `
# HELP bev_container_cpu_seconds_total Processor time that it has taken.
# TYPE bev_container_cpu_seconds_total counter
bev_container_cpu_seconds_total`+labels+` 7
# HELP bev_container_cpu_throttled_seconds_total Time for which it was held back.
# TYPE bev_container_cpu_throttled_seconds_total counter
bev_container_cpu_throttled_seconds_total`+labels+` 0.5
# HELP bev_container_memory_limit_bytes What it may use.
# TYPE bev_container_memory_limit_bytes gauge
bev_container_memory_limit_bytes`+labels+` 1000
# HELP bev_container_memory_reservation_bytes What of its node is planned for it.
# TYPE bev_container_memory_reservation_bytes gauge
bev_container_memory_reservation_bytes`+labels+` 500
# HELP bev_container_memory_used_bytes What it uses, without what the kernel drops when it needs room.
# TYPE bev_container_memory_used_bytes gauge
bev_container_memory_used_bytes`+labels+` 400
# HELP bev_container_oom_kills_total How often one of its processes was killed for want of memory.
# TYPE bev_container_oom_kills_total counter
bev_container_oom_kills_total`+labels+` 0
# HELP bev_container_restarts_total How often the Engine started it again after it had ended.
# TYPE bev_container_restarts_total counter
bev_container_restarts_total`+labels+` 3
# HELP bev_container_running Whether it runs.
# TYPE bev_container_running gauge
bev_container_running`+labels+` 1
# HELP bev_container_start_time_seconds When it was started last.
# TYPE bev_container_start_time_seconds gauge
bev_container_start_time_seconds`+labels+` 1.7959464005e+09
# HELP bev_container_unhealthy Whether its health check has failed as often as it may.
# TYPE bev_container_unhealthy gauge
bev_container_unhealthy`+labels+` 1
# HELP bev_containers_other Containers of the Engine that are not BEV's.
# TYPE bev_containers_other gauge
bev_containers_other 1
# HELP bev_engine_up Whether the Engine answered all questions of this scrape.
# TYPE bev_engine_up gauge
bev_engine_up 1
`)
}

func TestTellsOfAStoppedContainerWhatItHas(t *testing.T) {
	exporter, _ := exporterOf(t, map[string]string{
		"/containers/json":   "[" + listed("a", "redis", "thanos", 1) + "]",
		"/containers/a/json": inspected("redis", "exited", "", 0, 0),
	})
	if count := testutil.CollectAndCount(exporter, "bev_container_memory_limit_bytes",
		"bev_container_memory_used_bytes", "bev_container_cpu_seconds_total"); count != 0 {
		t.Error(count)
	}
	expectMetrics(t, exporter, `
# HELP bev_container_running Whether it runs.
# TYPE bev_container_running gauge
bev_container_running{family="database",instance="redis",service="redis"} 0
`, "bev_container_running")
}

func TestTakesTheContainerThatRunsAndTheNewerOfTwo(t *testing.T) {
	exporter, fake := exporterOf(t, map[string]string{
		"/containers/json": "[" + listed("old", "web", "thanos", 1) + "," + listed("new", "web", "thanos", 2) + "," +
			listed("held", "web", "thanos", 3) + "]",
		"/containers/old/json":  inspected("web", "running", "", 1, 1),
		"/containers/new/json":  inspected("web", "running", "", 2, 1),
		"/containers/held/json": inspected("web", "exited", "", 3, 1),
		"/containers/old/stats": stats(1, 1),
		"/containers/new/stats": stats(1, 1),
	})
	restarts := func(count int) string {
		return fmt.Sprintf(`
# HELP bev_container_restarts_total How often the Engine started it again after it had ended.
# TYPE bev_container_restarts_total counter
bev_container_restarts_total{family="database",instance="web",service="web"} %d
`, count)
	}
	expectMetrics(t, exporter, restarts(2), "bev_container_restarts_total")
	fake.answers["/containers/new/json"] = inspected("web", "restarting", "", 2, 1)
	expectMetrics(t, exporter, restarts(1), "bev_container_restarts_total")
}

func TestAsksForTheFiguresOfAllAtOnce(t *testing.T) {
	const count = 80
	answers, list := map[string]string{}, make([]string, count)
	for index := range list {
		id := fmt.Sprintf("c%d", index)
		list[index] = listed(id, id, "thanos", 1)
		answers["/containers/"+id+"/json"] = inspected(id, "running", "", 0, 1)
		answers["/containers/"+id+"/stats"] = stats(1, 1)
	}
	answers["/containers/json"] = "[" + strings.Join(list, ",") + "]"
	exporter, fake := exporterOf(t, answers)
	fake.reading = make(chan struct{})
	fake.readers.Store(count)
	if told := testutil.CollectAndCount(exporter, "bev_container_memory_used_bytes"); told != count {
		t.Error(told)
	}
}

const down = `
# HELP bev_engine_up Whether the Engine answered all questions of this scrape.
# TYPE bev_engine_up gauge
bev_engine_up %d
`

func TestSaysWhenItCouldNotMeasure(t *testing.T) {
	exporter, fake := exporterOf(t, map[string]string{"/containers/json": ""})
	expectMetrics(t, exporter, fmt.Sprintf(down, 0))

	// Removed since it was listed: nothing is amiss.
	fake.answers["/containers/json"] = "[" + listed("a", "redis", "thanos", 1) + "]"
	expectMetrics(t, exporter, fmt.Sprintf(down, 1), "bev_engine_up")

	fake.answers["/containers/a/json"] = ""
	expectMetrics(t, exporter, fmt.Sprintf(down, 0), "bev_engine_up")
}

func TestCountsKillsAlsoAfterTheStreamWasCut(t *testing.T) {
	exporter, fake := exporterOf(t, map[string]string{
		"/containers/json":    "[" + listed("a", "redis", "thanos", 1) + "]",
		"/containers/a/json":  inspected("redis", "running", "", 0, 1),
		"/containers/a/stats": stats(1, 1),
	})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go exporter.followKills(ctx)
	for _, id := range []string{"a", "a", "gone"} {
		fake.events <- fmt.Sprintf(`{"Action":"oom","Actor":{"ID":%q},"timeNano":%d}`, id, time.Now().UnixNano())
	}
	for exporter.killsOf("gone") == 0 {
		time.Sleep(time.Millisecond)
	}
	expectMetrics(t, exporter, `
# HELP bev_container_oom_kills_total How often one of its processes was killed for want of memory.
# TYPE bev_container_oom_kills_total counter
bev_container_oom_kills_total{family="database",instance="redis",service="redis"} 2
`, "bev_container_oom_kills_total")
	if exporter.killsOf("gone") != 0 {
		t.Error("a container that is gone must be forgotten")
	}
}
