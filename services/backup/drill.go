package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// drilled is what is known of the newest drill of one service.
type drilled struct {
	// Zero: none.
	At      time.Time `json:"at"`
	Seconds float64   `json:"seconds"`
	// Empty where its newest backup came back.
	Why string `json:"why"`
}

const (
	day       = 24 * time.Hour
	daysInOne = 7
	// A restore unpacks beside what it fills, and indices are not in an archive.
	roomTimes = 3
	// Removing goes on when the agent is told to end.
	removing = 20 * time.Second
)

var errNotBack = errors.New("backup: must get each service back, has not got all of them")

// drill restores the newest backup of each into a container that nobody reaches, compares, and removes it.
func (a *agent) drill(ctx context.Context, services []saved, tell func(event)) error {
	held, err := a.begin(ctx)
	if err != nil {
		return err
	}
	defer held.Close()
	found, listed := a.restic.snapshots(ctx)
	failed := false
	for _, one := range services {
		tell(event{Service: one.Service, Event: "drilling"})
		begun := time.Now()
		told := event{Service: one.Service, Event: "drilled"}
		snapshot, skipped, err := a.drillOne(ctx, one, found, listed)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case err != nil:
			told.Event, told.Why = "failed", err.Error()
		case skipped != "":
			told.Event, told.Why = "skipped", skipped
		}
		told.Snapshot, told.Bytes, told.Seconds = snapshot.ID, snapshot.Bytes, time.Since(begun).Seconds()
		failed = failed || err != nil
		if told.Event != "skipped" {
			if err := a.state.noteDrill(told, time.Now()); err != nil {
				return err
			}
		}
		tell(told)
	}
	if failed {
		return errNotBack
	}
	return nil
}

// drillOne gives why the service is not drilled, where it is not.
func (a *agent) drillOne(ctx context.Context, one saved, found []Snapshot, listed error) (newest Snapshot, skipped string, err error) {
	if one.Undrilled != "" {
		return newest, one.Undrilled, nil
	}
	place, err := a.engine.place(ctx, one.Container)
	if err != nil {
		return newest, "", err
	}
	if place.double() != "" {
		return newest, "a double stands for its software", nil
	}
	if listed != nil {
		return newest, "", listed
	}
	newest, before, err := newestOf(found, one, time.Now(), time.Duration(a.plan.Late*float64(a.every)))
	if err != nil {
		return newest, "", err
	}
	if err := mustHaveRoom(a.restic.folder, newest.Bytes*roomTimes); err != nil {
		return newest, "", err
	}
	// What comes back is asked without a token: it would take none of another Vault.
	one.Token = false
	facts, err := a.bringBack(ctx, one, place, newest)
	if err != nil {
		return newest, "", err
	}
	if why := compare(newest.Facts, before.Facts, facts); why != "" {
		return newest, "", fmt.Errorf("%s: %s", one.Service, why)
	}
	return newest, "", nil
}

// newestOf gives the backup that a drill restores, and the one before it. One that is too old shows that nothing is saved
// any more, however well it comes back.
func newestOf(found []Snapshot, of saved, now time.Time, oldest time.Duration) (newest, before Snapshot, err error) {
	own := slices.DeleteFunc(slices.Clone(found), func(one Snapshot) bool { return one.Service != of.Service })
	slices.SortFunc(own, func(one, other Snapshot) int { return other.Time.Compare(one.Time) })
	if len(own) == 0 {
		return newest, before, fmt.Errorf("%s: must have a backup, has none", of.Service)
	}
	for at := range own {
		own[at].Facts = provable(own[at].Facts, of.Unproven.Facts)
	}
	newest = own[0]
	if len(own) > 1 {
		before = own[1]
	}
	if age := now.Sub(newest.Time); age > oldest {
		return newest, before, fmt.Errorf("%s: must have a backup of the last %s, its newest is %s old", of.Service, oldest, age.Round(time.Second))
	}
	if newest.Facts == "" {
		return newest, before, fmt.Errorf("%s: must have facts noted with its backup, has none to compare with", of.Service)
	}
	return newest, before, nil
}

