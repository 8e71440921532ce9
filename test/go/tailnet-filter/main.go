// Tailnet-filter says which connections a Tailscale policy file lets through. It reads the file as
// Tailscale's documentation describes it, makes the packet filter of each destination from it, and
// asks the filter that the Tailscale client itself runs.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// refused is the exit code for a document, or a part of the policy language, that is not understood.
const refused = 2

// answer is what goes to standard output.
type answer struct {
	// Answers has, for each query in their order, whether the connection is accepted.
	Answers []bool `json:"answers"`
	// Tests has, for each of the policy's own tests in their order, what fails of it.
	Tests []testResult `json:"tests"`
}

func main() {
	if err := answerTo(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "tailnet-filter:", err)
		os.Exit(refused)
	}
}

func answerTo(in io.Reader, out io.Writer) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	given, err := evaluate(text)
	if err != nil {
		return err
	}
	return json.MarshalWrite(out, given, jsontext.Multiline(false))
}

func evaluate(text []byte) (answer, error) {
	document, err := readDocument(text)
	if err != nil {
		return answer{}, err
	}
	rules, err := readPolicy(document.policy)
	if err != nil {
		return answer{}, err
	}
	if err := rules.checkTags(document.devices); err != nil {
		return answer{}, err
	}
	filters := newFilters(rules, document.devices)
	answers := make([]bool, len(document.connections))
	for i, asked := range document.connections {
		answers[i] = filters.accept(asked)
	}
	tests, err := filters.runTests(rules.tests)
	if err != nil {
		return answer{}, err
	}
	return answer{Answers: answers, Tests: tests}, nil
}
