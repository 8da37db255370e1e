package setup

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"casework/collectors/files"
	"casework/collectors/name"
	"casework/collectors/table"
	"casework/exporter/app"
)

// files asks for a folder of files and looks at it. What it writes there is taken
// away if the files cannot be read by it.
func (s *session) files(ctx context.Context) (err error) {
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
	_, err = os.Stat(filepath.Join(t.folder, files.HeadingsFile))
	isThere := err == nil
	h, wrote, err := s.headings(ctx, isThere)
	defer func() {
		if wrote != nil && err != nil {
			err = errors.Join(err, wrote.undo())
		}
	}()
	if err != nil {
		return err
	}
	s.sayRead(&h)
	if left := others(&h); left != "" {
		s.paragraph("Columns that are not read: %s.", left)
	}
	if wrote, err = s.otherHeadings(ctx, isThere, wrote); err != nil {
		return err
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
	if wrote != nil && s.found.cases == 0 {
		return retryError{errors.New("by these headings no row of the file can be used: do the columns hold what was asked for?")}
	}
	s.printf("Found: %s.\n", h.File)
	if wrote != nil {
		s.printf("%s: %s, which says what headings stand for.\n", wrote.how, name.Shown(wrote.path))
	}
	return nil
}

// sayRead shows which heading is read as what.
func (s *session) sayRead(h *files.Headings) {
	s.printf("\nHeadings of %s, and what each is read as:\n", h.File)
	for _, read := range h.Read {
		what := ""
		if i := slices.IndexFunc(columnQuestions, func(c columnQuestion) bool { return c.of == h.Table && c.column == read[1] }); i >= 0 {
			what = columnQuestions[i].does
		}
		s.printf("%s\n", strings.TrimRight(fmt.Sprintf("  %-24s %-15s %s", name.Brief(read[0]), read[1], what), " "))
	}
	s.printf("\n")
}

// offered are headings that may stand for a column. One that is there twice stands for none.
func offered(h *files.Headings) []string {
	return slices.DeleteFunc(slices.Clone(h.Unread), func(title string) bool { return slices.Contains(h.Personal, title) || files.IsTwice(h.Unread, title) })
}

// listed are headings, as they are shown.
func listed(titles []string) string {
	var all []string
	for _, title := range titles {
		all = append(all, name.Brief(title))
	}
	return strings.Join(all, ", ")
}

// others are the headings that no column is read from, as they are shown, but for those that look personal.
func others(h *files.Headings) string {
	all := listed(offered(h))
	twice := slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(h.Unread))), func(title string) bool {
		return slices.Contains(h.Personal, title) || !files.IsTwice(h.Unread, title)
	})
	if len(twice) == 0 {
		return all
	}
	if all != "" {
		all += ", and "
	}
	return all + "twice, so that it cannot be told which is meant, " + listed(twice)
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
// that no known heading names. It returns the file that it wrote, if any. isThere says
// that somebody else wrote such a file.
func (s *session) headings(ctx context.Context, isThere bool) (h files.Headings, wrote *lines, err error) {
	cfg, err := s.target.load(s.target.environment("", "", ""))
	if err != nil {
		return h, nil, retryError{err}
	}
	err = s.leftAlone(ctx, func() (err error) {
		h, err = app.ReadHeadings(ctx, sourceOf(cfg))
		return err
	})
	switch {
	case ctx.Err() != nil:
		return h, nil, ctx.Err()
	case errors.Is(err, files.ErrNoCases) && len(h.Others) > 0:
		return h, nil, retryError{fmt.Errorf("%s in %s; there is %s: call the one with the cases cases.csv (or cases.xlsx)", err.Error(), s.target.folder, strings.Join(h.Others, ", "))}
	case errors.Is(err, files.ErrNoCases):
		return h, nil, retryError{fmt.Errorf("%s in %s: name it cases.csv, cases.csv.gz or cases.xlsx", err.Error(), s.target.folder)}
	case err != nil:
		return h, nil, retryError{err}
	}
	added, err := s.askColumns(ctx, &h, isThere)
	if err != nil && (!s.asks() || tooFew(h) != nil) {
		err = errors.Join(err, s.otherFaults(ctx, isThere, added))
	}
	if err != nil || added == "" {
		return h, nil, err
	}
	if wrote, err = s.addHeadings(added, nil); err != nil {
		return h, nil, err
	}
	if h, err = app.ReadHeadings(ctx, sourceOf(cfg)); err != nil {
		err = retryError{err}
	}
	return h, wrote, err
}

// none is the answer that no heading stands for a column.
const none = "none"

// askColumns asks which headings stand for columns, and returns the lines of a
// columns.csv that says so. Headings that look personal stand for none.
// One that is there says what it says; it is asked what it leaves out.
func (s *session) askColumns(ctx context.Context, h *files.Headings, isThere bool) (string, error) {
	if err := tooFew(*h); err != nil {
		return "", err
	}
	left := offered(h)
	switch {
	case len(left) == 0:
		return "", nil
	case len(h.Lacking) > 0:
		s.paragraph("%s. Its others: %s.", lacks(h), others(h))
	case len(h.Optional) > 0 && s.asks():
		s.paragraph("%s has headings that are not known: %s.", h.File, others(h))
	}
	var lines strings.Builder
	answered := map[string]string{} // columns by heading
	var faults []error              // of a file of answers
	for i := range columnQuestions {
		c := &columnQuestions[i]
		column, proposed := c.column, h.Likely[c.column]
		must, may := slices.Contains(h.Lacking, column), slices.Contains(h.Optional, column)
		if column == "closed_at" && must && slices.Contains(slices.Collect(maps.Values(answered)), "started_at") {
			must, may = false, true
		}
		if !slices.Contains(left, proposed) {
			proposed = ""
		}
		if c.of != h.Table || len(left) == 0 || !must && !may {
			continue
		}
		if isThere && !must && !s.asks() && !s.has(c.key()) {
			continue // who wrote it left that out
		}
		heading, err := s.ask(ctx, c.question(proposed, must, h.Unread, left, answered))
		switch {
		case err != nil && s.asks():
			return "", err
		case err != nil:
			faults = append(faults, err)
			continue
		}
		if !must && strings.EqualFold(heading, none) {
			continue
		}
		lines.WriteString(files.HeadingLine(c.name(), heading))
		heading = table.Title(heading)
		answered[heading] = column
		left = slices.DeleteFunc(left, func(title string) bool { return title == heading })
	}
	return lines.String(), errors.Join(faults...)
}
