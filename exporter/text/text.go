// Package text writes words for people: what commands print and errors quote.
// It is pure.
package text

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Quote quotes text for a message, cut to a length that fits in a line.
func Quote(s string) string {
	const most = 80
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return strconv.Quote(s)
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
