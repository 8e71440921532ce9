package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bev.local/services/logtest"
)

var nodes = []string{"thanos", "oracle1"}

func opened(t *testing.T, file string) *vote {
	t.Helper()
	v, err := openVote(nodes, file)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func expectHolder(t *testing.T, v *vote, asks, want string) {
	t.Helper()
	if got, err := v.ask(asks); err != nil || got != want {
		t.Errorf("%s asks: must be told %s, is told %q, %v", asks, want, got, err)
	}
}

func TestALeaseIsTakenAfterSilenceOnly(t *testing.T) {
	file := filepath.Join(t.TempDir(), "holder")
	logged := logtest.Keep(t)
	synctest.Test(t, func(t *testing.T) {
		v := opened(t, file)
		expectHolder(t, v, "thanos", "thanos")
		for range 20 {
			time.Sleep(49 * time.Second)
			expectHolder(t, v, "oracle1", "thanos")
			expectHolder(t, v, "thanos", "thanos")
		}
		time.Sleep(leaseTime - 1)
		expectHolder(t, v, "oracle1", "thanos")
		time.Sleep(1)
		expectHolder(t, v, "oracle1", "oracle1")
		expectHolder(t, v, "thanos", "oracle1")
		time.Sleep(52 * time.Second)
		expectHolder(t, v, "thanos", "thanos")
	})
	const want = "vote: oracle1 holds the lease; thanos was silent for 50 s\nvote: thanos holds the lease; oracle1 was silent for 52 s\n"
	if got := logged.String(); got != want {
		t.Errorf("got %q", got)
	}
}

func TestALeaseThatNobodyUsesYetIsNotGivenAway(t *testing.T) {
	file := filepath.Join(t.TempDir(), "holder")
	synctest.Test(t, func(t *testing.T) {
		v := opened(t, file)
		for range 100 {
			expectHolder(t, v, "oracle1", "thanos")
			time.Sleep(time.Minute)
		}
		if _, err := os.Stat(file); !os.IsNotExist(err) {
			t.Error("nothing is to be kept where nothing changes")
		}
		expectHolder(t, v, "thanos", "thanos")
		time.Sleep(leaseTime)
		// Also by a vote that was started since.
		v = opened(t, file)
		time.Sleep(leaseTime)
		expectHolder(t, v, "oracle1", "oracle1")
	})
}

func TestAStartCountsAsARenewal(t *testing.T) {
	file := filepath.Join(t.TempDir(), "holder")
	synctest.Test(t, func(t *testing.T) {
		v := opened(t, file)
		expectHolder(t, v, "thanos", "thanos")
		time.Sleep(leaseTime)
		expectHolder(t, v, "oracle1", "oracle1")
		time.Sleep(leaseTime - 1)
		v = opened(t, file)
		expectHolder(t, v, "thanos", "oracle1")
		time.Sleep(leaseTime - 1)
		expectHolder(t, v, "thanos", "oracle1")
		time.Sleep(1)
		expectHolder(t, v, "thanos", "thanos")
	})
}

func TestAVoteThatCannotReadWhoHoldsTheLeaseDoesNotStart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "holder")
	for name, text := range map[string]string{
		"torn": `{"holder":"thanos","ren`, "empty": "", "of nobody": `{}`, "of another": `{"holder":"jetson","renewed":true}`,
		"of another kind": `{"holder":"thanos","renewed":"yes"}`,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := openVote(nodes, file); err == nil || !strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := openVote(nodes, filepath.Dir(file)); err == nil || !strings.Contains(err.Error(), filepath.Dir(file)) {
		t.Error(err)
	}
}

func TestAWriteThatFailsChangesNothing(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "folder")
	file := filepath.Join(folder, "holder")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		v := opened(t, file)
		post := func(node string) (int, string) {
			answer := httptest.NewRecorder()
			v.handler().ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/lease/"+node, nil))
			return answer.Code, answer.Body.String()
		}
		if code, _ := post("thanos"); code != http.StatusInternalServerError {
			t.Errorf("without a folder: got %d", code)
		}
		must(os.Mkdir(folder, 0o700))
		time.Sleep(leaseTime)
		expectHolder(t, v, "oracle1", "thanos")
		expectHolder(t, v, "thanos", "thanos")
		time.Sleep(leaseTime)
		must(os.RemoveAll(folder))
		if code, said := post("oracle1"); code != http.StatusInternalServerError || strings.TrimSpace(said) == "oracle1" {
			t.Errorf("got %d %q", code, said)
		}
		if v.holder() != "thanos" {
			t.Error("a holder that was not kept is none")
		}
		// What the failed write has left is put right before anybody is answered.
		must(os.Mkdir(folder, 0o700))
		must(os.WriteFile(file, []byte(`{"holder":"oracle1","renewed":true}`), 0o600))
		expectHolder(t, v, "thanos", "thanos")
		if kept, err := readTenure(file, nodes); err != nil || kept != (tenure{"thanos", true}) {
			t.Error(kept, err)
		}
	})
}

func TestOnlyChangesAreWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "holder")
	synctest.Test(t, func(t *testing.T) {
		v := opened(t, file)
		expectHolder(t, v, "thanos", "thanos")
		if text, _ := os.ReadFile(file); string(text) != `{"holder":"thanos","renewed":true}`+"\n" {
			t.Errorf("got %s", text)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		expectHolder(t, v, "thanos", "thanos")
		expectHolder(t, v, "oracle1", "thanos")
		if _, err := os.Stat(file); !os.IsNotExist(err) {
			t.Error("a renewal must write nothing")
		}
	})
}

func TestTheVoteOverHTTP(t *testing.T) {
	file := filepath.Join(t.TempDir(), "holder")
	synctest.Test(t, func(t *testing.T) {
		v := opened(t, file)
		ask := func(method, path string) string {
			answer := httptest.NewRecorder()
			v.handler().ServeHTTP(answer, httptest.NewRequest(method, path, nil))
			text, _ := io.ReadAll(answer.Body)
			return fmt.Sprintf("%d %s", answer.Code, text)
		}
		for question, want := range map[string]string{
			"POST /lease/thanos":   "200 thanos\n",
			"POST /lease/oracle1":  "200 thanos\n",
			"GET /lease":           "200 thanos\n",
			"GET /health":          "200 live\n",
			"POST /lease/jetson":   "404 \"jetson\": must be one of [thanos oracle1]\n",
			"GET /lease/thanos":    "405 Method Not Allowed\n",
			"DELETE /lease/thanos": "405 Method Not Allowed\n",
			"POST /lease":          "405 Method Not Allowed\n",
		} {
			method, path, _ := strings.Cut(question, " ")
			if got := ask(method, path); got != want {
				t.Errorf("%s: got %q", question, got)
			}
		}
		// A question of who it is renews nothing.
		time.Sleep(leaseTime - time.Second)
		ask("GET", "/lease")
		time.Sleep(time.Second)
		if got := ask("POST", "/lease/oracle1"); got != "200 oracle1\n" {
			t.Errorf("after the lease: got %q", got)
		}
	})
}
