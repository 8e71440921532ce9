package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bev.local/services/engine"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func textOf(t *testing.T, encoded []byte) string {
	var one row
	if err := json.Unmarshal(encoded, &one); err != nil {
		t.Fatal(err)
	}
	return one.Text
}

// readAll gives the lines of a log from a cursor, and the last cursor with each.
func readAll(t *testing.T, log *bufio.Reader, from cursor, counts *counts) (texts []string, cursors []*cursor) {
	reader := &logReader{
		from: from, lines: newAssembler(), redactors: map[string]*redactor{}, counts: counts,
		put: func(one taken) error {
			texts = append(texts, textOf(t, bytes.TrimSpace(one.rows)))
			cursors = append(cursors, one.at)
			return nil
		},
	}
	if err := reader.read(log, func() bool { return true }); err != nil {
		t.Fatal(err)
	}
	return texts, cursors
}

func testCounts(q *queue) *counts { return newCounts(prometheus.NewRegistry(), q) }

func TestALogIsReadOnFromItsCursor(t *testing.T) {
	frames := [][]byte{
		framed(1, at(0), "one\n"), framed(2, at(0), "two\n"), framed(1, at(0), "three\n"), framed(1, at(1), "four\n"),
	}
	counts := testCounts(&queue{})
	texts, cursors := readAll(t, logOf(frames...), cursor{}, counts)
	if strings.Join(texts, " ") != "one two three four" {
		t.Errorf("must be all lines, got %v", texts)
	}
	rest, _ := readAll(t, logOf(frames...), *cursors[1], counts)
	if strings.Join(rest, " ") != "three four" {
		t.Errorf("must be what follows the second of three of one time, got %v", rest)
	}
	if lost := testutil.ToFloat64(counts.lost.WithLabelValues(lostRotated)); lost != 0 {
		t.Errorf("must miss nothing, got %v", lost)
	}
}

func TestAGapIsCounted(t *testing.T) {
	counts := testCounts(&queue{})
	texts, _ := readAll(t, logOf(framed(1, at(9), "later\n")), cursor{at(1), 2}, counts)
	if lost := testutil.ToFloat64(counts.lost.WithLabelValues(lostRotated)); lost != 1 || len(texts) != 1 {
		t.Errorf("must count a gap and go on, got %v and %v", lost, texts)
	}
}

func TestNoCursorWithinALineOrAKey(t *testing.T) {
	_, cursors := readAll(t, logOf(
		framed(1, at(0), "a piece"), framed(2, at(1), "whole\n"), framed(1, at(0), " ends\n"),
		framed(1, at(2), "-----BEGIN PRIVATE KEY-----\n"), framed(1, at(3), "-----END PRIVATE KEY-----\n"),
	), cursor{}, testCounts(&queue{}))
	got := ""
	for _, one := range cursors {
		got += map[bool]string{true: "y", false: "n"}[one != nil]
	}
	if got != "nyny" {
		t.Errorf("must be none within a line or key, got %s", got)
	}
}

// platform is an Engine with one container and a store, which may be away.
type platform struct {
	lock   sync.Mutex
	frames [][]byte
	isAway bool
	status int
	rows   []row
}

func (p *platform) set(change func()) {
	p.lock.Lock()
	defer p.lock.Unlock()
	change()
}

func (p *platform) texts() string {
	p.lock.Lock()
	defer p.lock.Unlock()
	var all []string
	for _, one := range p.rows {
		all = append(all, one.Text)
	}
	return strings.Join(all, " ")
}

func (p *platform) ServeHTTP(answer http.ResponseWriter, request *http.Request) {
	switch {
	case strings.HasSuffix(request.URL.Path, "/containers/json"):
		list := func(id, service, stack string) map[string]any {
			return map[string]any{"Id": id, "State": "running", "Labels": map[string]string{"bev.service": service, "bev.stack": stack}}
		}
		_ = json.NewEncoder(answer).Encode([]any{list("one", "postgres", "thanos"), list("two", "redis", "oracle1"), map[string]any{"Id": "three", "State": "running"}})
	case strings.HasSuffix(request.URL.Path, "/json"):
		_, _ = io.WriteString(answer, `{"State":{"Running":true},"Config":{"Hostname":"postgres-2"}}`)
	case strings.HasSuffix(request.URL.Path, "/logs"):
		p.serveLog(answer, request)
	case request.URL.Path == "/insert/jsonline":
		p.insert(answer, request)
	default:
		http.Error(answer, request.URL.Path, http.StatusTeapot)
	}
}

