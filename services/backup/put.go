package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"
)

// What is no service's: the state of a stack, which lies with the operators.
var ofOperators = regexp.MustCompile(`^state-[a-z][a-z0-9-]*$`)

// Of a stack of 350 resources it has 1.5 MB.
const longestPut = 256 << 20

var errHalf = errors.New("standard input: must be a whole JSON document, is not: nothing was saved")

// put saves what an operator sends: all of it or nothing, because a connection that ends looks like the end of the input.
func (a *agent) put(ctx context.Context, name string, from io.Reader) error {
	if !ofOperators.MatchString(name) {
		return fmt.Errorf("%q: must be state-<stack>", name)
	}
	document, err := io.ReadAll(io.LimitReader(from, longestPut))
	if err != nil {
		return err
	}
	if !json.Valid(document) {
		return errHalf
	}
	held, err := holdLock(ctx, a.lock)
	if err != nil {
		return err
	}
	defer held.Close()
	month := a.restic.of(monthOf(time.Now()))
	if err := month.ensure(ctx); err != nil {
		return err
	}
	return month.put(ctx, name, document)
}

func (r *restic) put(ctx context.Context, name string, document []byte) error {
	return r.askFrom(
		ctx, bytes.NewReader(document), io.Discard,
		"backup", "--quiet", "--host", r.node, "--tag", serviceTag+name, "--stdin", "--stdin-filename", name+".tar",
	)
}
