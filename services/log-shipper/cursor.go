package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// cursor says how far a container's log was taken: the time of its last frame, and how many frames of that
// time there were. Several may share one, as the pieces of a long line do.
type cursor struct {
	Time   time.Time
	Frames int
}

// past is the cursor after a frame of that time.
func (c cursor) past(at time.Time) cursor {
	if at.Equal(c.Time) {
		return cursor{at, c.Frames + 1}
	}
	return cursor{at, 1}
}

// cursors are kept in a file, so that a shipper that starts again goes on where it was.
type cursors struct {
	file string
	lock sync.Mutex
	byID map[string]cursor
}

func openCursors(file string) (*cursors, error) {
	all := &cursors{file: file, byID: map[string]cursor{}}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, err
	}
	return all, json.Unmarshal(text, &all.byID)
}

func (all *cursors) get(id string) cursor {
	all.lock.Lock()
	defer all.lock.Unlock()
	return all.byID[id]
}

// save takes these over the former ones. The file holds the former or the new ones, whole, at any time.
func (all *cursors) save(changed map[string]cursor) error {
	all.lock.Lock()
	defer all.lock.Unlock()
	for id, one := range changed {
		all.byID[id] = one
	}
	text, err := json.Marshal(all.byID)
	if err != nil {
		return err
	}
	return writeWhole(all.file, text)
}

// keep forgets containers that are gone.
func (all *cursors) keep(isThere func(id string) bool) {
	all.lock.Lock()
	defer all.lock.Unlock()
	for id := range all.byID {
		if !isThere(id) {
			delete(all.byID, id)
		}
	}
}

// writeWhole leaves the former file or the new one, also where the machine stops in between.
func writeWhole(file string, content []byte) error {
	partial, err := os.CreateTemp(filepath.Dir(file), ".partial-")
	if err != nil {
		return err
	}
	_, err = partial.Write(content)
	err = errors.Join(err, partial.Sync(), partial.Close())
	if err == nil {
		err = os.Rename(partial.Name(), file)
	}
	if err != nil {
		_ = os.Remove(partial.Name())
	}
	return err
}
