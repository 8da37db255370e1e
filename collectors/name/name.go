// Package name has the one form in which names are compared and shown: of
// units, case types, kinds, programmes and the like, wherever they come from. It
// quotes names, those of files too, that do not print as they are, and cuts long ones.
// It is pure.
package name

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normal is a name without the white space around it, in Unicode's composed
// form (NFC), whose letters with marks are single characters where there are
// such. Bytes that are no UTF-8 become U+FFFD. Names that differ in nothing
// else are one. Capitals, and white space within a name, tell names apart. Characters
// that show nothing are left out.
func Normal(s string) string {
	return norm.NFC.String(strings.TrimFunc(strings.Map(seen, strings.ToValidUTF8(s, "\uFFFD")), filling))
}

// seen is a character, or −1 of one that shows nothing: text that was copied from a
// document or a web page brings soft hyphens, blanks without width and marks of the
// direction of writing along, and a file its byte order mark. The joiners of Persian and
// of emoji stay, as they change what is read.
func seen(r rune) rune {
	switch {
	case r == '\u00ad', r == '\u034f', r == '\u061c', r == '\u180e', r == '\u200b', r == '\u200e', r == '\u200f',
		r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u2064', r >= '\u2066' && r <= '\u2069', r == '\ufeff':
		return -1
	}
	return r
}

// filling is what may stand around a name: white space, and the zeros by which a column
// of type BINARY is filled up.
func filling(r rune) bool { return r == 0 || unicode.IsSpace(r) }

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

// maxBrief is how many characters of a name fit into a line beside what is said of it.
const maxBrief = 80

// Brief is a name, such as a heading of a file, cut to a length that fits into a line.
func Brief(s string) string {
	if utf8.RuneCountInString(s) <= maxBrief {
		return s
	}
	return string([]rune(s)[:maxBrief]) + "…"
}

// Shown is a name, such as that of a file, quoted if it does not print as it is:
// anyone who may write to a folder chooses the names in it, and errors reach terminals.
func Shown(s string) string {
	if quoted := strconv.Quote(s); quoted != `"`+s+`"` {
		return quoted
	}
	return s
}
