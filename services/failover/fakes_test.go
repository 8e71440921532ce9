package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bev.local/services/logtest"
	"bev.local/services/socket"
)

const (
	fit    = "subscription postgres_replica\ntable public.a\nat 0/15F\nheard 100\nnow 190\n"
	secret = "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$c3RvcmVkc3RvcmVkc3RvcmVkc3RvcmVkc3RvcmVk=:c2VydmVyc2VydmVyc2VydmVyc2VydmVy="
)

// world is the Engine and the network as the watch sees them.
type world struct {
	mutex sync.Mutex
	start time.Time
	// What changed something, each with the second.
	done []string
	// Seconds of the questions for the lease.
	takes   []int
	volumes map[string]string

	lives          bool
	primary_       string
	vote           string
	proxyErr       error
	voteErr        error
	engineErr      error
	said           func() string
	replicationErr error
	pointErr       error
	promoteErr     error
	movedErr       error
}

func (w *world) second() int { return int(time.Since(w.start) / time.Second) }

func (w *world) note(format string, args ...any) {
	w.done = append(w.done, fmt.Sprintf("%d ", w.second())+fmt.Sprintf(format, args...))
}

// set changes the world while the watch looks at it.
func (w *world) set(change func()) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	change()
}

func (w *world) alive(context.Context) bool {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.lives
}

func (w *world) primary(context.Context) (string, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.primary_, w.proxyErr
}

func (w *world) holder(context.Context) (string, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.vote, w.voteErr
}

func (w *world) take(context.Context) (string, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.takes = append(w.takes, w.second())
	return w.vote, w.voteErr
}

func (w *world) Exec(_ context.Context, container string, command []string, from io.Reader, to io.Writer) error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	script := ""
	if from != nil {
		text, _ := io.ReadAll(from)
		script = string(text)
	}
	asked := container + ": " + strings.Join(command, " ")
	switch {
	case asked == "bev_postgres_replica: sh -s -- osint postgres_replica" && script == "replication":
		io.WriteString(to, w.said())
		return w.replicationErr
	case strings.HasPrefix(asked, "bev_postgres_proxy: sh /point.sh ") && from == nil:
		w.note("point %s", command[2])
		if w.pointErr == nil {
			w.primary_ = command[2]
		}
		return w.pointErr
	case asked == "bev_postgres_replica: sh -s -- osint" && script == "promote":
		w.note("promote")
		io.WriteString(to, "sequence a belongs to no column\n")
		return w.promoteErr
	case asked == "bev_postgres_replica: sh -s --" && script == secret:
		w.note("moved")
		io.WriteString(to, "kept role a\n")
		return w.movedErr
	}
	return fmt.Errorf("must not be run: %s with %q", asked, script)
}

func (w *world) Ask(_ context.Context, method, path string, body, into any) error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.engineErr != nil {
		return w.engineErr
	}
	name := strings.TrimSuffix(strings.TrimPrefix(path, "/volumes/"), "?force=1")
	switch {
	case method == http.MethodPost && path == "/volumes/create":
		text, _ := json.Marshal(body)
		var asked struct {
			Name   string
			Labels map[string]string
		}
		if err := json.Unmarshal(text, &asked); err != nil || len(asked.Labels) != 1 {
			return fmt.Errorf("%s: %w", text, err)
		}
		if _, ok := w.volumes[asked.Name]; !ok {
			w.volumes[asked.Name] = asked.Labels["bev.failover"]
		}
		w.note("create %s %s", asked.Name, asked.Labels["bev.failover"])
		return nil
	case method == http.MethodDelete:
		w.note("remove %s", name)
		delete(w.volumes, name)
		return nil
	case method == http.MethodGet && strings.HasPrefix(path, "/volumes/"):
		label, ok := w.volumes[name]
		if !ok {
			return fmt.Errorf("engine: %s: %w", path, socket.ErrAbsent)
		}
		text, _ := json.Marshal(map[string]any{"Labels": map[string]string{"bev.failover": label}})
		return json.Unmarshal(text, into)
	}
	return errors.New("must not be asked: " + method + " " + path)
}

// watching calls `during` while a watch goes round whose primary is dead and whose vote gives the lease.
func watching(t *testing.T, during func(t *testing.T, w *world, watch *watch)) string {
	t.Helper()
	moved := filepath.Join(t.TempDir(), "moved.sh")
	if err := os.WriteFile(moved, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	logged := logtest.Keep(t)
	synctest.Test(t, func(t *testing.T) {
		w := &world{
			start: time.Now(), volumes: map[string]string{}, primary_: "thanos", vote: "oracle1",
			said: func() string { return fit },
		}
		of := pair{
			From: "thanos", To: "oracle1", Prefix: "bev_", Database: "osint", Subscription: "postgres_replica",
			Vote: "vote:8490", Lease: "proxy:8405", Proxy: "bev_postgres_proxy", Point: "/point.sh", Replica: "bev_postgres_replica",
		}
		of.Scripts.Replication, of.Scripts.Promote = "replication", "promote"
		watch := newWatch(of, w, w, moved)
		during(t, w, watch)
	})
	return logged.String()
}

// goes lets a watch go round for some seconds.
func goes(t *testing.T, watch *watch, seconds int, at map[int]func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer synctest.Wait()
	defer cancel()
	go watch.follow(ctx)
	for range seconds {
		time.Sleep(time.Second)
		synctest.Wait()
		if change := at[watch.network.(*world).second()]; change != nil {
			watch.network.(*world).set(change)
		}
	}
}

func (w *world) expect(t *testing.T, want ...string) {
	t.Helper()
	if got, wanted := strings.Join(w.done, "\n"), strings.Join(want, "\n"); got != wanted {
		t.Errorf("must have done\n%s\ndid\n%s", wanted, got)
	}
}
