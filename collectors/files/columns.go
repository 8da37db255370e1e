package files

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"casework/collectors/name"
)

// Headings is how the headings of the newest file of a table are understood.
type Headings struct {
	Table    string
	File     string
	Written  time.Time
	Read     [][2]string // titles, in small letters, and the columns that they name
	Unread   []string    // of no column, in small letters
	Personal []string    // those of Unread that look personal
	Lacking  []string    // columns that the file must have, and that no heading names
	Optional []string    // other columns that no heading names

	// Likely are those of Unread that may stand for a column, by column.
	Likely map[string]string

	// Others, of cases, are files of the folder that may be tables and are not named as one.
	Others []string
}

// ErrNoCases is the error of a folder without a file of cases.
var ErrNoCases = errors.New(noCases)

// ErrWaiting is the error of a file that may still be written.
var ErrWaiting = errWaiting

// ReadHeadings looks at the headings of the newest file of cases, and at no row.
// Without such a file the error is ErrNoCases, and Others says what there is.
func (s *Source) ReadHeadings(ctx context.Context) (Headings, error) {
	var h Headings
	all, err := s.lookFor(func(string) bool { return true })
	if err != nil {
		return h, err
	}
	for _, f := range all {
		if of, _ := tableOf(f.Name); of == "" && looksLikeTable(f.Name) {
			h.Others = append(h.Others, name.Shown(f.Name))
		}
	}
	others := h.Others
	found, err := s.look("cases")
	if err != nil {
		return h, err
	}
	if len(found) == 0 {
		return h, ErrNoCases
	}
	h, err = s.headingsOf(ctx, "cases", found)
	h.Others = others
	return h, err
}

// ReadOtherHeadings looks likewise at the newest file of each table beside the cases that
// the folder has.
func (s *Source) ReadOtherHeadings(ctx context.Context) (all []Headings, err error) {
	for _, of := range ours[1:] {
		found, err := s.look(of)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			continue
		}
		h, err := s.headingsOf(ctx, of, found)
		if err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, nil
}

// headingsOf looks at the headings of the newest of the files of a table.
func (s *Source) headingsOf(ctx context.Context, of string, found []stamp) (Headings, error) {
	h := Headings{Table: of}
	newest := slices.MaxFunc(found, func(a, b stamp) int { return a.written().Compare(b.written()) })
	h.File, h.Written = name.Shown(newest.Name), newest.written()
	opened, err := s.openAll(ctx, []stamp{newest})
	if err != nil {
		return h, err
	}
	defer closeAll(opened)
	format, err := s.format(of)
	if err != nil {
		return h, err
	}
	required := format.Columns
	format.Columns = slices.Clone(required)
	for i := range format.Columns {
		format.Columns[i].Optional = true
	}
	rows, err := format.Rows(opened[0].look)
	if err != nil {
		return h, err
	}
	ends := false
	for i, c := range required {
		switch {
		case rows.Has(i):
			h.Read = append(h.Read, [2]string{rows.Title(i), c.Name})
			ends = ends || c.Name == "started_at" || c.Name == "closed_at"
		case !c.Optional:
			h.Lacking = append(h.Lacking, c.Name)
		default:
			h.Optional = append(h.Optional, c.Name)
		}
	}
	if of == "cases" && !ends {
		h.Lacking = append(h.Lacking, "closed_at")
	}
	h.Unread = rows.Unread()
	if len(h.Read) == 0 && slices.ContainsFunc(h.Unread, looksLikeValue) {
		return h, fmt.Errorf("%s: the first line holds numbers or dates where it must name the columns: have headings written above the rows", h.File)
	}
	for _, title := range h.Unread {
		if looksPersonal(title) {
			h.Personal = append(h.Personal, title)
		}
	}
	h.Likely = map[string]string{}
	for _, column := range slices.Concat(h.Lacking, h.Optional) {
		titles := proposals(of, column)
		if i := slices.IndexFunc(titles, func(title string) bool { return slices.Contains(h.Unread, title) && !IsTwice(h.Unread, title) }); i >= 0 {
			h.Likely[column] = titles[i]
		}
	}
	return h, nil
}

// proposals are headings that may stand for a column of a table, the likeliest first. In files
// beside the cases, known headings of a column are among them: they are not read where the site
// maps the column of that name by another heading, which may be that of the cases alone.
func proposals(of, column string) []string {
	if of == "cases" {
		return likely[column]
	}
	titles := slices.Clone(likely[of+"."+column])
	for _, line := range known[of] {
		if name, list, _ := strings.Cut(line, ": "); name == column {
			titles = slices.Concat([]string{column}, strings.Split(list, ", "), titles)
		}
	}
	return titles
}

// IsTwice reports whether a title is there twice, so that it stands for no column.
func IsTwice(titles []string, title string) bool {
	first := slices.Index(titles, title)
	return first >= 0 && slices.Contains(titles[first+1:], title)
}

// looksLikeValue reports whether a title is no name: it has digits, and no letter.
func looksLikeValue(title string) bool {
	return strings.ContainsFunc(title, unicode.IsDigit) && !strings.ContainsFunc(title, unicode.IsLetter)
}

// looksLikeTable reports whether a file's name ends as that of a table.
func looksLikeTable(name string) bool {
	name = strings.ToLower(name)
	return name != headingsFile && slices.ContainsFunc(suffixes, func(end string) bool { return strings.HasSuffix(name, end) })
}

// HeadingLine is the line of columns.csv that says which heading names a column.
func HeadingLine(column, heading string) string {
	return column + `,"` + strings.ReplaceAll(heading, `"`, `""`) + "\"\n"
}

// HeadingsFile says which headings stand for which columns.
const HeadingsFile = headingsFile
