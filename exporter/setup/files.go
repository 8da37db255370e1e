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
	"casework/exporter/app"
	"casework/exporter/text"
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
		if wrote != "" && err != nil {
			err = errors.Join(err, os.Remove(wrote))
		}
	}()
	if err != nil {
		return err
	}
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
	if wrote != "" && s.found.cases == 0 {
		return retryError{errors.New("by these headings no row of the file can be used: do the columns hold what was asked for?")}
	}
	s.printf("Found: %s.\n", h.File)
	if wrote != "" {
		s.printf("Written: %s, which says what the headings stand for.\n", text.Name(wrote))
	}
	return nil
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
func (s *session) headings(ctx context.Context) (h files.Headings, wrote string, err error) {
	cfg, err := s.target.load(s.target.environment("", "", ""))
	if err != nil {
		return h, "", retryError{err}
	}
	h, err = app.ReadHeadings(ctx, sourceOf(cfg))
	for waits := 0; errors.Is(err, files.ErrWaiting) && waits < 15; waits++ {
		if waits == 0 {
			s.printf("The file was written just now; waiting until it is left alone …\n")
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return h, "", ctx.Err()
		}
		h, err = app.ReadHeadings(ctx, sourceOf(cfg))
	}
	switch {
	case errors.Is(err, files.ErrNoCases) && len(h.Others) > 0:
		return h, "", retryError{fmt.Errorf("%s in %s; there is %s: call the one with the cases cases.csv (or cases.xlsx)", err.Error(), s.target.folder, strings.Join(h.Others, ", "))}
	case errors.Is(err, files.ErrNoCases):
		return h, "", retryError{fmt.Errorf("%s in %s: name it cases.csv, cases.csv.gz or cases.xlsx", err.Error(), s.target.folder)}
	case err != nil:
		return h, "", retryError{err}
	}
	lines, err := s.askColumns(ctx, &h)
	if err != nil || lines == "" {
		return h, "", err
	}
	path := filepath.Join(s.target.folder, files.HeadingsFile)
	if err := writeNew(path, lines, 0o644); err != nil {
		return h, "", fmt.Errorf("%w; write it yourself, with these lines, and run init again:\n%s", err, lines)
	}
	if h, err = app.ReadHeadings(ctx, sourceOf(cfg)); err != nil {
		err = retryError{err}
	}
	return h, path, err
}

// none is the answer that no heading stands for a column.
const none = "none"

// askColumns asks which headings stand for columns, and returns the lines of a
// columns.csv that says so. Headings that look personal stand for none.
func (s *session) askColumns(ctx context.Context, h *files.Headings) (string, error) {
	left := offered(h)
	_, err := os.Stat(filepath.Join(s.target.folder, files.HeadingsFile))
	isThere := err == nil
	lacks := fmt.Sprintf("%s has no heading that is known for %s", h.File, strings.Join(h.Lacking, ", "))
	switch {
	case len(h.Lacking) > 0 && isThere && len(left) > 0:
		return "", retryError{fmt.Errorf("%s, and %s is there already: add a line for each, such as %s", lacks, files.HeadingsFile, strings.TrimSpace(files.HeadingLine(h.Lacking[0], left[0])))}
	case len(h.Lacking) > 0 && len(left) < len(h.Lacking):
		return "", retryError{fmt.Errorf("%s, and too few others that may stand for them: have such columns exported too", lacks)}
	case len(left) == 0 || isThere:
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
