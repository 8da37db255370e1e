// Package statefile keeps on disk what must outlive the process: the ledger of
// a source in a checkpoint and a journal, and smaller files that are replaced
// at once. A file is on the disk whole or not at all, and only one process
// holds a ledger's file at a time.
package statefile

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"casework/collectors/ledger"
)

// A File keeps a ledger: a checkpoint of the whole, then a journal
// of what changed since, a frame a poll. A frame is in the file whole or not
// at all, and holds rows, counters and cursors together, so a process killed
// at any moment goes on with exactly what it had last published. It is not
// safe for concurrent use.
type File struct {
	path    string
	lock    *os.File
	file    *os.File // open for appending; nil while the file has to be written again
	base    int64    // size of the checkpoint, bytes
	journal int64    // size of the journal after it, bytes
	buf     []byte
	notice  string
}

// Foreign says what an operator does about the file of another source.
const Foreign = "put the files of each source back under its name; if it was renamed, name the old one in <SOURCE>_FORMER_NAME"

// minJournal is the size below which a journal is never worth a new
// checkpoint, bytes.
const minJournal = 16 << 20

// Hold holds the state file at path, which need not be there yet, against other
// processes until Close. It reads nothing of it: Restore does.
func Hold(path string) (*File, error) {
	lock, err := lockFile(path + ".lock")
	if err != nil {
		return nil, err
	}
	return &File{path: path, lock: lock}, nil
}

// Open is Hold and Restore. After an error nothing is held.
func Open(path string, opts ledger.Options, now time.Time) (s *File, l *ledger.Ledger, damage, err error) {
	if s, err = Hold(path); err != nil {
		return nil, nil, nil, err
	}
	l, damage, err = s.Restore(context.Background(), opts, now)
	if err != nil {
		return nil, nil, nil, errors.Join(err, s.Close())
	}
	return s, l, damage, nil
}

// Restore returns the ledger that the file holds, or nil if there is no file
// yet, and prepares for Save. It is called once, before any Save. When ctx ends
// it stops within a frame, with the error of ctx, and the file is as it was.
//
// A file that is behind what was saved here before, as an older copy is, counts as
// damaged: its counters would fall, and increase() would count them again.
//
// A file cut short by a crash loses only the frame that was being written,
// which nobody had seen. Any other damage makes what follows it unknown, so
// the file is moved aside, the reason is returned as damage, and counters
// start at 0, as after any reset. So is a file of another data set of the
// source. A file of a later version, or of another source, is an error: it is
// whole, and right elsewhere.
func (s *File) Restore(ctx context.Context, opts ledger.Options, now time.Time) (l *ledger.Ledger, damage, err error) {
	l, err = s.restore(ctx, opts, now)
	if err == nil {
		if err = s.restored(l, now); err != nil {
			l = nil
			err = errors.Join(err, s.file.Close())
			s.file = nil
		}
	}
	switch {
	case err == nil:
		return l, nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, nil
	case errors.Is(err, ledger.ErrSource):
		return nil, nil, fmt.Errorf("read state file %s: %w; %s", s.path, err, Foreign)
	case !errors.Is(err, errDamaged) && !errors.Is(err, ledger.ErrMalformed) && !errors.Is(err, ledger.ErrOther):
		return nil, nil, fmt.Errorf("read state file %s: %w", s.path, err)
	}
	why := "damaged"
	switch {
	case errors.Is(err, ledger.ErrOther):
		why = "other"
	case errors.Is(err, errBehind):
		why = "behind"
	}
	aside := fmt.Sprintf("%s.%s-%s", s.path, why, now.UTC().Format("20060102T150405Z"))
	if moved := os.Rename(s.path, aside); moved != nil {
		return nil, nil, errors.Join(err, moved)
	}
	return nil, fmt.Errorf("state file %s: %w; moved to %s", s.path, err, aside), nil
}

// Note is what the ledger in the state file at path keeps under a name; "" if
// there is no such note, no file, or one of another source or data set than
// that of the options. The file may be in use.
func Note(path string, opts ledger.Options, name ledger.Note) (string, error) {
	var notes map[ledger.Note]string
	err := readFrames(path, func(next func() ([]byte, error)) (err error) {
		notes, err = ledger.NotesOf(opts, next)
		return err
	})
	if err != nil {
		return "", err
	}
	return notes[name], nil
}

