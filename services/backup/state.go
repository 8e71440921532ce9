package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"
)

// record is what is known of the backups of one service.
type record struct {
	// Zero: none.
	LastSuccess time.Time `json:"lastSuccess"`
	LastTry     time.Time `json:"lastTry"`
	Bytes       uint64    `json:"bytes"`
	Added       uint64    `json:"added"`
	Seconds     float64   `json:"seconds"`
	Failures    int       `json:"failures"`
	// That of the newest backup.
	Repository string `json:"repository"`
	// Of the last try; empty where it succeeded.
	Why string `json:"why"`
	// A double has nothing to save.
	Skipped bool `json:"skipped"`
	// When this agent first knew of a backup.
	Since time.Time `json:"since"`
	Drill drilled   `json:"drill"`
}

func (r *record) know(at time.Time) {
	if r.Since.IsZero() {
		r.Since = at
	}
}

// stateFile outlives the process, and is written by the one that goes on and by those that operators start.
type stateFile struct {
	file  string
	mutex sync.Mutex
}

func (s *stateFile) read() (map[string]record, error) {
	records := map[string]record{}
	text, err := os.ReadFile(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return records, nil
	}
	if err != nil {
		return nil, err
	}
	return records, json.Unmarshal(text, &records)
}

func (s *stateFile) note(told event, at time.Time) error {
	return s.change(func(records map[string]record) {
		one := records[told.Service]
		one.LastTry, one.Why, one.Skipped = at, told.Why, told.Event == "skipped"
		switch told.Event {
		case "saved":
			one.LastSuccess, one.Bytes, one.Seconds = at, told.Bytes, told.Seconds
			one.Added, one.Repository = told.Added, told.repository
			one.know(at)
		case "failed":
			one.Failures++
		}
		records[told.Service] = one
	})
}

// follow takes over what the repository has: a new agent, or one after a restore, knows nothing by itself.
func (s *stateFile) follow(found []Snapshot) error {
	return s.change(func(records map[string]record) {
		newest := map[string]Snapshot{}
		for _, one := range found {
			if ofOperators.MatchString(one.Service) {
				continue
			}
			if one.Time.After(newest[one.Service].Time) {
				newest[one.Service] = one
			}
		}
		for name, one := range records {
			if _, ok := newest[name]; !ok {
				one.LastSuccess = time.Time{}
				records[name] = one
			}
		}
		for name, snapshot := range newest {
			one := records[name]
			one.LastSuccess, one.Bytes = snapshot.Time, snapshot.Bytes
			one.Added, one.Repository = snapshot.Added, snapshot.Repository
			one.know(time.Now())
			records[name] = one
		}
	})
}

// change is called by whoever holds the lock of runs.
func (s *stateFile) change(edit func(map[string]record)) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	records, err := s.read()
	if err != nil {
		// A file that is no JSON is of no use to anybody: the repository knows what counts.
		records = map[string]record{}
	}
	edit(records)
	text, err := json.Marshal(records)
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.file+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(s.file+".new", s.file)
}
