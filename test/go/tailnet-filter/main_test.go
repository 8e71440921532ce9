package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// The tailnet of these tests, but for tests of the nodes themselves.
var nodes = []node{
	{Name: "web", Address: "100.64.0.1", Tags: []string{"tag:web"}},
	{Name: "db", Address: "100.64.0.2", Tags: []string{"tag:db"}},
	{Name: "both", Address: "100.64.0.3", Tags: []string{"tag:web", "tag:db"}},
	{Name: "alice-laptop", Address: "100.64.0.10", User: "alice@example.com"},
	{Name: "alice-phone", Address: "100.64.0.11", User: "alice@example.com"},
	{Name: "bob-laptop", Address: "100.64.0.12", User: "bob@example.com"},
	{Name: "web6", Address: "fd7a:115c:a1e0::1", Tags: []string{"tag:web"}},
	{Name: "db6", Address: "fd7a:115c:a1e0::2", Tags: []string{"tag:db"}},
}

const (
	tags   = `"tagOwners": {"tag:web": ["alice@example.com"], "tag:db": ["tag:web", "autogroup:admin"]}`
	groups = `"groups": {"group:dev": ["alice@example.com"], "group:none": []}`
	hosts  = `"hosts": {"db-host": "100.64.0.2", "servers": "100.64.0.0/29"}`
)

// withTags is a policy of these sections, and of the tags that the nodes have.
func withTags(sections ...string) string {
	return "{" + strings.Join(append(sections, tags), ",\n") + "}"
}

func grants(entries ...string) string {
	return `"grants": [` + strings.Join(entries, ",") + `]`
}

// granted is a policy of one grant, with every section that it may refer to.
func granted(src, dst, ip string) string {
	return withTags(grants(fmt.Sprintf(`{"src": [%q], "dst": [%q], "ip": [%q]}`, src, dst, ip)), groups, hosts)
}

// ruled is a policy of one rule of acls.
func ruled(src, proto, dst string) string {
	rule := fmt.Sprintf(`{"action": "accept", "src": [%q], "dst": [%q]%s}`, src, dst, proto)
	return withTags(`"acls": [`+rule+`]`, groups, hosts)
}

func ask(policy string, given []node, queries []query) (answer, error) {
	text, err := json.Marshal(writtenDocument{Policy: policy, Nodes: given, Queries: queries})
	if err != nil {
		return answer{}, err
	}
	return evaluate(text)
}

// parseQuery reads "SOURCE DESTINATION PROTOCOL[:PORT]".
func parseQuery(t *testing.T, text string) query {
	t.Helper()
	fields := strings.Fields(text)
	proto, port, has := strings.Cut(fields[2], ":")
	asked := query{Src: fields[0], Dst: fields[1], Proto: proto}
	if has {
		number, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			t.Fatal(err)
		}
		asked.Port = uint16(number)
	}
	return asked
}

