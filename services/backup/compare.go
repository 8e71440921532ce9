package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const mostLines = 5

// compare says what of a backup has not come back; nothing where all has. Each line that was noted as it was saved must be
// there. What the backup before had otherwise changes as the service works, also between the note and the save: of it
// the name must be there, and a count that was not zero must not be.
func compare(noted, before, found string) string {
	was, is := linesOf(before), linesOf(found)
	values := map[string]string{}
	for _, line := range is {
		name, value, _ := strings.Cut(line, " ")
		values[name] = value
	}
	var lacking []string
	lines := linesOf(noted)
	for _, line := range lines {
		if slices.Contains(is, line) {
			continue
		}
		name, value, _ := strings.Cut(line, " ")
		other, isThere := values[name]
		isSteady := len(was) == 0 || slices.Contains(was, line)
		if isSteady || !isThere || (counts(other) == "0" && counts(value) != "0") {
			lacking = append(lacking, line)
		}
	}
	if len(lacking) == 0 {
		return ""
	}
	shown := lacking[:min(len(lacking), mostLines)]
	return fmt.Sprintf("must hold what was saved, lacks %d of %d lines: %s", len(lacking), len(lines), strings.Join(shown, ", "))
}

// provable leaves out the lines that no drill can have.
func provable(facts string, unproven []string) string {
	kept := slices.DeleteFunc(linesOf(facts), func(line string) bool {
		return slices.ContainsFunc(unproven, func(name string) bool { return strings.HasPrefix(line, name) })
	})
	return strings.Join(kept, "\n")
}

// A number by itself, or before the sum of what it counts.
var counted = regexp.MustCompile(`^(\d+)(:|$)`)

func counts(value string) string {
	if found := counted.FindStringSubmatch(value); found != nil {
		return found[1]
	}
	return ""
}

func linesOf(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return line == "" })
}
