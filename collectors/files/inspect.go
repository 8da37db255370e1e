package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"casework/collectors/dropfolder"
	"casework/collectors/localfile"
	"casework/collectors/name"
	"casework/collectors/source"
	"casework/collectors/supplement"
	"casework/collectors/table"
)

const noCases = "there is no file of cases"

// An inspection collects what Inspect finds.
type inspection struct {
	folder string
	all    []source.Finding
}

func (in *inspection) add(level source.Level, subject, detail, hint string) {
	in.all = append(in.all, source.Finding{Level: level, Subject: subject, Detail: detail, Hint: hint, Fault: detail})
}

// refuse adds each fault of a file, for which nothing of it is used.
func (in *inspection) refuse(file string, err error, hint string) {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		in.all = append(in.all, source.Finding{
			Level: source.Problem, Subject: name.Shown(file), Detail: line, Hint: hint, Fault: line,
			Cause: "nothing of the file " + name.Shown(filepath.Join(in.folder, file)) + " is used, for these faults",
		})
	}
}

// isRefused reports whether a file was refused.
func (in *inspection) isRefused(file string) bool {
	return slices.ContainsFunc(in.all, func(f source.Finding) bool { return f.Level == source.Problem && f.Subject == name.Shown(file) })
}

// Inspect finds what keeps the folder from being read well. Queries that are read
// elsewhere, by name, are not looked at.
func (s *Source) Inspect(ctx context.Context, elsewhere ...string) ([]source.Finding, error) {
	in, there := &inspection{folder: s.opts.Folder}, false
	if _, err := localfile.ReadDir(s.opts.Folder); err != nil {
		return nil, fmt.Errorf("folder of source %q: %w", s.opts.Name, err)
	}
	if _, err := s.readHeadings(); err != nil {
		in.refuse(headingsFile, err, unreadHint(err))
	}
	for _, of := range ours {
		if slices.Contains(elsewhere, of) {
			continue
		}
		found, err := s.look(of)
		switch {
		case err != nil:
			there = there || of == "cases"
			in.add(source.Problem, of, err.Error(), "")
			continue
		case len(found) == 0 && of == "cases":
			in.add(source.Problem, "cases", noCases, "Name it cases.csv, cases.csv.gz, cases.xlsx or, of several, cases-2026.csv and so on.")
			continue
		case len(found) == 0:
			in.add(source.OK, of, "no such file: off", "")
			continue
		}
		there = there || of == "cases"
		snapshot, changes := split(found)
		for _, f := range found {
			if f.isChanges() && !slices.Contains(changes, f) {
				in.add(source.OK, name.Shown(f.Name), "older than the snapshot: not read", "")
				continue
			}
			s.inspectFile(ctx, of, f, in)
		}
		if of == "cases" {
			if fault := s.ageFault(time.Unix(0, date(slices.Concat(snapshot, changes)))); fault != "" {
				in.add(source.Problem, "cases", fault, "See whether it is still written. Gauges of a source whose files are older are withheld.")
			}
		}
	}
	s.inspectTables(ctx, in)
	if !there {
		return in.all, errors.New(noCases)
	}
	return in.all, nil
}

// inspectTables looks at the files of supplementary tables. Sessions are one, too: what is wrong with their
// file is not said again.
func (s *Source) inspectTables(ctx context.Context, in *inspection) {
	s.folder.Changed(ctx)
	for _, file := range s.folder.Statuses() {
		of, _ := tableOf(file.File) // "sessions" or none
		switch {
		case file.Err != nil && of != "" && (in.isRefused(file.File) || in.isRefused(headingsFile)):
		case file.Err != nil:
			in.refuse(file.File, file.Err, unreadHint(file.Err))
		case file.State == dropfolder.Waiting:
			in.add(source.Warning, name.Shown(file.File), "changed just now", "It is read once it has been left alone for ten seconds.")
		default:
			in.add(source.OK, name.Shown(file.File), source.Count(file.Rows, "row")+" of "+supplement.Called(file.Table), "")
		}
	}
}

// unreadHint says what to do where a file may not be read; "" of other faults.
func unreadHint(err error) string {
	if !errors.Is(err, fs.ErrPermission) {
		return ""
	}
	return "Let the user who runs the exporter read it, as by chmod g+r and a group that both it and the writer of the file are in."
}

// otherHeadings says what to do where columns are not found by their headings.
const otherHeadings = "Nothing may stand above the line of headings. If they are others, casework-exporter init asks which stand for what, and says so in " +
	headingsFile + " (deploy/FILES.md)."

// inspectFile looks at one file: whether it is complete, and its columns.
func (s *Source) inspectFile(ctx context.Context, of string, f stamp, in *inspection) {
	opened, err := s.openAll(ctx, []stamp{f})
	switch {
	case errors.Is(err, errWaiting):
		in.add(source.Warning, name.Shown(f.Name), strings.TrimPrefix(err.Error(), name.Shown(f.Name)+" "),
			"It is read once it has been left alone for ten seconds, or is as its .done promises.")
		return
	case err != nil:
		in.refuse(f.Name, err, unreadHint(err))
		return
	}
	defer closeAll(opened)
	format, err := s.format(of)
	if err != nil {
		return // what is wrong with the file of headings was said
	}
	rows, err := format.Rows(opened[0].look)
	if err != nil {
		in.refuse(f.Name, err, otherHeadings)
		return
	}
	var lacking []string
	for i, c := range format.Columns {
		if c.Optional && !rows.Has(i) && !slices.Contains(seldom, c.Name) && !slices.Contains(s.opts.Without, of+"."+c.Name) {
			lacking = append(lacking, c.Name)
		}
	}
	detail := opened[0].look.Kind()
	if sheet := rows.Sheet(); sheet != "" {
		detail += ", sheet " + strconv.Quote(sheet)
	}
	if len(lacking) > 0 {
		detail += "; without " + strings.Join(lacking, ", ")
	}
	if !opened[0].look.Ended() {
		detail += "; the last line has no line break, which is accepted while no known open case is missing"
	}
	in.add(source.OK, name.Shown(f.Name), detail, "")
	inspectTitles(f, rows, in)
}

// NotRead begins what an inspection says of columns that no column of a table
// is read from.
const NotRead = "columns that are not read: "

// inspectTitles lists the columns that are not read. The first line is known to
// name columns, so that no title is a value.
func inspectTitles(f stamp, rows *table.Rows, in *inspection) {
	var others, people []string
	for _, title := range rows.Unread() {
		if looksPersonal(title) {
			people = append(people, strconv.Quote(name.Brief(title)))
		} else {
			others = append(others, strconv.Quote(name.Brief(title)))
		}
	}
	if len(others) > 0 {
		in.add(source.OK, name.Shown(f.Name), NotRead+strings.Join(others, ", "), "")
	}
	if len(people) > 0 {
		in.add(source.Warning, name.Shown(f.Name), "columns that look personal, and are not read: "+strings.Join(people, ", "),
			"Have them left out of the file: who may read the folder may read them.")
	}
}
