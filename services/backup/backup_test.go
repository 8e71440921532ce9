package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestABackupIsDueOnceInEachTerm(t *testing.T) {
	at := func(text string) time.Time {
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	day := 24 * time.Hour
	for _, one := range []struct {
		name  string
		known record
		now   string
		every time.Duration
		want  bool
	}{
		{"none yet", record{}, "2026-11-30T13:00:00Z", day, true},
		{"of the night", record{LastSuccess: at("2026-11-30T02:00:30Z")}, "2026-12-01T01:59:00Z", day, false},
		{"of the night before", record{LastSuccess: at("2026-11-30T02:00:30Z")}, "2026-12-01T02:00:00Z", day, true},
		{"by hand, in the evening", record{LastSuccess: at("2026-11-30T20:00:00Z")}, "2026-12-01T02:00:00Z", day, true},
		{"of the hour", record{LastSuccess: at("2026-11-30T13:00:10Z")}, "2026-11-30T13:59:00Z", time.Hour, false},
		{"of the hour before", record{LastSuccess: at("2026-11-30T12:59:59Z")}, "2026-11-30T13:00:00Z", time.Hour, true},
		{"failed just now", record{LastTry: at("2026-11-30T13:00:00Z"), Why: "no"}, "2026-11-30T13:04:00Z", day, false},
		{"failed a while ago", record{LastTry: at("2026-11-30T13:00:00Z"), Why: "no"}, "2026-11-30T13:05:00Z", day, true},
		{"a double, seen today", record{LastTry: at("2026-11-30T13:00:00Z"), Skipped: true, Why: "a double"}, "2026-11-30T18:00:00Z", day, false},
	} {
		if got := isDue(one.known, at(one.now), one.every); got != one.want {
			t.Errorf("%s: got %v", one.name, got)
		}
	}
}

func TestTheRepositoryCountsForWhatIsKnown(t *testing.T) {
	state := &stateFile{file: filepath.Join(t.TempDir(), "state.json")}
	now := time.Date(2026, 11, 30, 13, 0, 0, 0, time.UTC)
	for _, told := range []event{
		{Service: "redis", Event: "saved", Bytes: 10, Seconds: 1},
		{Service: "gone", Event: "saved"},
		{Service: "postgres", Event: "failed", Why: "no room"},
	} {
		if err := state.note(told, now); err != nil {
			t.Fatal(err)
		}
	}
	older, newer := now.Add(-time.Hour), now.Add(-time.Minute)
	found := []Snapshot{{Service: "redis", Time: newer, Bytes: 30}, {Service: "redis", Time: older, Bytes: 20}}
	if err := state.follow(found); err != nil {
		t.Fatal(err)
	}
	records, err := state.read()
	if err != nil {
		t.Fatal(err)
	}
	if one := records["redis"]; !one.LastSuccess.Equal(newer) || one.Bytes != 30 {
		t.Errorf("redis: %+v", one)
	}
	if !records["gone"].LastSuccess.IsZero() {
		t.Error("gone: must have no backup, because the repository has none")
	}
	if one := records["postgres"]; one.Failures != 1 || one.Why != "no room" || !one.LastSuccess.IsZero() {
		t.Errorf("postgres: %+v", one)
	}
}

func TestNoSecretIsInAnArgument(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"login": "canary-login\n", "repository": "canary-key"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	asked := &restic{node: "thanos", repository: "services-2026-11", store: "store:8485", folder: folder, scratch: folder, secrets: folder, self: "backup"}
	command, done, err := asked.command(context.Background(), "snapshots")
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(append(command.Args, command.Env...), " ")
	if strings.Contains(all, "canary") {
		t.Error(all)
	}
	file := command.Args[2]
	text, _ := os.ReadFile(file)
	if string(text) != "rest:https://thanos:canary-login@store:8485/thanos/services-2026-11/" {
		t.Errorf("%s: %q", file, text)
	}
	done()
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Error("the file with the login must go with the command")
	}
}

func TestAStoreThatIsAwayIsToldAtOnce(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"login", "authority.pem"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	away := &restic{node: "thanos", store: "127.0.0.1:1", folder: folder, scratch: folder, secrets: folder}
	begun := time.Now()
	_, err := away.snapshots(context.Background())
	if err == nil || !strings.HasPrefix(err.Error(), "127.0.0.1:1: must answer, does not: ") {
		t.Error(err)
	}
	if time.Since(begun) > 10*time.Second {
		t.Error("took longer than ten seconds")
	}
}

func TestPutRefusesHalfADocumentAndTheNameOfAService(t *testing.T) {
	a := &agent{}
	if err := a.put(t.Context(), "state-thanos", strings.NewReader(`{"version":3,`)); err != errHalf {
		t.Errorf("half a document: %v", err)
	}
	err := a.put(t.Context(), "redis", strings.NewReader(`{}`))
	if err == nil || err.Error() != `"redis": must be state-<stack>` {
		t.Errorf("a service: %v", err)
	}
}
