package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"
	"tailscale.com/tailcfg"
)

var (
	tailnetAddresses = setOf([]string{"100.64.0.0/10", "fd7a:115c:a1e0::/48"}, nil)
	allAddresses     = setOf([]string{"0.0.0.0/0", "::/0"}, nil)
	internet         = setOf(
		[]string{"0.0.0.0/0", "2000::/3"},
		[]string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"},
	)
)

// Roles that may own a tag. Who has one is not in a policy file, so rules cannot name them here.
var roles = []string{"owner", "admin", "it-admin", "network-admin", "billing-admin", "auditor"}

// selector is one entry of src or dst. It selects either addresses or identities.
type selector struct {
	addresses *netipx.IPSet
	identity  func(device) bool
	// isUser says that it selects devices of users alone, as autogroup:self needs.
	isUser bool
	// isSelf marks autogroup:self: the devices of the source's own user.
	isSelf bool
	// isEntity says that a test may name it.
	isEntity bool
}

func (s selector) selects(d device) bool {
	if s.addresses != nil {
		return s.addresses.Contains(d.address)
	}
	return s.identity != nil && s.identity(d)
}

// prefixes are the addresses that it stands for in a packet filter.
func (s selector) prefixes(tailnet []device) []netip.Prefix {
	if s.addresses != nil {
		return s.addresses.Prefixes()
	}
	var found []netip.Prefix
	for _, device := range tailnet {
		if s.selects(device) {
			found = append(found, prefixOf(device.address))
		}
	}
	return found
}

// names is what the entries of a policy may refer to.
type names struct {
	groups map[string][]string
	tags   map[string][]string
	hosts  map[string]netip.Prefix
	sets   map[string]*netipx.IPSet
}

func (n names) source(path, text string) (selector, error) {
	switch text {
	case "*":
		return selector{addresses: tailnetAddresses}, nil
	case "autogroup:danger-all":
		return selector{addresses: allAddresses}, nil
	}
	return n.either(path, text)
}

func (n names) destination(path, text string) (selector, error) {
	switch text {
	case "*":
		// The approved subnet routes that it includes are not in a policy file: any address may be one.
		return selector{addresses: allAddresses}, nil
	case "autogroup:internet":
		return selector{addresses: internet}, nil
	case "autogroup:self":
		return selector{isSelf: true}, nil
	}
	return n.either(path, text)
}

// either reads what may stand in src and in dst.
func (n names) either(path, text string) (selector, error) {
	switch {
	case text == "autogroup:member":
		return selector{identity: func(d device) bool { return d.user != "" }, isUser: true}, nil
	case text == "autogroup:tagged":
		return selector{identity: func(d device) bool { return len(d.tags) > 0 }}, nil
	case strings.HasPrefix(text, "group:"):
		members, defined := n.groups[text]
		if !defined {
			return selector{}, undefined(path, text, "groups")
		}
		return selector{identity: func(d device) bool { return slices.Contains(members, d.user) }, isUser: true, isEntity: true}, nil
	case strings.HasPrefix(text, "tag:"):
		if _, defined := n.tags[text]; !defined {
			return selector{}, undefined(path, text, "tagOwners")
		}
		return selector{identity: func(d device) bool { return slices.Contains(d.tags, text) }, isEntity: true}, nil
	case strings.HasPrefix(text, "ipset:"):
		addresses, defined := n.sets[text]
		if !defined {
			return selector{}, undefined(path, text, "ipsets")
		}
		return selector{addresses: addresses}, nil
	case isUser(text):
		return selector{identity: func(d device) bool { return d.user == text }, isUser: true, isEntity: true}, nil
	}
	prefix, found := n.hosts[text]
	if !found {
		parsed, err := parsePrefix(text)
		if err != nil {
			return selector{}, fmt.Errorf("%s: must be a selector that is understood here (*, a user, group:, tag:, ipset:, an address, a range ADDRESS/BITS, a name of hosts or an autogroup), got %q", path, text)
		}
		prefix = parsed
	}
	var builder netipx.IPSetBuilder
	builder.AddPrefix(prefix)
	return selector{addresses: built(&builder), isEntity: prefix.IsSingleIP()}, nil
}

func undefined(path, text, section string) error {
	return fmt.Errorf("%s: must be of %s, got %q; add it there", path, section, text)
}

// isUser tells NAME@DOMAIN from other selectors, user:*@DOMAIN among them.
func isUser(text string) bool {
	name, domain, found := strings.Cut(text, "@")
	return found && name != "" && domain != "" && !strings.ContainsAny(text, "*:/ ") && !strings.Contains(domain, "@")
}

// parsePrefix reads an address or a range in CIDR notation.
func parsePrefix(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil && address.Zone() == "" {
		return prefixOf(address), nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err == nil && prefix != prefix.Masked() {
		return prefix, fmt.Errorf("%s has bits after its length", text)
	}
	return prefix, err
}

func prefixOf(address netip.Addr) netip.Prefix {
	return netip.PrefixFrom(address, address.BitLen())
}

func setOf(added, removed []string) *netipx.IPSet {
	var builder netipx.IPSetBuilder
	for _, text := range added {
		builder.AddPrefix(netip.MustParsePrefix(text))
	}
	for _, text := range removed {
		builder.RemovePrefix(netip.MustParsePrefix(text))
	}
	return built(&builder)
}

// built is for sets of addresses that were parsed before: only invalid ones are an error.
func built(builder *netipx.IPSetBuilder) *netipx.IPSet {
	set, err := builder.IPSet()
	if err != nil {
		panic(err)
	}
	return set
}

// checkTagName is the check of Tailscale's own client.
func checkTagName(path, text string) error {
	if err := tailcfg.CheckTag(text); err != nil {
		return fmt.Errorf("%s: must be a tag, got %q: %w", path, text, err)
	}
	return nil
}
