package collectors

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"casework/collectors/civil"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/supplement"
)

// A Source reads one case-management database. Its methods are called from
// one goroutine at a time.
type Source interface {
	// Changes reads the rows of a table that changed since a cursor, with an
	// overlap before it for commits that came late, in the order of change.
	// It calls apply once a page; apply's error ends the reading. Cursor 0
	// reads everything.
	Changes(ctx context.Context, t ledger.Table, since ledger.Cursor, apply func(*ledger.Page) error) error

	// Programmes reads the supervision programmes; nil without such a query.
	Programmes(ctx context.Context) ([]ledger.Programme, error)

	// Units reads the list of units; nil without such a query.
	Units(ctx context.Context) ([]ledger.Unit, error)

	// Has reports whether the source has a contract query. An error says that
	// the source cannot tell now.
	Has(ctx context.Context, query source.Query) (bool, error)

	// Columns says which optional columns the source has. It is asked after
	// cases were read.
	Columns() ledger.Columns

	// Span returns the first and last instant that rows of a table were
	// received, reported or planned, in Unix seconds; 0, 0 without rows.
	Span(ctx context.Context, t ledger.Table) (first, last int64, err error)

	// Summaries condenses the rows of [from, until), by unit.
	Summaries(ctx context.Context, t ledger.Table, from, until int64) (map[string]ledger.Summary, error)

	// Rows reads all rows of [from, until), as Changes does.
	Rows(ctx context.Context, t ledger.Table, from, until int64, apply func(*ledger.Page) error) error

	// RowsChanged reads those rows of [from, until) whose changed_at was between
	// two instants in Unix microseconds, both included; without changed_at, or
	// from 0 on, it is Rows.
	RowsChanged(ctx context.Context, t ledger.Table, from, until, changedFrom, changedTo int64, apply func(*ledger.Page) error) error

	// Wall converts an instant, in Unix seconds, to the clock of a column
	// whose times a Summary adds up.
	Wall(t ledger.Table, column ledger.TimeColumn, unix int64) int64
}

// A lateWatch is a Source that can tell of transactions that write.
type lateWatch interface {
	// Late is by how much the oldest is older than the overlap; 0 if none is.
	// It fails with source.ErrNoWriterWatch if the database does not tell.
	Late(ctx context.Context) (time.Duration, error)
}

func lateWatchOf(s Source) lateWatch {
	watch, _ := s.(lateWatch)
	return watch
}

// A lacking source lists what its database does not have, to any goroutine.
type lacking interface{ Off() []string }

// folderSessions is a Source whose supervision sessions are those of a drop
// folder, for as long as that has files of them. They count as the rows of a
// query do; a day stands for its first instant in the source's zone.
type folderSessions struct {
	Source
	folder TableReader
	keyer  ledger.Keyer
	zone   *time.Location

	read    []ledger.Session // as last applied; nil before
	spanned bool             // whether the last Span was of the folder
}

// withFolderSessions is a source whose sessions come from the first drop
// folder of the readers, or the source itself without one, or if it is files.
func withFolderSessions(source Source, readers []TableReader, keyer ledger.Keyer, zone *time.Location) Source {
	if _, ok := source.(snapshots); ok {
		return source
	}
	for _, r := range readers {
		if _, ok := r.(dropFolder); ok {
			return &folderSessions{Source: source, folder: r, keyer: keyer, zone: zone}
		}
	}
	return source
}

// sessions are those of the folder; in is false if they are the source's own.
func (f *folderSessions) sessions(ctx context.Context, t ledger.Table) (all []ledger.Session, in bool, err error) {
	if t != ledger.Sessions {
		return nil, false, nil
	}
	in, err = f.folder.ReadTable(ctx, supplement.Dose, 0, func(row supplement.Row) { all = append(all, f.session(row)) })
	return all, in || err != nil, err
}

// session is a row of the table of sessions. It is the same session in a
// database, should it have been there.
func (f *folderSessions) session(row supplement.Row) ledger.Session {
	return ledger.Session{
		ID: f.keyer.Text([]byte(row[0].Text)), Unit: row[1].Text, Programme: row[7].Text, Planned: f.midnight(row[3]),
		Held: f.midnight(row[4]), Minutes: int64(row[5].Number), Participants: int64(row[6].Number),
	}
}

// Sample implements sampler, if the source does.
func (f *folderSessions) Sample(ctx context.Context, t ledger.Table) (*source.Sample, error) {
	_, in, err := f.sessions(ctx, t)
	if err != nil {
		return nil, err
	}
	if s, ok := f.Source.(sampler); ok && !in {
		return s.Sample(ctx, t)
	}
	if !in {
		return nil, nil
	}
	return &source.Sample{Type: "CSV", Before: ledger.AsIntegers, Page: func(n ledger.Numbers) *ledger.Page {
		with := *f
		with.keyer = f.keyer.With(n)
		all, _, _ := with.sessions(ctx, t) // read a moment ago; what fails now is not compared
		return &ledger.Page{Sessions: all}
	}}, nil
}

