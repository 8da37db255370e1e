package adapters

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"casework/collectors/localfile"
)

// schemaFiles may lie among an adapter's files: they document its tables and
// are never run.
var schemaFiles = []string{"schema.sql", "schema.postgres.sql"}

// Open returns the files of an adapter: of one that comes with the exporter,
// by its name, or of a directory, by a path that holds a slash.
func Open(nameOrDir string) (fs.FS, error) {
	if strings.ContainsRune(nameOrDir, '/') || strings.ContainsRune(nameOrDir, os.PathSeparator) {
		info, err := os.Stat(nameOrDir)
		if err != nil {
			return nil, fmt.Errorf("adapter %q: %w", nameOrDir, err)
		}
		if !info.IsDir() {
			return nil, fmt.Errorf("adapter %q is not a directory", nameOrDir)
		}
		return folder{os.DirFS(nameOrDir), nameOrDir}, nil
	}
	if names := Names(); !slices.Contains(names, nameOrDir) {
		return nil, fmt.Errorf("unknown adapter %q; allowed are %s, or the path of a directory of SQL files (with a slash, such as ./sql)",
			nameOrDir, strings.Join(names, ", "))
	}
	return fs.Sub(embedded, nameOrDir)
}

// A folder is a directory of SQL files. It opens regular files alone, of a
// size that statements have.
type folder struct {
	fs.FS
	path string
}

// Open implements fs.FS.
func (f folder) Open(name string) (fs.File, error) {
	if name == "." {
		return f.FS.Open(name)
	}
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if err := localfile.Check(filepath.Join(f.path, name), localfile.StatementSize); err != nil {
		path, ok := errors.AsType[*fs.PathError](err)
		if !ok {
			return nil, err
		}
		return nil, &fs.PathError{Op: path.Op, Path: name, Err: path.Err} // as os.DirFS names files
	}
	return f.FS.Open(name)
}

// zoneFile may lie among an adapter's files: the name of the time zone that the
// product writes DATETIME columns in, wherever it runs.
const zoneFile = "timezone"

// Zone is the time zone that an adapter's file "timezone" names; nil without
// such a file.
func Zone(files fs.FS) (*time.Location, error) {
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

// Names lists the adapters that come with the exporter.
func Names() []string {
	entries, err := fs.ReadDir(embedded, ".")
	if err != nil {
		panic(err) // embedded files do not fail
	}
	var names []string
	for _, e := range entries {
		if e.Name() != templateFolder {
			names = append(names, e.Name())
		}
	}
	return names
}

// driverFile may lie among an adapter's files: the kind of database whose SQL
// all its queries are in, as one of Drivers. Without it, a query is for every
// kind that has no file of its own, such as cases.postgres.sql beside cases.sql.
const driverFile = "driver"

// Drivers are the kinds of databases that queries can be written for.
func Drivers() []string { return []string{"mysql", "postgres"} }

// Driver is the kind of database that all queries of an adapter are for; "" if
// they are not for one alone.
func Driver(files fs.FS) (string, error) {
	content, err := fs.ReadFile(files, driverFile)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	name := strings.TrimSpace(string(content))
	if !slices.Contains(Drivers(), name) {
		return "", fmt.Errorf("%s: %q is no kind of database; allowed are %s", driverFile, name, strings.Join(Drivers(), ", "))
	}
	return name, nil
}

// Read reads the statements of an adapter for a kind of database, by the name
// of their query. Queries lists those that it may have; the first is required.
// The error lists every fault.
func Read(files fs.FS, queries []string, driver string) (map[string]string, error) {
	if files == nil {
		return nil, errors.New("no adapter")
	}
	only, err := Driver(files)
	if err == nil && only != "" && only != driver {
		err = fmt.Errorf("the adapter's queries are for DRIVER=%s alone, not for %s", only, driver)
	}
	if err != nil {
		return nil, err
	}
	paths, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	statements := map[string]string{}
	var errs []error
	for _, path := range paths {
		if slices.Contains(schemaFiles, path) {
			continue
		}
		query := queryOf(path)
		if query == statusesQuery {
			continue // see Statuses
		}
		if !slices.Contains(queries, query) {
			errs = append(errs, fmt.Errorf("%s: unknown file; allowed are %s", path, strings.Join(queries, ".sql, ")+".sql"))
			continue
		}
		if path != fileOf(paths, query, driver) {
			continue // another file is read in its place
		}
		statement, err := readStatement(files, path)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		statements[query] = statement
	}
	if fileOf(paths, queries[0], driver) == "" {
		errs = append(errs, fmt.Errorf("%s.sql is missing", queries[0]))
	}
	return statements, errors.Join(errs...)
}

// queryOf is the query that a file holds, for one kind of database or for every kind.
func queryOf(path string) string {
	query := strings.TrimSuffix(path, ".sql")
	for _, driver := range Drivers() {
		if base, ok := strings.CutSuffix(query, "."+driver); ok {
			return base
		}
	}
	return query
}

// fileOf is the one of some files that holds a query for a kind of database: one for
// that kind alone comes before one for every kind. It is "" if there is neither.
func fileOf(paths []string, query, driver string) string {
	for _, path := range []string{query + "." + driver + ".sql", query + ".sql"} {
		if slices.Contains(paths, path) {
			return path
		}
	}
	return ""
}

// readStatement reads the statement that a file holds.
func readStatement(files fs.FS, path string) (string, error) {
	content, err := fs.ReadFile(files, path)
	if err != nil {
		return "", err
	}
	statement, err := oneSelect(string(content))
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return statement, nil
}
