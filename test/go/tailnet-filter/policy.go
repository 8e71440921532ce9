package main

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/tailscale/hujson"
	"tailscale.com/types/ipproto"
)

// policy is a policy file whose every entry is understood.
type policy struct {
	names names
	rules []rule
	tests []policyTest
}

// rule lets sources reach destinations with that traffic. Grants and acls become such rules.
type rule struct {
	sources      []selector
	destinations []selector
	traffic      traffic
}

// writtenPolicy has what is understood of a policy file. Any other member is refused: ssh, nodeAttrs
// and posture decide on access too, and of others this program cannot know.
type writtenPolicy struct {
	Grants    []grant             `json:"grants"`
	ACLs      []acl               `json:"acls"`
	TagOwners map[string][]string `json:"tagOwners"`
	Groups    map[string][]string `json:"groups"`
	Hosts     map[string]string   `json:"hosts"`
	IPSets    map[string][]string `json:"ipsets"`
	Tests     []policyTest        `json:"tests"`
}

type grant struct {
	Src []string `json:"src"`
	Dst []string `json:"dst"`
	IP  []string `json:"ip"`
}

type acl struct {
	Action string   `json:"action"`
	Src    []string `json:"src"`
	Proto  string   `json:"proto"`
	Dst    []string `json:"dst"`
}

