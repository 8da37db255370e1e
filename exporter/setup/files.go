package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"casework/collectors/files"
	"casework/exporter/app"
	"casework/exporter/text"
)

// files asks for a folder of files and looks at it.
func (s *session) files(ctx context.Context) error {
	t := &s.target
	q := questionOf(keyFolder)
	q.def = t.folder
	folder, err := s.ask(ctx, q)
	if err != nil {
		return err
	}
	if t.folder, err = filepath.Abs(folder); err != nil {
		return err
	}
	t.source, t.staleAfter = "source", ""
	h, err := s.headings(ctx)
	if err != nil {
		return err
	}
	if others := slices.DeleteFunc(slices.Clone(h.Unread), func(title string) bool { return slices.Contains(h.Personal, title) }); len(others) > 0 {
		s.paragraph("Columns that are not read: %s.", strings.Join(others, ", "))
	}
	if err := s.name(ctx, filepath.Base(t.folder)); err != nil {
		return err
	}
	s.age(h.Written)
	cfg, err := t.load(t.environment("", "", ""))
	if err != nil {
		return err
	}
	s.reads()
	if s.found, err = look(ctx, cfg); err != nil {
		return retryError{err}
	}
	s.printf("Found: %s.\n", h.File)
	return nil
}

// Ages of files of which figures are shown.
const (
	usualAge  = 3 * 24 * time.Hour
	oldestAge = 30 * 24 * time.Hour
)

// age has figures of an old file shown, so that there is something to see.
func (s *session) age(written time.Time) {
	age := time.Since(written)
	days := fmt.Sprintf("%d days", int(age.Hours()/24))
	switch {
	case age >= oldestAge:
		s.paragraph("The file is %s old, and figures that are older than 30 are not shown. If it is right as of today, run: touch %s",
			days, shellQuote(filepath.Join(s.target.folder, "cases.*")))
	case age >= usualAge:
		s.target.staleAfter = "30d"
		s.paragraph("The file is %s old. Figures are shown for 3 days, and here for 30 (STALE_AFTER), until one comes every night.", days)
	}
}

// headings looks at the headings of the files, and asks for those of columns
// that are missing.
func (s *session) headings(ctx context.Context) (files.Headings, error) {
	cfg, err := s.target.load(s.target.environment("", "", ""))
	if err != nil {
		return files.Headings{}, retryError{err}
	}
	h, err := app.ReadHeadings(ctx, sourceOf(cfg))
	for waits := 0; errors.Is(err, files.ErrWaiting) && waits < 15; waits++ {
		if waits == 0 {
			s.printf("The file was written just now; waiting until it is left alone …\n")
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return h, ctx.Err()
		}
		h, err = app.ReadHeadings(ctx, sourceOf(cfg))
	}
	switch {
	case errors.Is(err, files.ErrNoCases) && len(h.Others) > 0:
		return h, retryError{fmt.Errorf("%s in %s; there is %s: call the one with the cases cases.csv (or cases.xlsx)", err.Error(), s.target.folder, strings.Join(h.Others, ", "))}
	case errors.Is(err, files.ErrNoCases):
		return h, retryError{fmt.Errorf("%s in %s: name it cases.csv, cases.csv.gz or cases.xlsx", err.Error(), s.target.folder)}
	case err != nil:
		return h, retryError{err}
	case len(h.Lacking) == 0:
		return h, nil
	}
	if err := s.askColumns(ctx, &h); err != nil {
		return h, err
	}
	return app.ReadHeadings(ctx, sourceOf(cfg))
}

// askColumns asks which headings stand for the columns that are missing, and writes
// columns.csv beside the files.
func (s *session) askColumns(ctx context.Context, h *files.Headings) error {
	path := filepath.Join(s.target.folder, files.HeadingsFile)
	s.paragraph("%s has no heading that is known for %s. Its others: %s.", h.File, strings.Join(h.Lacking, ", "), strings.Join(h.Unread, ", "))
	if _, err := os.Stat(path); err == nil {
		return retryError{fmt.Errorf("%s is there already: add a line for each, such as %s", text.Name(path), strings.TrimSpace(files.HeadingLine(h.Lacking[0], h.Unread[0])))}
	}
	if len(h.Unread) == 0 {
		return retryError{fmt.Errorf("%s lacks %s", h.File, strings.Join(h.Lacking, ", "))}
	}
	var lines strings.Builder
	for _, column := range h.Lacking {
		q := questionOf(keyColumn + strings.ToUpper(column))
		q.allowed = strings.Join(h.Unread, ", ")
		q.fault = func(answer string) string {
			if slices.Contains(h.Unread, strings.ToLower(answer)) {
				return ""
			}
			return "no heading of the file"
		}
		heading, err := s.ask(ctx, q)
		if err != nil {
			return err
		}
		lines.WriteString(files.HeadingLine(column, heading))
	}
	if err := writeNew(path, lines.String(), 0o644); err != nil {
		return fmt.Errorf("%w; write it yourself, with these lines, and run init again:\n%s", err, lines.String())
	}
	s.printf("Written: %s, which says so.\n", text.Name(path))
	return nil
}
