package main

import (
	"fmt"
	"strconv"

	"tailscale.com/types/ipproto"
)

// policyTest is an entry of a policy file's tests.
type policyTest struct {
	Src    string   `json:"src"`
	Proto  string   `json:"proto"`
	Accept []string `json:"accept"`
	Deny   []string `json:"deny"`
}

// testResult has the destinations of a test that fail it: what should be accepted and is not, and
// what should be denied and is accepted.
type testResult struct {
	Src    string   `json:"src"`
	Accept []string `json:"accept"`
	Deny   []string `json:"deny"`
}

func (f *filters) runTests(tests []policyTest) ([]testResult, error) {
	results := []testResult{}
	for i, test := range tests {
		result, err := f.runTest(fmt.Sprintf("policy.tests[%d]", i), test)
		if err != nil {
			return nil, err
		}
		results = append(results, result)
	}
	return results, nil
}

func (f *filters) runTest(path string, test policyTest) (testResult, error) {
	result := testResult{Src: test.Src, Accept: []string{}, Deny: []string{}}
	if len(test.Accept)+len(test.Deny) == 0 {
		return result, fmt.Errorf("%s: must have destinations in accept or deny, got none", path)
	}
	// Either protocol does where a test names none.
	alternatives := [][]ipproto.Proto{{ipproto.TCP}, {ipproto.UDP}}
	if test.Proto != "" {
		protocols, err := parseProtocol(path+".proto", test.Proto)
		if err != nil {
			return result, err
		}
		alternatives = [][]ipproto.Proto{protocols}
	}
	sources, err := f.devicesOf(path+".src", test.Src)
	if err != nil {
		return result, err
	}
	for i, text := range test.Accept {
		_, all, err := f.reach(fmt.Sprintf("%s.accept[%d]", path, i), sources, text, alternatives)
		if err != nil {
			return result, err
		}
		if !all {
			result.Accept = append(result.Accept, text)
		}
	}
	for i, text := range test.Deny {
		some, _, err := f.reach(fmt.Sprintf("%s.deny[%d]", path, i), sources, text, alternatives)
		if err != nil {
			return result, err
		}
		if some {
			result.Deny = append(result.Deny, text)
		}
	}
	return result, nil
}

// reach says whether some, and whether all, of the sources reach the devices of a destination.
func (f *filters) reach(path string, sources []device, text string, alternatives [][]ipproto.Proto) (some, all bool, err error) {
	host, portText, err := splitHost(path, text)
	if err != nil {
		return false, false, err
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return false, false, fmt.Errorf("%s: must have a single port, got %q", path, text)
	}
	if err := checkPort(path, alternatives[0], uint16(port)); err != nil {
		return false, false, err
	}
	destinations, err := f.devicesOf(path, host)
	if err != nil {
		return false, false, err
	}
	all = true
	for _, source := range sources {
		for _, destination := range destinations {
			accepted := false
			for _, protocols := range alternatives {
				protocol := inFamily(protocols, destination.address)
				accepted = accepted || f.accept(connection{source, destination, protocol, uint16(port)})
			}
			some = some || accepted
			all = all && accepted
		}
	}
	return some, all, nil
}

// devicesOf are the devices that a test means: of a user, group or tag, or at an address.
func (f *filters) devicesOf(path, text string) ([]device, error) {
	selected, err := f.policy.names.either(path, text)
	if err != nil {
		return nil, err
	}
	if !selected.isEntity {
		return nil, fmt.Errorf("%s: must be a user, a group, a tag, an address or a host with one address, got %q", path, text)
	}
	var found []device
	for _, device := range f.tailnet {
		if selected.selects(device) {
			found = append(found, device)
		}
	}
	if len(found) == 0 && selected.addresses != nil {
		found = append(found, device{address: selected.addresses.Prefixes()[0].Addr()})
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: must be of a node, got %q; add one to nodes", path, text)
	}
	return found, nil
}
