package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"bev.local/services/socket"
)

// engine is this node's: socket.Client, or what stands for it in a test.
type engine interface {
	Exec(ctx context.Context, container string, command []string, from io.Reader, to io.Writer) error
	Ask(ctx context.Context, method, path string, body, into any) error
}

const (
	// A question to the Engine, and a move of the proxy, which itself waits ten seconds for its worker.
	eachQuestion = 10 * time.Second
	eachMove     = 30 * time.Second
)

// runScript gives what a script prints in a container. It comes by its input, so that no list of processes shows it.
func runScript(ctx context.Context, in engine, limit time.Duration, container, script string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var said strings.Builder
	command := append([]string{"sh", "-s", "--"}, args...)
	err := in.Exec(ctx, container, command, strings.NewReader(script), &said)
	return strings.TrimSpace(said.String()), err
}

// point sends clients to a node's server, or to none.
func (w *watch) point(ctx context.Context, to string) error {
	ctx, cancel := context.WithTimeout(ctx, eachMove)
	defer cancel()
	return w.engine.Exec(ctx, w.pair.Proxy, []string{"sh", w.pair.Point, to}, nil, io.Discard)
}

// labelOf gives the label of a volume; empty where there is no such volume.
func labelOf(ctx context.Context, of engine, volume, label string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, eachQuestion)
	defer cancel()
	var found struct{ Labels map[string]string }
	err := of.Ask(ctx, http.MethodGet, "/volumes/"+url.PathEscape(volume), nil, &found)
	if errors.Is(err, socket.ErrAbsent) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if found.Labels[label] == "" {
		return "", fmt.Errorf("%s: must have the label %s, has none", volume, label)
	}
	return found.Labels[label], nil
}

// createVolume leaves one that is there, with the label that it has.
func createVolume(ctx context.Context, on engine, volume, label, value string) error {
	ctx, cancel := context.WithTimeout(ctx, eachQuestion)
	defer cancel()
	body := map[string]any{"Name": volume, "Labels": map[string]string{label: value}}
	return on.Ask(ctx, http.MethodPost, "/volumes/create", body, nil)
}

func removeVolume(ctx context.Context, from engine, volume string) error {
	ctx, cancel := context.WithTimeout(ctx, eachQuestion)
	defer cancel()
	err := from.Ask(ctx, http.MethodDelete, "/volumes/"+url.PathEscape(volume)+"?force=1", nil, nil)
	if errors.Is(err, socket.ErrAbsent) {
		return nil
	}
	return err
}