// bringBack gives the facts of what a snapshot becomes. Nothing of it stays.
func (a *agent) bringBack(ctx context.Context, one saved, like place, snapshot Snapshot) (facts string, err error) {
	defer func() {
		// Whatever happens, also when this process is told to end.
		last, done := context.WithTimeout(context.WithoutCancel(ctx), removing)
		defer done()
		err = errors.Join(err, a.engine.removeBeside(last, one.Container))
	}()
	name := one.Container + "_drill"
	alone, err := like.with(one.Alone)
	if err != nil {
		return "", err
	}
	var volumes []string
	body, err := alone.like(func(at int, _ mount) string {
		volumes = append(volumes, fmt.Sprintf("%s_%d", name, at))
		return volumes[len(volumes)-1]
	})
	if err != nil {
		return "", err
	}
	for _, volume := range volumes {
		if err := a.engine.createVolume(ctx, volume, one.Container); err != nil {
			return "", err
		}
	}
	if one.Into == "volume" {
		if err := a.engine.create(ctx, name, asleep(body)); err != nil {
			return "", err
		}
		if err := a.restore(ctx, snapshot.ID, one.Service, name); err != nil {
			return "", err
		}
		if one.Resting {
			return a.factsIn(ctx, one, name)
		}
		if err := a.engine.remove(ctx, name); err != nil {
			return "", err
		}
	}
	if err := a.engine.create(ctx, name, body); err != nil {
		return "", err
	}
	if err := a.engine.live(ctx, name); err != nil {
		return "", err
	}
	if one.Into == "service" {
		if err := a.restore(ctx, snapshot.ID, one.Service, name); err != nil {
			return "", err
		}
	}
	return a.factsIn(ctx, one, name)
}

// drillDue drills the service whose turn it is.
func (a *agent) drillDue(ctx context.Context, records map[string]record) {
	one, ok := nextDrill(a.plan.Services, records, time.Now())
	if !ok {
		return
	}
	tell := func(told event) {
		if told.Event != "drilling" {
			log.Printf("%s: %s %s", told.Service, told.Event, told.Why)
		}
	}
	if err := a.drill(ctx, []saved{one}, tell); err != nil && ctx.Err() == nil {
		log.Println(err)
	}
}

// nextDrill gives the service whose drill is the oldest, at even distances, so that each has its turn within a week.
func nextDrill(services []saved, records map[string]record, now time.Time) (next saved, ok bool) {
	var newest time.Time
	candidates := 0
	for _, one := range services {
		known := records[one.Service]
		// Without a backup there is nothing to try: its age is an alert already.
		if one.Undrilled != "" || known.Skipped || known.LastSuccess.IsZero() {
			continue
		}
		candidates++
		if known.Drill.At.After(newest) {
			newest = known.Drill.At
		}
		if !ok || known.Drill.At.Before(records[next.Service].Drill.At) {
			next, ok = one, true
		}
	}
	if !ok {
		return saved{}, false
	}
	inADay := (candidates + daysInOne - 1) / daysInOne
	if now.Sub(newest) < day/time.Duration(inADay) {
		return saved{}, false
	}
	return next, true
}

func (s *stateFile) noteDrill(told event, at time.Time) error {
	return s.change(func(records map[string]record) {
		one := records[told.Service]
		one.Drill = drilled{At: at, Seconds: told.Seconds, Why: told.Why}
		records[told.Service] = one
	})
}

// printDrills tells of the newest drill of each service that had one.
func (a *agent) printDrills(to io.Writer) error {
	records, err := a.state.read()
	if err != nil {
		return err
	}
	drills := map[string]drilled{}
	for _, one := range a.plan.Services {
		if known := records[one.Service].Drill; !known.At.IsZero() {
			drills[one.Service] = known
		}
	}
	return json.NewEncoder(to).Encode(drills)
}

var (
	drillSuccess = describe("drill_success", "Whether the newest drill got all back; absent before the first.", "service")
	drillSeconds = describe("drill_seconds", "How long the newest drill took; absent before the first.", "service")
	drillAt      = describe("drill_timestamp_seconds", "When the newest drill ended; before the first, since when one is awaited.", "service")
)

func collectDrill(one saved, known record, gauge func(*prometheus.Desc, float64, ...string)) {
	if one.Undrilled != "" {
		return
	}
	if known.Drill.At.IsZero() {
		if !known.Since.IsZero() {
			gauge(drillAt, float64(known.Since.Unix()), one.Service)
		}
		return
	}
	gauge(drillSuccess, number(known.Drill.Why == ""), one.Service)
	gauge(drillSeconds, known.Drill.Seconds, one.Service)
	gauge(drillAt, float64(known.Drill.At.Unix()), one.Service)
}
