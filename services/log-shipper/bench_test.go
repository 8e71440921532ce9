package main

import (
	"strings"
	"testing"
)

// A shipper has a quarter of a core: a line without a secret must cost little.
func BenchmarkClean(b *testing.B) {
	for name, text := range map[string]string{
		"plain":  "2026-11-29 12:00:00.123 UTC [42] LOG:  checkpoint complete: wrote 3 buffers (0.0%); 0 WAL file(s) added",
		"hinted": "2026-11-29 12:00:00.123 UTC [42] LOG:  key of the table has 3 tokens, http://host/path --verbose=1 -- done",
		"long":   strings.Repeat("x ", 500_000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			one := &redactor{}
			for b.Loop() {
				one.clean([]byte(text))
			}
		})
	}
}
