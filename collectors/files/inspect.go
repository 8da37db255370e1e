package files

import (
	"context"
	"errors"
	"fmt"
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

// Inspect finds what keeps the folder from being read well. Queries that are read
// elsewhere, by name, are not looked at.
func (s *Source) Inspect(ctx context.Context, elsewhere ...string) (all []source.Finding, err error) {
	add := func(level source.Level, subject, detail, hint string) {
		all = append(all, source.Finding{Level: level, Subject: subject, Detail: detail, Hint: hint, Fault: detail})
	}
	if _, err := localfile.ReadDir(s.opts.Folder); err != nil {
		return all, fmt.Errorf("folder of source %q: %w", s.opts.Name, err)
	}
	there := false
	for _, of := range ours {
		if slices.Contains(elsewhere, of) {
			continue
		}
		found, err := s.look(of)
		switch {
		case err != nil:
			there = there || of == "cases"
			add(source.Problem, of, err.Error(), "")
			continue
		case len(found) == 0 && of == "cases":
			add(source.Problem, "cases", noCases, "Name it cases.csv, cases.csv.gz, cases.xlsx or, of several, cases-2026.csv and so on.")
			continue
		case len(found) == 0:
			add(source.OK, of, "no such file: off", "")
			continue
		}
		there = there || of == "cases"
		snapshot, changes := split(found)
		for _, f := range found {
			if f.isChanges() && !slices.Contains(changes, f) {
				add(source.OK, name.Shown(f.Name), "older than the snapshot: not read", "")
				continue
			}
			s.inspectFile(ctx, of, f, add)
		}
		if of == "cases" {
			if fault := s.ageFault(time.Unix(0, date(slices.Concat(snapshot, changes)))); fault != "" {
				add(source.Problem, "cases", fault, "See whether it is still written. Gauges of a source whose files are older are withheld.")
			}
		}
	}
	s.inspectTables(ctx, add, func(subject string) bool {
		return slices.ContainsFunc(all, func(f source.Finding) bool { return f.Level == source.Problem && f.Subject == subject })
	})
	if !there {
		return all, errors.New(noCases)
	}
	return all, nil
}

// inspectTables looks at the files of supplementary tables. Sessions are one, too: what is wrong with their
// file is not said again.
func (s *Source) inspectTables(ctx context.Context, add func(source.Level, string, string, string), isSaid func(subject string) bool) {
	s.folder.Changed(ctx)
	for _, file := range s.folder.Statuses() {
		switch {
		case file.Err != nil && isSaid(name.Shown(file.File)):
		case file.Err != nil:
			for line := range strings.SplitSeq(file.Err.Error(), "\n") {
				add(source.Problem, name.Shown(file.File), line, "")
			}
		case file.State == dropfolder.Waiting:
			add(source.Warning, name.Shown(file.File), "changed just now", "It is read once it has been left alone for ten seconds.")
		default:
			add(source.OK, name.Shown(file.File), fmt.Sprintf("%d rows of %s", file.Rows, supplement.Called(file.Table)), "")
		}
	}
}

// inspectFile looks at one file: whether it is complete, and its columns.
func (s *Source) inspectFile(ctx context.Context, of string, f stamp, add func(source.Level, string, string, string)) {
	opened, err := s.openAll(ctx, []stamp{f})
	switch {
	case errors.Is(err, errWaiting):
		add(source.Warning, name.Shown(f.Name), strings.TrimPrefix(err.Error(), name.Shown(f.Name)+" "), "It is read once it has been left alone for ten seconds, or is as its .done promises.")
		return
	case err != nil:
		add(source.Problem, name.Shown(f.Name), err.Error(), "")
		return
	}
	defer closeAll(opened)
	format, err := s.format(of)
	var rows *table.Rows
	if err == nil {
		rows, err = format.Rows(opened[0].look)
	}
	if err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			add(source.Problem, name.Shown(f.Name), line, "")
		}
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
	add(source.OK, name.Shown(f.Name), detail, "")
	s.inspectTitles(f, rows, add)
}

// NotRead begins what an inspection says of columns that no column of a table
// is read from.
const NotRead = "columns that are not read: "

// inspectTitles lists the columns that are not read. The first line is known to
// name columns, so that no title is a value.
func (s *Source) inspectTitles(f stamp, rows *table.Rows, add func(source.Level, string, string, string)) {
	var others, people []string
	for _, title := range rows.Unread() {
		if looksPersonal(title) {
			people = append(people, strconv.Quote(name.Brief(title)))
		} else {
			others = append(others, strconv.Quote(name.Brief(title)))
		}
	}
	if len(others) > 0 {
		add(source.OK, name.Shown(f.Name), NotRead+strings.Join(others, ", "), "")
	}
	if len(people) > 0 {
		add(source.Warning, name.Shown(f.Name), "columns that look personal, and are not read: "+strings.Join(people, ", "),
			"Have them left out of the file: who may read the folder may read them.")
	}
}
