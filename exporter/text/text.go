// Package text writes words for people: what commands print and errors quote.
// It is pure.
package text

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"casework/collectors/name"
)

// withPassword begins a URL, or the address of a database, that names a user with a password.
var withPassword = regexp.MustCompile(`^((?:[a-zA-Z][a-zA-Z0-9+.-]*:)?/+)?[^\s:/@]*:.*@`)

// Quote quotes text for a message, cut to a length that fits in a line. A user and password, as
// of https://user:password@host, are left out, wherever somebody may have put them.
func Quote(s string) string {
	return strconv.Quote(name.Brief(withPassword.ReplaceAllString(s, "${1}…@")))
}

// Printable is s with what does not print, such as what a terminal obeys, as
// Quote writes it. Line breaks and tabulators stay.
func Printable(s string) string {
	shown := func(r rune, size int) bool {
		return r == '\n' || r == '\t' || unicode.IsPrint(r) && (r != utf8.RuneError || size > 1)
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if shown(r, size) {
			b.WriteString(s[:size])
		} else {
			quoted := strconv.Quote(s[:size])
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		s = s[size:]
	}
	return b.String()
}

// Count is a number and what it counts, in the plural where need be.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Wrap breaks text at spaces into lines of at most so many bytes, unless a
// word is longer.
func Wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
