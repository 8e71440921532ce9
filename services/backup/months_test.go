package main

import (
	"bytes"
	"context"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A store that answers with what a map has by path.
func storeOf(t *testing.T, files map[string]string) *restic {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(answer http.ResponseWriter, question *http.Request) {
		text, ok := files[question.URL.Path]
		switch {
		case text == "forbidden":
			answer.WriteHeader(http.StatusForbidden)
		case !ok:
			answer.WriteHeader(http.StatusNotFound)
		default:
			_, _ = answer.Write([]byte(text))
		}
	}))
	t.Cleanup(server.Close)
	folder := t.TempDir()
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	for name, text := range map[string][]byte{"login": []byte("login"), "authority.pem": authority} {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return &restic{node: "thanos", store: strings.TrimPrefix(server.URL, "https://"), folder: folder, scratch: folder, secrets: folder}
}

func TestEachMonthHasARepository(t *testing.T) {
	// The last day of a month has no counterpart in each month before.
	last := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	names := repositoryNames(last)
	if got := strings.Join(names[:3], " "); got != "services-2026-12 services-2026-11 services-2026-10" {
		t.Error(got)
	}
	if got := names[12:]; !slices.Equal(got, []string{"services-2025-12", "services"}) {
		t.Error(got)
	}
	// Of UTC, wherever the node is.
	west := time.FixedZone("", -5*3600)
	if got := monthOf(time.Date(2026, 11, 30, 22, 0, 0, 0, west)); got != "services-2026-12" {
		t.Error(got)
	}
}

func TestAllRepositoriesAreFoundTheNewestFirst(t *testing.T) {
	this := monthOf(time.Now())
	store := storeOf(t, map[string]string{"/thanos/" + this + "/config": "x", "/thanos/services/config": "x"})
	found, err := store.all(context.Background())
	if err != nil || len(found) != 2 || found[0].repository != this || found[1].repository != former {
		t.Errorf("%v, %v", found, err)
	}
	closed := storeOf(t, map[string]string{"/thanos/" + this + "/config": "forbidden"})
	_, err = closed.all(context.Background())
	if err == nil || err.Error() != closed.store+": must let thanos in, answers 403 Forbidden" {
		t.Error(err)
	}
}

func TestASnapshotThatIsNotThereIsTold(t *testing.T) {
	store := storeOf(t, map[string]string{"/thanos/services/config": "x"})
	var output bytes.Buffer
	err := store.dump(context.Background(), "0123abcd", "redis", &output)
	if err == nil || err.Error() != `snapshot: must be a whole id as backup list gives it, got "0123abcd"` {
		t.Error(err)
	}
	id := strings.Repeat("0", 64)
	err = store.dump(context.Background(), id, "redis", &output)
	want := store.store + ": must have the snapshot " + id + ", has not; backup list has those that there are"
	if err == nil || err.Error() != want {
		t.Error(err)
	}
}