func TestConnections(t *testing.T) {
	for _, test := range []struct {
		name   string
		policy string
		accept []string
		deny   []string
	}{
		{
			"a grant between tags, in its direction alone",
			granted("tag:web", "tag:db", "tcp:5432"),
			[]string{"web db tcp:5432", "both db tcp:5432", "web both tcp:5432", "web6 db6 tcp:5432"},
			[]string{"db web tcp:5432", "web db tcp:5433", "web db udp:5432", "web db sctp:5432", "alice-laptop db tcp:5432", "web alice-laptop tcp:5432"},
		},
		{
			"no packet between the families of addresses",
			granted("*", "*", "*"),
			[]string{"web db tcp:1", "web6 db6 tcp:1"},
			[]string{"web db6 tcp:1", "web6 db tcp:1"},
		},
		{
			"an empty policy",
			withTags(`"grants": []`),
			nil,
			[]string{"web db tcp:80", "web db icmp", "alice-laptop alice-phone tcp:22", "alice-laptop alice-laptop tcp:22"},
		},
		{
			"everything",
			granted("*", "*", "*"),
			[]string{"web db tcp:65535", "alice-laptop bob-laptop udp:1", "db6 web6 icmp", "bob-laptop web icmp"},
			[]string{"web db gre", "web db sctp:80"},
		},
		{
			"a port without a protocol",
			granted("tag:web", "tag:db", "443"),
			[]string{"web db tcp:443", "web db udp:443", "web db icmp"},
			[]string{"web db tcp:442", "web db tcp:444", "web db sctp:443"},
		},
		{
			"a range of ports",
			granted("tag:web", "tag:db", "80-443"),
			[]string{"web db tcp:80", "web db udp:200", "web db tcp:443"},
			[]string{"web db tcp:79", "web db tcp:444"},
		},
		{
			"a range of ports of a protocol",
			granted("tag:web", "tag:db", "udp:5000-5010"),
			[]string{"web db udp:5000", "web db udp:5010"},
			[]string{"web db udp:4999", "web db udp:5011", "web db tcp:5000"},
		},
		{
			"all ports of a protocol",
			granted("tag:web", "tag:db", "tcp:*"),
			[]string{"web db tcp:1", "web db tcp:65535"},
			[]string{"web db udp:1"},
		},
		{
			"icmp alone",
			granted("tag:web", "tag:db", "icmp:*"),
			[]string{"web db icmp", "web6 db6 icmp"},
			[]string{"web db tcp:22", "web db udp:53", "db web icmp"},
		},
		{
			"a protocol without ports, by name and by number",
			granted("tag:web", "tag:db", "47:*"),
			[]string{"web db gre", "web db 47"},
			[]string{"web db esp", "web db tcp:47"},
		},
		{
			"icmp where any traffic is allowed",
			granted("tag:web", "tag:db", "udp:53"),
			[]string{"web db udp:53", "web db icmp", "web6 db6 icmp"},
			[]string{"db web icmp"},
		},
		{
			"several entries of ip",
			withTags(grants(`{"src": ["tag:web"], "dst": ["tag:db"], "ip": ["tcp:443", "udp:53", "8000-8001"]}`)),
			[]string{"web db tcp:443", "web db udp:53", "web db tcp:8001", "web db udp:8000"},
			[]string{"web db udp:443", "web db tcp:53", "web db tcp:8002"},
		},
		{
			"the union of sources, of destinations and of grants",
			withTags(grants(
				`{"src": ["tag:web", "bob@example.com"], "dst": ["tag:db", "alice@example.com"], "ip": ["tcp:1"]}`,
				`{"src": ["tag:web"], "dst": ["tag:db"], "ip": ["tcp:2"]}`,
			)),
			[]string{"web db tcp:1", "bob-laptop alice-phone tcp:1", "web alice-laptop tcp:1", "web db tcp:2"},
			[]string{"bob-laptop db tcp:2", "alice-laptop db tcp:1"},
		},
		{
			"a user's devices, and none that is tagged",
			granted("alice@example.com", "tag:db", "*"),
			[]string{"alice-laptop db tcp:22", "alice-phone db tcp:22"},
			[]string{"bob-laptop db tcp:22", "web db tcp:22"},
		},
		{
			"a user whose name another's ends with",
			granted("lice@example.com", "tag:db", "*"),
			nil,
			[]string{"alice-laptop db tcp:22"},
		},
		{
			"the members of a group",
			granted("group:dev", "tag:db", "tcp:22"),
			[]string{"alice-laptop db tcp:22", "alice-phone db tcp:22"},
			[]string{"bob-laptop db tcp:22", "web db tcp:22"},
		},
		{
			"a group as a destination",
			granted("tag:web", "group:dev", "tcp:22"),
			[]string{"web alice-laptop tcp:22"},
			[]string{"web bob-laptop tcp:22", "web db tcp:22"},
		},
		{
			"a group without members",
			granted("group:none", "tag:db", "*"),
			nil,
			[]string{"alice-laptop db tcp:22", "bob-laptop db tcp:22", "web db tcp:22"},
		},
		{
			"a host with one address",
			granted("tag:web", "db-host", "tcp:22"),
			[]string{"web db tcp:22"},
			[]string{"web both tcp:22", "web6 db6 tcp:22"},
		},
		{
			"a host with a range, as a source",
			granted("servers", "bob@example.com", "tcp:22"),
			[]string{"web bob-laptop tcp:22", "both bob-laptop tcp:22"},
			[]string{"alice-laptop bob-laptop tcp:22"},
		},
		{
			"addresses",
			granted("100.64.0.10", "100.64.0.0/30", "tcp:22"),
			[]string{"alice-laptop web tcp:22", "alice-laptop both tcp:22"},
			[]string{"alice-phone web tcp:22", "alice-laptop alice-phone tcp:22"},
		},
		{
			"addresses outside of the tailnet",
			granted("192.168.0.0/16", "10.0.0.0/8", "*"),
			nil,
			[]string{"web db tcp:22"},
		},
		{
			"all addresses of the tailnet as a range",
			granted("100.64.0.0/10", "0.0.0.0/0", "*"),
			[]string{"web db tcp:22", "alice-laptop bob-laptop udp:53"},
			[]string{"web6 db6 tcp:22"},
		},
		{
			"the internet, where no device of the tailnet is",
			granted("*", "autogroup:internet", "*"),
			nil,
			[]string{"alice-laptop db tcp:22", "web6 db6 tcp:22"},
		},
		{
			"members",
			granted("autogroup:member", "tag:db", "tcp:22"),
			[]string{"alice-laptop db tcp:22", "bob-laptop db tcp:22"},
			[]string{"web db tcp:22"},
		},
		{
			"tagged devices",
			granted("autogroup:tagged", "autogroup:tagged", "tcp:22"),
			[]string{"web db tcp:22", "db both tcp:22"},
			[]string{"alice-laptop db tcp:22", "web bob-laptop tcp:22"},
		},
		{
			"own devices",
			granted("autogroup:member", "autogroup:self", "tcp:22"),
			[]string{"alice-laptop alice-phone tcp:22"},
			[]string{"alice-laptop bob-laptop tcp:22", "alice-laptop web tcp:22", "web both tcp:22", "db6 web6 tcp:22"},
		},
		{
			"own devices of a group",
			granted("group:dev", "autogroup:self", "tcp:22"),
			[]string{"alice-phone alice-laptop tcp:22"},
			[]string{"bob-laptop bob-laptop tcp:22"},
		},
		{
			"own devices beside others",
			withTags(grants(`{"src": ["autogroup:member"], "dst": ["autogroup:self", "tag:db"], "ip": ["tcp:22"]}`)),
			[]string{"alice-laptop alice-phone tcp:22", "bob-laptop db tcp:22"},
			[]string{"alice-laptop bob-laptop tcp:22"},
		},
		{
			"any source, also outside of the tailnet",
			granted("autogroup:danger-all", "tag:db", "tcp:22"),
			[]string{"web db tcp:22", "bob-laptop db tcp:22", "web6 db6 tcp:22"},
			[]string{"web alice-laptop tcp:22"},
		},
		{
			"an IP set without operations",
			withTags(grants(`{"src": ["ipset:clients"], "dst": ["ipset:servers"], "ip": ["tcp:22"]}`), hosts,
				`"ipsets": {"ipset:clients": ["100.64.0.10-100.64.0.11"], "ipset:servers": ["host:db-host", "100.64.0.1"]}`),
			[]string{"alice-laptop db tcp:22", "alice-phone web tcp:22"},
			[]string{"bob-laptop db tcp:22", "alice-laptop both tcp:22"},
		},
		{
			"an IP set that removes, in order",
			withTags(grants(`{"src": ["*"], "dst": ["ipset:a"], "ip": ["tcp:22"]}`),
				`"ipsets": {"ipset:a": ["add 100.64.0.0/29", "remove ipset:b", "add 100.64.0.2"], "ipset:b": ["100.64.0.2/31"]}`),
			[]string{"web web tcp:22", "web db tcp:22"},
			[]string{"web both tcp:22"},
		},
		{
			"a rule of acls without a protocol",
			ruled("tag:web", "", "tag:db:5432"),
			[]string{"web db tcp:5432", "web db udp:5432", "web db icmp"},
			[]string{"web db tcp:5433", "web db sctp:5432", "db web tcp:5432"},
		},
		{
			"a rule of acls with a protocol",
			ruled("tag:web", `, "proto": "tcp"`, "tag:db:80,443"),
			[]string{"web db tcp:80", "web db tcp:443"},
			[]string{"web db tcp:81", "web db udp:80"},
		},
		{
			"a rule of acls with a range",
			ruled("*", `, "proto": "17"`, "*:1000-2000"),
			[]string{"web db udp:1000", "alice-laptop bob-laptop udp:2000"},
			[]string{"web db udp:999", "web db udp:2001", "web db tcp:1000"},
		},
		{
			"a rule of acls with a protocol without ports",
			ruled("tag:web", `, "proto": "igmp"`, "tag:db:*"),
			[]string{"web db igmp"},
			[]string{"web db tcp:22", "web db gre"},
		},
		{
			"a rule of acls to an IPv6 address",
			ruled("tag:web", "", "[fd7a:115c:a1e0::2]:22"),
			[]string{"web6 db6 tcp:22"},
			[]string{"web db tcp:22", "db6 web6 tcp:22"},
		},
		{
			"a rule of acls to own devices",
			ruled("autogroup:member", "", "autogroup:self:*"),
			[]string{"alice-laptop alice-phone tcp:22"},
			[]string{"alice-laptop bob-laptop tcp:22"},
		},
		{
			"acls and grants together",
			withTags(
				grants(`{"src": ["tag:web"], "dst": ["tag:db"], "ip": ["tcp:1"]}`),
				`"acls": [{"action": "accept", "src": ["tag:web"], "dst": ["tag:db:2", "db-host:3"]}]`, hosts,
			),
			[]string{"web db tcp:1", "web db tcp:2", "web db tcp:3"},
			[]string{"web both tcp:3", "web db tcp:4"},
		},
		{
			"comments and trailing commas",
			"// first\n{" + tags + `, "grants": [{"src": ["tag:web"], /* all */ "dst": ["tag:db",], "ip": ["*"],},],}`,
			[]string{"web db tcp:22"},
			[]string{"db web tcp:22"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			texts := slices.Concat(test.accept, test.deny)
			var queries []query
			for _, text := range texts {
				queries = append(queries, parseQuery(t, text))
			}
			given, err := ask(test.policy, nodes, queries)
			if err != nil {
				t.Fatal(err)
			}
			for i, text := range texts {
				if want := i < len(test.accept); given.Answers[i] != want {
					t.Errorf("%s: accepted is %t, want %t", text, given.Answers[i], want)
				}
			}
		})
	}
}

