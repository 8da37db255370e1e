package setup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"casework/collectors/files"
	"casework/collectors/name"
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
	h, wrote, err := s.headings(ctx)
	defer func() {
		if wrote != nil && err != nil {
			err = errors.Join(err, wrote.undo())
		}
	}()
	if err != nil {
		return err
	}
	s.sayRead(&h)
	if others := offered(&h); len(others) > 0 {
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
		if i := slices.IndexFunc(columnQuestions, func(q [2]string) bool { return q[0] == read[1] }); i >= 0 {
			what = columnQuestions[i][1]
		}
		s.printf("%s\n", strings.TrimRight(fmt.Sprintf("  %-24s %-15s %s", read[0], read[1], what), " "))
	}
	s.printf("\n")
}

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

// offered are headings that may stand for a column.
func offered(h *files.Headings) []string {
	return slices.DeleteFunc(slices.Clone(h.Unread), func(title string) bool { return slices.Contains(h.Personal, title) })
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
// that no known heading names. It returns the file that it wrote, if any.
func (s *session) headings(ctx context.Context) (h files.Headings, wrote *lines, err error) {
	cfg, err := s.target.load(s.target.environment("", "", ""))
	if err != nil {
		return h, nil, retryError{err}
	}
	h, err = app.ReadHeadings(ctx, sourceOf(cfg))
	for waits := 0; errors.Is(err, files.ErrWaiting) && waits < 15; waits++ {
		if waits == 0 {
			s.printf("The file was written just now; waiting until it is left alone …\n")
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return h, nil, ctx.Err()
		}
		h, err = app.ReadHeadings(ctx, sourceOf(cfg))
	}
	switch {
	case errors.Is(err, files.ErrNoCases) && len(h.Others) > 0:
		return h, nil, retryError{fmt.Errorf("%s in %s; there is %s: call the one with the cases cases.csv (or cases.xlsx)", err.Error(), s.target.folder, strings.Join(h.Others, ", "))}
	case errors.Is(err, files.ErrNoCases):
		return h, nil, retryError{fmt.Errorf("%s in %s: name it cases.csv, cases.csv.gz or cases.xlsx", err.Error(), s.target.folder)}
	case err != nil:
		return h, nil, retryError{err}
	}
	added, err := s.askColumns(ctx, &h)
	if err != nil || added == "" {
		return h, nil, err
	}
	path := filepath.Join(s.target.folder, files.HeadingsFile)
	if wrote, err = addLines(path, added); err != nil {
		return h, nil, fmt.Errorf("%w; put these lines into it yourself, and run init again:\n%s", err, added)
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
func (s *session) askColumns(ctx context.Context, h *files.Headings) (string, error) {
	left := offered(h)
	_, err := os.Stat(filepath.Join(s.target.folder, files.HeadingsFile))
	isThere := err == nil
	lacks := fmt.Sprintf("%s has no heading that is known for %s", h.File, strings.Join(h.Lacking, ", "))
	switch {
	case len(h.Lacking) > 0 && len(left) < len(h.Lacking):
		return "", retryError{fmt.Errorf("%s, and too few others that may stand for them: have such columns exported too", lacks)}
	case len(left) == 0:
		return "", nil
	case len(h.Lacking) > 0:
		s.paragraph("%s. Its others: %s.", lacks, strings.Join(left, ", "))
	}
	var lines strings.Builder
	answered := map[string]string{} // columns by heading
	for _, c := range columnQuestions {
		column, proposed := c[0], h.Likely[c[0]]
		must, may := slices.Contains(h.Lacking, column), slices.Contains(h.Optional, column)
		if column == "closed_at" && must && slices.Contains(slices.Collect(maps.Values(answered)), "started_at") {
			must, may = false, true
		}
		if !slices.Contains(left, proposed) {
			proposed = ""
		}
		if len(left) == 0 || !must && !may || column == "case_type" && proposed == "" {
			continue
		}
		if isThere && !must && !s.asks() && !s.has(keyColumn+strings.ToUpper(column)) {
			continue // who wrote it left that out
		}
		heading, err := s.ask(ctx, columnQuestion(column, proposed, must, h.Unread, left, answered))
		if err != nil {
			return "", err
		}
		if !must && strings.EqualFold(heading, none) {
			continue
		}
		lines.WriteString(files.HeadingLine(column, heading))
		heading = strings.ToLower(heading)
		answered[heading] = column
		left = slices.DeleteFunc(left, func(title string) bool { return title == heading })
	}
	return lines.String(), nil
}

// columnQuestion asks which of the headings that are left stands for a column.
func columnQuestion(column, proposed string, must bool, all, left []string, answered map[string]string) question {
	q := questionOf(keyColumn + strings.ToUpper(column))
	q.def, q.allowed = proposed, strings.Join(left, ", ")
	if !must {
		q.ask += ", or none"
		q.allowed += ", or none"
		if q.def == "" {
			q.def = none
		}
	}
	q.fault = func(answer string) string {
		answer = strings.ToLower(answer)
		switch {
		case slices.Contains(left, answer) || !must && answer == none:
			return ""
		case answered[answer] != "":
			return "it stands for " + answered[answer] + " already"
		case slices.Contains(all, answer):
			return "it looks personal, and is not read"
		}
		return "no heading of the file that is not read yet"
	}
	return q
}
