package edge

import (
	"encoding/json"
	"strings"
	"testing"
)

func faultOf[C content](t *testing.T, text string) string {
	t.Helper()
	var read C
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		t.Fatal(err)
	}
	if err := read.validate(); err != nil {
		return err.Error()
	}
	return ""
}

func TestSaysWhatIsWrongInAFile(t *testing.T) {
	routing := `{` + checks + `, "region": "us-east-1", "own": {"address": "lb:8080", "health": "http://lb/health"},
		"neighbours": [{"id": "us-west-1", "address": "10.0.0.2:8080", "health": "http://west"}]}`
	region := `{` + checks + `, "id": "us-east-1", "services": [{"name": "a", "health": "http://a:1/health"}]}`
	for _, one := range []struct {
		from, to string
		fault    func(*testing.T, string) string
		text     string
		want     string
	}{
		{"", "", faultOf[Regions], oneEast, ""},
		{"", "", faultOf[Routing], routing, ""},
		{"", "", faultOf[Services], region, ""},
		{`"everySeconds": 3`, `"everySeconds": 0`, faultOf[Regions], oneEast, "check.everySeconds: must be 1 or more, got 0"},
		{`"timeoutSeconds": 2`, `"timeoutSeconds": 0`, faultOf[Regions], oneEast, "check.timeoutSeconds: must be 1 to everySeconds, got 0"},
		{`"timeoutSeconds": 2`, `"timeoutSeconds": 4`, faultOf[Regions], oneEast, "check.timeoutSeconds: must be 1 to everySeconds, got 4"},
		{`"failures": 2`, `"failures": 0`, faultOf[Regions], oneEast, "check.failures: must be 1 or more, got 0"},
		{`10.0.0.1:8080`, ``, faultOf[Regions], oneEast, "regions[0].entry: must be filled, is empty"},
		{`us-east-1`, ``, faultOf[Regions], oneEast, "regions[0].id: must be filled, is empty"},
		{`http://east`, `east:80`, faultOf[Regions], oneEast, `regions[0].health: must be an address of http, got "east:80"`},
		{`us-west-1`, `us-east-1`, faultOf[Routing], routing, `entries[1].id: must be there once, "us-east-1" is there twice`},
		{`lb:8080`, ``, faultOf[Routing], routing, "entries[0].address: must be filled, is empty"},
		{`"region": "us-east-1"`, `"region": ""`, faultOf[Routing], routing, "entries[0].id: must be filled, is empty"},
		{`us-east-1`, ``, faultOf[Services], region, "id: must be filled, is empty"},
		{`http://a:1/health`, `http://`, faultOf[Services], region, `services[0].health: must be an address of http, got "http://"`},
	} {
		if got := one.fault(t, strings.Replace(one.text, one.from, one.to, 1)); got != one.want {
			t.Errorf("must be %q, got %q", one.want, got)
		}
	}
}
