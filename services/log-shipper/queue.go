package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// queue keeps batches of lines in a folder, a file each, until the store has them. The oldest goes first,
// also when there is no room: then it is lost, and counted.
type queue struct {
	folder string
	limit  int64
	lost   func(lines int)

	lock   sync.Mutex
	files  []queued
	bytes  int64
	number uint64
	// Holds a token while there may be something that nobody waits for yet.
	filled chan struct{}
}

// queued is a file, whose name says its place and how many lines it holds.
type queued struct {
	name  string
	lines int
	bytes int64
	since time.Time
}

const queuedName = "%020d-%d.jsonl"

func openQueue(folder string, limit int64, lost func(lines int)) (*queue, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	q := &queue{folder: folder, limit: limit, lost: lost, filled: make(chan struct{}, 1)}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			return nil, err
		}
		one := queued{name: entry.Name(), bytes: info.Size(), since: info.ModTime()}
		var number uint64
		if _, err := fmt.Sscanf(one.name, queuedName, &number, &one.lines); err != nil {
			// What was being written when the shipper was killed: its cursors say so too.
			if strings.HasPrefix(one.name, ".partial-") {
				_ = os.Remove(q.path(one))
			}
			continue
		}
		q.files = append(q.files, one)
		q.bytes += one.bytes
		q.number = max(q.number, number)
	}
	q.signal()
	return q, nil
}

// put returns once the batch is on the disk.
func (q *queue) put(content []byte, lines int) error {
	q.lock.Lock()
	defer q.lock.Unlock()
	one := queued{
		name:  fmt.Sprintf(queuedName, q.number+1, lines),
		lines: lines, bytes: int64(len(content)), since: time.Now(),
	}
	for len(q.files) > 0 && q.bytes+one.bytes > q.limit {
		oldest := q.files[0]
		if err := q.remove(oldest); err != nil {
			return err
		}
		q.lost(oldest.lines)
	}
	if err := writeWhole(q.path(one), content); err != nil {
		return err
	}
	q.number++
	q.files = append(q.files, one)
	q.bytes += one.bytes
	q.signal()
	return nil
}

// oldest gives the batch that is next; false where there is none.
func (q *queue) oldest() (queued, []byte, bool, error) {
	q.lock.Lock()
	defer q.lock.Unlock()
	if len(q.files) == 0 {
		return queued{}, nil, false, nil
	}
	one := q.files[0]
	content, err := os.ReadFile(q.path(one))
	return one, content, true, err
}

// done takes a batch away that need not be kept. It may be gone already, for want of room.
func (q *queue) done(one queued) error {
	q.lock.Lock()
	defer q.lock.Unlock()
	if !slices.Contains(q.files, one) {
		return nil
	}
	return q.remove(one)
}

func (q *queue) remove(one queued) error {
	if err := os.Remove(q.path(one)); err != nil && !os.IsNotExist(err) {
		return err
	}
	q.files = slices.DeleteFunc(q.files, func(other queued) bool { return other == one })
	q.bytes -= one.bytes
	return nil
}

// size is what waits, and since when; the zero time where nothing does.
func (q *queue) size() (bytes int64, since time.Time) {
	q.lock.Lock()
	defer q.lock.Unlock()
	if len(q.files) > 0 {
		since = q.files[0].since
	}
	return q.bytes, since
}

func (q *queue) signal() {
	select {
	case q.filled <- struct{}{}:
	default:
	}
}

func (q *queue) path(one queued) string { return filepath.Join(q.folder, one.name) }
