package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"tailscale.com/types/ipproto"
	"tailscale.com/wgengine/filter"
)

var icmp = []ipproto.Proto{ipproto.ICMPv4, ipproto.ICMPv6}

// What a grant's ip without a protocol stands for.
var anyProtocol = append([]ipproto.Proto{ipproto.TCP, ipproto.UDP}, icmp...)

// What a rule of acls, and a test, without a protocol stands for.
var tcpAndUDP = []ipproto.Proto{ipproto.TCP, ipproto.UDP}

var protocolNames = map[string][]ipproto.Proto{
	"icmp":     icmp,
	"igmp":     {ipproto.IGMP},
	"ipv4":     {4},
	"ip-in-ip": {4},
	"tcp":      {ipproto.TCP},
	"egp":      {8},
	"igp":      {9},
	"udp":      {ipproto.UDP},
	"gre":      {ipproto.GRE},
	"esp":      {50},
	"ah":       {51},
	"sctp":     {ipproto.SCTP},
}

// parseProtocol reads a name or an IANA number.
func parseProtocol(path, text string) ([]ipproto.Proto, error) {
	if named, ok := protocolNames[text]; ok {
		return named, nil
	}
	number, err := strconv.ParseUint(text, 10, 8)
	if err != nil || number == 0 {
		return nil, fmt.Errorf("%s: must be a documented protocol name or a number from 1 to 255, got %q", path, text)
	}
	return []ipproto.Proto{ipproto.Proto(number)}, nil
}

// inFamily picks the protocol that a packet to that address carries.
func inFamily(protocols []ipproto.Proto, destination netip.Addr) ipproto.Proto {
	if destination.Is6() {
		return protocols[len(protocols)-1]
	}
	return protocols[0]
}

func hasPorts(protocols []ipproto.Proto) bool {
	return !slices.ContainsFunc(protocols, func(protocol ipproto.Proto) bool {
		return protocol != ipproto.TCP && protocol != ipproto.UDP && protocol != ipproto.SCTP
	})
}

// checkPort refuses the port of a packet that its protocol cannot have.
func checkPort(path string, protocols []ipproto.Proto, port uint16) error {
	if hasPorts(protocols) && port == 0 {
		return fmt.Errorf("%s: must be from 1 to 65535 for a protocol with ports, got 0", path)
	}
	if !hasPorts(protocols) && port != 0 {
		return fmt.Errorf("%s: must be 0 for a protocol without ports, got %d", path, port)
	}
	return nil
}

// traffic is what one entry of a grant's ip, or the ports of one destination of acls, lets through.
type traffic struct {
	protocols []ipproto.Proto
	ports     []filter.PortRange
}

// parseCapability reads an entry of a grant's ip: *, PORTS, PROTOCOL:* or PROTOCOL:PORTS.
func parseCapability(path, text string) (traffic, error) {
	protocol, ports, named := strings.Cut(text, ":")
	if !named {
		parsed, err := parsePortRange(path, text)
		return traffic{anyProtocol, []filter.PortRange{parsed}}, err
	}
	protocols, err := parseProtocol(path, protocol)
	if err != nil {
		return traffic{}, err
	}
	parsed, err := parsePortRange(path, ports)
	if err != nil {
		return traffic{}, err
	}
	return traffic{protocols, []filter.PortRange{parsed}}, checkRanges(path, protocols, ports)
}

// parseRulePorts reads the ports of a destination of acls: *, PORT, PORT,PORT... or PORT-PORT.
func parseRulePorts(path string, protocols []ipproto.Proto, text string) (traffic, error) {
	parsed := traffic{protocols: protocols}
	several := strings.Split(text, ",")
	for _, one := range several {
		ports, err := parsePortRange(path, one)
		if err != nil {
			return traffic{}, err
		}
		if len(several) > 1 && ports.First != ports.Last {
			return traffic{}, fmt.Errorf("%s: must be single ports where there are several, got %q", path, text)
		}
		parsed.ports = append(parsed.ports, ports)
	}
	return parsed, checkRanges(path, protocols, text)
}

func checkRanges(path string, protocols []ipproto.Proto, ports string) error {
	if ports == "*" || hasPorts(protocols) {
		return nil
	}
	return fmt.Errorf("%s: must have the ports * for a protocol without ports, got %q", path, ports)
}

func parsePortRange(path, text string) (filter.PortRange, error) {
	if text == "*" {
		return filter.PortRange{First: 0, Last: 65535}, nil
	}
	low, high, isRange := strings.Cut(text, "-")
	if !isRange {
		high = low
	}
	first, errFirst := strconv.ParseUint(low, 10, 16)
	last, errLast := strconv.ParseUint(high, 10, 16)
	if errFirst != nil || errLast != nil || first == 0 || first > last {
		return filter.PortRange{}, fmt.Errorf("%s: must have *, a port from 1 to 65535 or a range FIRST-LAST, got %q", path, text)
	}
	return filter.PortRange{First: uint16(first), Last: uint16(last)}, nil
}
