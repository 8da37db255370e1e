package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"casework/collectors/civil"
	"casework/collectors/dropfolder"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/supplement"
)

// An Unlisted says what became of a case that is known and that a snapshot has
// not.
type Unlisted string

// What an unlisted case may be.
const (
	Gone   Unlisted = "gone"   // snapshots list all cases: what is not there was deleted
	Kept   Unlisted = "kept"   // they list those that are open or were closed lately: a closed one stays, an open one was deleted
	Closed Unlisted = "closed" // likewise, but an open one was closed at the snapshot's date
)

// Options says how to read a folder. Zero fields take the documented defaults.
type Options struct {
	Name   string // of the source, in errors; required
	Folder string // required

	Location  *time.Location // of days; default UTC
	DateTimes *time.Location // of times of day; default Location
	NoDates   []civil.Day    // dates that stand where there is none
	Without   []string       // optional tables and columns to do without
	Unlisted  Unlisted       // default Gone
	GoneLimit int            // percent of the known open cases that a snapshot may lack; default 2
	MaxAge    time.Duration  // of the newest file of cases; default none

	Keyer  ledger.Keyer
	Logger *slog.Logger // default discards
	Now    func() time.Time
}

// DefaultGoneLimit is Options.GoneLimit where none is set, in percent.
const DefaultGoneLimit = 2

// A Source is a folder of files. Its methods are called from one goroutine at a
// time, but for Off, which any may call.
type Source struct {
	opts   Options
	folder *dropfolder.Folder // of the supplementary tables
	clocks *source.Clocks
	names  *source.Names
	ledger *ledger.Ledger // that the rows are held against; nil until Know

	state   state // what of the files was applied
	columns ledger.Columns
	had     map[string]bool  // optional tables and columns that were found
	refused map[string]error // by table: why its newest files are not read, as it was logged
	lists   map[source.Query]list

	headings headings
	adapted  []stamp // the file of headings by which supplementary tables were read last

	keep  int // maxKept, but in tests
	fresh int // maxFresh, but in tests

	mu  sync.Mutex
	off []string
}