func TestRefusedPolicies(t *testing.T) {
	grant := func(member string) string {
		return withTags(grants(`{"src": ["tag:web"], "dst": ["tag:db"], "ip": ["*"], ` + member + `}`))
	}
	for _, test := range []struct {
		name, policy, want string
	}{
		{"no HuJSON", `{"grants": [}`, "policy: must be HuJSON"},
		{"a list", `[]`, "policy: must hold only what is understood"},
		{"two documents", withTags(`"grants": []`) + "{}", "policy: must be HuJSON"},
		{"neither grants nor acls", `{` + tags + `}`, "policy: must have grants or acls, got neither"},
		{"a section twice", withTags(`"grants": [], "grants": []`), `duplicate object member name "grants"`},
		{"a section in capitals", withTags(`"Grants": []`), `unknown object member name "Grants"`},
		{"an unknown section", withTags(`"grants": [], "x": 1`), `unknown object member name "x"`},
		{"ssh", withTags(`"grants": [], "ssh": []`), `unknown object member name "ssh"`},
		{"nodeAttrs", withTags(`"grants": [], "nodeAttrs": []`), `unknown object member name "nodeAttrs"`},
		{"postures", withTags(`"grants": [], "postures": {}`), `unknown object member name "postures"`},
		{"srcPosture", grant(`"srcPosture": []`), `unknown object member name "srcPosture" within "/grants/0"`},
		{"via", grant(`"via": ["tag:web"]`), `unknown object member name "via"`},
		{"app", grant(`"app": {}`), `unknown object member name "app"`},
		{"an entry that is no text", withTags(grants(`{"src": [1], "dst": ["*"], "ip": ["*"]}`)), `within "/grants/0/src/0"`},
		{"one source without a list", withTags(grants(`{"src": "*", "dst": ["*"], "ip": ["*"]}`)), `within "/grants/0/src"`},
		{"a grant without ip", withTags(grants(`{"src": ["*"], "dst": ["*"]}`)), "policy.grants[0].ip: must have an entry"},
		{"a grant without src", withTags(grants(`{"dst": ["*"], "ip": ["*"]}`)), "policy.grants[0].src: must have an entry"},
		{"a grant to nothing", withTags(grants(`{"src": ["*"], "dst": [], "ip": ["*"]}`)), "policy.grants[0].dst: must have an entry"},

		{"an undefined tag", granted("tag:x", "*", "*"), `policy.grants[0].src[0]: must be of tagOwners, got "tag:x"`},
		{"an undefined group", granted("group:x", "*", "*"), "must be of groups"},
		{"an undefined IP set", granted("*", "ipset:x", "*"), "policy.grants[0].dst[0]: must be of ipsets"},
		{"an undefined host", granted("*", "x", "*"), "policy.grants[0].dst[0]: must be a selector"},
		{"a service", granted("*", "svc:web", "*"), "must be a selector"},
		{"users of a domain", granted("user:*@example.com", "*", "*"), "must be a selector"},
		{"a role", granted("autogroup:admin", "*", "*"), "must be a selector"},
		{"shared devices", granted("autogroup:shared", "*", "*"), "must be a selector"},
		{"an unknown autogroup", granted("autogroup:x", "*", "*"), "must be a selector"},
		{"a prefix before a host", granted("*", "host:db-host", "*"), "must be a selector"},
		{"part of a wildcard", granted("tag:*", "*", "*"), "must be of tagOwners"},
		{"an empty selector", granted("", "*", "*"), "must be a selector"},
		{"a span of addresses", granted("100.64.0.1-100.64.0.2", "*", "*"), "must be a selector"},
		{"a range with more bits than its length", granted("100.64.0.1/10", "*", "*"), "must be a selector"},
		{"the internet as a source", granted("autogroup:internet", "*", "*"), "must be a selector"},
		{"own devices as a source", granted("autogroup:self", "*", "*"), "must be a selector"},
		{"any source as a destination", granted("*", "autogroup:danger-all", "*"), "must be a selector"},
		{"own devices of a tag", granted("tag:web", "autogroup:self", "*"), "must be users, groups or autogroup:member"},
		{"own devices of all", granted("*", "autogroup:self", "*"), "must be users, groups or autogroup:member"},
		{"own devices of tagged devices", ruled("autogroup:tagged", "", "autogroup:self:*"), "must be users, groups or autogroup:member"},

		{"an unknown protocol", granted("*", "*", "ssh:22"), "policy.grants[0].ip[0]: must be a documented protocol name"},
		{"a protocol in capitals", granted("*", "*", "TCP:22"), "must be a documented protocol name"},
		{"no protocol before the colon", granted("*", "*", ":22"), "must be a documented protocol name"},
		{"protocol 0", granted("*", "*", "0:*"), "must be a documented protocol name"},
		{"protocol 256", granted("*", "*", "256:*"), "must be a documented protocol name"},
		{"port 0", granted("*", "*", "tcp:0"), "must have *, a port"},
		{"port 65536", granted("*", "*", "65536"), "must have *, a port"},
		{"a range that ends before it begins", granted("*", "*", "443-80"), "must have *, a port"},
		{"an open range", granted("*", "*", "80-"), "must have *, a port"},
		{"a list of ports in a grant", granted("*", "*", "tcp:80,443"), "must have *, a port"},
		{"a port of icmp", granted("*", "*", "icmp:8"), "must have the ports * for a protocol without ports"},
		{"no ports", granted("*", "*", "tcp:"), "must have *, a port"},
		{"a space", granted("*", "*", " 80"), "must have *, a port"},

		{"deny", withTags(`"acls": [{"action": "deny", "src": ["*"], "dst": ["*:*"]}]`), "policy.acls[0].action: must be accept"},
		{"no action", withTags(`"acls": [{"src": ["*"], "dst": ["*:*"]}]`), "policy.acls[0].action: must be accept"},
		{"users and ports", withTags(`"acls": [{"action": "accept", "users": ["*"], "ports": ["*:*"]}]`), `unknown object member name "users"`},
		{"a destination of acls without ports", ruled("*", "", "db-host"), "policy.acls[0].dst[0]: must be HOST:PORTS"},
		{"a tag of acls without ports", ruled("*", "", "tag:db"), "policy.acls[0].dst[0]: must be"},
		{"IPv6 without brackets", ruled("*", "", "fd7a:115c:a1e0::2:22"), "must have brackets"},
		{"brackets around others", ruled("*", "", "[db-host]:22"), "must have brackets"},
		{"a range in a list", ruled("*", "", "*:22,80-90"), "must be single ports where there are several"},
		{"ports of a protocol without", ruled("*", `, "proto": "gre"`, "*:22"), "must have the ports *"},
		{"an unknown protocol of acls", ruled("*", `, "proto": "x"`, "*:22"), "policy.acls[0].proto: must be a documented protocol name"},

		{"a group of another name", withTags(`"grants": [], "groups": {"dev": []}`), "policy.groups: must have names that begin with group:"},
		{"a group in a group", withTags(`"grants": [], "groups": {"group:a": ["group:b"]}`), `policy.groups["group:a"][0]: must be a user`},
		{"a tag of another name", `{"grants": [], "tagOwners": {"web": []}}`, `policy.tagOwners["web"]: must be a tag`},
		{"an owner that is not defined", `{"grants": [], "tagOwners": {"tag:web": ["group:x"]}}`, `policy.tagOwners["tag:web"][0]: must be a user`},
		{"an unknown autogroup as owner", `{"grants": [], "tagOwners": {"tag:web": ["autogroup:x"]}}`, "must be a user"},
		{"a host with the name of a user", withTags(`"grants": [], "hosts": {"a@b": "100.64.0.1"}`), "policy.hosts: must have names"},
		{"a host with the name of an address", withTags(`"grants": [], "hosts": {"100.64.0.1": "100.64.0.2"}`), "policy.hosts: must have names"},
		{"a host without an address", withTags(`"grants": [], "hosts": {"a": "example.com"}`), `policy.hosts["a"]: must be an address`},
		{"an IP set of another name", withTags(`"grants": [], "ipsets": {"a": []}`), "policy.ipsets: must have names that begin with ipset:"},
		{"an IP set of itself", withTags(`"grants": [], "ipsets": {"ipset:a": ["ipset:b"], "ipset:b": ["ipset:a"]}`), "must not contain itself, got ipset:a -> ipset:b -> ipset:a"},
		{"an IP set with a tag", withTags(`"grants": [], "ipsets": {"ipset:a": ["tag:web"]}`), `policy.ipsets["ipset:a"][0]: must name an address`},
		{"an IP set of an undefined host", withTags(`"grants": [], "ipsets": {"ipset:a": ["host:x"]}`), "must be of hosts"},
		{"an IP set of an undefined one", withTags(`"grants": [], "ipsets": {"ipset:a": ["ipset:x"]}`), "must be of ipsets"},
		{"an unknown operation", withTags(`"grants": [], "ipsets": {"ipset:a": ["keep 100.64.0.1"]}`), "must begin with add or remove"},
		{"operations in some entries", withTags(`"grants": [], "ipsets": {"ipset:a": ["100.64.0.1", "remove 100.64.0.2"]}`), "must have an operation in each entry or in none"},

		{"a test of nothing", withTags(`"grants": [], "tests": [{"src": "tag:web"}]`), "policy.tests[0]: must have destinations"},
		{"a test of a posture", withTags(`"grants": [], "tests": [{"src": "tag:web", "srcPostureAttrs": {}}]`), `unknown object member name "srcPostureAttrs"`},
		{"allow", withTags(`"grants": [], "tests": [{"src": "tag:web", "allow": ["tag:db:22"]}]`), `unknown object member name "allow"`},
		{"a test from all", withTags(`"grants": [], "tests": [{"src": "*", "deny": ["tag:db:22"]}]`), "policy.tests[0].src: must be a selector"},
		{"a test from an autogroup", withTags(`"grants": [], "tests": [{"src": "autogroup:member", "deny": ["tag:db:22"]}]`), "policy.tests[0].src: must be a user"},
		{"a test to a range", withTags(`"grants": [], "tests": [{"src": "tag:web", "deny": ["100.64.0.0/10:22"]}]`), "policy.tests[0].deny[0]: must be a user"},
		{"a test to all ports", withTags(`"grants": [], "tests": [{"src": "tag:web", "accept": ["tag:db:*"]}]`), "policy.tests[0].accept[0]: must have a single port"},
		{"a test to port 0", withTags(`"grants": [], "tests": [{"src": "tag:web", "accept": ["tag:db:0"]}]`), "must be from 1 to 65535"},
		{"a test of icmp with a port", withTags(`"grants": [], "tests": [{"src": "tag:web", "proto": "icmp", "accept": ["tag:db:22"]}]`), "must be 0 for a protocol without ports"},
		{"a test of a user without a device", withTags(`"grants": [], "tests": [{"src": "carol@example.com", "accept": ["tag:db:22"]}]`), "policy.tests[0].src: must be of a node"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := ask(test.policy, nodes, nil)
			if err == nil {
				t.Fatalf("accepted, want an error with %q", test.want)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %q, want it to contain %q", err, test.want)
			}
		})
	}
}