func readPolicy(text string) (*policy, error) {
	standard, err := hujson.Standardize([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("policy: must be HuJSON: %w", err)
	}
	var written writtenPolicy
	if err := json.Unmarshal(standard, &written, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("policy: must hold only what is understood here: %w", err)
	}
	// Without either a tailnet may fall back to the rule that lets everything through.
	if written.Grants == nil && written.ACLs == nil {
		return nil, fmt.Errorf("policy: must have grants or acls, got neither; write [] for a policy that lets nothing through")
	}
	names, err := readNames(written)
	if err != nil {
		return nil, err
	}
	read := &policy{names: names, tests: written.Tests}
	for i, grant := range written.Grants {
		rules, err := grant.rules(fmt.Sprintf("policy.grants[%d]", i), names)
		if err != nil {
			return nil, err
		}
		read.rules = append(read.rules, rules...)
	}
	for i, acl := range written.ACLs {
		rules, err := acl.rules(fmt.Sprintf("policy.acls[%d]", i), names)
		if err != nil {
			return nil, err
		}
		read.rules = append(read.rules, rules...)
	}
	return read, nil
}

// checkTags refuses devices with tags that the policy does not know: they could not have joined.
func (p *policy) checkTags(devices []device) error {
	for i, device := range devices {
		for _, tag := range device.tags {
			if _, defined := p.names.tags[tag]; !defined {
				return undefined(fmt.Sprintf("nodes[%d].tags", i), tag, "the policy's tagOwners")
			}
		}
	}
	return nil
}

func readNames(written writtenPolicy) (names, error) {
	read := names{groups: written.Groups, tags: written.TagOwners}
	for _, group := range sortedKeys(written.Groups) {
		if !strings.HasPrefix(group, "group:") || group == "group:" {
			return names{}, fmt.Errorf("policy.groups: must have names that begin with group:, got %q", group)
		}
		for i, member := range written.Groups[group] {
			if !isUser(member) {
				return names{}, fmt.Errorf("policy.groups[%q][%d]: must be a user (NAME@DOMAIN), got %q", group, i, member)
			}
		}
	}
	if err := checkTagOwners(written); err != nil {
		return names{}, err
	}
	var err error
	if read.hosts, err = readHosts(written.Hosts); err != nil {
		return names{}, err
	}
	read.sets, err = readSets(written.IPSets, read.hosts)
	return read, err
}

func checkTagOwners(written writtenPolicy) error {
	for _, tag := range sortedKeys(written.TagOwners) {
		path := fmt.Sprintf("policy.tagOwners[%q]", tag)
		if err := checkTagName(path, tag); err != nil {
			return err
		}
		for i, owner := range written.TagOwners[tag] {
			if !written.mayOwn(owner) {
				return fmt.Errorf("%s[%d]: must be a user, a defined group, a defined tag, autogroup:member, autogroup:tagged or the autogroup of a role, got %q", path, i, owner)
			}
		}
	}
	return nil
}

func (w writtenPolicy) mayOwn(owner string) bool {
	if name, is := strings.CutPrefix(owner, "autogroup:"); is {
		return name == "member" || name == "tagged" || slices.Contains(roles, name)
	}
	_, isGroup := w.Groups[owner]
	_, isTag := w.TagOwners[owner]
	return isGroup || isTag || isUser(owner)
}

func readHosts(written map[string]string) (map[string]netip.Prefix, error) {
	read := map[string]netip.Prefix{}
	for _, name := range sortedKeys(written) {
		// Any of these characters would make another kind of selector of it.
		_, err := netip.ParseAddr(name)
		if name == "" || strings.ContainsAny(name, "@:/*, ") || err == nil {
			return nil, fmt.Errorf("policy.hosts: must have names that are no other selector, got %q", name)
		}
		prefix, err := parsePrefix(written[name])
		if err != nil {
			return nil, fmt.Errorf("policy.hosts[%q]: must be an address or ADDRESS/BITS, got %q", name, written[name])
		}
		read[name] = prefix
	}
	return read, nil
}

func (g grant) rules(path string, names names) ([]rule, error) {
	sources, err := readAll(path+".src", g.Src, names.source)
	if err != nil {
		return nil, err
	}
	destinations, err := readAll(path+".dst", g.Dst, names.destination)
	if err != nil {
		return nil, err
	}
	if err := checkSelf(path, sources, destinations); err != nil {
		return nil, err
	}
	several, err := readAll(path+".ip", g.IP, parseCapability)
	if err != nil {
		return nil, err
	}
	var rules []rule
	for _, traffic := range several {
		rules = append(rules, rule{sources, destinations, traffic})
	}
	return rules, nil
}

func (a acl) rules(path string, names names) ([]rule, error) {
	if a.Action != "accept" {
		return nil, fmt.Errorf("%s.action: must be accept, got %q", path, a.Action)
	}
	sources, err := readAll(path+".src", a.Src, names.source)
	if err != nil {
		return nil, err
	}
	protocols := tcpAndUDP
	if a.Proto != "" {
		if protocols, err = parseProtocol(path+".proto", a.Proto); err != nil {
			return nil, err
		}
	}
	rules, err := readAll(path+".dst", a.Dst, func(path, text string) (rule, error) {
		return ruleTo(path, text, protocols, names)
	})
	if err != nil {
		return nil, err
	}
	for i := range rules {
		rules[i].sources = sources
		if err := checkSelf(path, sources, rules[i].destinations); err != nil {
			return nil, err
		}
	}
	return rules, nil
}

// ruleTo reads HOST:PORTS of acls into a rule without sources.
func ruleTo(path, text string, protocols []ipproto.Proto, names names) (rule, error) {
	host, ports, err := splitHost(path, text)
	if err != nil {
		return rule{}, err
	}
	destination, err := names.destination(path, host)
	if err != nil {
		return rule{}, err
	}
	traffic, err := parseRulePorts(path, protocols, ports)
	return rule{destinations: []selector{destination}, traffic: traffic}, err
}

// splitHost reads HOST:PORTS. An IPv6 address stands in brackets, for it has colons itself.
func splitHost(path, text string) (host, ports string, err error) {
	colon := strings.LastIndexByte(text, ':')
	if colon < 0 {
		return "", "", fmt.Errorf("%s: must be HOST:PORTS, got %q", path, text)
	}
	host, ports = text[:colon], text[colon+1:]
	inner, opened := strings.CutPrefix(host, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	prefix, err := parsePrefix(inner)
	isIPv6 := err == nil && prefix.Addr().Is6()
	if opened != closed || opened != isIPv6 {
		return "", "", fmt.Errorf("%s: must have brackets around an IPv6 address and nothing else, got %q", path, text)
	}
	return inner, ports, nil
}

func checkSelf(path string, sources, destinations []selector) error {
	toSelf := slices.ContainsFunc(destinations, func(s selector) bool { return s.isSelf })
	ofOthers := slices.ContainsFunc(sources, func(s selector) bool { return !s.isUser })
	if toSelf && ofOthers {
		return fmt.Errorf("%s.src: must be users, groups or autogroup:member for autogroup:self, got others", path)
	}
	return nil
}

// readAll reads each entry of a list that must have one.
func readAll[T any](path string, texts []string, read func(path, text string) (T, error)) ([]T, error) {
	if len(texts) == 0 {
		return nil, fmt.Errorf("%s: must have an entry, got none", path)
	}
	var all []T
	for i, text := range texts {
		one, err := read(fmt.Sprintf("%s[%d]", path, i), text)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// sortedKeys makes the first fault of a section the same one each time.
func sortedKeys[T any](section map[string]T) []string {
	return slices.Sorted(maps.Keys(section))
}
