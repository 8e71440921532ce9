package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// pieceSize keeps a row below what the store takes (256 KiB), also where each byte takes six in JSON.
const pieceSize = 32 << 10

const (
	batchBytes = 512 << 10
	batchTime  = time.Second
	// Between two attempts to write to the disk.
	diskPause = 2 * time.Second
)

// labels say where a line comes from. Together they make a stream of the store: none of them changes with an update.
type labels struct {
	Node     string `json:"node"`
	Service  string `json:"service"`
	Instance string `json:"instance"`
}

// row is a line as the store takes it, or a piece of a long one.
type row struct {
	Time string `json:"_time"`
	Text string `json:"_msg"`
	labels
	Stream string `json:"stream"`
	// Such as 2/16; empty for a line in one piece.
	Part string `json:"part,omitempty"`
}

// taken is a line that was read, as rows, and how far its container's log is taken with it.
type taken struct {
	rows []byte
	id   string
	// Nil within a line or a private key: after a restart it has to be read from its beginning.
	at *cursor
}

// rowsOf has a row for each piece of the line. Bytes that are no text are replaced.
func rowsOf(of labels, stream string, at time.Time, text string, cut int) []byte {
	text = strings.ToValidUTF8(text, string(utf8.RuneError))
	if cut > 0 {
		text += fmt.Sprintf(" [%d bytes cut off]", cut)
	}
	pieces := piecesOf(text)
	var rows []byte
	for index, piece := range pieces {
		one := row{Time: at.UTC().Format(time.RFC3339Nano), Text: piece, labels: of, Stream: stream}
		if len(pieces) > 1 {
			one.Part = fmt.Sprintf("%d/%d", index+1, len(pieces))
		}
		// The store shows a row without a text as one that lacks it.
		if one.Text == "" {
			one.Text = " "
		}
		encoded, err := json.Marshal(one)
		if err != nil {
			panic(err)
		}
		rows = append(append(rows, encoded...), '\n')
	}
	return rows
}

func piecesOf(text string) []string {
	var pieces []string
	for len(text) > pieceSize {
		end := pieceSize
		for !utf8.RuneStart(text[end]) {
			end--
		}
		pieces, text = append(pieces, text[:end]), text[end:]
	}
	return append(pieces, text)
}

// batcher puts lines into the queue, several at a time, and then says how far the logs are taken: a line may be
// there twice after a failure, and is not missing.
type batcher struct {
	from    <-chan taken
	queue   *queue
	cursors *cursors
	// Called where the disk takes nothing; nil once it does again.
	report func(error)
}

// run ends once `from` is closed and all of it is in the queue, or cannot be.
func (b *batcher) run(ctx context.Context) {
	for open := true; open; {
		var rows []byte
		var lines int
		changed := map[string]cursor{}
		take := func(one taken) {
			rows, lines = append(rows, one.rows...), lines+1
			if one.at != nil {
				changed[one.id] = *one.at
			}
		}
		first, ok := <-b.from
		if !ok {
			return
		}
		take(first)
		for full := time.After(batchTime); open && len(rows) < batchBytes; {
			select {
			case one, ok := <-b.from:
				if open = ok; ok {
					take(one)
				}
				continue
			case <-full:
			}
			break
		}
		if !b.write(ctx, rows, lines, changed) {
			return
		}
	}
}

// write tries until the disk takes it: the Engine keeps what is not read meanwhile. False is an end without that,
// after which nothing may be written: its cursors would be past these lines.
func (b *batcher) write(ctx context.Context, rows []byte, lines int, changed map[string]cursor) bool {
	for {
		err := b.queue.put(rows, lines)
		if err == nil {
			err = b.cursors.save(changed)
			b.report(err)
			return true
		}
		b.report(err)
		select {
		case <-time.After(diskPause):
		case <-ctx.Done():
			return false
		}
	}
}
