package adapters

import (
	"errors"
	"fmt"
	"strings"
)

// oneSelect returns the content of an adapter's file without a semicolon at
// its end. It is an error if it is not one SELECT without parameters, as far
// as that shows without parsing SQL; the server parses it.
func oneSelect(content string) (string, error) {
	content = strings.TrimPrefix(content, "\uFEFF")
	first, end := "", len(content)
	for i := 0; i < len(content); {
		n := skip(content[i:])
		switch c := content[i]; {
		case n > 0: // a comment, or quoted
			if first == "" && (c == '\'' || c == '"' || c == '`') {
				return "", errors.New("must be one SELECT")
			}
			i += n
			continue
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		case end < len(content):
			return "", errors.New("must be one statement, but more follows a semicolon")
		case c == ';':
			end = i
		case c == '?':
			return "", errors.New("must have no parameters, but has a ?")
		case first == "":
			word := content[i:]
			if j := strings.IndexFunc(word, func(r rune) bool { return r < 'A' || r > 'z' }); j >= 0 {
				word = word[:j]
			}
			if first = strings.ToUpper(word); first != "SELECT" && first != "WITH" {
				return "", fmt.Errorf("must be one SELECT, but begins with %q", word)
			}
		}
		i++
	}
	if first == "" {
		return "", errors.New("must be one SELECT, but is empty")
	}
	return strings.TrimSpace(content[:end]), nil
}

// skip is the length of the comment or quoted text that s begins with, 0 if
// it begins with neither.
func skip(s string) int {
	until := func(open int, end string) int {
		if i := strings.Index(s[open:], end); i >= 0 {
			return open + i + len(end)
		}
		return len(s)
	}
	switch {
	case strings.HasPrefix(s, "/*"):
		return until(2, "*/")
	case strings.HasPrefix(s, "#"), strings.HasPrefix(s, "-- "), strings.HasPrefix(s, "--\t"),
		strings.HasPrefix(s, "--\n"), strings.HasPrefix(s, "--\r"), s == "--":
		return until(1, "\n")
	case s[0] == '\'' || s[0] == '"' || s[0] == '`':
		for i := 1; i < len(s); i++ {
			switch {
			case s[i] == '\\' && s[0] != '`':
				i++
			case s[i] == s[0]: // a doubled quote is two quoted texts in a row, all the same
				return i + 1
			}
		}
		return len(s)
	}
	return 0
}

// Identifiers are the words of some statements, among them all names of tables
// and columns.
type Identifiers struct {
	words map[string]bool // in lower case
	all   bool
}

// IdentifiersOf are the identifiers of some statements.
func IdentifiersOf(statements ...string) *Identifiers {
	n := &Identifiers{words: map[string]bool{}}
	for _, statement := range statements {
		n.read(statement)
	}
	return n
}

// Has reports whether the statements hold a name, in capitals or not.
func (n *Identifiers) Has(name string) bool { return n.words[strings.ToLower(name)] }

// AllColumns reports whether a * stands for all columns of a table.
func (n *Identifiers) AllColumns() bool { return n.all }

func (n *Identifiers) read(statement string) {
	before := "" // the word or sign before
	for i := 0; i < len(statement); {
		length := skip(statement[i:])
		switch c := statement[i]; {
		case length > 0:
			if c == '`' || c == '"' {
				before = strings.ToLower(strings.Trim(statement[i:i+length], string(c)))
				n.words[before] = true
			}
			i += length
		case isWord(c):
			end := i
			for end < len(statement) && isWord(statement[end]) {
				end++
			}
			before = strings.ToLower(statement[i:end])
			n.words[before] = true
			i = end
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		default:
			if c == '*' && (before == "select" || before == "distinct" || before == "," || before == ".") {
				n.all = true
			}
			before = string(c)
			i++
		}
	}
}

// isWord reports whether a byte is of a name that is not quoted.
func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
