package edge

import "testing"

// Of three regions, as the table of regions lists them.
func candidates(east, west, central Seen) []Candidate {
	of := func(id, address string, seen Seen, neighbours ...string) Candidate {
		return Candidate{ID: id, Address: address, Neighbours: neighbours, Seen: seen}
	}
	return []Candidate{
		of("us-east-1", "10.0.0.1:8080", east, "us-west-1", "eu-central-1", "ap-southeast-1"),
		of("us-west-1", "10.0.0.2:8080", west, "us-east-1", "eu-central-1", "ap-southeast-1"),
		of("eu-central-1", "10.0.0.3:8080", central, "ap-southeast-1", "us-east-1", "us-west-1"),
	}
}

// answers is healthy, and answers in so many milliseconds.
func answers(milliseconds float64) Seen {
	return Seen{State: Healthy, LatencySeconds: milliseconds / 1000}
}

var (
	out     = Seen{State: Out}
	unknown = Seen{State: Unknown}
)

type decided struct {
	region  string
	address string
	why     string
	// Instead of the others.
	err string
}

func expect(t *testing.T, want decided, got Decision, err error) {
	t.Helper()
	if err != nil {
		if err.Error() != want.err || got != (Decision{}) {
			t.Errorf("must be %+v, got %+v and %q", want, got, err)
		}
		return
	}
	if want.err != "" || got != (Decision{Region: want.region, Address: want.address, Why: want.why}) {
		t.Errorf("must be %+v, got %+v", want, got)
	}
}

func TestWhereRequestsOfThePlatformGo(t *testing.T) {
	for name, one := range map[string]struct {
		all  []Candidate
		from string
		want decided
	}{
		"the fastest": {
			candidates(answers(90), answers(50), answers(70)), "",
			decided{"us-west-1", "10.0.0.2:8080", "it answers first, in 50.0 ms", ""},
		},
		"the first of those that are alike": {
			candidates(answers(90), answers(59), answers(50)), "",
			decided{"us-west-1", "10.0.0.2:8080", "it answers about as fast as eu-central-1, and comes before it in the list", ""},
		},
		"alike to the fastest, not to each other": {
			candidates(answers(67), answers(59), answers(50)), "",
			decided{"us-west-1", "10.0.0.2:8080", "it answers about as fast as eu-central-1, and comes before it in the list", ""},
		},
		"health before latency": {
			candidates(out, unknown, answers(900)), "",
			decided{"eu-central-1", "10.0.0.3:8080", "it is the only one that takes requests", ""},
		},
		"the region that it comes from, however slow": {
			candidates(answers(1), answers(1), answers(900)), "eu-central-1",
			decided{"eu-central-1", "10.0.0.3:8080", "requests come from it", ""},
		},
		"its nearest neighbour in use, however slow": {
			candidates(answers(900), answers(1), out), "eu-central-1",
			decided{"us-east-1", "10.0.0.1:8080", "eu-central-1 is out; it is the nearest neighbour that takes requests", ""},
		},
		"a neighbour that takes requests": {
			candidates(unknown, out, answers(1)), "us-east-1",
			decided{"eu-central-1", "10.0.0.3:8080", "us-east-1 has not answered yet; it is the nearest neighbour that takes requests", ""},
		},
		"none that is healthy": {
			candidates(out, out, unknown), "",
			decided{err: "no region takes requests: us-east-1 is out, us-west-1 is out, eu-central-1 has not answered yet"},
		},
		"none from anywhere": {
			candidates(out, out, out), "us-west-1",
			decided{err: "no region takes requests: us-east-1 is out, us-west-1 is out, eu-central-1 is out"},
		},
		"none in use": {nil, "", decided{err: "no region takes requests: none is in use"}},
		"a region that is not there": {
			candidates(answers(1), out, out), "us-east",
			decided{err: `from: must be one of us-east-1, us-west-1, eu-central-1, got "us-east"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			decision, err := From(one.all, one.from)
			expect(t, one.want, decision, err)
		})
	}
}

func TestWhereRequestsOfARegionGo(t *testing.T) {
	for name, one := range map[string]struct {
		all  []Candidate
		want decided
	}{
		"to itself, however slow": {
			candidates(answers(900), answers(1), answers(1)),
			decided{"us-east-1", "10.0.0.1:8080", "it is this region", ""},
		},
		"to the neighbour that is fastest from here": {
			candidates(out, answers(90), answers(50)),
			decided{"eu-central-1", "10.0.0.3:8080", "us-east-1 is out; it answers first, in 50.0 ms", ""},
		},
		"to the nearer one of two that are alike": {
			candidates(out, answers(55), answers(50)),
			decided{"us-west-1", "10.0.0.2:8080", "us-east-1 is out; it answers about as fast as eu-central-1, and comes before it in the list", ""},
		},
		"nowhere": {
			candidates(out, out, unknown),
			decided{err: "no region takes requests: us-east-1 is out, us-west-1 is out, eu-central-1 has not answered yet"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			decision, err := Here(one.all[0], one.all[1:])
			expect(t, one.want, decision, err)
		})
	}
}
