package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"casework/collectors/dropfolder"
	"casework/collectors/localfile"
	"casework/collectors/name"
	"casework/collectors/table"
)

// ours are the tables that this package reads. The others are supplementary.
var ours = []string{"cases", "errors", "sessions", "pauses", "programmes", "units"}

// withChanges are those that files of changes are of.
var withChanges = []string{"cases", "errors", "pauses"}

// A stamp is what tells a file from its other versions.
type stamp struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Time int64  `json:"time"` // when it was last written, Unix nanoseconds
}

func (f stamp) written() time.Time { return time.Unix(0, f.Time) }

// isChanges reports whether a file holds changes.
func (f stamp) isChanges() bool {
	t, changes := tableOf(f.Name)
	return changes && slices.Contains(withChanges, t)
}

// suffixes are the ends of names of files that are read. The last two are refused
// with the reason: a table that somebody saved so must not look absent.
var suffixes = []string{".csv", ".csv.gz", ".xlsx", ".xls", ".ods"}

// tableOf is the table that a file's name begins with, and whether it is named as
// one of changes; "" if it is none of ours.
func tableOf(name string) (of string, changes bool) {
	name = strings.ToLower(name)
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") {
		return "", false
	}
	end := slices.IndexFunc(suffixes, func(s string) bool { return strings.HasSuffix(name, s) })
	if end < 0 {
		return "", false
	}
	stem := strings.TrimSuffix(name, suffixes[end])
	for _, t := range ours {
		rest, ok := strings.CutPrefix(stem, t)
		if ok && (rest == "" || strings.ContainsAny(rest[:1], "-. _")) {
			return t, strings.HasPrefix(rest, "-changes-")
		}
	}
	return "", false
}

// isOurs reports whether a file is none of a supplementary table. Sessions are
// read here as rows, and there as a table.
func isOurs(name string) bool {
	t, _ := tableOf(name)
	return t != "" && t != "sessions" || strings.EqualFold(name, headingsFile)
}

// look lists the files of a table by name.
func (s *Source) look(of string) ([]stamp, error) {
	return s.lookFor(func(name string) bool {
		t, _ := tableOf(name)
		return t == of
	})
}

// lookFor lists the files of some names. What has such a name and is no file, nor a link
// to one, is an error: were it left out, its cases would be gone.
func (s *Source) lookFor(wanted func(name string) bool) (all []stamp, err error) {
	entries, err := localfile.ReadDir(s.opts.Folder)
	if err != nil {
		return nil, fmt.Errorf("folder of source %q: %w", s.opts.Name, err)
	}
	for _, e := range entries {
		if !wanted(e.Name()) {
			continue
		}
		path := filepath.Join(s.opts.Folder, e.Name())
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			if info, err = os.Lstat(path); err != nil {
				continue // it was there a moment ago
			}
			if info.Mode()&fs.ModeSymlink != 0 { // else it came a moment ago
				err = fmt.Errorf("%s is a link to a file that is not there", name.Shown(e.Name()))
			}
		}
		if err == nil && !info.Mode().IsRegular() {
			err = fmt.Errorf("%s %s", name.Shown(e.Name()), localfile.Irregular(info.Mode()))
		}
		if err != nil {
			return nil, err
		}
		all = append(all, stamp{e.Name(), info.Size(), info.ModTime().UnixNano()})
	}
	slices.SortFunc(all, func(a, b stamp) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// split parts the files of a table in those of its snapshot, and those of changes
// that are no older.
func split(all []stamp) (snapshot, changes []stamp) {
	for _, f := range all {
		if !f.isChanges() {
			snapshot = append(snapshot, f)
		}
	}
	since := date(snapshot)
	for _, f := range all {
		if f.isChanges() && f.Time >= since {
			changes = append(changes, f)
		}
	}
	return snapshot, changes
}

// date is when the last of some files was written, Unix nanoseconds; 0 of none.
func date(files []stamp) (last int64) {
	for _, f := range files {
		last = max(last, f.Time)
	}
	return last
}

// errWaiting says that a file is not complete yet.
var errWaiting = errors.New("is not complete yet")

// An opened is a file that is complete, and open to be read.
type opened struct {
	stamp
	file *os.File
	look *table.File
	done *promise // what its .done says; nil without one
}

func (o *opened) close() { _ = o.file.Close() } // opened to read

// openAll opens files and looks at each. They are then those of the stamps, whole,
// or the error says why not: errWaiting if they may be in a moment.
func (s *Source) openAll(ctx context.Context, files []stamp) (all []*opened, err error) {
	defer func() {
		if err != nil {
			for _, o := range all {
				o.close()
			}
			all = nil
		}
	}()
	for _, f := range files {
		if ctx.Err() != nil {
			return all, ctx.Err()
		}
		done, err := s.promise(f.Name)
		if err != nil {
			return all, err
		}
		quiet := s.opts.Now().Sub(f.written()) >= dropfolder.QuietTime || s.state.seen(f, s.opts.Now())
		if !quiet && done == nil {
			return all, fmt.Errorf("%s %w: it was written just now", name.Shown(f.Name), errWaiting)
		}
		o, err := s.openFile(f)
		if err != nil {
			return all, err
		}
		o.done = done
		all = append(all, o)
		if done == nil {
			continue
		}
		if err := done.holds(ctx, io.NewSectionReader(o.file, 0, f.Size)); err != nil {
			if !quiet {
				err = fmt.Errorf("%w: %w", errWaiting, err)
			}
			return all, fmt.Errorf("%s: %w", name.Shown(f.Name), err)
		}
	}
	return all, nil
}

// openFile opens a file and looks at it.
func (s *Source) openFile(f stamp) (*opened, error) {
	file, err := localfile.Open(filepath.Join(s.opts.Folder, f.Name), math.MaxInt64)
	if err != nil {
		return nil, localfile.Unread(name.Shown(f.Name), err)
	}
	o := &opened{stamp: f, file: file}
	err = o.still()
	if err == nil {
		o.look, err = table.Look(name.Shown(f.Name), io.NewSectionReader(file, 0, f.Size), table.Limits{})
		err = cmp.Or(o.still(), err)
	}
	if err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

// still is an error if a file is being written.
func (o *opened) still() error {
	info, err := o.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() != o.Size || info.ModTime().UnixNano() != o.Time {
		return fmt.Errorf("%s %w: it changes while it is read", name.Shown(o.Name), errWaiting)
	}
	return nil
}

// accepted reports whether somebody said, after the last of some files was
// written, that a table is as it should be, by a file TABLE.accept.
func (s *Source) accepted(of string, files []stamp) bool {
	info, err := os.Stat(filepath.Join(s.opts.Folder, of+".accept"))
	return err == nil && info.Mode().IsRegular() && info.ModTime().UnixNano() >= date(files)
}
