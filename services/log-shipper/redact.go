package main

import "regexp"

var (
	keyBegins = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`)
	keyEnds   = regexp.MustCompile(`-----END [A-Z ]*PRIVATE KEY-----`)
	// A line of a key's own: base64, whatever stands before it, or a header such as Proc-Type.
	keyLine = regexp.MustCompile(`[A-Za-z0-9+/]{40,}|^\s*[A-Za-z0-9+/=]*\s*$|^[A-Z][\w-]*: `)
)

// redactor removes secrets from the lines of one stream. A private key goes over several lines.
type redactor struct{ isInKey bool }

// clean gives the text without what looks like a secret, and whether that is another text.
func (r *redactor) clean(text []byte) ([]byte, bool) {
	cleaned, hadKey := r.withoutKeys(text)
	isChanged := hadKey
	small := inSmall(cleaned)
	for _, one := range rules {
		if with, isFound := one.apply(cleaned, small); isFound {
			cleaned, small, isChanged = with, inSmall(with), true
		}
	}
	return cleaned, isChanged
}

func (r *redactor) withoutKeys(text []byte) ([]byte, bool) {
	rest := text
	var kept []byte
	hadKey := false
	for {
		if r.isInKey {
			end := keyEnds.FindIndex(rest)
			if end == nil {
				if hadKey || keyLine.Match(rest) {
					return append(kept, removed...), true
				}
				// Something else: the key has no end.
				r.isInKey = false
				continue
			}
			kept, rest = append(kept, removed...), rest[end[1]:]
			r.isInKey, hadKey = false, true
		}
		begin := keyBegins.FindIndex(rest)
		if begin == nil {
			return append(kept, rest...), hadKey
		}
		kept, rest = append(kept, rest[:begin[0]]...), rest[begin[1]:]
		r.isInKey, hadKey = true, true
	}
}
