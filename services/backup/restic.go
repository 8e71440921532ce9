package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"bev.local/services/socket"
)

// restic asks the program of that name. Its secrets are in files: its arguments and its environment can be seen.
type restic struct {
	node string
	// Of the node, such as services-2026-11.
	repository string
	// host:port of the store.
	store string
	// Where this program's own files are, and those that it needs for a moment.
	folder, scratch string
	// Files below: login, repository, authority.pem.
	secrets string
	// The program of this process, which restic starts.
	self string
}

// Exit codes of restic 0.18.
const noRepository = 10

const (
	serviceTag = "service="
	factsTag   = "facts="
	// A tag is an argument of restic, and Linux takes none of more than 128 KiB.
	longestFacts = 64 << 10
)

// Snapshot is one backup of one service.
type Snapshot struct {
	ID      string    `json:"id"`
	Service string    `json:"service"`
	Time    time.Time `json:"time"`
	// Of the archive, before compression.
	Bytes uint64 `json:"bytes"`
	// What the repository did not have before.
	Added uint64 `json:"added"`
	// Where it is.
	Repository string `json:"repository"`
	// What the product said of its data just before; empty where nothing is known.
	Facts string `json:"facts"`
}

func (r *restic) login() (string, error) {
	login, err := os.ReadFile(filepath.Join(r.secrets, "login"))
	return strings.TrimSpace(string(login)), err
}

// address is in the node's own folder in the store: no login reaches another one.
func (r *restic) address() string {
	return "https://" + r.store + "/" + r.node + "/" + r.repository + "/"
}

// prepare writes down where the repository is, with the login in it, where only this process and restic read.
func (r *restic) prepare() (string, error) {
	login, err := r.login()
	if err != nil {
		return "", err
	}
	address, err := url.Parse(r.address())
	if err != nil {
		return "", err
	}
	address.User = url.UserPassword(r.node, login)
	// Only its owner reads it. Each command has its own.
	file, err := os.CreateTemp(r.scratch, "repository-")
	if err != nil {
		return "", err
	}
	_, err = file.WriteString("rest:" + address.String())
	return file.Name(), errors.Join(err, file.Close())
}

func (r *restic) command(ctx context.Context, args ...string) (*exec.Cmd, func(), error) {
	file, err := r.prepare()
	if err != nil {
		return nil, nil, err
	}
	all := append([]string{
		"--repository-file", file,
		"--password-file", filepath.Join(r.secrets, "repository"),
		"--cacert", filepath.Join(r.secrets, "authority.pem"),
		"--cache-dir", filepath.Join(r.folder, "cache"), "--cleanup-cache",
		"--retry-lock", "1m",
	}, args...)
	command := exec.CommandContext(ctx, "restic", all...)
	// It ends by itself, so that it removes its lock.
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	return command, func() { _ = os.Remove(file) }, nil
}

func (r *restic) ask(ctx context.Context, to io.Writer, args ...string) error {
	return r.askFrom(ctx, nil, to, args...)
}

// askFrom gives restic something to read, too.
func (r *restic) askFrom(ctx context.Context, from io.Reader, to io.Writer, args ...string) error {
	command, done, err := r.command(ctx, args...)
	if err != nil {
		return err
	}
	defer done()
	complaint := &socket.Last{Most: 1000}
	command.Stdin, command.Stdout, command.Stderr = from, to, complaint
	if err := command.Run(); err != nil {
		return fmt.Errorf("restic %s: %w: %s", args[0], err, complaint)
	}
	return nil
}

// storeAnswer asks the store itself for a path of the repository; the body is closed.
func (r *restic) storeAnswer(ctx context.Context, method, path string) (*http.Response, error) {
	answer, err := r.storeOpen(ctx, method, path)
	if err != nil {
		return nil, err
	}
	return answer, answer.Body.Close()
}

func (r *restic) storeOpen(ctx context.Context, method, path string) (*http.Response, error) {
	client, err := r.client()
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, r.address()+path, nil)
	if err != nil {
		return nil, err
	}
	login, err := r.login()
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(r.node, login)
	answer, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%s: must answer, does not: %w", r.store, err)
	}
	return answer, nil
}

// ensure makes the repository where there is none, and removes locks of processes that are no more.
func (r *restic) ensure(ctx context.Context) error {
	if _, err := r.has(ctx, "config"); err != nil {
		return err
	}
	err := r.ask(ctx, io.Discard, "cat", "config")
	if isGone(err) {
		return r.ask(ctx, io.Discard, "init")
	}
	if err != nil {
		return err
	}
	return r.ask(ctx, io.Discard, "unlock")
}

type summary struct {
	Type     string  `json:"message_type"`
	Snapshot string  `json:"snapshot_id"`
	Bytes    uint64  `json:"total_bytes_processed"`
	Added    uint64  `json:"data_added"`
	Seconds  float64 `json:"total_duration"`
}

// backup starts this program again as restic's source: a source that fails leaves no snapshot.
func (r *restic) backup(ctx context.Context, service, facts string) (summary, error) {
	var output bytes.Buffer
	args := []string{"backup", "--json", "--quiet", "--host", r.node, "--tag", serviceTag + service}
	if encoded := base64.RawURLEncoding.EncodeToString([]byte(facts)); facts != "" && len(encoded) <= longestFacts {
		args = append(args, "--tag", factsTag+encoded)
	}
	args = append(args, "--stdin-filename", service+".tar", "--stdin-from-command", "--", r.self, "save", service)
	if err := r.ask(ctx, &output, args...); err != nil {
		return summary{}, err
	}
	for line := range bytes.Lines(output.Bytes()) {
		var said summary
		if json.Unmarshal(line, &said) == nil && said.Type == "summary" && said.Snapshot != "" {
			return said, nil
		}
	}
	return summary{}, errors.New("restic backup: must say which snapshot it made, does not")
}

// listed has the snapshots of this repository.
func (r *restic) listed(ctx context.Context) ([]Snapshot, error) {
	var output bytes.Buffer
	if err := r.ask(ctx, &output, "snapshots", "--json", "--no-lock"); err != nil {
		return nil, err
	}
	var all []struct {
		ID      string    `json:"id"`
		Time    time.Time `json:"time"`
		Tags    []string  `json:"tags"`
		Summary struct {
			Bytes uint64 `json:"total_bytes_processed"`
			Added uint64 `json:"data_added"`
		} `json:"summary"`
	}
	if err := json.Unmarshal(output.Bytes(), &all); err != nil {
		return nil, fmt.Errorf("restic snapshots: must be answered in JSON, is not: %w", err)
	}
	found := make([]Snapshot, 0, len(all))
	for _, one := range all {
		snapshot := Snapshot{
			ID: one.ID, Time: one.Time.UTC(), Bytes: one.Summary.Bytes, Added: one.Summary.Added, Repository: r.repository,
		}
		for _, tag := range one.Tags {
			if name, ok := strings.CutPrefix(tag, serviceTag); ok {
				snapshot.Service = name
			}
			if encoded, ok := strings.CutPrefix(tag, factsTag); ok {
				facts, _ := base64.RawURLEncoding.DecodeString(encoded)
				snapshot.Facts = string(facts)
			}
		}
		if snapshot.Service != "" {
			found = append(found, snapshot)
		}
	}
	return found, nil
}
