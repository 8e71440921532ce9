package socket

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Frames takes the Engine's stream apart: a header of eight bytes before each piece.
func Frames(from io.Reader, stdout, stderr io.Writer) error {
	var header [8]byte
	for {
		if _, err := io.ReadFull(from, header[:]); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		to := stdout
		if header[0] == 2 {
			to = stderr
		}
		size := int64(binary.BigEndian.Uint32(header[4:]))
		if copied, err := io.CopyN(to, from, size); err != nil {
			return fmt.Errorf("a piece must have %d bytes, has %d: %w", size, copied, err)
		}
	}
}

// Last keeps the end of what is written to it, in one line.
type Last struct {
	// In bytes.
	Most int
	kept []byte
}

func (l *Last) Write(piece []byte) (int, error) {
	l.kept = append(l.kept, piece...)
	if over := len(l.kept) - l.Most; over > 0 {
		l.kept = l.kept[over:]
	}
	return len(piece), nil
}

func (l *Last) String() string {
	return strings.Join(strings.Fields(string(l.kept)), " ")
}
