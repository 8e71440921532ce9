package main

import (
	"encoding/json"
	"testing"
	"time"
)

func TestWhatCameBackIsCompared(t *testing.T) {
	const noted = "roles 3\ntable.kept 10:99\ntable.busy 5:123\n"
	for _, one := range []struct{ name, before, found, want string }{
		{"all of it", "", noted, ""},
		{"more than that", "", noted + "table.new 1:1\n", ""},
		{"a line less", noted, "roles 3\ntable.busy 5:123\n", "must hold what was saved, lacks 1 of 3 lines: table.kept 10:99"},
		{"another value", noted, "roles 2\ntable.kept 10:99\ntable.busy 5:123\n", "must hold what was saved, lacks 1 of 3 lines: roles 3"},
		{"another value, without a backup before", "", "roles 3\ntable.kept 10:99\ntable.busy 6:124\n", "must hold what was saved, lacks 1 of 3 lines: table.busy 5:123"},
		{"another value of what changes all the time", "roles 3\ntable.kept 10:99\ntable.busy 4:1\n", "roles 3\ntable.kept 10:99\ntable.busy 6:124\n", ""},
		{"nothing of what changes all the time", "roles 3\ntable.kept 10:99\ntable.busy 4:1\n", "roles 3\ntable.kept 10:99\ntable.busy 0:0\n", "must hold what was saved, lacks 1 of 3 lines: table.busy 5:123"},
		{"not even its name", "roles 3\ntable.kept 10:99\ntable.busy 4:1\n", "roles 3\ntable.kept 10:99\n", "must hold what was saved, lacks 1 of 3 lines: table.busy 5:123"},
	} {
		if got := compare(noted, one.before, one.found); got != one.want {
			t.Errorf("%s: got %q", one.name, got)
		}
	}
	if got := compare("checksum 5ab\n", "checksum 6ab\n", "checksum 0ab\n"); got != "" {
		t.Errorf("a checksum is no count: got %q", got)
	}
}

func TestWhatNoDrillCanHaveIsNotCompared(t *testing.T) {
	const noted = "secret.a kept\nseal.shares 5\nsecrets 1\n"
	if got := provable(noted, []string{"secret.", "login."}); got != "seal.shares 5\nsecrets 1" {
		t.Errorf("got %q", got)
	}
}

func TestTheOldestDrillIsNext(t *testing.T) {
	now := time.Date(2026, 11, 30, 13, 0, 0, 0, time.UTC)
	hoursAgo := func(hours float64) record {
		return record{LastSuccess: now, Drill: drilled{At: now.Add(-time.Duration(hours * float64(time.Hour)))}}
	}
	three := []saved{{Service: "a"}, {Service: "b"}, {Service: "c"}}
	var eight []saved
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		eight = append(eight, saved{Service: name})
	}
	allOf := func(hours float64) map[string]record {
		records := map[string]record{}
		for at, one := range eight {
			records[one.Service] = hoursAgo(hours + float64(len(eight)-at))
		}
		return records
	}
	for _, one := range []struct {
		name     string
		services []saved
		records  map[string]record
		want     string
	}{
		{"the oldest", three, map[string]record{"a": hoursAgo(30), "b": hoursAgo(50), "c": hoursAgo(26)}, "b"},
		{"one that had none first", three, map[string]record{"a": hoursAgo(30), "b": hoursAgo(50), "c": {LastSuccess: now}}, "c"},
		{"none on the same day", three, map[string]record{"a": hoursAgo(23), "b": hoursAgo(50), "c": {LastSuccess: now}}, ""},
		{"none without a backup", three, map[string]record{"a": {}}, ""},
		{"none of a double", three, map[string]record{"a": {LastSuccess: now, Skipped: true}}, ""},
		{"none that is left out", []saved{{Service: "a", Undrilled: "sealed"}}, map[string]record{"a": {LastSuccess: now}}, ""},
		{"two a day of eight, half a day apart", eight, allOf(11.5), "a"},
		{"not more of eight", eight, allOf(10.5), ""},
	} {
		next, ok := nextDrill(one.services, one.records, now)
		if next.Service != one.want || ok != (one.want != "") {
			t.Errorf("%s: got %q, %v", one.name, next.Service, ok)
		}
	}
}

