package source

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/civil"
	"casework/collectors/ledger"
)

// Options says how to read a database. Zero fields take the documented
// defaults.
type Options struct {
	Name string // of the source, in errors; required

	Adapter  fs.FS          // the adapter's SQL files, see adapters.Open; required
	Location *time.Location // zone of columns of days, and the default of DateTimes; default UTC

	// DateTimes is the zone that columns of wall-clock times are written in.
	// The default is what the adapter says (see adapters.Zone), else Location.
	DateTimes *time.Location

	// NoDates are the dates that the site writes where there is none. A time on
	// one of them, in the source's zone or on the column's own clock, means that
	// something has not happened.
	NoDates []civil.Day

	// CaseTypes says that series distinguish case types, so that a query without
	// them is a fault. They are read in any case.
	CaseTypes bool

	// Without are optional queries, and optional columns as query.column, that
	// the source does without, though they may be there. See Optional.
	Without []string

	// PauseStatuses are the statuses in which a case is paused, in place of those of
	// the adapter. Its query of pauses must mark where they stand.
	PauseStatuses []string

	Overlap  time.Duration // how long after its changed_at a row may be committed; default 10 minutes
	Timeout  time.Duration // of one statement, here and on the server; default 30 seconds, at least 1
	PageSize int           // rows of a page; default 10,000, at most 1,000,000
	Rescan   time.Duration // without changed_at: how long rows are read again after they were received or closed; default 7 days

	Keyer  ledger.Keyer // makes the identifiers
	Logger *slog.Logger // default discards
}

// Defaults of Options.
const (
	DefaultOverlap  = 10 * time.Minute
	DefaultTimeout  = 30 * time.Second
	DefaultPageSize = 10_000
	DefaultRescan   = 7 * 24 * time.Hour
)

// grace is how much longer than the server a client waits for a statement, so
// that it is the server that ends it and the connection survives.
const grace = 2 * time.Second

// Pool limits. Two, so that a reconciliation does not hold up a poll.
const (
	maxConns     = 2
	connLifetime = 30 * time.Minute
)

// rowTables is the number of ledger.Tables, which index some arrays.
const rowTables = 4

// A Source reads one case-management database. Its methods may be called
// concurrently, but never more than two at a time make progress.
type Source struct {
	opts       Options
	dialect    Dialect
	log        *slog.Logger
	statements map[string]string // by the name of their query
	statuses   string            // the query of those that the product has; "" where the adapter has none
	zone       *civil.Zone       // of Options.Location
	dateTimes  *civil.Zone       // of Options.DateTimes
	utc        *civil.Zone
	noDates    noDates
	met        *namesMet
	db         *sql.DB

	identifiers identifiers
	spares      spares

	mu       sync.Mutex
	seen     present
	shapes   map[string]*shape
	had      map[string]map[string]bool // columns that were found, by query; only queries that were ever answered
	absent   map[string]bool            // queries whose table the database does not have
	inactive bool                       // it is said that there are no programmes
	columns  ledger.Columns
	cursors  [rowTables]cursorState
	numbers  [rowTables]ledger.Numbers
	walls    [rowTables][ledger.NumTimeColumns]*civil.Zone // whose clock a column of a Summary shows; nil for instants
	days     [rowTables][ledger.NumTimeColumns]bool        // whether it holds days
}

// New returns the Source of a database. connect makes the Dialect from the options, in
// which defaults are filled in. driver is the dialect's name in the files of adapters,
// one of adapters.Drivers. New reads the adapter's files but does not connect to the
// database. The error lists every fault of the options, first those that connect finds.
func New(driver string, opts Options, connect func(Options) (Dialect, error)) (*Source, error) {
	opts.Overlap = cmp.Or(opts.Overlap, DefaultOverlap)
	opts.Timeout = cmp.Or(opts.Timeout, DefaultTimeout)
	opts.PageSize = cmp.Or(opts.PageSize, DefaultPageSize)
	opts.Rescan = cmp.Or(opts.Rescan, DefaultRescan)
	if opts.Location == nil {
		opts.Location = time.UTC
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	statements, statuses, err := readAdapter(driver, &opts)
	if opts.DateTimes == nil {
		zone, fault := adapters.Zone(opts.Adapter)
		opts.DateTimes = cmp.Or(zone, opts.Location)
		err = errors.Join(err, fault)
	}
	dialect, fault := connect(opts)
	if err := errors.Join(fault, opts.validate(), err); err != nil {
		return nil, fmt.Errorf("source %q: %w", opts.Name, err)
	}
	s := &Source{
		opts:       opts,
		dialect:    dialect,
		log:        opts.Logger,
		statements: statements,
		statuses:   statuses,
		zone:       civil.NewZone(opts.Location),
		dateTimes:  civil.NewZone(opts.DateTimes),
		utc:        civil.NewZone(time.UTC),
		noDates:    newNoDates(opts.NoDates, opts.Location),
		met:        newNamesMet(opts.Logger),
		shapes:     map[string]*shape{},
		had:        map[string]map[string]bool{},
		absent:     map[string]bool{},
		db:         sql.OpenDB(dialect.Connector()),
	}
	s.db.SetMaxOpenConns(maxConns)
	s.db.SetMaxIdleConns(1)
	s.db.SetConnMaxLifetime(connLifetime)
	return s, nil
}

// Close closes the source's connections.
func (s *Source) Close() error { return s.db.Close() }

func (o *Options) validate() error {
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if o.Overlap < 0 {
		fault("overlap %v is negative", o.Overlap)
	}
	if o.Timeout < time.Second {
		fault("timeout %v: at least 1s", o.Timeout)
	}
	if o.PageSize < 1 || o.PageSize > 1_000_000 {
		fault("page size %d: allowed are 1 to 1000000", o.PageSize)
	}
	if o.Rescan < 0 {
		fault("rescan %v is negative", o.Rescan)
	}
	if err := CheckWithout(o.Without); err != nil {
		fault("without %w", err)
	}
	return errors.Join(errs...)
}

// Has reports whether the adapter has a contract query, and the database a
// table to answer it, as far as Units or the query's own reading found out. It
// asks no database, and its error is nil.
func (s *Source) Has(_ context.Context, query Query) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := string(query)
	expected := s.had[name] != nil && !slices.Contains(s.opts.Without, name) // its reading tells that it is gone
	return (s.has(name) || expected) && !s.absent[name], nil
}

// has reports whether the adapter has a query of a name, which is to be asked.
func (s *Source) has(query string) bool {
	_, ok := s.statements[query]
	return ok && !slices.Contains(s.opts.Without, query)
}

// Columns says which optional columns of cases the source has. It is valid
// once Changes has read cases.
func (s *Source) Columns() ledger.Columns {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.columns
}

// fail wraps an error in what was being done, and names no row.
func (s *Source) fail(verb, query string, err error) error {
	err = s.dialect.Redact(err)
	if kind := s.dialect.ErrorKind(err); (kind == NoTable || kind == NoRight) && query != string(Cases) && !s.isNew(query) {
		err = s.wasThere(err, contractOf(query).file())
	}
	return fmt.Errorf("%s %s of source %q: %w", verb, query, s.opts.Name, err)
}

// withTimeout limits one statement.
func (s *Source) withTimeout(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, s.opts.Timeout+grace,
		fmt.Errorf(noAnswer+" within %v", s.opts.Timeout+grace))
}

// noAnswer begins the error of a statement that was given up.
const noAnswer = "no answer from the database"
