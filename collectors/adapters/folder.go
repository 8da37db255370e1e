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

// Read reads the statements of an adapter, by the name of their query. Queries
// lists those that it may have; the first is required. The error lists every
// fault.
func Read(files fs.FS, queries []string) (map[string]string, error) {
	if files == nil {
		return nil, errors.New("no adapter")
	}
	allowed := make([]string, len(queries))
	for i, query := range queries {
		allowed[i] = query + ".sql"
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
	if !slices.Contains(paths, allowed[0]) {
		errs = append(errs, fmt.Errorf("%s is missing", allowed[0]))
	}
	return statements, errors.Join(errs...)
}
