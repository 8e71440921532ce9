// Log-shipper brings the logs of one node's containers to the store: read from the Engine, cleaned of secrets,
// kept on disk until the store has them.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"bev.local/services/engine"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	folder     = "/var/lib/log-shipper"
	address    = ":9429"
	queueLimit = 512 << 20
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	node, proxy, store := os.Getenv("BEV_STACK"), os.Getenv("BEV_ENGINE"), os.Getenv("BEV_LOGS")
	if node == "" || proxy == "" || store == "" {
		return errors.New("BEV_STACK, BEV_ENGINE and BEV_LOGS: must be set to the node's name and to host:port of Engine and store")
	}
	var counts *counts
	queue, err := openQueue(filepath.Join(folder, "queue"), queueLimit, func(lines int) { counts.dropped(lostFull, lines) })
	if err != nil {
		return err
	}
	cursors, err := openCursors(filepath.Join(folder, "cursors.json"))
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	counts = newCounts(registry, queue)

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	go serve(registry)

	lines := make(chan taken, 64)
	follower := &follower{
		node: node, engine: engine.New(proxy), cursors: cursors, into: lines, counts: counts,
		read: map[string]bool{},
	}
	engineSays := saying("the Engine at " + proxy)
	follower.report = func(err error) {
		counts.engineUp.Set(map[bool]float64{true: 1}[err == nil])
		engineSays(err)
	}
	batcher := &batcher{from: lines, queue: queue, cursors: cursors, report: saying(folder)}
	sender := newSender(store, queue, counts, saying("the store at "+store))

	var all sync.WaitGroup
	all.Go(func() { follower.run(ctx); close(lines) })
	all.Go(func() { batcher.run(ctx) })
	all.Go(func() { sender.run(ctx) })
	all.Wait()
	return nil
}

func serve(registry *prometheus.Registry) {
	http.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	http.HandleFunc("/health", func(http.ResponseWriter, *http.Request) {})
	server := &http.Server{Addr: address, ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}

// saying logs what is wrong with something when it becomes so and when it ends: what the shipper prints is a
// log too, which it ships.
func saying(what string) func(error) {
	isIll := false
	return func(err error) {
		if (err != nil) == isIll || errors.Is(err, context.Canceled) {
			return
		}
		isIll = err != nil
		if isIll {
			log.Println(fmt.Errorf("%s: must answer, does not: %w", what, err))
		} else {
			log.Printf("%s: answers again", what)
		}
	}
}
