package edge

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bev.local/services/logtest"
)

const (
	checks  = `"check": {"everySeconds": 3, "timeoutSeconds": 2, "failures": 2}`
	oneEast = `{` + checks + `, "regions": [{"id": "us-east-1", "entry": "10.0.0.1:8080", "health": "http://east"}]}`
	oneWest = `{` + checks + `, "regions": [{"id": "us-west-1", "entry": "10.0.0.2:8080", "health": "http://west"}]}`
)

// watching calls `during` with how to change the file, which ends once the change was looked at, and what was logged.
func watching(t *testing.T, during func(watch *Watch[Regions], change func(string), logged *logtest.Lines)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "regions.json")
	logged := logtest.Keep(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		watch := NewWatch[Regions](path, func(context.Context, string) error { return nil })
		go watch.Follow(ctx)
		synctest.Wait()
		during(watch, func(text string) {
			if text == "" {
				_ = os.Remove(path)
			} else if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			time.Sleep(10 * time.Second)
			synctest.Wait()
		}, logged)
	})
}

func ids(watch *Watch[Regions]) string {
	var all []string
	for _, one := range KnownRegions(watch) {
		all = append(all, one.ID+" "+string(one.State))
	}
	return strings.Join(all, ", ")
}

func TestTakesAnotherFileWithinTenSeconds(t *testing.T) {
	watching(t, func(watch *Watch[Regions], change func(string), _ *logtest.Lines) {
		if err := watch.Ready(); err == nil || !strings.HasSuffix(err.Error(), "regions.json: must have been read, was not; its log says why") {
			t.Error(err)
		}
		for text, want := range map[string]string{oneEast: "us-east-1 healthy", oneWest: "us-west-1 healthy"} {
			change(text)
			if got := ids(watch); got != want || watch.Ready() != nil {
				t.Errorf("must be %q, got %q", want, got)
			}
		}
	})
}

func TestKeepsWhatItReadWhileAnotherFileCannotBeRead(t *testing.T) {
	watching(t, func(watch *Watch[Regions], change func(string), logged *logtest.Lines) {
		change(oneEast)
		since := KnownRegions(watch)[0].Since
		for name, one := range map[string][2]string{
			"no file":      {"", "no such file or directory"},
			"half a file":  {oneEast[:40], "unexpected end of JSON input"},
			"another one":  {`{}`, "check.everySeconds: must be 1 or more, got 0"},
			"another type": {`[]`, "cannot unmarshal array"},
		} {
			logged.Taken()
			change(one[0])
			change(one[0])
			if got := ids(watch); got != "us-east-1 healthy" {
				t.Errorf("%s: must stay, got %q", name, got)
			}
			said := logged.Taken()
			if strings.Count(said, "\n") != 1 || !strings.Contains(said, "regions.json: not read, what was read before stays: ") || !strings.Contains(said, one[1]) {
				t.Errorf("%s: must say once what is wrong, said %q", name, said)
			}
			change(oneEast)
			if got := KnownRegions(watch)[0]; got.State != Healthy || !got.Since.Equal(since) {
				t.Errorf("%s: must be healthy since %v, got %+v", name, since, got)
			}
		}
	})
}
