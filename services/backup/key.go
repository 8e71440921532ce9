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
	// Of two key files the last one counts: this key is on no disk.
	err = newest.askFrom(ctx, from, io.Discard, "cat", "config", "--password-file", "/dev/stdin")
	var ended *exec.ExitError
	if errors.As(err, &ended) && ended.ExitCode() == wrongKey {
		return fmt.Errorf("key: must open %s/%s, does not", a.restic.node, newest.repository)
	}
	if err == nil {
		fmt.Fprintf(to, "%s/%s\n", a.restic.node, newest.repository)
	}
	return err
}
