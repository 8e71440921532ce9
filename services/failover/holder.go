package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// tenure is what the vote must never forget.
type tenure struct {
	Holder string `json:"holder"`
	// The first holder has asked once: the lease is in use.
	Renewed bool `json:"renewed"`
}

// readTenure gives the first node where nothing was kept yet. What cannot be read is an error: whoever held the lease may
// take writes, and nobody else may be given it.
func readTenure(file string, nodes []string) (tenure, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return tenure{Holder: nodes[0]}, nil
	}
	if err != nil {
		return tenure{}, err
	}
	var kept tenure
	if err := json.Unmarshal(text, &kept); err != nil {
		return kept, fmt.Errorf("%s: must be JSON that says who holds the lease, is not: %w", file, err)
	}
	if !slices.Contains(nodes, kept.Holder) {
		return kept, fmt.Errorf("%s: must name a holder that is one of %v, names %q", file, nodes, kept.Holder)
	}
	return kept, nil
}

// keep leaves the former or the new one, also where the machine stops in between; once it has ended well, the new one.
func (t tenure) keep(file string) error {
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	partial, err := os.OpenFile(file+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = partial.Write(append(text, '\n'))
	if err := errors.Join(err, partial.Sync(), partial.Close()); err != nil {
		return err
	}
	if err := os.Rename(file+".new", file); err != nil {
		return err
	}
	above, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	return errors.Join(above.Sync(), above.Close())
}