func TestADrillTakesTheNewestBackupThatIsNotTooOld(t *testing.T) {
	now := time.Date(2026, 11, 30, 13, 0, 0, 0, time.UTC)
	of := func(id, service string, hours int, facts string) Snapshot {
		return Snapshot{ID: id, Service: service, Time: now.Add(-time.Duration(hours) * time.Hour), Facts: facts}
	}
	found := []Snapshot{of("1", "redis", 49, "keys 1"), of("3", "redis", 1, "keys 3"), of("2", "redis", 25, "keys 2"), of("4", "neo4j", 36, "n 1"), of("5", "files", 1, ""), of("6", "vault", 1, "secret.a kept")}
	newest, before, err := newestOf(found, saved{Service: "redis"}, now, 36*time.Hour)
	if newest.ID != "3" || before.ID != "2" || err != nil {
		t.Error(newest, before, err)
	}
	if _, _, err := newestOf(found, saved{Service: "neo4j"}, now, 36*time.Hour); err != nil {
		t.Error(err)
	}
	for service, want := range map[string]string{
		"neo4j": "neo4j: must have a backup of the last 36h0m0s, its newest is 36h0m1s old",
		"files": "files: must have facts noted with its backup, has none to compare with",
		"vault": "vault: must have facts noted with its backup, has none to compare with",
		"kafka": "kafka: must have a backup, has none",
	} {
		one := saved{Service: service}
		one.Unproven.Facts = []string{"secret."}
		if _, _, err := newestOf(found, one, now.Add(time.Second), 36*time.Hour); err == nil || err.Error() != want {
			t.Errorf("%s: %v", service, err)
		}
	}
}

func TestADrillsContainerIsLikeTheServicesOwn(t *testing.T) {
	var own place
	if err := json.Unmarshal([]byte(`{"Image":"sha256:1","Config":{"Hostname":"redis","Labels":{"bev.service":"redis"},"Env":["A=1"]},
		"HostConfig":{"Memory":5,"PidsLimit":7,"NetworkMode":"bev_cache","PortBindings":{"6379/tcp":[]},"Devices":[]},
		"Mounts":[{"Type":"volume","Name":"bev_redis_data","Source":"/var/lib/x","Destination":"/data","RW":true},
		{"Type":"volume","Name":"bev_redis_secrets","Source":"/var/lib/y","Destination":"/run/secrets","RW":false},
		{"Type":"bind","Source":"/srv/redis","Destination":"/etc/bev","RW":false}]}`), &own); err != nil {
		t.Fatal(err)
	}
	own.Name = "bev_redis"
	body, err := own.like(func(int, mount) string { return "new" })
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(body)
	const want = `{"Env":["A=1"],"HostConfig":{"ExtraHosts":["redis:127.0.0.1"],"Memory":5,"Mounts":[` +
		`{"ReadOnly":false,"Source":"new","Target":"/data","Type":"volume"},` +
		`{"ReadOnly":true,"Source":"bev_redis_secrets","Target":"/run/secrets","Type":"volume"},` +
		`{"ReadOnly":true,"Source":"/srv/redis","Target":"/etc/bev","Type":"bind"}],` +
		`"NetworkMode":"none","PidsLimit":7,"RestartPolicy":{"Name":"no"}},"Hostname":"redis","Image":"sha256:1","Labels":{"bev.beside":"bev_redis"}}`
	if string(text) != want {
		t.Errorf("got %s", text)
	}
	own.Mounts[2].RW = true
	if _, err := own.like(func(int, mount) string { return "new" }); err == nil ||
		err.Error() != "bev_redis: must write to volumes only, writes to bind /srv/redis" {
		t.Error(err)
	}
}

func TestAMemberOfAClusterStartsAloneByItsVariables(t *testing.T) {
	own := place{Name: "bev_kafka", Config: map[string]json.RawMessage{"Env": json.RawMessage(`["VOTERS=1,2,3","HEAP=5","COPIES=3"]`)}}
	alone, err := own.with(map[string]string{"VOTERS": "1", "COPIES": "1"})
	if err != nil || string(alone.Config["Env"]) != `["HEAP=5","COPIES=1","VOTERS=1"]` {
		t.Errorf("got %s, %v", alone.Config["Env"], err)
	}
	if string(own.Config["Env"]) != `["VOTERS=1,2,3","HEAP=5","COPIES=3"]` {
		t.Errorf("the service's own must stay, is %s", own.Config["Env"])
	}
}
