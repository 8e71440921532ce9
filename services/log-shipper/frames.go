package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

// maxLine is how much of a line is kept; what follows is cut off and said to be.
const maxLine = 1 << 20

// maxFrame is more than any Engine sends at once: it cuts lines into pieces of 16 KiB.
const maxFrame = 16 << 20

var streams = map[byte]string{1: "stdout", 2: "stderr"}

// frame is a line of a container, or a piece of a long one.
type frame struct {
	stream string
	time   time.Time
	text   []byte
	// The line ends with it.
	isLast bool
}

// readFrame reads a header of eight bytes and what it announces: a time, a blank and the text.
// It gives io.EOF where the log ends between two frames.
func readFrame(from *bufio.Reader) (frame, error) {
	var header [8]byte
	if _, err := io.ReadFull(from, header[:]); err != nil {
		return frame{}, err
	}
	stream, size := streams[header[0]], binary.BigEndian.Uint32(header[4:])
	if stream == "" || size > maxFrame {
		return frame{}, fmt.Errorf("a frame must be of stdout or stderr and of at most %d bytes, got stream %d and %d bytes",
			maxFrame, header[0], size)
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(from, body); err != nil {
		return frame{}, errors.Join(io.ErrUnexpectedEOF, err)
	}
	stamp, text, _ := bytes.Cut(body, []byte(" "))
	at, err := time.Parse(time.RFC3339Nano, string(stamp))
	if err != nil {
		return frame{}, errors.New("a frame must begin with a time, and does not")
	}
	line, isLast := bytes.CutSuffix(text, []byte("\n"))
	return frame{stream: stream, time: at, text: line, isLast: isLast}, nil
}

// line is one whole line of a container.
type line struct {
	stream string
	time   time.Time
	text   []byte
	// How many bytes were cut off its end.
	cut int
}

// assembler makes lines of the frames of one container.
type assembler struct{ pending map[string]*line }

func newAssembler() *assembler { return &assembler{pending: map[string]*line{}} }

// add gives the line that the frame ends; nil for a piece that others follow.
func (a *assembler) add(f frame) *line {
	whole := a.pending[f.stream]
	if whole == nil {
		whole = &line{stream: f.stream, time: f.time}
	}
	kept := min(len(f.text), maxLine-len(whole.text))
	whole.text = append(whole.text, f.text[:kept]...)
	whole.cut += len(f.text) - kept
	if !f.isLast {
		a.pending[f.stream] = whole
		return nil
	}
	delete(a.pending, f.stream)
	return whole
}

// isWhole says that no line waits for its end.
func (a *assembler) isWhole() bool { return len(a.pending) == 0 }

// rest gives what no newline ended, once the container has.
func (a *assembler) rest() []*line {
	var all []*line
	for _, stream := range streams {
		if whole := a.pending[stream]; whole != nil {
			all = append(all, whole)
		}
	}
	clear(a.pending)
	return all
}
