package dropfolder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"casework/collectors/civil"
	"casework/collectors/localfile"
	"casework/collectors/name"
	"casework/collectors/supplement"
	"casework/collectors/table"
)

// maxSize is the largest file read, in bytes.
const maxSize = localfile.TableSize

// QuietTime is how long a file must have been left alone before it is read.
const QuietTime = 10 * time.Second

// Options tunes a Folder. Zero fields take the documented defaults.
type Options struct {
	Location *time.Location // of dates; default UTC
	NoDates  []civil.Day    // dates that stand where there is none
	Logger   *slog.Logger   // default discards
	Now      func() time.Time

	// OtherTables are those that files read elsewhere are of, for messages.
	OtherTables []string

	// Elsewhere, if any, tells the names of files that are read elsewhere.
	Elsewhere func(name string) bool

	// Adapt, if any, changes how the files of a table are read, by what may change: Again says so.
	Adapt func(of *supplement.Table, format *table.Format) error
}

// A State is what became of a file. It is the value of a label.
type State string

// The states of a file.
const (
	Read    State = "read"    // in force as it stands
	Kept    State = "kept"    // refused or not complete, and an earlier version of the table is in force
	Refused State = "refused" // and the table is withheld
	Waiting State = "waiting" // not complete yet, and the table is withheld
)

// States lists every State.
func States() []State { return []State{Read, Kept, Refused, Waiting} }

// A Folder is a folder of files. It is used by one goroutine.
type Folder struct {
	path    string
	opts    Options
	files   map[string]*file
	inForce map[*supplement.Table][]supplement.Row // the versions in force
	err     error                                  // of the folder itself
}

// A file is a file of the folder as it was last looked at.
type file struct {
	name     string
	table    *supplement.Table // nil if the name is of none
	size     int64
	mod      time.Time
	since    time.Time // when it was first seen like this
	read     bool      // rows or err are of this version
	rows     []numberedRow
	err      error
	conflict error // with another file of the table
	kept     bool  // an earlier version of its table is in force
}

// A numberedRow is a row and its line.
type numberedRow struct {
	line int
	row  supplement.Row
}

