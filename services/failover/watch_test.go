package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAMachineThatLivesIsNotFailedOver(t *testing.T) {
	server := func(answer string) string {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { listener.Close() })
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				question := make([]byte, 8)
				_, _ = conn.Read(question)
				if string(question) == "\x00\x00\x00\x08\x04\xd2\x16\x30" {
					_, _ = conn.Write([]byte(answer))
				}
				conn.Close()
			}
		}()
		return listener.Addr().String()
	}
	machine := httptest.NewServer(http.NotFoundHandler())
	defer machine.Close()
	living, dead := strings.TrimPrefix(machine.URL, "http://"), "127.0.0.1:1"
	for _, one := range []struct {
		name, primary, machine string
		want                   bool
	}{
		{"both live", server("N"), living, true},
		{"a server that is stopped", dead, living, true},
		{"a machine that answers no HTTP", server("G"), dead, true},
		{"a server that answers with an error", server("E"), dead, false},
		{"a server that says nothing", server(""), dead, false},
		{"neither", dead, dead, false},
	} {
		if got := newTailnet(pair{Primary: one.primary, Machine: one.machine}).alive(t.Context()); got != one.want {
			t.Errorf("%s: got %v", one.name, got)
		}
	}
	said := watching(t, func(t *testing.T, w *world, watch *watch) {
		w.lives = true
		goes(t, watch, 600, nil)
		w.expect(t)
		if len(w.takes) > 0 {
			t.Error("nobody is to ask for the lease of a machine that lives")
		}
		if !watch.status.primaryAnswers || !watch.status.isReady || watch.status.standsIn {
			t.Errorf("%+v", &watch.status)
		}
	})
	if said != "" {
		t.Error(said)
	}
}

func TestNamesAreAskedOfTheVoteAndTheProxy(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, question *http.Request) {
		asked = append(asked, question.Method+" "+question.URL.Path)
		if len(asked) > 3 {
			answer.WriteHeader(http.StatusInternalServerError)
		}
		fmt.Fprintln(answer, "oracle1")
	}))
	defer server.Close()
	address := strings.TrimPrefix(server.URL, "http://")
	network := newTailnet(pair{To: "oracle1", Vote: address, Lease: address})
	for _, ask := range []func() (string, error){
		func() (string, error) { return network.primary(t.Context()) },
		func() (string, error) { return network.holder(t.Context()) },
		func() (string, error) { return network.take(t.Context()) },
	} {
		if name, err := ask(); name != "oracle1" || err != nil {
			t.Errorf("got %q, %v", name, err)
		}
	}
	if name, err := network.take(t.Context()); name != "" || err == nil {
		t.Errorf("what is no answer names nobody, got %q, %v", name, err)
	}
	if want := []string{"GET /primary", "GET /lease", "POST /lease/oracle1", "POST /lease/oracle1"}; !slices.Equal(asked, want) {
		t.Error(asked)
	}
}

func TestAShortSilenceIsForgotten(t *testing.T) {
	watching(t, func(t *testing.T, w *world, watch *watch) {
		at := map[int]func(){}
		for second := 27; second < 600; second += 30 {
			at[second] = func() { w.lives = true }
			at[second+5] = func() { w.lives = false }
		}
		goes(t, watch, 600, at)
		w.expect(t)
	})
}

func TestAVoteThatHearsThePrimaryDeniesAFailover(t *testing.T) {
	said := watching(t, func(t *testing.T, w *world, watch *watch) {
		w.vote = "thanos"
		goes(t, watch, 300, map[int]func(){200: func() { w.voteErr = errors.New("no route") }})
		w.expect(t)
		if w.takes[0] != 30 {
			t.Errorf("must ask once it was silent for 30 s, asked after %d", w.takes[0])
		}
		if watch.status.voteAnswers || watch.status.isReady {
			t.Errorf("%+v", &watch.status)
		}
	})
	const want = "watch: thanos does not answer here, the vote still hears it: no failover\n" +
		"watch: thanos does not answer here, the vote at vote:8490 does not answer: no failover; npx bev failover thanos decides by hand\n"
	if said != want {
		t.Error(said)
	}
}

