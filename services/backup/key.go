package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
)

// Exit code of restic 0.18.
const wrongKey = 12

// opens says whether a key, read from the input, opens the newest repository: one on paper can be proven while all is well.
func (a *agent) opens(ctx context.Context, from io.Reader, to io.Writer) error {
	months, err := a.restic.all(ctx)
	if err != nil {
		return err
	}
	if len(months) == 0 {
		return fmt.Errorf("%s: must have a repository of %s, has none; save something first", a.restic.store, a.restic.node)
	}
	newest := months[0]
	err = newest.askWithKey(ctx, from)
	var ended *exec.ExitError
	if errors.As(err, &ended) && ended.ExitCode() == wrongKey {
		return fmt.Errorf("key: must open %s/%s, does not", a.restic.node, newest.repository)
	}
	if err == nil {
		fmt.Fprintf(to, "%s/%s\n", a.restic.node, newest.repository)
	}
	return err
}

// askWithKey opens the repository with a key that is on no disk.
func (r *restic) askWithKey(ctx context.Context, key io.Reader) error {
	command, done, err := r.command(ctx, "cat", "config")
	if err != nil {
		return err
	}
	defer done()
	// The last one counts.
	command.Args = append(command.Args, "--password-file", "/dev/stdin")
	complaint := &lastOf{most: 1000}
	command.Stdin, command.Stderr = key, complaint
	if err := command.Run(); err != nil {
		return fmt.Errorf("restic cat: %w: %s", err, complaint)
	}
	return nil
}
