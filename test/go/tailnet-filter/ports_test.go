package main

import (
	"slices"
	"testing"

	"tailscale.com/tailcfg"
	"tailscale.com/types/ipproto"
)

// What is documented of a grant's ip is read here as Tailscale's own reader of it does.
func TestCapabilitiesAsTailscaleReadsThem(t *testing.T) {
	for _, text := range []string{
		"*", "443", "80-443", "1", "65535", "1-65535", "tcp:*", "tcp:443", "tcp:80-443", "udp:53", "sctp:*", "sctp:9",
		"icmp:*", "igmp:*", "ipv4:*", "ip-in-ip:*", "egp:*", "igp:*", "gre:*", "esp:*", "ah:*", "6:22", "255:*",
	} {
		ours, err := parseCapability("ip", text)
		if err != nil {
			t.Error(err)
			continue
		}
		theirs, err := tailcfg.ParseProtoPortRanges([]string{text})
		if err != nil {
			t.Error(err)
			continue
		}
		want := []ipproto.Proto{ipproto.Proto(theirs[0].Proto)}
		switch want[0] {
		case 0:
			want = anyProtocol
		case ipproto.ICMPv4:
			want = icmp
		}
		if !slices.Equal(ours.protocols, want) {
			t.Errorf("%s: protocols are %v, want %v", text, ours.protocols, want)
		}
		if got, want := ours.ports[0], theirs[0].Ports; got.First != want.First || got.Last != want.Last {
			t.Errorf("%s: ports are %v, want %v", text, got, want)
		}
	}
}
