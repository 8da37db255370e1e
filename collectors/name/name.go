// Package name has the one form in which names are compared and shown: of
// units, case types, kinds, programmes and the like, wherever they come from.
// It is pure.
package name

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Normal is a name without the white space around it, in Unicode's composed
// form (NFC), whose letters with marks are single characters where there are
// such. Bytes that are no UTF-8 become U+FFFD. Names that differ in nothing
// else are one. Capitals, and white space within a name, tell names apart.
func Normal(s string) string {
	return norm.NFC.String(strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD")))
}

// Quote quotes spellings of a name so that they can be distinguished: what looks
// alike is written as escapes.
func Quote(spellings ...string) []string {
	quoted, alike := make([]string, len(spellings)), map[string]bool{}
	for i, s := range spellings {
		quoted[i] = strconv.Quote(s)
		alike[norm.NFC.String(quoted[i])] = true
	}
	if len(alike) < len(slices.Compact(slices.Sorted(slices.Values(spellings)))) {
		for i, s := range spellings {
			quoted[i] = strconv.QuoteToASCII(s)
		}
	}
	return quoted
}
