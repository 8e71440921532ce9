package main

import (
	"fmt"
	"net/netip"

	"github.com/go-json-experiment/json"
	"tailscale.com/types/ipproto"
)

// document is what standard input brings.
type document struct {
	policy      string
	devices     []device
	connections []connection
}

// device is one device of the tailnet: of a user, or tagged. A test of a policy may also name an
// address that is of none; such a device has neither user nor tags.
type device struct {
	address netip.Addr
	user    string
	tags    []string
}

// connection is one that a source opens.
type connection struct {
	source, destination device
	protocol            ipproto.Proto
	port                uint16 // 0 for a protocol without ports
}

type writtenDocument struct {
	Policy  string  `json:"policy"`
	Nodes   []node  `json:"nodes"`
	Queries []query `json:"queries"`
}

type node struct {
	Name    string   `json:"name"`
	Address string   `json:"address"`
	User    string   `json:"user"`
	Tags    []string `json:"tags"`
}

type query struct {
	Src   string `json:"src"`
	Dst   string `json:"dst"`
	Proto string `json:"proto"`
	Port  uint16 `json:"port"`
}

func readDocument(text []byte) (document, error) {
	var written writtenDocument
	if err := json.Unmarshal(text, &written, json.RejectUnknownMembers(true)); err != nil {
		return document{}, fmt.Errorf("input: must be one document of policy, nodes and queries: %w", err)
	}
	if written.Policy == "" {
		return document{}, fmt.Errorf("policy: must be the text of a policy file, got none")
	}
	read := document{policy: written.Policy}
	names := map[string]device{}
	owners := map[netip.Addr]string{}
	for i, node := range written.Nodes {
		path := fmt.Sprintf("nodes[%d]", i)
		found, err := node.device(path)
		if err != nil {
			return document{}, err
		}
		if _, taken := names[node.Name]; taken || node.Name == "" {
			return document{}, fmt.Errorf("%s.name: must be a name that no other node has, got %q", path, node.Name)
		}
		if owner, taken := owners[found.address]; taken {
			return document{}, fmt.Errorf("%s.address: must be of this node alone, got %s of %s", path, found.address, owner)
		}
		names[node.Name] = found
		owners[found.address] = node.Name
		read.devices = append(read.devices, found)
	}
	for i, query := range written.Queries {
		asked, err := query.connection(fmt.Sprintf("queries[%d]", i), names)
		if err != nil {
			return document{}, err
		}
		read.connections = append(read.connections, asked)
	}
	return read, nil
}

func (n node) device(path string) (device, error) {
	address, err := netip.ParseAddr(n.Address)
	if err != nil || !tailnetAddresses.Contains(address) {
		return device{}, fmt.Errorf("%s.address: must be a Tailscale address (of 100.64.0.0/10 or fd7a:115c:a1e0::/48), got %q", path, n.Address)
	}
	// Tailscale takes the user from a device that gets a tag.
	if (n.User == "") == (len(n.Tags) == 0) {
		return device{}, fmt.Errorf("%s: must have either a user or tags, got user %q and tags %q", path, n.User, n.Tags)
	}
	if n.User != "" && !isUser(n.User) {
		return device{}, fmt.Errorf("%s.user: must be a user (NAME@DOMAIN), got %q", path, n.User)
	}
	return device{address: address, user: n.User, tags: n.Tags}, nil
}

func (q query) connection(path string, nodes map[string]device) (connection, error) {
	source, known := nodes[q.Src]
	if !known {
		return connection{}, fmt.Errorf("%s.src: must be the name of a node, got %q", path, q.Src)
	}
	destination, known := nodes[q.Dst]
	if !known {
		return connection{}, fmt.Errorf("%s.dst: must be the name of a node, got %q", path, q.Dst)
	}
	protocols, err := parseProtocol(path+".proto", q.Proto)
	if err != nil {
		return connection{}, err
	}
	if err := checkPort(path+".port", protocols, q.Port); err != nil {
		return connection{}, err
	}
	return connection{source, destination, inFamily(protocols, destination.address), q.Port}, nil
}