func TestPolicyTests(t *testing.T) {
	rules := strings.Join([]string{
		grants(
			`{"src": ["tag:web", "group:dev"], "dst": ["tag:db"], "ip": ["tcp:5432"]}`,
			`{"src": ["group:dev"], "dst": ["db-host"], "ip": ["udp:53"]}`,
			`{"src": ["group:dev"], "dst": ["198.51.100.0/24"], "ip": ["tcp:22"]}`,
		),
		groups, hosts,
	}, ",")
	for _, test := range []struct {
		name, test   string
		accept, deny []string
	}{
		{"what holds", `{"src": "tag:web", "accept": ["tag:db:5432"], "deny": ["tag:db:22", "alice@example.com:22"]}`, nil, nil},
		{"an accept that fails", `{"src": "tag:web", "accept": ["tag:db:5432", "tag:db:22"]}`, []string{"tag:db:22"}, nil},
		{"a deny that fails", `{"src": "tag:web", "deny": ["tag:db:22", "tag:db:5432"]}`, nil, []string{"tag:db:5432"}},
		{"both fail", `{"src": "bob@example.com", "accept": ["tag:db:5432"], "deny": ["group:dev:22"]}`, []string{"tag:db:5432"}, nil},
		{"a protocol", `{"src": "group:dev", "proto": "tcp", "accept": ["db-host:5432"], "deny": ["db-host:53"]}`, nil, nil},
		{"either protocol where none is named", `{"src": "group:dev", "accept": ["db-host:53"]}`, nil, nil},
		{"deny where one of the protocols is let through", `{"src": "group:dev", "deny": ["db-host:53"]}`, nil, []string{"db-host:53"}},
		{"icmp", `{"src": "group:dev", "proto": "icmp", "accept": ["tag:db:0"], "deny": ["bob@example.com:0"]}`, nil, nil},
		{"an address of a device", `{"src": "alice@example.com", "accept": ["100.64.0.2:5432"], "deny": ["100.64.0.1:5432"]}`, nil, nil},
		{"an IPv6 address", `{"src": "web6-host", "accept": ["[fd7a:115c:a1e0::2]:5432"]}`, nil, nil},
		{"an address behind a device", `{"src": "alice@example.com", "accept": ["198.51.100.7:22"], "deny": ["198.51.101.7:22"]}`, nil, nil},
		{"a host as a source", `{"src": "db-host", "deny": ["tag:web:5432"]}`, nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			// One family of addresses, so that each device of a tag can reach each of another.
			given := nodes[:6]
			policy := rules
			if strings.Contains(test.test, "web6-host") {
				given = nodes
				policy = strings.Replace(rules, `"db-host":`, `"web6-host": "fd7a:115c:a1e0::1", "db-host":`, 1)
			}
			result, err := ask(withTags(policy, `"tests": [`+test.test+`]`), given, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := result.Tests[0].Accept; !slices.Equal(got, test.accept) {
				t.Errorf("accept: failing are %q, want %q", got, test.accept)
			}
			if got := result.Tests[0].Deny; !slices.Equal(got, test.deny) {
				t.Errorf("deny: failing are %q, want %q", got, test.deny)
			}
		})
	}
}

