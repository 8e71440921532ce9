package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"bev.local/services/socket"
)

// startingAgain goes on when the agent is told to end; Docker gives it half a minute.
const startingAgain = 20 * time.Second

// noteFile names the container that is stopped for a save, for an agent that comes back after it was killed.
func (a *agent) noteFile() string {
	return filepath.Join(a.restic.folder, "stopped")
}

func (a *agent) dumpFile(one saved) string {
	return filepath.Join(a.restic.folder, one.Service+".dump")
}

// dumpStopped has a service that is stopped write its archive to the disk: it is away no longer than that takes.
func (a *agent) dumpStopped(ctx context.Context, one saved) (err error) {
	place, err := a.engine.place(ctx, one.Container)
	if err != nil {
		return err
	}
	body, err := place.like(func(_ int, own mount) string { return own.Name })
	if err != nil {
		return err
	}
	// First the note: who is killed between the two has stopped nothing, and starts what runs.
	if err := os.WriteFile(a.noteFile(), []byte(one.Container), 0o600); err != nil {
		return err
	}
	defer func() {
		last, done := context.WithTimeout(context.WithoutCancel(ctx), startingAgain)
		defer done()
		err = errors.Join(err, a.startAgain(last))
	}()
	if err := a.engine.stop(ctx, one.Container); err != nil {
		return err
	}
	name := one.Container + "_save"
	if err := a.engine.create(ctx, name, asleep(body)); err != nil {
		return err
	}
	dump, err := os.OpenFile(a.dumpFile(one), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer dump.Close()
	if err := a.engine.exec(ctx, name, one.Save, nil, &roomWriter{to: dump, folder: a.restic.folder}); err != nil {
		return err
	}
	return dump.Sync()
}

// startAgain starts what was stopped for a save; nothing where nothing was. What is being restored starts by that.
func (a *agent) startAgain(ctx context.Context) error {
	container, err := os.ReadFile(a.noteFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := a.engine.removeBeside(ctx, string(container)); err != nil {
		return err
	}
	place, err := a.engine.place(ctx, string(container))
	if err == nil {
		if err = a.engine.mustNotBeRestored(ctx, place.Name, place.Mounts); errors.Is(err, errRestoring) {
			return os.Remove(a.noteFile())
		}
	}
	if err == nil {
		err = a.engine.start(ctx, place.Name)
	}
	// A service that was taken away in the meantime waits for nobody.
	if err != nil && !errors.Is(err, socket.ErrAbsent) {
		return fmt.Errorf("%s: must run again after it was saved: %w", container, err)
	}
	return os.Remove(a.noteFile())
}

// tidy puts right what a process left that was killed. Whoever calls it holds the lock of runs.
func (a *agent) tidy(ctx context.Context) error {
	if err := a.startAgain(ctx); err != nil {
		return err
	}
	// Also of a service that is saved no more.
	dumps, err := filepath.Glob(filepath.Join(a.restic.folder, "*.dump"))
	if err != nil {
		return err
	}
	for _, dump := range dumps {
		_ = os.Remove(dump)
	}
	var containers []string
	for _, one := range a.plan.Services {
		containers = append(containers, one.Container)
	}
	return a.engine.removeBeside(ctx, containers...)
}

func (a *agent) tidyAtStart(ctx context.Context) error {
	held, err := a.begin(ctx)
	if err != nil {
		return err
	}
	return held.Close()
}

// copyDump gives restic what a stopped service has written.
func (a *agent) copyDump(one saved, to io.Writer) error {
	dump, err := os.Open(a.dumpFile(one))
	if err != nil {
		return err
	}
	defer dump.Close()
	_, err = io.Copy(to, dump)
	return err
}

// roomWriter ends a dump before the disk is full.
type roomWriter struct {
	to     io.Writer
	folder string
	left   int
}

const eachLookAtDisk = 16 << 20

func (w *roomWriter) Write(piece []byte) (int, error) {
	if w.left -= len(piece); w.left <= 0 {
		if err := mustHaveRoom(w.folder, eachLookAtDisk); err != nil {
			return 0, err
		}
		w.left = eachLookAtDisk
	}
	return w.to.Write(piece)
}
