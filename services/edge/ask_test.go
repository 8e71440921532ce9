package edge

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestOnlyAnAnswerOf200IsWell(t *testing.T) {
	var connections sync.Map
	server := httptest.NewServer(http.HandlerFunc(func(to http.ResponseWriter, asked *http.Request) {
		connections.Store(asked.RemoteAddr, nil)
		switch asked.URL.Path {
		case "/moved":
			http.Redirect(to, asked, "/well", http.StatusFound)
		case "/ill":
			to.WriteHeader(http.StatusServiceUnavailable)
		case "/late":
			<-asked.Context().Done()
		}
	}))
	defer server.Close()
	gone := httptest.NewServer(nil)
	gone.Close()
	ask := NewAsk()
	for at, want := range map[string]string{
		server.URL + "/well":  "",
		server.URL + "/again": "",
		server.URL + "/ill":   "answers 503",
		server.URL + "/moved": "answers 302",
		server.URL + "/late":  "context deadline exceeded",
		gone.URL:              "connect: connection refused",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		got := ""
		if err := ask(ctx, at); err != nil {
			got = err.Error()
		}
		cancel()
		if got != want && (want == "" || !strings.HasSuffix(got, want)) {
			t.Errorf("%s: must be %q, got %q", at, want, got)
		}
	}
	count := 0
	connections.Range(func(any, any) bool { count++; return true })
	if count != 5 {
		t.Errorf("must be a connection for each question, got %d", count)
	}
}