func TestAFailoverThatIsNotedAtTheStartIsLeftAlone(t *testing.T) {
	said := watching(t, func(t *testing.T, w *world, watch *watch) {
		w.volumes["bev_failover"] = `{"since":"1999-12-31T23:59:00.000Z","from":"thanos","to":"oracle1"}`
		w.primary_ = "none"
		goes(t, watch, 300, map[int]func(){100: func() { w.primary_ = "thanos" }})
		w.expect(t)
		if len(w.takes) > 0 || !watch.status.standsIn {
			t.Errorf("%v, %+v", w.takes, &watch.status)
		}
	})
	if said != "" {
		t.Error(said)
	}
}

func TestAReplicaThatIsNotFitDoesNotTakeOver(t *testing.T) {
	for _, one := range []struct {
		name string
		make func(w *world, watch *watch)
		want string
	}{
		{"a table is not copied", func(w *world, _ *watch) {
			w.said = func() string { return fit + "lacks public.b\nlacks public.c\n" }
		}, "no failover: bev_postgres_replica: must have all tables, has not copied public.b, public.c"},
		{"it follows nothing", func(w *world, _ *watch) { w.said = func() string { return "now 190\n" } },
			"no failover: bev_postgres_replica: must follow thanos, follows nothing"},
		{"it does not say", func(w *world, _ *watch) { w.replicationErr = errors.New("bev_postgres_replica: must run") },
			"no failover: bev_postgres_replica: must run"},
		{"it would have no logins", func(_ *world, watch *watch) { _ = os.WriteFile(watch.moved, nil, 0o600) },
			"moved.sh: must have the logins of thanos, is not there or empty"},
		{"it would have no logins", func(_ *world, watch *watch) { _ = os.Remove(watch.moved) },
			"moved.sh: must have the logins of thanos, is not there or empty"},
		{"no region that votes is deployed", func(_ *world, watch *watch) { watch.pair.Vote = "" },
			"no failover: there must be a third vote, none is deployed; run npx bev up for its region, then for this node"},
		{"clients are elsewhere", func(w *world, _ *watch) { w.primary_ = "none" },
			"the proxy sends clients to none: no failover"},
		{"the proxy does not say", func(w *world, _ *watch) { w.proxyErr = errors.New("no") },
			"the proxy at proxy:8405 must say which node is the primary, does not: no failover"},
		{"the Engine does not say", func(w *world, _ *watch) { w.engineErr = errors.New("no Engine") },
			"no failover: no Engine"},
	} {
		said := watching(t, func(t *testing.T, w *world, watch *watch) {
			one.make(w, watch)
			goes(t, watch, 300, nil)
			w.expect(t)
			if len(w.takes) > 0 {
				t.Errorf("%s: who cannot use the lease must not take it", one.name)
			}
		})
		if strings.Count(said, "\n") > 2 || !strings.Contains(said, one.want+"\n") {
			t.Errorf("%s: said %s", one.name, said)
		}
	}
}

func TestTheReplicaIsLookedAtOnceAMinute(t *testing.T) {
	watching(t, func(t *testing.T, w *world, watch *watch) {
		w.lives = true
		count := 0
		w.said = func() string { count++; return fit }
		goes(t, watch, 299, nil)
		if count != 5 {
			t.Errorf("got %d", count)
		}
	})
}

func TestTheWatchIsLiveWhileItGoesRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &status{}
		health := func() int {
			answer := httptest.NewRecorder()
			s.handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/health", nil))
			return answer.Code
		}
		s.begin()
		time.Sleep(59 * time.Second)
		if health() != http.StatusOK {
			t.Error("a round that began is one")
		}
		time.Sleep(time.Second)
		if health() != http.StatusServiceUnavailable {
			t.Error("must say that no round begins")
		}
		s.take(true)
		time.Sleep(time.Hour)
		if health() != http.StatusOK {
			t.Error("a takeover may last")
		}
		s.tell(true, finding{known: &failover{}}, true)
		answer := httptest.NewRecorder()
		s.handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		for _, name := range []string{"primary_answers", "vote_answers", "ready", "stands_in"} {
			if !strings.Contains(answer.Body.String(), "bev_failover_"+name+" 1\n") {
				t.Errorf("%s: %s", name, answer.Body)
			}
		}
	})
}