// SetNumbers implements sampler.
func (f *folderSessions) SetNumbers(t ledger.Table, n ledger.Numbers) {
	if t == ledger.Sessions {
		f.keyer = f.keyer.With(n)
		f.read = nil
	}
	if s, ok := f.Source.(sampler); ok {
		s.SetNumbers(t, n)
	}
}

// midnight is the first instant of a day; 0 for none.
func (f *folderSessions) midnight(v supplement.Value) int64 {
	if !v.Set {
		return 0
	}
	return v.Day.Start(f.zone).Unix()
}

// Has implements Source. A file that is refused is there all the same.
func (f *folderSessions) Has(ctx context.Context, query source.Query) (bool, error) {
	if query == source.Sessions {
		in, err := f.folder.ReadTable(ctx, supplement.Dose, noDay, func(supplement.Row) {})
		switch {
		case in, isWithheld(err):
			return true, nil
		case err != nil:
			return false, err
		}
	}
	return f.Source.Has(ctx, query)
}

// noDay is later than the day of any row: a folder is asked for a table's rows
// from then on to learn whether it has the table.
const noDay = civil.Day(math.MaxInt32)

// Changes implements Source. It applies all rows when any is another than the
// last time, as files carry no time of change. Its error is
// supplement.ErrWithheld if no file can be used.
func (f *folderSessions) Changes(ctx context.Context, t ledger.Table, since ledger.Cursor, apply func(*ledger.Page) error) error {
	all, in, err := f.sessions(ctx, t)
	switch {
	case err != nil:
		return err
	case !in:
		if t == ledger.Sessions {
			f.read = nil
		}
		return f.Source.Changes(ctx, t, since, apply)
	case f.read != nil && slices.Equal(all, f.read):
		return nil
	}
	if err := apply(&ledger.Page{Sessions: slices.Clone(all), Next: since}); err != nil {
		return err
	}
	f.read = append([]ledger.Session{}, all...)
	return nil
}

// Span implements Source.
func (f *folderSessions) Span(ctx context.Context, t ledger.Table) (first, last int64, err error) {
	all, in, err := f.sessions(ctx, t)
	if t == ledger.Sessions {
		f.spanned = in
	}
	if err != nil {
		return 0, 0, err
	}
	if !in {
		return f.Source.Span(ctx, t)
	}
	for i := range all {
		if first == 0 || all[i].Planned < first {
			first = all[i].Planned
		}
		last = max(last, all[i].Planned)
	}
	return first, last, nil
}

// Summaries implements Source.
func (f *folderSessions) Summaries(ctx context.Context, t ledger.Table, from, until int64) (map[string]ledger.Summary, error) {
	all, in, err := f.sessions(ctx, t)
	if err != nil {
		return nil, err
	}
	if !in {
		return f.Source.Summaries(ctx, t, from, until)
	}
	out := map[string]ledger.Summary{}
	for i := range all {
		one := &all[i]
		if one.Planned < from || one.Planned >= until {
			continue
		}
		s := out[one.Unit]
		s.Rows++
		s.SumFirst += one.Planned
		if one.Held != 0 {
			s.Started++
			s.SumStarted += one.Held
		}
		out[one.Unit] = s
	}
	return out, nil
}

// Rows implements Source.
func (f *folderSessions) Rows(ctx context.Context, t ledger.Table, from, until int64, apply func(*ledger.Page) error) error {
	all, in, err := f.sessions(ctx, t)
	if err != nil {
		return err
	}
	if !in {
		return f.Source.Rows(ctx, t, from, until, apply)
	}
	all = slices.DeleteFunc(all, func(s ledger.Session) bool { return s.Planned < from || s.Planned >= until })
	return apply(&ledger.Page{Sessions: all})
}

// RowsChanged implements Source.
func (f *folderSessions) RowsChanged(ctx context.Context, t ledger.Table, from, until, changedFrom, changedTo int64,
	apply func(*ledger.Page) error,
) error {
	_, in, err := f.sessions(ctx, t)
	switch {
	case err != nil:
		return err
	case in:
		return f.Rows(ctx, t, from, until, apply)
	}
	return f.Source.RowsChanged(ctx, t, from, until, changedFrom, changedTo, apply)
}

// Off lists what the database does not have.
func (f *folderSessions) Off() []string {
	if source, ok := f.Source.(lacking); ok {
		return source.Off()
	}
	return nil
}

// Found tells what it was found to have.
func (f *folderSessions) Found() []string {
	if source, ok := f.Source.(finding); ok {
		return source.Found()
	}
	return nil
}

// Wall implements Source.
func (f *folderSessions) Wall(t ledger.Table, column ledger.TimeColumn, unix int64) int64 {
	if t == ledger.Sessions && f.spanned {
		return unix
	}
	return f.Source.Wall(t, column, unix)
}

// isWithheld reports whether an error says that a table's files are refused,
// which their own metrics report.
func isWithheld(err error) bool { return errors.Is(err, supplement.ErrWithheld) }
