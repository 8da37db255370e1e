package adapters

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"unicode"
)

// statusesQuery is the query of the statuses that a product has, as one column named
// status: for products whose statuses are free names. It is no query of the contract.
const statusesQuery = "statuses"

// Marks of an adapter's pauses.sql. Behind the first stands the list of statuses in
// which a case is paused, as constants; behind the second what the list is held against,
// where a name of the settings is held against something else.
var (
	statusList  = regexp.MustCompile(`/\* PAUSE_STATUSES \*/\s*('[^']*'(?:\s*,\s*'[^']*')*)`)
	statusHeld  = regexp.MustCompile(`/\* PAUSE_STATUSES ([\w.]+) \*/\s*[\w.]+`)
	oneConstant = regexp.MustCompile(`'([^']*)'`)
)

// MaxStatus is how long the name of a status may be, in characters.
const MaxStatus = 255

// CheckStatus says what makes a name no status that a statement can hold as a
// constant, whatever the server's settings for quoted text are.
func CheckStatus(name string) error {
	switch {
	case name == "":
		return errors.New("a name is empty")
	case len([]rune(name)) > MaxStatus:
		return fmt.Errorf("a name has more than %d characters", MaxStatus)
	case strings.ContainsRune(name, '\\'):
		return fmt.Errorf("%q has a backslash", name)
	case strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }):
		return fmt.Errorf("%q has a control character", name)
	}
	return nil
}

// constant is a name that CheckStatus found to be right, as every server reads it.
func constant(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// PauseStatuses are the statuses in which a statement takes cases for paused; nil where
// it marks no list of them. Own is false if it holds something else against them
// than a name.
func PauseStatuses(statement string) (names []string, own bool) {
	m := statusList.FindStringSubmatch(statement)
	if m == nil {
		return nil, false
	}
	for _, c := range oneConstant.FindAllStringSubmatch(m[1], -1) {
		names = append(names, c[1])
	}
	return names, !statusHeld.MatchString(statement)
}

// WithPauseStatuses returns the statement of pauses with other statuses in the lists
// that it marks. It fails if there are none, or for a name that CheckStatus refuses.
func WithPauseStatuses(statement string, names []string) (string, error) {
	if !statusList.MatchString(statement) {
		return "", errors.New("pauses.sql marks no list of statuses: /* PAUSE_STATUSES */")
	}
	var constants []string
	for _, name := range names {
		if err := CheckStatus(name); err != nil {
			return "", err
		}
		constants = append(constants, constant(name))
	}
	statement = statusHeld.ReplaceAllString(statement, "${1}")
	list := "/* PAUSE_STATUSES */ " + strings.Join(constants, ", ")
	return statusList.ReplaceAllLiteralString(statement, list), nil
}

// Statuses is the query of the statuses that a product has, as one column named status;
// "" where an adapter has none.
func Statuses(files fs.FS, driver string) (string, error) {
	paths, err := fs.Glob(files, "*.sql")
	if err != nil {
		return "", err
	}
	path := fileOf(paths, statusesQuery, driver)
	if path == "" {
		return "", nil
	}
	return readStatement(files, path)
}

// StatusesNamed is the part of a query of statuses that equals a name, as the server
// compares. CheckStatus must have found the name to be right.
func StatusesNamed(query, name string) string {
	return "SELECT q.status FROM (\n" + query + "\n) AS q WHERE q.status IN (" + constant(name) + ")"
}