// A test must hold for each device that it means: here one of the tag's two can, through its other tag.
func TestPolicyTestOfSeveralDevices(t *testing.T) {
	policy := withTags(
		grants(`{"src": ["tag:db"], "dst": ["bob@example.com"], "ip": ["tcp:22"]}`),
		`"tests": [{"src": "tag:web", "accept": ["bob@example.com:22"], "deny": ["bob@example.com:22"]}]`,
	)
	result, err := ask(policy, nodes[:6], nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := result.Tests[0]; len(got.Accept) != 1 || len(got.Deny) != 1 {
		t.Errorf("got %+v, want both to fail", got)
	}
}

func TestRefusedDocuments(t *testing.T) {
	policy := strconv.Quote(`{"grants": [], "tagOwners": {"tag:a": []}}`)
	document := func(nodes, queries string) string {
		return fmt.Sprintf(`{"policy": %s, "nodes": [%s], "queries": [%s]}`, policy, nodes, queries)
	}
	a := `{"name": "a", "address": "100.64.0.1", "tags": ["tag:a"]}`
	asked := func(src, proto, port string) string {
		return fmt.Sprintf(`{"src": %q, "dst": "a", "proto": %q, "port": %s}`, src, proto, port)
	}
	for _, test := range []struct {
		name, text, want string
	}{
		{"no JSON", "", "input: must be one document"},
		{"two documents", document(a, "") + "{}", "input: must be one document"},
		{"an unknown member", `{"policy": "{}", "edges": []}`, `unknown object member name "edges"`},
		{"no policy", `{"nodes": []}`, "policy: must be the text of a policy file"},
		{"a node without a name", document(`{"address": "100.64.0.1", "user": "a@b"}`, ""), "nodes[0].name: must be a name"},
		{"a name twice", document(a+`, {"name": "a", "address": "100.64.0.2", "user": "a@b"}`, ""), "nodes[1].name: must be a name that no other node has"},
		{"an address twice", document(a+`, {"name": "b", "address": "100.64.0.1", "user": "a@b"}`, ""), "nodes[1].address: must be of this node alone, got 100.64.0.1 of a"},
		{"another address", document(`{"name": "a", "address": "10.0.0.1", "user": "a@b"}`, ""), "nodes[0].address: must be a Tailscale address"},
		{"no address", document(`{"name": "a", "user": "a@b"}`, ""), "nodes[0].address: must be a Tailscale address"},
		{"neither user nor tags", document(`{"name": "a", "address": "100.64.0.1"}`, ""), "nodes[0]: must have either a user or tags"},
		{"user and tags", document(`{"name": "a", "address": "100.64.0.1", "user": "a@b", "tags": ["tag:a"]}`, ""), "nodes[0]: must have either a user or tags"},
		{"a user without a domain", document(`{"name": "a", "address": "100.64.0.1", "user": "a"}`, ""), "nodes[0].user: must be a user"},
		{"a tag that the policy lacks", document(`{"name": "a", "address": "100.64.0.1", "tags": ["tag:b"]}`, ""), `nodes[0].tags: must be of the policy's tagOwners, got "tag:b"`},
		{"an unknown source", document(a, asked("b", "tcp", "22")), "queries[0].src: must be the name of a node"},
		{"an unknown destination", document(a, `{"src": "a", "dst": "b", "proto": "tcp", "port": 22}`), "queries[0].dst: must be the name of a node"},
		{"an unknown protocol", document(a, asked("a", "x", "22")), "queries[0].proto: must be a documented protocol name"},
		{"no port", document(a, asked("a", "tcp", "0")), "queries[0].port: must be from 1 to 65535"},
		{"a port beyond the last", document(a, asked("a", "tcp", "65536")), "input: must be one document"},
		{"a port of icmp", document(a, asked("a", "icmp", "8")), "queries[0].port: must be 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			err := answerTo(strings.NewReader(test.text), &out)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
			if out.Len() > 0 {
				t.Errorf("printed %q beside the error", out.String())
			}
		})
	}
}