// New returns the Folder at path. Nothing is read before Changed.
func New(path string, opts Options) *Folder {
	if opts.Location == nil {
		opts.Location = time.UTC
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Folder{path: path, opts: opts, files: map[string]*file{}, inForce: map[*supplement.Table][]supplement.Row{}}
}

// Again has every file read anew at the next Changed.
func (f *Folder) Again() {
	for _, one := range f.files {
		one.read = false
	}
}

// Changed looks at the folder, reads the files that are complete and new, and
// reports whether any table is another than before, or is withheld now.
func (f *Folder) Changed(ctx context.Context) bool {
	entries, err := localfile.ReadDir(f.path)
	f.logFolderError(ctx, err)
	if err != nil {
		return false
	}
	there, changed := map[string]bool{}, map[*supplement.Table]bool{}
	for _, e := range entries {
		name := e.Name()
		if ignored(name) || ctx.Err() != nil || f.opts.Elsewhere != nil && f.opts.Elsewhere(name) {
			continue
		}
		there[name] = true
		if f.inspect(ctx, name) {
			changed[f.files[name].table] = true
		}
	}
	for name, one := range f.files {
		if !there[name] && ctx.Err() == nil {
			delete(f.files, name)
			changed[one.table] = true
		}
	}
	delete(changed, nil)
	for table := range changed {
		f.assemble(ctx, table)
	}
	return len(changed) > 0
}

// logFolderError logs a fault of the folder itself, once.
func (f *Folder) logFolderError(ctx context.Context, err error) {
	if isNew(f.err, err) {
		f.opts.Logger.ErrorContext(ctx, "drop folder cannot be read, what was read from it stays", "err", err)
	}
	f.err = err
}

// ignored reports whether a file is none of ours: hidden, or named as
// programs name what they have not finished.
func ignored(name string) bool {
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || strings.HasSuffix(name, "~") {
		return true
	}
	ours := []string{".csv", ".csv.gz", ".xlsx", ".xls", ".ods"}
	return !slices.ContainsFunc(ours, func(ext string) bool { return strings.HasSuffix(strings.ToLower(name), ext) })
}

// tableOf is the table that a file's name begins with, or nil.
func tableOf(name string) *supplement.Table {
	stem := strings.ToLower(strings.TrimSuffix(name, filepath.Ext(name)))
	for _, t := range supplement.Tables() {
		rest, ok := strings.CutPrefix(stem, t.File())
		if ok && (rest == "" || strings.ContainsAny(rest[:1], "-. ") || rest[0] == '_') {
			return t
		}
	}
	return nil
}

// inspect brings what is known of a file up to date. It reports whether its
// table must be put together again.
func (f *Folder) inspect(ctx context.Context, name string) bool {
	path := filepath.Join(f.path, name)
	info, err := os.Stat(path)
	now := f.opts.Now()
	one := f.files[name]
	if one == nil {
		one = &file{name: name, table: tableOf(name)}
		f.files[name] = one
	}
	if err == nil && !info.Mode().IsRegular() {
		err = localfile.Check(path, maxSize)
	}
	if err != nil {
		return one.fail(ctx, f, err)
	}
	if info.Size() != one.size || !info.ModTime().Equal(one.mod) || one.since.IsZero() {
		one.size, one.mod, one.since, one.read = info.Size(), info.ModTime(), now, false
	}
	unmodified := now.Sub(one.mod) // also before it was first seen, unless a clock is wrong
	if one.read || now.Sub(one.since) < QuietTime && unmodified < QuietTime {
		return !one.read
	}
	content, err := readWhole(path, info)
	switch {
	case errors.Is(err, errBusy):
		one.since = now
		return true
	case err != nil:
		return one.fail(ctx, f, err)
	}
	format, err := f.format(one)
	if err != nil {
		return one.fail(ctx, f, err)
	}
	rows, err := f.parse(one, format, content)
	if err != nil {
		return one.refuse(ctx, f, err)
	}
	one.rows, one.err, one.read = rows, nil, true
	f.opts.Logger.InfoContext(ctx, "drop file read", "file", name, "rows", len(rows))
	return true
}

// refuse notes what is wrong with a file.
func (one *file) refuse(ctx context.Context, f *Folder, err error) bool {
	f.logRefusal(ctx, one, one.err, err)
	one.rows, one.err, one.read = nil, err, true
	return true
}

// fail notes that a file cannot be read. What keeps it from that, such as its
// permissions, may pass while the file stays as it is, so it is tried again.
func (one *file) fail(ctx context.Context, f *Folder, err error) bool {
	logged := isNew(one.err, err)
	one.refuse(ctx, f, err)
	one.read = false
	return logged
}

// logRefusal logs what is wrong with a file, once.
func (f *Folder) logRefusal(ctx context.Context, one *file, before, err error) {
	if isNew(before, err) {
		f.opts.Logger.ErrorContext(ctx, "drop file refused", "file", one.name, "err", oneLine(err))
	}
}

// isNew reports whether an error says what the one before did not.
func isNew(before, err error) bool {
	return err != nil && (before == nil || before.Error() != err.Error())
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

var errBusy = errors.New("the file changes while it is read")

// errLarge refuses a file before all of it is in memory.
var errLarge = fmt.Errorf("larger than %d MiB", maxSize>>20)

// readWhole reads a file that must not change meanwhile.
func readWhole(path string, before os.FileInfo) ([]byte, error) {
	if before.Size() > maxSize {
		return nil, errLarge
	}
	file, err := localfile.Open(path, math.MaxInt64) // errLarge says that it is too large
	if err != nil {
		return nil, localfile.Unread(name.Shown(filepath.Base(path)), err)
	}
	defer func() { _ = file.Close() }() // opened to read
	content, err := io.ReadAll(io.LimitReader(file, maxSize+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxSize {
		return nil, errLarge
	}
	after, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !os.SameFile(before, after) || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) ||
		int64(len(content)) != before.Size() {
		return nil, errBusy
	}
	return content, nil
}
