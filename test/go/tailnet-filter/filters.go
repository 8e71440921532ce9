package main

import (
	"net/netip"
	"slices"

	"go4.org/netipx"
	"tailscale.com/types/ipproto"
	"tailscale.com/types/logger"
	"tailscale.com/types/views"
	"tailscale.com/wgengine/filter"
)

// filters has the packet filter of each destination, as the coordination server would send it there.
type filters struct {
	policy  *policy
	tailnet []device
	// sources has the addresses of the sources of each rule.
	sources [][]netip.Prefix
	made    map[netip.Addr]*filter.Filter
}

func newFilters(policy *policy, tailnet []device) *filters {
	made := &filters{policy: policy, tailnet: tailnet, made: map[netip.Addr]*filter.Filter{}}
	for _, rule := range policy.rules {
		made.sources = append(made.sources, prefixesOf(rule.sources, tailnet))
	}
	return made
}

// accept asks the filter of the destination for the first packet of a connection.
func (f *filters) accept(c connection) bool {
	verdict := f.of(c.destination).Check(c.source.address, c.destination.address, c.port, c.protocol)
	return verdict == filter.Accept
}

func (f *filters) of(destination device) *filter.Filter {
	if found, ok := f.made[destination.address]; ok {
		return found
	}
	var builder netipx.IPSetBuilder
	builder.Add(destination.address)
	local := built(&builder)
	f.made[destination.address] = filter.New(f.matches(destination), nil, local, nil, nil, logger.Discard)
	return f.made[destination.address]
}

func (f *filters) matches(destination device) []filter.Match {
	var matches []filter.Match
	for i, rule := range f.policy.rules {
		var sources []netip.Prefix
		if slices.ContainsFunc(rule.destinations, func(s selector) bool { return s.selects(destination) }) {
			sources = append(sources, f.sources[i]...)
		}
		if slices.ContainsFunc(rule.destinations, func(s selector) bool { return s.isSelf }) {
			sources = append(sources, prefixesOf(rule.sources, f.ownDevices(destination))...)
		}
		if len(sources) > 0 {
			matches = append(matches, match(sources, destination, rule.traffic))
		}
	}
	return matches
}

// ownDevices are those of the same user.
func (f *filters) ownDevices(of device) []device {
	var own []device
	for _, device := range f.tailnet {
		if device.user != "" && device.user == of.user {
			own = append(own, device)
		}
	}
	return own
}

func prefixesOf(selectors []selector, tailnet []device) []netip.Prefix {
	var prefixes []netip.Prefix
	for _, selector := range selectors {
		prefixes = append(prefixes, selector.prefixes(tailnet)...)
	}
	return prefixes
}

func match(sources []netip.Prefix, destination device, traffic traffic) filter.Match {
	made := filter.Match{
		IPProto: views.SliceOf(slices.Clone[[]ipproto.Proto](traffic.protocols)),
		Srcs:    sources,
	}
	for _, ports := range traffic.ports {
		made.Dsts = append(made.Dsts, filter.NetPortRange{Net: prefixOf(destination.address), Ports: ports})
	}
	return made
}
