// Container-exporter tells Prometheus how the containers of its node do.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"bev.local/services/engine"
)

const address = ":9487"

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	proxy, stack := os.Getenv("BEV_ENGINE"), os.Getenv("BEV_STACK")
	for name, value := range map[string]string{"BEV_ENGINE": proxy, "BEV_STACK": stack} {
		if value == "" {
			return fmt.Errorf("%s: must be set, is not; set it in the row container-exporter", name)
		}
	}
	registry := prometheus.NewRegistry()
	client := engine.New(proxy)
	exporter := newExporter(client, stack)
	go exporter.followKills(context.Background())
	registry.MustRegister(exporter, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/health", func(answer http.ResponseWriter, _ *http.Request) { fmt.Fprintln(answer, "live") })
	mux.HandleFunc("/ready", func(answer http.ResponseWriter, question *http.Request) {
		if err := client.Ping(question.Context()); err != nil {
			http.Error(answer, fmt.Sprintf("engine: %v", err), http.StatusServiceUnavailable)
		}
	})
	server := &http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
