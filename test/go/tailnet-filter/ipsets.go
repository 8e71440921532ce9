package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"
)

// setReader resolves the IP sets of a policy, which may refer to one another.
type setReader struct {
	written map[string][]string
	hosts   map[string]netip.Prefix
	read    map[string]*netipx.IPSet
	open    []string // the sets that are being read, the outermost first
}

func readSets(written map[string][]string, hosts map[string]netip.Prefix) (map[string]*netipx.IPSet, error) {
	reader := setReader{written: written, hosts: hosts, read: map[string]*netipx.IPSet{}}
	for _, name := range sortedKeys(written) {
		if !strings.HasPrefix(name, "ipset:") || name == "ipset:" {
			return nil, fmt.Errorf("policy.ipsets: must have names that begin with ipset:, got %q", name)
		}
		if _, err := reader.set(name); err != nil {
			return nil, err
		}
	}
	return reader.read, nil
}

func (r *setReader) set(name string) (*netipx.IPSet, error) {
	if read, done := r.read[name]; done {
		return read, nil
	}
	path := fmt.Sprintf("policy.ipsets[%q]", name)
	if slices.Contains(r.open, name) {
		return nil, fmt.Errorf("%s: must not contain itself, got %s", path, strings.Join(append(r.open, name), " -> "))
	}
	r.open = append(r.open, name)
	defer func() { r.open = r.open[:len(r.open)-1] }()

	var builder netipx.IPSetBuilder
	bare, withOperation := 0, 0
	for i, text := range r.written[name] {
		at := fmt.Sprintf("%s[%d]", path, i)
		operation, target, has := strings.Cut(text, " ")
		if has {
			withOperation++
		} else {
			bare++
			operation, target = "add", text
		}
		targeted, err := r.target(at, target)
		if err != nil {
			return nil, err
		}
		switch operation {
		case "add":
			builder.AddSet(targeted)
		case "remove":
			builder.RemoveSet(targeted)
		default:
			return nil, fmt.Errorf("%s: must begin with add or remove, got %q", at, text)
		}
	}
	if bare > 0 && withOperation > 0 {
		return nil, fmt.Errorf("%s: must have an operation in each entry or in none, got %q", path, r.written[name])
	}
	r.read[name] = built(&builder)
	return r.read[name], nil
}

func (r *setReader) target(path, text string) (*netipx.IPSet, error) {
	var builder netipx.IPSetBuilder
	if host, isHost := strings.CutPrefix(text, "host:"); isHost {
		prefix, defined := r.hosts[host]
		if !defined {
			return nil, undefined(path, text, "hosts")
		}
		builder.AddPrefix(prefix)
		return built(&builder), nil
	}
	if text == "autogroup:internet" {
		return internet, nil
	}
	if strings.HasPrefix(text, "ipset:") {
		if _, defined := r.written[text]; !defined {
			return nil, undefined(path, text, "ipsets")
		}
		return r.set(text)
	}
	if span, err := netipx.ParseIPRange(text); err == nil {
		builder.AddRange(span)
		return built(&builder), nil
	}
	prefix, err := parsePrefix(text)
	if err != nil {
		return nil, fmt.Errorf("%s: must name an address, ADDRESS/BITS, FIRST-LAST, host:NAME, ipset:NAME or autogroup:internet, got %q", path, text)
	}
	builder.AddPrefix(prefix)
	return built(&builder), nil
}
