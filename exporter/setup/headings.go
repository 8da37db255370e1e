package setup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"casework/collectors/files"
	"casework/exporter/app"
)

// A lines is what was put into the file of headings.
type lines struct {
	path, how string
	before    []byte // nil if the file was not there
}

// addLines writes the file of headings, behind what is in it.
func addLines(path, added string) (*lines, error) {
	before, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &lines{path: path, how: "Written"}, writeNew(path, added, 0o644)
	}
	if err != nil {
		return nil, err
	}
	l := &lines{path: path, how: "Added to", before: before}
	if len(before) > 0 && before[len(before)-1] != '\n' {
		added = "\n" + added
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, err
	}
	_, err = file.WriteString(added)
	return l, errors.Join(err, file.Close())
}

// undo makes the file what it was.
func (l *lines) undo() error {
	if l.before == nil {
		return os.Remove(l.path)
	}
	return os.WriteFile(l.path, l.before, 0o644)
}

// addHeadings writes lines into the file of headings, behind what was written before, if
// anything. Undoing what it returns undoes both.
func (s *session) addHeadings(added string, before *lines) (*lines, error) {
	wrote, err := addLines(filepath.Join(s.target.folder, files.HeadingsFile), added)
	if err != nil {
		return before, fmt.Errorf("%w; put these lines into it yourself, and run init again:\n%s", err, added)
	}
	if before != nil {
		return before, nil
	}
	return wrote, nil
}

// otherHeadings asks for the headings of the files beside the cases, and adds them to what
// was written of the cases, if anything. It returns both. The error is of all files.
func (s *session) otherHeadings(ctx context.Context, isThere bool, wrote *lines) (*lines, error) {
	others, err := s.readOthers(ctx)
	if err == nil && s.asks() { // before anybody answers in vain
		err = tooFew(others...)
	}
	if err != nil {
		return wrote, err
	}
	var added strings.Builder
	var faults []error // of a file of answers
	for i := range others {
		of, err := s.askColumns(ctx, &others[i], isThere)
		switch {
		case err != nil && s.asks():
			return wrote, err
		case err != nil:
			faults = append(faults, err)
		}
		added.WriteString(of)
	}
	if added.Len() == 0 || faults != nil {
		return wrote, errors.Join(faults...)
	}
	return s.addHeadings(added.String(), wrote)
}

// readOthers reads the headings of the files beside the cases; none if one may still be written.
func (s *session) readOthers(ctx context.Context) (others []files.Headings, err error) {
	cfg, err := s.target.load(s.target.environment("", "", ""))
	if err != nil {
		return nil, retryError{err}
	}
	err = s.leftAlone(ctx, func() (err error) {
		others, err = app.ReadOtherHeadings(ctx, sourceOf(cfg))
		return err
	})
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, files.ErrWaiting): // the reading that follows says what becomes of it
		return nil, nil
	case err != nil:
		return nil, retryError{err}
	}
	return others, nil
}

// otherFaults is what is wrong with the headings of the files beside the cases where
// something is with those of the cases, for which added is what was answered: so that one run tells
// all. Nobody is asked, and nothing stays written.
func (s *session) otherFaults(ctx context.Context, isThere bool, added string) error {
	if s.asks() {
		others, err := s.readOthers(ctx)
		return errors.Join(err, tooFew(others...))
	}
	var wrote *lines
	if added != "" {
		var err error
		if wrote, err = s.addHeadings(added, nil); err != nil {
			return err
		}
	}
	wrote, err := s.otherHeadings(ctx, isThere, wrote)
	if wrote != nil {
		err = errors.Join(err, wrote.undo())
	}
	return err
}

// tooFew is an error that lists the files that lack more columns than they have headings
// that may stand for one.
func tooFew(all ...files.Headings) error {
	var faults []error
	for i := range all {
		h := &all[i]
		if len(offered(h)) >= len(h.Lacking) {
			continue
		}
		left := ", and no other that may stand for one"
		if all := others(h); all != "" {
			left = ". Its others are too few: " + all
		}
		faults = append(faults, fmt.Errorf("%s%s. Have such columns exported too, each with a heading of its own, and nothing above the headings", lacks(h), left))
	}
	if faults == nil {
		return nil
	}
	return retryError{errors.Join(faults...)}
}

// lacks says which columns no known heading of a file stands for.
func lacks(h *files.Headings) string {
	return fmt.Sprintf("%s has no heading that is known for %s", h.File, strings.Join(h.Lacking, ", "))
}

// leftAlone reads files, and reads them again for a while if one may still be written.
func (s *session) leftAlone(ctx context.Context, read func() error) error {
	err := read()
	for waits := 0; errors.Is(err, files.ErrWaiting) && waits < 15; waits++ {
		if waits == 0 {
			s.printf("The file was written just now; waiting until it is left alone …\n")
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
		err = read()
	}
	return err
}
