package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

var start = time.Now().Add(-time.Hour).UTC()

// at is so many seconds after the start.
func at(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }

// framed is what an Engine sends of it.
func framed(stream byte, when time.Time, text string) []byte {
	body := when.Format("2006-01-02T15:04:05.000000000Z") + " " + text
	header := make([]byte, 8)
	header[0] = stream
	binary.BigEndian.PutUint32(header[4:], uint32(len(body)))
	return append(header, body...)
}

func logOf(frames ...[]byte) *bufio.Reader {
	return bufio.NewReader(bytes.NewReader(bytes.Join(frames, nil)))
}

func TestFramesHaveStreamTimeAndText(t *testing.T) {
	from := logOf(framed(1, at(0), "one\n"), framed(2, at(1), "\n"), framed(1, at(2), "a piece"))
	for _, wanted := range []frame{
		{"stdout", at(0), []byte("one"), true}, {"stderr", at(1), []byte{}, true}, {"stdout", at(2), []byte("a piece"), false},
	} {
		got, err := readFrame(from)
		if err != nil || got.stream != wanted.stream || !got.time.Equal(wanted.time) ||
			!bytes.Equal(got.text, wanted.text) || got.isLast != wanted.isLast {
			t.Errorf("must be %v, got %v %v", wanted, got, err)
		}
	}
	if _, err := readFrame(from); err != io.EOF {
		t.Errorf("the end between frames must be io.EOF, got %v", err)
	}
}

func TestFramesThatAreNone(t *testing.T) {
	whole := framed(1, at(0), "text\n")
	for name, bytes := range map[string][]byte{
		"cut in its header":   whole[:5],
		"cut in its text":     whole[:len(whole)-2],
		"of no stream":        framed(7, at(0), "text\n"),
		"larger than any":     {1, 0, 0, 0, 0xff, 0, 0, 0},
		"without a time":      append([]byte{1, 0, 0, 0, 0, 0, 0, 5}, "text\n"...),
		"a terminal's output": []byte("2026-11-29T12:00:00Z no frame at all"),
	} {
		if _, err := readFrame(logOf(bytes)); err == nil || errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: must be an error and no end, got %v", name, err)
		}
	}
}

func TestPiecesMakeALine(t *testing.T) {
	lines := newAssembler()
	if got := lines.add(frame{"stdout", at(0), []byte("one "), false}); got != nil || lines.isWhole() {
		t.Errorf("a piece must wait, got %v", got)
	}
	if got := lines.add(frame{"stderr", at(1), []byte("other"), true}); string(got.text) != "other" || got.stream != "stderr" {
		t.Errorf("streams must be apart, got %v", got)
	}
	if got := lines.add(frame{"stdout", at(0), []byte("two"), true}); string(got.text) != "one two" || !lines.isWhole() {
		t.Errorf("the last piece must end the line, got %v", got)
	}
}

func TestALineWithoutEndIsCut(t *testing.T) {
	lines := newAssembler()
	for range maxLine / 1024 {
		lines.add(frame{"stdout", at(0), bytes.Repeat([]byte("x"), 1024), false})
	}
	lines.add(frame{"stdout", at(0), []byte("more"), false})
	got := lines.add(frame{"stdout", at(0), []byte("end"), true})
	if len(got.text) != maxLine || got.cut != 7 {
		t.Errorf("must keep %d bytes and cut 7, got %d and %d", maxLine, len(got.text), got.cut)
	}
}

func TestWhatNoNewlineEndedIsGivenAtTheEnd(t *testing.T) {
	lines := newAssembler()
	lines.add(frame{"stderr", at(0), []byte("last words"), false})
	if got := lines.rest(); len(got) != 1 || string(got[0].text) != "last words" || !lines.isWhole() {
		t.Errorf("must give the rest once, got %v", got)
	}
}

func TestALongLineIsRowsBelowTheStoresLimit(t *testing.T) {
	text := strings.Repeat("\x00", 200_000) + "a" + strings.Repeat("é", 200_000)
	rows := bytes.Split(bytes.TrimSuffix(rowsOf(labels{}, "stdout", at(0), text, 0), []byte("\n")), []byte("\n"))
	var joined strings.Builder
	for _, row := range rows {
		if len(row) > 256<<10 {
			t.Errorf("a row must be below 256 KiB, got %d bytes", len(row))
		}
		joined.WriteString(textOf(t, row))
	}
	if joined.String() != text {
		t.Error("the pieces must make the line")
	}
}

func TestBytesThatAreNoText(t *testing.T) {
	row := rowsOf(labels{}, "stdout", at(0), "a\xff\xfeb", 0)
	if got := textOf(t, bytes.TrimSpace(row)); got != "a\uFFFDb" {
		t.Errorf("must be replaced, got %q", got)
	}
}
