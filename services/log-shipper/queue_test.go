package main

import (
	"os"
	"path/filepath"
	"testing"
)

func openTestQueue(t *testing.T, folder string, limit int64) (*queue, *int) {
	lost := 0
	q, err := openQueue(folder, limit, func(lines int) { lost += lines })
	if err != nil {
		t.Fatal(err)
	}
	return q, &lost
}

func put(t *testing.T, q *queue, content string, lines int) {
	if err := q.put([]byte(content), lines); err != nil {
		t.Fatal(err)
	}
}

func next(t *testing.T, q *queue) (queued, string) {
	one, content, _, err := q.oldest()
	if err != nil {
		t.Fatal(err)
	}
	return one, string(content)
}

func TestTheOldestIsFirstUntilItIsDone(t *testing.T) {
	q, _ := openTestQueue(t, t.TempDir(), 1000)
	put(t, q, "one", 1)
	put(t, q, "two", 2)
	for range 2 {
		if _, content := next(t, q); content != "one" {
			t.Errorf("must stay the first, got %s", content)
		}
	}
	one, _ := next(t, q)
	if err := q.done(one); err != nil {
		t.Fatal(err)
	}
	two, content := next(t, q)
	if content != "two" || two.lines != 2 {
		t.Errorf("must be two with 2 lines, got %s with %d", content, two.lines)
	}
	if bytes, _ := q.size(); bytes != 3 {
		t.Errorf("must hold 3 bytes, got %d", bytes)
	}
}

func TestWhatIsTooMuchIsCountedAsLost(t *testing.T) {
	q, lost := openTestQueue(t, t.TempDir(), 10)
	put(t, q, "12345", 3)
	put(t, q, "67890", 4)
	sent, _ := next(t, q)
	put(t, q, "abcde", 5)
	if _, content := next(t, q); *lost != 3 || content != "67890" {
		t.Errorf("must lose the 3 lines of the oldest, lost %d and got %s", *lost, content)
	}
	if err := q.done(sent); err != nil {
		t.Errorf("what is gone may be done, got %v", err)
	}
	if bytes, _ := q.size(); bytes != 10 {
		t.Errorf("must hold 10 bytes, got %d", bytes)
	}
}

func TestAQueueIsThereAfterAKill(t *testing.T) {
	folder := t.TempDir()
	q, _ := openTestQueue(t, folder, 1000)
	put(t, q, "one", 7)
	put(t, q, "two", 1)
	partial := filepath.Join(folder, ".partial-1")
	if err := os.WriteFile(partial, []byte("thr"), 0o600); err != nil {
		t.Fatal(err)
	}
	again, _ := openTestQueue(t, folder, 1000)
	put(t, again, "three", 1)
	one, content := next(t, again)
	if content != "one" || one.lines != 7 || len(again.files) != 3 {
		t.Errorf("must begin with one of 7 lines and hold 3, got %s of %d and %d", content, one.lines, len(again.files))
	}
	if _, err := os.Stat(partial); err == nil {
		t.Error("what was never whole must be gone")
	}
}

func TestADiskThatTakesNothingLosesNothing(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "queue")
	q, lost := openTestQueue(t, folder, 1000)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := q.put([]byte("one"), 1); err == nil || *lost != 0 || len(q.files) != 0 {
		t.Errorf("must say that it did not take it, got %v", err)
	}
}

func TestCursorsAreThereAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cursors.json")
	all, err := openCursors(file)
	if err != nil {
		t.Fatal(err)
	}
	wanted := cursor{}.past(at(1)).past(at(1)).past(at(2)).past(at(2)).past(at(2))
	if err := all.save(map[string]cursor{"a": wanted, "b": {at(1), 1}}); err != nil {
		t.Fatal(err)
	}
	all.keep(func(id string) bool { return id == "a" })
	if err := all.save(nil); err != nil {
		t.Fatal(err)
	}
	again, err := openCursors(file)
	if err != nil {
		t.Fatal(err)
	}
	got := again.get("a")
	if !got.Time.Equal(at(2)) || got.Frames != 3 || len(again.byID) != 1 {
		t.Errorf("must be 3 frames at %v and one container, got %v of %v", at(2), got, again.byID)
	}
}
