package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"time"
)

const (
	// The repository of before there was one for each month. Nothing is added to it; it is read and forgotten like one.
	former = "services"
	// The store forgets after 30 days, so there are three; an operator may hold it up.
	monthsBack = 12
)

var wholeID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// monthOf names the repository of a moment: the store removes whole months, for which it needs no key.
func monthOf(at time.Time) string {
	return former + "-" + at.UTC().Format("2006-01")
}

// of is the same store for another repository of the node.
func (r *restic) of(repository string) *restic {
	other := *r
	other.repository = repository
	return &other
}

// repositoryNames has every name that may be in use, the newest first.
func repositoryNames(now time.Time) []string {
	now = now.UTC()
	var names []string
	for back := range monthsBack + 1 {
		names = append(names, monthOf(time.Date(now.Year(), now.Month()-time.Month(back), 1, 0, 0, 0, 0, time.UTC)))
	}
	return append(names, former)
}

// all finds the repositories that there are, the newest first.
func (r *restic) all(ctx context.Context) ([]*restic, error) {
	var found []*restic
	for _, name := range repositoryNames(time.Now()) {
		one := r.of(name)
		is, err := one.has(ctx, "config")
		if err != nil {
			return nil, err
		}
		if is {
			found = append(found, one)
		}
	}
	return found, nil
}

// has says whether the store keeps a file of the repository. It says at once why the store cannot be asked: restic goes on
// trying for a quarter of an hour.
func (r *restic) has(ctx context.Context, path string) (bool, error) {
	answer, err := r.storeAnswer(ctx, http.MethodHead, path)
	if err != nil {
		return false, err
	}
	switch answer.StatusCode {
	case http.StatusOK:
		return true, nil
	case http.StatusNotFound:
		return false, nil
	case http.StatusUnauthorized, http.StatusForbidden:
		return false, fmt.Errorf("%s: must let %s in, answers %s", r.store, r.node, answer.Status)
	}
	return false, fmt.Errorf("%s: must say whether it has %s/%s, answers %s", r.store, r.repository, path, answer.Status)
}

// snapshots lists those of all repositories, the oldest repository first.
func (r *restic) snapshots(ctx context.Context) ([]Snapshot, error) {
	months, err := r.all(ctx)
	if err != nil {
		return nil, err
	}
	all := []Snapshot{}
	for _, month := range months {
		found, err := month.listed(ctx)
		if isGone(err) {
			// The store has forgotten it since.
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", month.repository, err)
		}
		all = append(found, all...)
	}
	return all, nil
}

// dump writes the archive of a snapshot, whichever repository has it.
func (r *restic) dump(ctx context.Context, snapshot, service string, to io.Writer) error {
	if !wholeID.MatchString(snapshot) {
		return fmt.Errorf("snapshot: must be a whole id as backup list gives it, got %q", snapshot)
	}
	months, err := r.all(ctx)
	if err != nil {
		return err
	}
	for _, month := range months {
		is, err := month.has(ctx, "snapshots/"+snapshot)
		if err != nil {
			return err
		}
		if is {
			return month.ask(ctx, to, "dump", "--no-lock", snapshot, "/"+service+".tar")
		}
	}
	return fmt.Errorf("%s: must have the snapshot %s, has not; backup list has those that there are", r.store, snapshot)
}

// check reads the structure of each repository, and a part of its data.
func (r *restic) check(ctx context.Context, to io.Writer) error {
	months, err := r.all(ctx)
	if err != nil {
		return err
	}
	var faults []error
	for _, month := range months {
		fmt.Fprintf(to, "%s:\n", month.repository)
		if err := month.ask(ctx, to, "check", "--no-lock", "--read-data-subset", "10%"); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", month.repository, err))
		}
	}
	return errors.Join(faults...)
}

func isGone(err error) bool {
	var ended *exec.ExitError
	return errors.As(err, &ended) && ended.ExitCode() == noRepository
}
