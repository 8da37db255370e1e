// Package programmes reads a CSV file of supervision programmes that an
// operator edits while the exporter runs.
package programmes

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"casework/collectors/civil"
	"casework/collectors/ledger"
	"casework/collectors/localfile"
)

const (
	// maxSize is the largest file read, in bytes: some
	// hundred thousand lines, where real ones have some hundred.
	maxSize = localfile.ProgrammesSize
	// settleTime is how long a changed file must have been left alone
	// before it is read: an editor may still be writing, and half a file that
	// reads well would attribute events wrongly for good.
	settleTime = 2 * time.Second
)

// A File is a programmes file. It may not be used concurrently.
type File struct {
	path    string
	noDates []civil.Day
	log     *slog.Logger
	now     func() time.Time

	content    []byte         // last read, good or not
	read       bool           // whether content is the result of a read
	loc        *time.Location // in which content was understood
	programmes []ledger.Programme
	good       bool  // whether some version was good
	err        error // of the newest version
}

// New returns the programmes file at path, in which noDates stand for no date.
// Nothing is read before Load.
func New(path string, log *slog.Logger, noDates ...civil.Day) *File {
	return &File{path: path, noDates: noDates, log: log.With("file", path), now: time.Now}
}

// Load returns the programmes of the newest good version of the file, dates
// taken as local midnights of loc, and whether they are others than the last
// call returned. The caller must not change the slice.
//
// A file that cannot be read, or with any line wrong, is refused whole. Load
// then returns the error, at every call until it is corrected, along with the
// programmes of the last good version; nil if there never was one, in which
// case nothing should be counted. Load logs an error when it first appears
// and when it is gone, so a caller need not.
func (f *File) Load(loc *time.Location) ([]ledger.Programme, bool, error) {
	content, ok, err := f.readSettled()
	switch {
	case err != nil:
		f.read = false
		f.report(fmt.Errorf("read programmes: %w", err))
		return f.programmes, false, f.err
	case !ok, f.read && f.loc == loc && bytes.Equal(content, f.content):
		return f.programmes, false, f.err
	}
	f.content, f.loc, f.read = content, loc, true
	programmes, err := parse(filepath.Base(f.path), content, loc, f.noDates...)
	f.report(err)
	if err != nil {
		return f.programmes, false, f.err
	}
	f.programmes, f.good = programmes, true
	return f.programmes, true, nil
}

// readSettled returns the content of the file. It reports false if the file
// changed so recently that a good version already in force should be kept.
func (f *File) readSettled() ([]byte, bool, error) {
	file, err := localfile.Open(f.path, maxSize)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = file.Close() }() // opened to read
	before, err := file.Stat()
	if err != nil {
		return nil, false, err
	}
	if f.good && f.now().Sub(before.ModTime()).Abs() < settleTime {
		return nil, false, nil
	}
	content, err := localfile.ReadOpen(file, maxSize)
	if err != nil {
		return nil, false, err
	}
	after, err := file.Stat()
	if err != nil {
		return nil, false, err
	}
	changed := after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime())
	if changed && !f.good {
		return nil, false, errors.New("the file changed while it was read")
	}
	return content, !changed, nil
}

// report keeps the error of the newest version, nil for none, and logs what
// is new about it.
func (f *File) report(err error) {
	switch {
	case err != nil && (f.err == nil || f.err.Error() != err.Error()):
		f.log.Error("programmes file refused", "err", err, "last_good_version_kept", f.good)
	case err == nil && f.err != nil:
		f.log.Info("programmes file is good again")
	}
	f.err = err
}
