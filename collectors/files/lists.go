package files

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/dropfolder"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/supplement"
	"casework/collectors/table"
)

// headingsFile says which headings stand for which columns.
const headingsFile = "columns.csv"

// A list is a short table that is read whole, as it was read last.
type list struct {
	files      []stamp
	programmes []ledger.Programme
	units      []ledger.Unit
	err        error // of newer files, as it was logged
}

// unitColumns are those of the list of units.
var unitColumns = []supplement.Column{must("unit"), may("name"), may("service"), may("parent")}

// readList reads the files of a list, if they are others than those that were read
// last. Where they are refused, what was read last stays.
func (s *Source) readList(ctx context.Context, query source.Query,
	add func(*list, supplement.Row, table.Line),
) (*list, error) {
	files, err := s.look(string(query))
	was := s.lists[query]
	switch {
	case err != nil:
		return nil, err
	case slices.Contains(s.opts.Without, string(query)):
		return &list{}, nil
	case len(files) == 0 && s.had[string(query)]:
		return nil, fmt.Errorf("%s: the file that was there is gone%s", query, withoutHint(string(query)))
	case len(files) == 0, slices.Equal(files, was.files):
		return &was, nil
	}
	next := list{files: files}
	err = func() error {
		format, err := s.format(string(query))
		if err != nil {
			return err
		}
		all, err := s.openAll(ctx, files)
		if err != nil {
			return err
		}
		defer closeAll(all)
		var faults []error // of all files, which are short
		for _, f := range all {
			rows := func(row supplement.Row, line table.Line) { add(&next, row, line) }
			if err := format.ParseOpen(f.look, rows); err != nil {
				faults = append(faults, err)
			}
			if err := f.still(); err != nil {
				return err
			}
		}
		return errors.Join(faults...)
	}()
	if err != nil {
		if was.files == nil {
			return nil, err
		}
		if !errors.Is(err, errWaiting) && (was.err == nil || was.err.Error() != err.Error()) {
			s.opts.Logger.ErrorContext(ctx, "file refused: what was read before stays", "query", string(query), "err", err)
			was.err = err
			s.lists[query] = was
		}
		return &was, nil
	}
	s.lists[query], s.had[string(query)] = next, true
	return &next, nil
}

// Programmes implements collectors.Source.
func (s *Source) Programmes(ctx context.Context) ([]ledger.Programme, error) {
	l, err := s.readList(ctx, source.Programmes, func(l *list, row supplement.Row, line table.Line) {
		starts, ends := row[dropfolder.ProgrammeStartsOn].Day, row[dropfolder.ProgrammeEndsOn]
		p := ledger.Programme{
			Unit: row[dropfolder.ProgrammeUnit].Text, Name: row[dropfolder.ProgrammeName].Text, From: s.begin(starts),
		}
		if ends.Set {
			p.Until = s.begin(ends.Day + 1)
			if ends.Day < starts {
				line.Fault(dropfolder.ProgrammeEndsOn, "is before %s", line.Name(dropfolder.ProgrammeStartsOn))
			}
		}
		l.programmes = append(l.programmes, p)
	})
	if err != nil {
		return nil, err
	}
	return l.programmes, nil
}

func (s *Source) begin(day civil.Day) int64 { return day.Start(s.opts.Location).Unix() }

// Units implements collectors.Source. A unit that is listed twice is there once.
func (s *Source) Units(ctx context.Context) ([]ledger.Unit, error) {
	l, err := s.readList(ctx, source.Units, func(l *list, row supplement.Row, line table.Line) {
		u := ledger.Unit{Unit: row[0].Text, Name: row[1].Text, Service: row[2].Text, Parent: row[3].Text}
		at := slices.IndexFunc(l.units, func(known ledger.Unit) bool { return known.Unit == u.Unit })
		switch {
		case at < 0:
			l.units = append(l.units, u)
		case l.units[at] != u:
			line.Fault(0, "is there twice, with other columns")
		}
	})
	if err != nil {
		return nil, err
	}
	return l.units, nil
}
