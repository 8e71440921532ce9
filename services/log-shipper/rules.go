package main

import (
	"bytes"
	"regexp"
)

const removed = "[redacted]"

// A value in quotes to their end, else to a blank, a quote or the next field of a query.
const value = `("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'&]+)`

// Quotes may be escaped: a line of JSON is often a value of another.
const between = `(\\*["']?\s*(?:=>|[:=])\s*\\*)`

const name = `(?:pass(?:word|wd|phrase)|pwd|secret(?:[_-]?(?:id|key|value))?|token|api[_-]?key|access[_-]?key|` +
	`private[_-]?key|unseal[_-]?keys?|credentials?)`

// rule is one form in which programs print secrets.
type rule struct {
	// How it begins, in small letters: only there is the expression tried, because expressions are slow.
	hints []string
	// What is before it is no letter or digit.
	isWord bool
	form   *regexp.Regexp
	with   string
}

func form(text string) *regexp.Regexp { return regexp.MustCompile(`^(?i:` + text + `)`) }

// Too much is better than too little. What is a secret only to those who know it has no form, and no rule finds it.
var rules = []rule{
	{
		hints: []string{"authorization", "cookie", "x-vault-token", "x-api-key"},
		form:  form(`(authorization|cookie|x-vault-token|x-api-key)` + between + `(["']?)[^"'\r\n]+`),
		with:  `${1}${2}${3}` + removed,
	},
	{hints: []string{"bearer"}, form: form(`(bearer\s+)[\w\-.~+/=]{16,}`), with: `${1}` + removed},
	{hints: []string{"basic"}, form: form(`(basic\s+)[\w+/]{8,}={1,2}`), with: `${1}` + removed},
	{hints: []string{"://"}, form: form(`(://[^\s:/@"']*:)[^\s/"']+@`), with: `${1}` + removed + `@`},
	{
		hints: []string{"pass", "pwd", "secret", "token", "api", "access", "private", "unseal", "credential"},
		form:  form(`(` + name + `)` + between + value),
		with:  `${1}${2}` + removed,
	},
	{hints: []string{"pass"}, isWord: true, form: form(`(pass)` + between + value), with: `${1}${2}` + removed},
	{hints: []string{"--"}, form: form(`(--[\w-]*` + name + `\s+)` + value), with: `${1}` + removed},
	{
		hints: []string{"password", "identified"},
		form:  form(`((?:password|identified\s+by)\s+)('(?:[^']|'')*'|"[^"]*")`),
		with:  `${1}` + removed,
	},
	{hints: []string{"requirepass", "masterauth"}, form: form(`(requirepass\s+|masterauth\s+)\S+`), with: `${1}` + removed},
	{hints: []string{"scram-sha-256$"}, form: form(`scram-sha-256\$[\w+/=:$]+`), with: removed},
	{hints: []string{"hvs.", "hvb.", "hvr."}, form: form(`hv[sbr]\.[\w-]{8,}`), with: removed},
	{
		hints:  []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "xapp-", "sk-", "akia"},
		isWord: true,
		form:   form(`[a-z]+[_-]?(?:pat_|[a-z]-)?[\w-]{16,}`),
		with:   removed,
	},
	{hints: []string{"eyj"}, isWord: true, form: form(`eyj[\w-]{8,}\.eyj[\w-]+\.[\w-]*`), with: removed},
	{hints: []string{"hooks.slack.com/services/"}, form: form(`(hooks\.slack\.com/services/)[\w/]+`), with: `${1}` + removed},
}

// apply gives the text with what the rule removes, and whether there was any. `small` is the text in small letters.
func (r rule) apply(text, small []byte) ([]byte, bool) {
	next := make([]int, len(r.hints))
	var kept []byte
	done, from := 0, 0
	for {
		at := r.nextHint(small, next, from)
		if at < 0 {
			break
		}
		from = at + 1
		if r.isWord && at > 0 && isWordByte(small[at-1]) {
			continue
		}
		groups := r.form.FindSubmatchIndex(text[at:])
		if groups == nil {
			continue
		}
		kept = append(kept, text[done:at]...)
		kept = r.form.Expand(kept, []byte(r.with), text[at:], groups)
		done = at + groups[1]
		from = done
	}
	if done == 0 {
		return text, false
	}
	return append(kept, text[done:]...), true
}

// nextHint is the first place from there on where one of them is; -1 for none. `next` keeps what was found.
func (r rule) nextHint(small []byte, next []int, from int) int {
	for index, hint := range r.hints {
		if next[index] < 0 || next[index] >= from && from > 0 {
			continue
		}
		if next[index] = bytes.Index(small[from:], []byte(hint)); next[index] >= 0 {
			next[index] += from
		}
	}
	first := -1
	for _, at := range next {
		if at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	return first
}

func isWordByte(one byte) bool {
	return one >= 'a' && one <= 'z' || one >= '0' && one <= '9' || one == '_'
}

// inSmall changes ASCII letters only, so that places in both texts are the same.
func inSmall(text []byte) []byte {
	small := bytes.Clone(text)
	for index, one := range small {
		if one >= 'A' && one <= 'Z' {
			small[index] = one + ('a' - 'A')
		}
	}
	return small
}
