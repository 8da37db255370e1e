package mysql

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// Options says how to reach a database and how to read it. Zero fields take
// the documented defaults.
type Options struct {
	Name string // of the source, in errors; required

	Host     string                 // default 127.0.0.1; may carry no port
	Port     int                    // default 3306
	Socket   string                 // path of a unix socket, instead of Host and Port
	User     string                 // required
	Password func() (string, error) // called at every connect, so that a password can be replaced; nil is none
	Database string                 // the default database of the adapter's queries; required
	TLS      TLS                    // default off

	Adapter  fs.FS          // the adapter's SQL files; see Adapter; required
	Location *time.Location // zone of DATE columns, and the default of DateTimes; default UTC

	// DateTimes is the zone that DATETIME columns are written in. The default
	// is what the adapter says (see AdapterZone), else Location.
	DateTimes *time.Location

	// CaseTypes says that case types are told apart. If not, they are not
	// read, and Case.Type is empty.
	CaseTypes bool

	Overlap  time.Duration // how long after its changed_at a row may be committed; default 10 minutes
	Timeout  time.Duration // of one statement, here and on the server; default 30 seconds
	PageSize int           // rows of a page; default 10,000
	Rescan   time.Duration // without changed_at: how long rows are read again after they were received or closed; default 7 days

	Keyer  ledger.Keyer // makes the identifiers
	Logger *slog.Logger // default discards
}

// Defaults of Options.
const (
	DefaultPort     = 3306
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
const rowTables = 3

// A Source reads one case-management database. Its methods may be called
// concurrently, but never more than two at a time make progress.
type Source struct {
	opts       Options
	log        *slog.Logger
	statements map[string]string // by the name of their query
	zone       *zone             // of Options.Location
	dateTimes  *zone             // of Options.DateTimes
	utc        *zone
	db         *sql.DB
	sessions   *sessions

	mu      sync.Mutex
	shapes  map[string]*shape
	columns ledger.Columns
	settled [rowTables]settlement
	walls   [rowTables][ledger.NumTimeColumns]*zone // whose clock a column of a Summary shows; nil for instants
	days    [rowTables][ledger.NumTimeColumns]bool  // whether it holds days
}

// Open returns the Source of a database. It reads the adapter's files but
// does not connect. The error lists every fault of the options.
func Open(opts Options) (*Source, error) {
	opts.Host = cmp.Or(opts.Host, "127.0.0.1")
	opts.Port = cmp.Or(opts.Port, DefaultPort)
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
	statements, err := readAdapter(opts.Adapter)
	if opts.DateTimes == nil {
		said, fault := AdapterZone(opts.Adapter)
		opts.DateTimes = cmp.Or(said, opts.Location)
		err = errors.Join(err, fault)
	}
	if err := errors.Join(opts.validate(), err); err != nil {
		return nil, fmt.Errorf("source %q: %w", opts.Name, err)
	}
	s := &Source{
		opts:       opts,
		log:        opts.Logger,
		statements: statements,
		zone:       newZone(opts.Location),
		dateTimes:  newZone(opts.DateTimes),
		utc:        newZone(time.UTC),
		shapes:     map[string]*shape{},
	}
	s.sessions, err = newSessions(&s.opts)
	if err != nil {
		return nil, fmt.Errorf("source %q: %w", opts.Name, err)
	}
	s.db = sql.OpenDB(s.sessions)
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
	if o.User == "" {
		fault("no user")
	}
	if o.Database == "" {
		fault("no database")
	}
	if o.Port < 1 || o.Port > 65535 {
		fault("port %d: allowed are 1 to 65535", o.Port)
	}
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
	return errors.Join(append(errs, o.TLS.validate())...)
}

// Has reports whether the adapter has a contract query. It asks no database,
// and its error is nil.
func (s *Source) Has(_ context.Context, query source.Query) (bool, error) {
	return s.has(string(query)), nil
}

// has reports whether the adapter has a query of a name.
func (s *Source) has(query string) bool {
	_, ok := s.statements[query]
	return ok
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
	return fmt.Errorf("%s %s of source %q: %w", verb, query, s.opts.Name, discreet(err))
}

// within limits one statement.
func (s *Source) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, s.opts.Timeout+grace,
		fmt.Errorf("no answer from the database within %v", s.opts.Timeout+grace))
}
