package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const journalOf30 = `{"since":"2000-01-01T00:00:30.000Z","from":"thanos","to":"oracle1"}`

// What every takeover does first, half a minute after the start.
var sentAway = []string{
	"30 remove bev_failover_promoted", "30 remove bev_failover_returning", "30 remove bev_failover_returned", "30 create bev_failover " + journalOf30, "30 point none",
}

func and(more ...string) []string { return append(slices.Clone(sentAway), more...) }

func TestAReplicaTakesOverInOrder(t *testing.T) {
	said := watching(t, func(t *testing.T, w *world, watch *watch) {
		goes(t, watch, 300, map[int]func(){50: func() {
			if !watch.status.isLive() || !watch.status.standsIn {
				t.Errorf("%+v", &watch.status)
			}
		}})
		w.expect(t, and(
			`78 create bev_failover_promoted "2000-01-01T00:01:18.000Z"`, "78 promote", "78 moved", "78 point oracle1",
		)...)
		// The lease stays here: without a gap, during the takeover and after it.
		before := 30
		for _, at := range append(w.takes, 300) {
			if at-before > 5 {
				t.Errorf("nobody renewed from %d to %d", before, at)
			}
			before = at
		}
		if !watch.status.standsIn {
			t.Error("must stand in")
		}
	})
	const want = "watch: thanos was silent for 30 s, oracle1 holds the lease: taking over\n" +
		"watch: sequence a belongs to no column\nwatch: kept role a\n" +
		"watch: oracle1 took over from thanos in 78.0 s; go back with npx bev failback thanos\n"
	if said != want {
		t.Error(said)
	}
}

func TestALeaseThatIsLostWhileItWaitsIsTheEndOfIt(t *testing.T) {
	said := watching(t, func(t *testing.T, w *world, watch *watch) {
		goes(t, watch, 200, map[int]func(){52: func() { w.vote = "thanos" }, 60: func() { w.lives = true }})
		w.expect(t, and(
			"55 point thanos", "55 remove bev_failover", "55 remove bev_failover_promoted", "55 remove bev_failover_returning", "55 remove bev_failover_returned",
		)...)
		if len(w.volumes) > 0 || watch.status.standsIn {
			t.Errorf("%v", w.volumes)
		}
		if slices.ContainsFunc(w.takes, func(at int) bool { return at > 60 }) {
			t.Error("what was given back is renewed no more")
		}
	})
	if !strings.Contains(said, "it stays the primary: the vote says that thanos holds the lease: going back\n") {
		t.Error(said)
	}
}

func TestAMachineThatIsBackBeforeThePromotionStaysThePrimary(t *testing.T) {
	said := watching(t, func(t *testing.T, w *world, watch *watch) {
		goes(t, watch, 200, map[int]func(){62: func() { w.lives = true }})
		w.expect(t, and(
			"65 point thanos", "65 remove bev_failover", "65 remove bev_failover_promoted", "65 remove bev_failover_returning", "65 remove bev_failover_returned",
		)...)
	})
	if !strings.Contains(said, "it stays the primary: thanos answers again: going back\n") {
		t.Error(said)
	}
}

func TestWhoLostItWatchesOn(t *testing.T) {
	watching(t, func(t *testing.T, w *world, watch *watch) {
		goes(t, watch, 200, map[int]func(){52: func() { w.vote = "thanos" }, 91: func() { w.vote = "oracle1" }})
		if last := w.done[len(w.done)-1]; last != "143 point oracle1" {
			t.Error(last)
		}
	})
}

func TestNobodyIsPromotedWithoutAnAnswerOfTheVote(t *testing.T) {
	said := watching(t, func(t *testing.T, w *world, watch *watch) {
		goes(t, watch, 500, map[int]func(){
			31:  func() { w.voteErr = errors.New("no route") },
			400: func() { w.expect(t, sentAway...); w.voteErr = nil },
		})
		if got := w.done[len(w.done)-1]; got != "403 point oracle1" {
			t.Error(got)
		}
	})
	if strings.Count(said, "the vote at vote:8490 does not answer: bev_postgres_replica is not promoted, clients wait\n") != 1 {
		t.Error(said)
	}
	watching(t, func(t *testing.T, w *world, watch *watch) {
		goes(t, watch, 500, map[int]func(){
			31:  func() { w.voteErr = errors.New("no route") },
			400: func() { w.voteErr, w.vote = nil, "thanos" },
		})
		if !slices.Contains(w.done, "403 point thanos") || len(w.volumes) > 0 {
			t.Error(w.done)
		}
	})
}