func (p *platform) serveLog(answer http.ResponseWriter, request *http.Request) {
	var seconds, nanos int64
	_, _ = fmt.Sscanf(request.URL.Query().Get("since"), "%d.%d", &seconds, &nanos)
	since := time.Unix(seconds, nanos)
	for sent := 0; request.Context().Err() == nil; time.Sleep(5 * time.Millisecond) {
		p.set(func() {
			for ; sent < len(p.frames); sent++ {
				one, err := readFrame(logOf(p.frames[sent]))
				if err == nil && !one.time.Before(since) {
					_, _ = answer.Write(p.frames[sent])
				}
			}
		})
		answer.(http.Flusher).Flush()
	}
}

func (p *platform) insert(answer http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.status != 0 {
		answer.WriteHeader(p.status)
		return
	}
	for _, encoded := range bytes.Split(bytes.TrimSpace(body), []byte("\n")) {
		var one row
		_ = json.Unmarshal(encoded, &one)
		p.rows = append(p.rows, one)
	}
}

// ship runs a shipper of the platform until the test or the returned function ends it.
func ship(t *testing.T, p *platform, folder string) (*counts, *queue, func()) {
	server := httptest.NewServer(p)
	address := strings.TrimPrefix(server.URL, "http://")
	q, _ := openTestQueue(t, filepath.Join(folder, "queue"), 1<<20)
	kept, err := openCursors(filepath.Join(folder, "cursors.json"))
	if err != nil {
		t.Fatal(err)
	}
	counts := testCounts(q)
	silent := func(error) {}
	lines := make(chan taken)
	ctx, cancel := context.WithCancel(context.Background())
	follower := &follower{
		node: "thanos", engine: engine.New(address), cursors: kept, into: lines, counts: counts,
		report: silent, read: map[string]bool{},
	}
	var all sync.WaitGroup
	all.Go(func() { follower.run(ctx); close(lines) })
	all.Go(func() { (&batcher{from: lines, queue: q, cursors: kept, report: silent}).run(ctx) })
	all.Go(func() { newSender(address, q, counts, silent).run(ctx) })
	stop := sync.OnceFunc(func() { cancel(); all.Wait(); server.Close() })
	t.Cleanup(stop)
	return counts, q, stop
}

func eventually(t *testing.T, what string, isSo func() bool) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if isSo() {
			return
		}
	}
	t.Fatalf("must come to %s, does not", what)
}

func TestLinesOfTheNodesOwnContainersReachTheStore(t *testing.T) {
	p := &platform{frames: [][]byte{framed(2, time.Now(), "password="+canary+"\n")}}
	ship(t, p, t.TempDir())
	eventually(t, "one line", func() bool { return p.texts() != "" })
	// Each container has that line, and only one is the node's.
	time.Sleep(batchTime)
	p.lock.Lock()
	defer p.lock.Unlock()
	if len(p.rows) != 1 {
		t.Errorf("must be of one container, got %d lines", len(p.rows))
	}
	got := p.rows[0]
	if got.Node != "thanos" || got.Service != "postgres" || got.Instance != "postgres-2" || got.Stream != "stderr" {
		t.Errorf("must be of its container, got %v", got)
	}
	if got.Text != "password=[redacted]" {
		t.Errorf("must lose its secret, got %s", got.Text)
	}
}

func TestNothingIsLostWhileTheStoreIsAwayAndTheShipperStartsAgain(t *testing.T) {
	p, folder := &platform{status: http.StatusTooManyRequests}, t.TempDir()
	var wanted []string
	say := func(count int) {
		p.set(func() {
			for range count {
				wanted = append(wanted, fmt.Sprint(len(wanted)))
				p.frames = append(p.frames, framed(1, at(len(wanted)), wanted[len(wanted)-1]+"\n"))
			}
		})
	}
	say(100)
	_, q, stop := ship(t, p, folder)
	eventually(t, "a batch on the disk", func() bool { bytes, _ := q.size(); return bytes > 0 })
	stop()
	say(100)
	_, again, _ := ship(t, p, folder)
	eventually(t, "a second batch", func() bool { again.lock.Lock(); defer again.lock.Unlock(); return len(again.files) > 1 })
	p.set(func() { p.status = 0 })
	eventually(t, "all lines, each once and in order", func() bool { return p.texts() == strings.Join(wanted, " ") })
}

func TestWhatTheStoreRefusesIsCounted(t *testing.T) {
	p := &platform{frames: [][]byte{framed(1, time.Now(), "one\n")}, status: http.StatusBadRequest}
	counts, q, _ := ship(t, p, t.TempDir())
	eventually(t, "a line that is given up", func() bool { return testutil.ToFloat64(counts.lost.WithLabelValues(lostRefused)) == 1 })
	eventually(t, "an empty queue", func() bool { bytes, _ := q.size(); return bytes == 0 && lagOf(q, time.Now()) == 0 })
}
