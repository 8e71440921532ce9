package edge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"github.com/go-chi/chi/v5"
)

// Below what the Engine waits for before it kills a container.
const ending = 5 * time.Second

// NewRouter has what every service of ours answers (docs/images.md).
func NewRouter(ready func() error) *chi.Mux {
	router := chi.NewRouter()
	router.Get("/health", func(to http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(to, "live") })
	router.Get("/ready", func(to http.ResponseWriter, _ *http.Request) {
		if err := ready(); err != nil {
			Refuse(to, http.StatusServiceUnavailable, err)
			return
		}
		_, _ = fmt.Fprintln(to, "ready")
	})
	return router
}

// Answer tells a value as JSON. Nobody may keep what is true now.
func Answer(to http.ResponseWriter, value any) {
	to.Header().Set("Content-Type", "application/json")
	to.Header().Set("Cache-Control", "no-store")
	writer := json.NewEncoder(to)
	writer.SetIndent("", "  ")
	_ = writer.Encode(value)
}

// Refuse tells in one line why there is no answer.
func Refuse(to http.ResponseWriter, status int, err error) {
	to.Header().Set("Cache-Control", "no-store")
	http.Error(to, err.Error(), status)
}

// Decided tells a decision, or why there is none.
func Decided(to http.ResponseWriter, decision Decision, err error) {
	switch {
	case err == nil:
		Answer(to, decision)
	case errors.As(err, &UnknownRegion{}):
		Refuse(to, http.StatusBadRequest, err)
	default:
		Refuse(to, http.StatusServiceUnavailable, err)
	}
}

// Run serves until the process is told to end, while `follow` runs.
func Run(address string, handler http.Handler, follow func(context.Context)) error {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	go follow(ctx)
	server := &http.Server{Addr: address, Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	limited, cancel := context.WithTimeout(context.Background(), ending)
	defer cancel()
	return server.Shutdown(limited)
}
