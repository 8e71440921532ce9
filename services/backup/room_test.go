package main

import (
	"context"
	"testing"
)

func TestABackupMustLeaveATenthOfTheStore(t *testing.T) {
	const gib = 1 << 30
	for _, one := range []struct {
		name              string
		free, size, bytes uint64
		want              string
	}{
		{"a tenth is left", 20 * gib, 100 * gib, 10 * gib, ""},
		{"less is left", 20 * gib, 100 * gib, 11 * gib, "20.0 GiB of 100.0 GiB free and needs 11.0 GiB"},
		{"more than there is", 5 * gib, 10 * gib, 6 * gib, "5.0 GiB of 10.0 GiB free and needs 6.0 GiB"},
		{"nothing is known of it", 1 * gib, 100 * gib, 0, "1.0 GiB of 100.0 GiB free and needs 0.0 GiB"},
	} {
		err := room{free: one.free, size: one.size}.take("oracle1:8485", one.bytes)
		if one.want == "" {
			if err != nil {
				t.Errorf("%s: %v", one.name, err)
			}
			continue
		}
		want := "oracle1:8485: must have a tenth of its disk free after this backup, has " + one.want +
			"; make room there: docs/runbooks/backup.md, BackupStoreNearlyFull"
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v", one.name, err)
		}
	}
}

func TestTheFirstBackupOfARepositoryAddsAllOfIt(t *testing.T) {
	known := record{Bytes: 100, Added: 7, Repository: "services-2026-11"}
	if got := known.needs("services-2026-11"); got != 7 {
		t.Error(got)
	}
	if got := known.needs("services-2026-12"); got != 100 {
		t.Error(got)
	}
}

func TestTheStoreTellsItsRoom(t *testing.T) {
	ctx := context.Background()
	told, err := storeOf(t, map[string]string{"/thanos/room/config": "20 100\n"}).room(ctx)
	if err != nil || *told != (room{free: 20, size: 100}) {
		t.Error(told, err)
	}
	copied := storeOf(t, map[string]string{"/thanos/room/config": "20 100 7\n"})
	if told, err := copied.room(ctx); err != nil || told.copied == nil || *told.copied != 7 {
		t.Error(told, err)
	}
	if told, err := storeOf(t, nil).room(ctx); err != nil || told != nil {
		t.Error("a store of before tells nothing: ", told, err)
	}
	broken := storeOf(t, map[string]string{"/thanos/room/config": "much"})
	_, err = broken.room(ctx)
	want := broken.store + ": must tell how much room it has in two numbers, does not: expected integer"
	if err == nil || err.Error() != want {
		t.Error(err)
	}
}