// ReadLedger is the ledger in the state file at path; nil if there is no file. The
// file may be in use, and is left as it is.
func ReadLedger(path string, opts ledger.Options, now time.Time) (l *ledger.Ledger, err error) {
	err = readFrames(path, func(next func() ([]byte, error)) (err error) {
		l, err = ledger.Restore(opts, now.Unix(), next)
		return err
	})
	return l, err
}

// readFrames has use read the frames of the state file at path. If there is no
// file, it is not called.
func readFrames(path string, use func(next func() ([]byte, error)) error) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // opened to read
	r := &frameReader{in: bufio.NewReaderSize(file, 1<<20)}
	if err := use(r.next); err != nil {
		return fmt.Errorf("read state file %s: %w", path, err)
	}
	return nil
}

// restore reads the file, until ctx ends, and opens it for appending.
func (s *File) restore(ctx context.Context, opts ledger.Options, now time.Time) (*ledger.Ledger, error) {
	file, err := os.OpenFile(s.path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	r := &frameReader{in: bufio.NewReaderSize(file, 1<<20)}
	l, err := ledger.Restore(opts, now.Unix(), func() ([]byte, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return r.next()
	})
	if err == nil && r.base == 0 {
		err = fmt.Errorf("%w: the checkpoint has no end", errDamaged)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := errors.Join(file.Truncate(r.whole), seekTo(file, r.whole)); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	s.file, s.base, s.journal = file, r.base, r.whole-r.base
	return l, nil
}

func seekTo(f *os.File, offset int64) error {
	_, err := f.Seek(offset, io.SeekStart)
	return err
}

// Save stores what changed in the ledger since it was last saved, and
// returns once that is on the disk. After an error nothing is lost: the
// next Save stores all.
func (s *File) Save(l *ledger.Ledger) error {
	noteSave(l)
	if err := s.save(l); err != nil {
		return err
	}
	_ = s.writeMark(markOf(l)) // without it, less is noticed later: the state is saved all the same
	return nil
}

func (s *File) save(l *ledger.Ledger) error {
	if s.file == nil || s.journal > max(s.base, minJournal) || !s.inPlace() {
		return s.rewrite(l)
	}
	delta, ok := l.AppendDelta(append(s.buf[:0], make([]byte, frameHeader)...))
	if !ok {
		return s.rewrite(l)
	}
	s.buf = delta
	sealFrame(delta)
	_, err := s.file.Write(delta)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		// What the file now ends with is unknown, so it is not added to.
		l.Invalidate()
		err = errors.Join(err, s.file.Close())
		s.file = nil
		return fmt.Errorf("save state: %w", err)
	}
	s.journal += int64(len(delta))
	return nil
}

// inPlace reports whether the open file is still the one at the path: what is
// written to a file that was deleted is lost.
func (s *File) inPlace() bool {
	open, err := s.file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(s.path)
	return err == nil && os.SameFile(open, there)
}

// rewrite stores the whole ledger in a new file, which takes the place of
// the old one once it is complete.
func (s *File) rewrite(l *ledger.Ledger) (err error) {
	l.Invalidate() // until the new file is in place
	temp := s.path + ".tmp"
	file, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("save state: %w", err)
	}
	defer func() {
		if err != nil {
			l.Invalidate()
			err = fmt.Errorf("save state: %w", errors.Join(err, file.Close(), os.Remove(temp)))
		}
	}()
	out := bufio.NewWriterSize(file, 1<<20)
	size := int64(len(magic))
	if _, err := out.WriteString(magic); err != nil {
		return err
	}
	frame := func(payload []byte) error {
		var head [frameHeader]byte
		putHeader(head[:], payload)
		size += int64(len(head) + len(payload))
		_, err := out.Write(head[:])
		if err == nil {
			_, err = out.Write(payload)
		}
		return err
	}
	err = l.Checkpoint(frame)
	if err == nil {
		err = frame(nil) // ends the checkpoint
	}
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = os.Rename(temp, s.path)
	}
	if err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(s.path)); err != nil {
		return err
	}
	if s.file != nil {
		_ = s.file.Close() // replaced: all that it held is in the new one
	}
	s.file, s.base, s.journal = file, size, 0
	return nil
}

// Close releases the file. It does not save.
func (s *File) Close() error {
	var err error
	if s.file != nil {
		err = s.file.Close()
	}
	return errors.Join(err, s.lock.Close())
}
