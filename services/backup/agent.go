package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	folder     = "/var/lib/backup"
	scratch    = "/tmp"
	secrets    = "/run/secrets"
	planFile   = "/etc/bev/backup.json"
	socketFile = "/engine/docker.sock"
)

type agent struct {
	plan   plan
	engine *engine
	restic *restic
	vault  *vault
	every  time.Duration
	state  *stateFile
	// Held during a run: one that an operator starts and one that is due are not at once.
	lock string
}

func newAgent() (*agent, error) {
	read, err := readPlan(planFile)
	if err != nil {
		return nil, err
	}
	store := os.Getenv("BACKUP_STORE")
	every, err := time.ParseDuration(os.Getenv("BACKUP_EVERY"))
	if err != nil || every <= 0 || store == "" {
		return nil, errors.New("BACKUP_STORE and BACKUP_EVERY: must be host:port and a duration, are not; set them in the row backup-" + read.Node)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return &agent{
		plan:   read,
		engine: newEngine(socketFile),
		restic: &restic{
			node: read.Node, store: store, folder: folder, scratch: scratch, secrets: secrets, self: self,
		},
		vault: &vault{address: os.Getenv("VAULT_ADDR"), authority: os.Getenv("VAULT_CACERT"), handover: handover},
		every: every,
		state: &stateFile{file: filepath.Join(folder, "state.json")},
		lock:  filepath.Join(folder, "run.lock"),
	}, nil
}

// save writes the archive of a service.
func (a *agent) save(ctx context.Context, service string, to io.Writer) error {
	one, err := a.plan.find(service)
	if err != nil {
		return err
	}
	if one.Stopped {
		return a.copyDump(one, to)
	}
	input, err := a.inputOf(one)
	if err != nil {
		return err
	}
	return a.engine.exec(ctx, one.Container, one.Save, input, to)
}

// facts gives what the product says of its data now.
func (a *agent) facts(ctx context.Context, service string) (string, error) {
	one, err := a.plan.find(service)
	if err != nil {
		return "", err
	}
	return a.factsIn(ctx, one, one.Container)
}

func (a *agent) factsIn(ctx context.Context, one saved, container string) (string, error) {
	input, err := a.inputOf(one)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	err = a.engine.exec(ctx, container, one.Facts, input, &text)
	return text.String(), err
}

// restore runs the product's script in a container with a snapshot as its input.
func (a *agent) restore(ctx context.Context, snapshot, service, container string) error {
	one, err := a.plan.find(service)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	reader, writer := io.Pipe()
	dumped := make(chan error, 1)
	go func() {
		err := a.restic.dump(ctx, snapshot, service, writer)
		// What is cut off is told as such, whatever the script made of it.
		if err != nil {
			cancel()
		}
		writer.Close()
		dumped <- err
	}()
	ran := a.engine.exec(ctx, container, one.Restore, reader, os.Stderr)
	// What the script did not read holds up nobody.
	rest, _ := io.Copy(io.Discard, reader)
	if err := <-dumped; err != nil {
		return err
	}
	if ran == nil && rest > 1<<20 {
		return fmt.Errorf("%s: must read its whole archive, left %d bytes", container, rest)
	}
	return ran
}

// event is one line of a run's output.
type event struct {
	Service string `json:"service"`
	// saving, saved, drilling, drilled, failed or skipped.
	Event    string  `json:"event"`
	Why      string  `json:"why,omitempty"`
	Snapshot string  `json:"snapshot,omitempty"`
	Bytes    uint64  `json:"bytes,omitempty"`
	Added    uint64  `json:"added,omitempty"`
	Seconds  float64 `json:"seconds,omitempty"`
	// Where it was saved.
	repository string
}

var errFailed = errors.New("backup: must save each service, has not saved all of them")

// work is done with services, and tells of each.
type work func(ctx context.Context, services []saved, tell func(event)) error

// eachNow does it with services, all without a name, and tells of each in a line of JSON.
func (a *agent) eachNow(ctx context.Context, names []string, to io.Writer, do work) error {
	services, err := a.plan.choose(names)
	if err != nil {
		return err
	}
	lines := json.NewEncoder(to)
	return do(ctx, services, func(told event) { _ = lines.Encode(told) })
}

// begin takes the lock of runs, and puts right what a process left that was killed.
func (a *agent) begin(ctx context.Context) (*os.File, error) {
	held, err := holdLock(ctx, a.lock)
	if err != nil {
		return nil, err
	}
	if err := a.tidy(ctx); err != nil {
		held.Close()
		return nil, err
	}
	return held, nil
}

func (a *agent) run(ctx context.Context, services []saved, tell func(event)) error {
	held, err := a.begin(ctx)
	if err != nil {
		return err
	}
	defer held.Close()
	month := a.restic.of(monthOf(time.Now()))
	ready := month.ensure(ctx)
	failed := false
	for _, one := range services {
		tell(event{Service: one.Service, Event: "saving"})
		told := event{Service: one.Service, Event: "failed"}
		if ready != nil {
			told.Why = ready.Error()
		} else {
			told = a.saveOne(ctx, month, one)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failed = failed || told.Event == "failed"
		if err := a.state.note(told, time.Now()); err != nil {
			return err
		}
		tell(told)
	}
	if failed {
		return errFailed
	}
	return nil
}

func (a *agent) saveOne(ctx context.Context, month *restic, one saved) event {
	told := event{Service: one.Service, Event: "failed"}
	double, err := a.engine.standIn(ctx, one.Container)
	if err != nil {
		told.Why = err.Error()
		return told
	}
	if double != "" {
		return event{Service: one.Service, Event: "skipped", Why: "a double stands for its software"}
	}
	if err := a.keepsRoom(ctx, month, one.Service); err != nil {
		told.Why = err.Error()
		return told
	}
	forget, err := a.withToken(ctx, one)
	defer forget()
	if err != nil {
		told.Why = err.Error()
		return told
	}
	facts, err := a.facts(ctx, one.Service)
	if err != nil {
		told.Why = fmt.Sprintf("facts: %v", err)
		return told
	}
	if one.Stopped {
		defer os.Remove(a.dumpFile(one))
		if err := a.dumpStopped(ctx, one); err != nil {
			told.Why = err.Error()
			return told
		}
	}
	made, err := month.backup(ctx, one.Service, facts)
	if err != nil {
		told.Why = err.Error()
		return told
	}
	return event{
		Service: one.Service, Event: "saved",
		Snapshot: made.Snapshot, Bytes: made.Bytes, Added: made.Added, Seconds: made.Seconds, repository: month.repository,
	}
}

// holdLock waits for the run of another process to end. The kernel lets go of it with its process.
func holdLock(ctx context.Context, file string) (*os.File, error) {
	held, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(held.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return held, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			held.Close()
			return nil, err
		}
		select {
		case <-ctx.Done():
			held.Close()
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}