func TestAPromotionThatFailsIsTriedAgain(t *testing.T) {
	said := watching(t, func(t *testing.T, w *world, watch *watch) {
		w.promoteErr = errors.New("bev_postgres_replica: its script ended with 2: no room")
		w.movedErr = errors.New("ERROR: no such role LINE 1: alter role a password '" + secret + "'; half dHZlcnNlcnZlcnNlcnZlcg== end")
		goes(t, watch, 300, map[int]func(){86: func() { w.promoteErr = nil }, 91: func() { w.movedErr = nil }})
		w.expect(t, and(
			`78 create bev_failover_promoted "2000-01-01T00:01:18.000Z"`, "78 promote", "83 promote", "88 promote", "88 moved",
			"93 promote", "93 moved", "93 point oracle1",
		)...)
	})
	if strings.Count(said, "no room") != 1 || strings.Count(said, "sequence a") != 1 {
		t.Error(said)
	}
	if strings.Contains(said, "c2Fsd") || strings.Contains(said, "dHZlc") || !strings.Contains(said, "ERROR: no such role") {
		t.Errorf("must say what is wrong and no verifier, says %s", said)
	}
}

func TestAnOperatorsCommandEndsIt(t *testing.T) {
	for _, one := range []struct {
		name   string
		change func(w *world)
		want   []string
	}{
		{"a way back has ended", func(w *world) { delete(w.volumes, "bev_failover"); w.primary_ = "thanos"; w.vote = "thanos" }, nil},
		{"another failover is noted", func(w *world) {
			w.volumes["bev_failover"] = `{"since":"2000-01-01T00:00:50.000Z","from":"thanos","to":"oracle1"}`
		}, nil},
		{"a way back has begun", func(w *world) { w.volumes["bev_failover_returning"] = `"2000-01-01T00:00:50.000Z"` }, nil},
		{"another promotes it", func(w *world) { w.volumes["bev_failover_promoted"] = `"2000-01-01T00:00:50.000Z"` }, nil},
		{"another promotes it, and the lease is lost", func(w *world) {
			w.volumes["bev_failover_promoted"] = `"2000-01-01T00:00:50.000Z"`
			w.vote = "thanos"
		}, nil},
	} {
		watching(t, func(t *testing.T, w *world, watch *watch) {
			goes(t, watch, 300, map[int]func(){50: func() { one.change(w) }})
			t.Log(one.name)
			w.expect(t, and(one.want...)...)
		})
	}
	// Also once it is promoted: clients go where that command sends them.
	watching(t, func(t *testing.T, w *world, watch *watch) {
		w.promoteErr = errors.New("no room")
		goes(t, watch, 300, map[int]func(){80: func() { delete(w.volumes, "bev_failover"); w.vote = "thanos" }})
		w.expect(t, and(`78 create bev_failover_promoted "2000-01-01T00:01:18.000Z"`, "78 promote")...)
	})
}

func TestALeaseThatIsLostAfterThePromotionBeganSendsNobodyBack(t *testing.T) {
	watching(t, func(t *testing.T, w *world, watch *watch) {
		w.promoteErr = errors.New("no room")
		goes(t, watch, 300, map[int]func(){80: func() { w.vote = "thanos"; w.promoteErr = nil }, 200: func() { w.vote = "oracle1" }})
		w.expect(t, and(
			`78 create bev_failover_promoted "2000-01-01T00:01:18.000Z"`, "78 promote", "203 promote", "203 moved", "203 point oracle1",
		)...)
	})
}

func TestClientsComeOnceTheVoteNamesNobodyElse(t *testing.T) {
	watching(t, func(t *testing.T, w *world, watch *watch) {
		goes(t, watch, 300, map[int]func(){
			60:  func() { w.pointErr = errors.New("bev_postgres_proxy: must run") },
			80:  func() { w.pointErr, w.vote = nil, "thanos" },
			200: func() { w.voteErr = errors.New("no route") },
		})
		w.expect(t, and(
			`78 create bev_failover_promoted "2000-01-01T00:01:18.000Z"`, "78 promote", "78 moved", "78 point oracle1", "203 point oracle1",
		)...)
	})
}

func TestAPrimaryThatAnswersBeforeClientsWereSentAwayKeepsThem(t *testing.T) {
	watching(t, func(t *testing.T, w *world, watch *watch) {
		w.pointErr = errors.New("bev_postgres_proxy: must run")
		goes(t, watch, 100, map[int]func(){
			41: func() { w.lives = true },
			46: func() { w.pointErr = nil },
		})
		w.expect(t, and(
			"35 point none", "40 point none", "45 point none", "45 point thanos", "50 point thanos",
			"50 remove bev_failover", "50 remove bev_failover_promoted", "50 remove bev_failover_returning", "50 remove bev_failover_returned",
		)...)
	})
}

func TestWhatHasArrivedIsAppliedFirst(t *testing.T) {
	watching(t, func(t *testing.T, w *world, watch *watch) {
		w.said = func() string {
			switch at := w.second(); {
			case at < 80:
				return strings.Replace(fit, "0/15F", fmt.Sprint(at), 1)
			case at < 90:
				return fit + "busy\n"
			}
			return fit
		}
		goes(t, watch, 300, nil)
		if got := w.done[len(w.done)-1]; got != "92 point oracle1" {
			t.Error(got)
		}
	})
}