// Open returns the Source of a folder. It reads nothing yet.
func Open(opts Options) (*Source, error) {
	if opts.Location == nil {
		opts.Location = time.UTC
	}
	if opts.DateTimes == nil {
		opts.DateTimes = opts.Location
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	opts.Unlisted, opts.GoneLimit = cmp.Or(opts.Unlisted, Gone), cmp.Or(opts.GoneLimit, DefaultGoneLimit)
	switch {
	case opts.Folder == "":
		return nil, fmt.Errorf("source %q: no folder", opts.Name)
	case !slices.Contains([]Unlisted{Gone, Kept, Closed}, opts.Unlisted):
		return nil, fmt.Errorf("source %q: unlisted cases are %q; allowed: gone, kept or closed", opts.Name, opts.Unlisted)
	case opts.GoneLimit < 0 || opts.GoneLimit > 100:
		return nil, fmt.Errorf("source %q: limit of cases that are gone: %d percent; allowed: 1 to 100", opts.Name, opts.GoneLimit)
	}
	if err := source.CheckWithout(opts.Without); err != nil {
		return nil, fmt.Errorf("source %q: without %w", opts.Name, err)
	}
	s := &Source{
		opts: opts, clocks: source.NewClocks(opts.Location, opts.DateTimes, opts.NoDates), names: source.NewNames(opts.Logger),
		state: state{}, had: map[string]bool{}, refused: map[string]error{}, lists: map[source.Query]list{}, keep: maxKept, fresh: maxFresh,
	}
	s.folder = dropfolder.New(opts.Folder, dropfolder.Options{
		Location: opts.Location, NoDates: opts.NoDates, Logger: opts.Logger, Now: opts.Now, Elsewhere: isOurs, Adapt: s.adaptSessions,
		OtherTables: slices.DeleteFunc(slices.Clone(ours), func(of string) bool { return of == ledger.Sessions.String() }),
	})
	return s, nil
}

// Know takes the ledger that the rows are applied to, and what it says of the
// files whose rows it has.
func (s *Source) Know(l *ledger.Ledger) {
	s.ledger, s.state = l, readState(l.Note(ledger.NoteFiles))
}

// Note is what is to be kept with the ledger, as ledger.NoteFiles.
func (s *Source) Note() string { return s.state.String() }

// Again has all files held against the ledger once more at the next poll.
func (s *Source) Again() {
	for _, a := range s.state {
		a.Snapshot, a.Changes = nil, nil
	}
}

// AsOf is when the newest files were written whose cases the ledger has; the
// zero time if there are none.
func (s *Source) AsOf() time.Time { return s.state.newest(ledger.Cases) }

// Close implements a backend. There is nothing to close.
func (s *Source) Close() error { return nil }

// Columns implements collectors.Source.
func (s *Source) Columns() ledger.Columns {
	if s.columns == (ledger.Columns{}) { // as of a restart: what was found before
		return ledger.Columns{Started: s.had["cases.started_at"], Deadline: s.had["cases.deadline_at"], Unclosed: !s.had["cases.closed_at"]}
	}
	return s.columns
}

// Has implements collectors.Source: it reports whether the folder has files of a
// table, or had some.
func (s *Source) Has(_ context.Context, query source.Query) (bool, error) {
	if query == source.Cases {
		return true, nil
	}
	if slices.Contains(s.opts.Without, string(query)) {
		return false, nil
	}
	if s.had[string(query)] {
		return true, nil
	}
	files, err := s.look(string(query))
	return len(files) > 0, err
}

// Expect implements a backend: the state says what was read.
func (s *Source) Expect(ledger.Table) {}

// Found lists the optional tables and columns that were found.
func (s *Source) Found() []string {
	var all []string
	for name, is := range s.had {
		if is {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// Recall says what was found before this program started.
func (s *Source) Recall(found []string) {
	for _, name := range found {
		if !slices.Contains(s.opts.Without, name) {
			s.had[name] = true
		}
	}
}

// Off lists what is not read because the files do not have it.
func (s *Source) Off() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.off)
}

// setOff notes what the files of a table lack.
func (s *Source) setOff(table string, lacking []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.off = slices.DeleteFunc(s.off, func(name string) bool { return name == table || strings.HasPrefix(name, table+".") })
	s.off = append(s.off, lacking...)
	slices.Sort(s.off)
}

// NamesMet is what was met in columns of names.
func (s *Source) NamesMet() source.NamesMet { return s.names.Met() }

// Statuses lists the files of supplementary tables.
func (s *Source) Statuses() []dropfolder.Status { return s.folder.Statuses() }

// ReadTable reads a supplementary table.
func (s *Source) ReadTable(ctx context.Context, t *supplement.Table, since civil.Day, add func(supplement.Row)) (bool, error) {
	return s.folder.ReadTable(ctx, t, since, add)
}

// errCompared says that files are not compared with the ledger at night: each
// snapshot is, when it comes.
var errCompared = errors.New("a folder of files is not reconciled: each snapshot is compared whole")

// Span implements collectors.Source.
func (s *Source) Span(context.Context, ledger.Table) (first, last int64, err error) {
	return 0, 0, errCompared
}

// Summaries implements collectors.Source.
func (s *Source) Summaries(context.Context, ledger.Table, int64, int64) (map[string]ledger.Summary, error) {
	return nil, errCompared
}

// Rows implements collectors.Source.
func (s *Source) Rows(context.Context, ledger.Table, int64, int64, func(*ledger.Page) error) error {
	return errCompared
}

// RowsChanged implements collectors.Source.
func (s *Source) RowsChanged(context.Context, ledger.Table, int64, int64, int64, int64, func(*ledger.Page) error) error {
	return errCompared
}

// Wall implements collectors.Source.
func (s *Source) Wall(_ ledger.Table, _ ledger.TimeColumn, unix int64) int64 { return unix }
