// Package edgetest has a service of the edge follow a file of a test, and asks it.
package edgetest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bev.local/services/edge"
)

// Check is what each file says of checks.
const Check = `"check": {"everySeconds": 3, "timeoutSeconds": 2, "failures": 2}`

// Service is asked without a network, in time that passes by itself.
type Service struct {
	t       *testing.T
	Handler http.Handler
	// Addresses that do not answer.
	dead sync.Map
}

// Ask is what the service's checks ask with.
func (s *Service) Ask(_ context.Context, url string) error {
	if _, isDead := s.dead.Load(url); isDead {
		return errors.New("connection refused")
	}
	return nil
}

// Run has `during` ask a service that follows a file of this text; none for an empty one. `start` makes its handler
// for the file's path and a way to ask, and says what follows the file.
func Run(t *testing.T, text string, start func(path string, ask edge.Ask) (http.Handler, func(context.Context)), during func(*Service)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.json")
	if text != "" {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		service := &Service{t: t}
		var follow func(context.Context)
		service.Handler, follow = start(path, service.Ask)
		go follow(ctx)
		synctest.Wait()
		during(service)
	})
}

// Kill has an address answer no more, until the checks have seen it.
func (s *Service) Kill(url string) {
	s.dead.Store(url, nil)
	s.settle()
}

// Revive has it answer again.
func (s *Service) Revive(url string) {
	s.dead.Delete(url)
	s.settle()
}

func (s *Service) settle() {
	time.Sleep(10 * time.Second)
	synctest.Wait()
}

// Expect compares the status and, of JSON, what `want` names; else the whole text.
func (s *Service) Expect(path string, status int, want string) {
	s.t.Helper()
	recorder := httptest.NewRecorder()
	s.Handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
	got := strings.TrimSpace(recorder.Body.String())
	if recorder.Header().Get("Content-Type") == "application/json" {
		got = compact(s.t, got)
	}
	if recorder.Code != status || got != want {
		s.t.Errorf("%s: must be %d %s, got %d %s", path, status, want, recorder.Code, got)
	}
}

// ExpectUnread asks a service whose file is not there.
func (s *Service) ExpectUnread(paths ...string) {
	s.t.Helper()
	s.Expect("/health", http.StatusOK, "live")
	for _, path := range append(paths, "/ready") {
		recorder := httptest.NewRecorder()
		s.Handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
		const why = "file.json: must have been read, was not; its log says why\n"
		if recorder.Code != http.StatusServiceUnavailable || !strings.HasSuffix(recorder.Body.String(), why) {
			s.t.Errorf("%s: must be 503 and say why, got %d %s", path, recorder.Code, recorder.Body)
		}
	}
}

// compact has no spaces, and is sorted by name.
func compact(t *testing.T, text string) string {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	bytes, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes)
}
