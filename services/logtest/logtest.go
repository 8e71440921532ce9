// Package logtest keeps what a program logs while a test runs.
package logtest

import (
	"bytes"
	"log"
	"os"
	"sync"
	"testing"
)

// Lines is what was logged since it was taken last.
type Lines struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

// Keep begins, and ends with the test.
func Keep(t *testing.T) *Lines {
	logged := &Lines{}
	log.SetFlags(0)
	log.SetOutput(logged)
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	return logged
}

func (l *Lines) Write(text []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(text)
}

func (l *Lines) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// Taken gives the same once.
func (l *Lines) Taken() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	defer l.text.Reset()
	return l.text.String()
}
