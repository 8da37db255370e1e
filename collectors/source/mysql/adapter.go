package mysql

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"casework/collectors/adapters"
)

// schemaFile may lie among an adapter's files: it documents its tables and is
// never run.
const schemaFile = "schema.sql"

// Adapter returns the files of an adapter: of one that comes with the
// exporter, by its name, or of a directory, by a path that holds a slash.
func Adapter(nameOrDir string) (fs.FS, error) {
	if strings.ContainsRune(nameOrDir, '/') || strings.ContainsRune(nameOrDir, os.PathSeparator) {
		info, err := os.Stat(nameOrDir)
		if err != nil {
			return nil, fmt.Errorf("adapter %q: %w", nameOrDir, err)
		}
		if !info.IsDir() {
			return nil, fmt.Errorf("adapter %q is not a directory", nameOrDir)
		}
		return os.DirFS(nameOrDir), nil
	}
	if names := Adapters(); !slices.Contains(names, nameOrDir) {
		return nil, fmt.Errorf("unknown adapter %q; allowed are %s, or the path of a directory of SQL files (with a slash, such as ./sql)",
			nameOrDir, strings.Join(names, ", "))
	}
	return fs.Sub(adapters.Files, nameOrDir)
}

// zoneFile may lie among an adapter's files: the name of the time zone that the
// product writes DATETIME columns in, wherever it runs.
const zoneFile = "timezone"

// AdapterZone is the time zone that an adapter's file "timezone" names; nil
// without such a file.
func AdapterZone(files fs.FS) (*time.Location, error) {
	if files == nil {
		return nil, nil
	}
	content, err := fs.ReadFile(files, zoneFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	name := strings.TrimSpace(string(content))
	loc, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, fmt.Errorf("%s: unknown zone %q; allowed is the name of an IANA time zone such as Europe/Oslo", zoneFile, name)
	}
	return loc, nil
}

// Adapters lists the names of the adapters that come with the exporter.
func Adapters() []string {
	entries, err := fs.ReadDir(adapters.Files, ".")
	if err != nil {
		panic(err) // embedded files do not fail
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// readAdapter reads the statements of an adapter, by the name of their query.
// The error lists every fault.
func readAdapter(files fs.FS) (map[string]string, error) {
	if files == nil {
		return nil, errors.New("no adapter")
	}
	var allowed []string
	for _, c := range contracts {
		if c.query == "" {
			allowed = append(allowed, c.name+".sql")
		}
	}
	paths, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	statements := map[string]string{}
	var errs []error
	for _, path := range paths {
		if path == schemaFile {
			continue
		}
		if !slices.Contains(allowed, path) {
			errs = append(errs, fmt.Errorf("%s: unknown file; allowed are %s", path, strings.Join(allowed, ", ")))
			continue
		}
		content, err := fs.ReadFile(files, path)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		statement, err := oneSelect(string(content))
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", path, err))
			continue
		}
		statements[strings.TrimSuffix(path, ".sql")] = statement
	}
	if !slices.Contains(paths, contracts[0].name+".sql") {
		errs = append(errs, fmt.Errorf("%s.sql is missing", contracts[0].name))
	}
	return statements, errors.Join(errs...)
}

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
