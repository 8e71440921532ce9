package edge

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"sync/atomic"
	"time"
)

// Where the files of a service are, which it looks at so often: another file replaces no container
// (LOOKS_FOR_CHANGES in src/software/regions.ts).
const (
	Folder    = "/etc/bev/"
	lookEvery = 10 * time.Second
)

// content is what a file says.
type content interface {
	asked() ([]Target, Check)
	validate() error
}

// Watch is the content of a file, and how those do that it names.
type Watch[C content] struct {
	path    string
	checker *Checker
	current atomic.Pointer[C]
}

// NewWatch makes one that knows nothing until it follows its file.
func NewWatch[C content](path string, ask Ask) *Watch[C] {
	return &Watch[C]{path: path, checker: newChecker(ask)}
}

// Current is what the file says; nil before it was read for the first time.
func (w *Watch[C]) Current() *C { return w.current.Load() }

// SeenOf is what is known of one that the file names.
func (w *Watch[C]) SeenOf(target Target) Seen { return w.checker.seenOf(target) }

// Ready says what is missing; nil for nothing. Nobody who is asked is needed: to know that one is dead is the work.
func (w *Watch[C]) Ready() error {
	if w.Current() == nil {
		return fmt.Errorf("%s: must have been read, was not; its log says why", w.path)
	}
	return nil
}

// Follow reads the file until the context ends. While it cannot be read the former content stays.
func (w *Watch[C]) Follow(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	// What was looked at last, and what was wrong: each is told once.
	var last []byte
	var told string
	for {
		text, err := os.ReadFile(w.path)
		if err == nil && (last == nil || !bytes.Equal(text, last)) {
			last = text
			told = ""
			if err = w.take(ctx, text); err == nil {
				log.Printf("%s: read", w.path)
			}
		}
		if err != nil && err.Error() != told {
			told = err.Error()
			last = text
			log.Printf("%s: not read, what was read before stays: %s", w.path, told)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (w *Watch[C]) take(ctx context.Context, text []byte) error {
	var read C
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	if err := read.validate(); err != nil {
		return err
	}
	targets, check := read.asked()
	w.checker.follow(ctx, targets, check)
	w.current.Store(&read)
	return nil
}
