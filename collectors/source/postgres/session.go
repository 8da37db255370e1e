package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// sessions makes the connections of a source and sets them up. It is the
// driver.Connector of the source's pool.
type sessions struct {
	connector driver.Connector
	opts      *Options

	mu    sync.Mutex
	lacks map[string]bool   // settings that the server does not know
	types map[string]string // types that the driver does not know, by the number that it gives them

	unknown bool                 // a type was met that is not among them
	writing map[string]time.Time // since when transactions were seen to write
}

// maxConnect is how long it may take to reach the server.
const maxConnect = 10 * time.Second

// nothingInherited is a connection string that names all that the driver would
// otherwise take from the environment (PGHOST, PGPASSWORD, PGSSLMODE …) or from
// files of the user. What it names is replaced.
const nothingInherited = "host=127.0.0.1 port=5432 user=nobody database=none password=none passfile=/dev/null sslmode=disable " +
	"sslcertmode=allow sslnegotiation=postgres connect_timeout=10 target_session_attrs=any " +
	"min_protocol_version=3.0 max_protocol_version=3.0 channel_binding=prefer require_auth=''"

func newSessions(opts *Options) (*sessions, error) {
	cfg, err := pgx.ParseConfig(nothingInherited)
	if err != nil { // only a service of the environment is asked for whatever is named
		return nil, errors.New("the environment names a service of PostgreSQL's clients (PGSERVICE), which is not read: take it out")
	}
	cfg.RuntimeParams = map[string]string{} // a pooler refuses those that it does not know
	cfg.User, cfg.Database, cfg.Password = opts.User, opts.Database, ""
	cfg.Host, cfg.Port = opts.Host, uint16(opts.Port) //nolint:gosec // validated
	dialer := net.Dialer{Timeout: min(opts.Timeout, maxConnect)}
	cfg.ConnectTimeout = min(opts.Timeout, maxConnect)
	cfg.DialFunc = dialer.DialContext
	if opts.Socket != "" {
		cfg.Host = "/" // has the driver take it for a socket
		cfg.DialFunc = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "unix", socketPath(opts.Socket))
		}
	}
	// Nothing is prepared by name, which would have to last on the server. See conn.ask
	// for how a statement is asked.
	cfg.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec
	cfg.DescriptionCacheCapacity, cfg.StatementCacheCapacity = 0, 0
	cfg.OnNotice = func(*pgconn.PgConn, *pgconn.Notice) {}
	connector := stdlib.GetConnector(*cfg, stdlib.OptionBeforeConnect(func(_ context.Context, cfg *pgx.ConnConfig) error {
		return opts.secure(cfg)
	}))
	return &sessions{connector: connector, opts: opts, lacks: map[string]bool{}, types: map[string]string{}}, nil
}

// secure reads the files that protect a connection, and the password.
func (o *Options) secure(cfg *pgx.ConnConfig) error {
	encrypted, err := o.TLS.Config(o.Host)
	if err != nil {
		return err
	}
	cfg.TLSConfig, cfg.Fallbacks = encrypted, nil
	if o.TLS.Mode == "preferred" {
		cfg.Fallbacks = []*pgconn.FallbackConfig{{Host: cfg.Host, Port: cfg.Port}}
	}
	if o.Password != nil {
		if cfg.Password, err = o.Password(); err != nil {
			return fmt.Errorf("read the password: %w", err)
		}
	}
	return nil
}

// socketPath is the path of a unix socket. Other programs are told the folder
// that holds it.
func socketPath(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, fmt.Sprintf(".s.PGSQL.%d", DefaultPort))
	}
	return path
}

// Connector implements source.Dialect.
func (s *sessions) Connector() driver.Connector { return s }

// Driver implements driver.Connector.
func (s *sessions) Driver() driver.Driver { return s.connector.Driver() }

// Connect implements driver.Connector.
func (s *sessions) Connect(ctx context.Context) (driver.Conn, error) {
	connected, err := s.connector.Connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", redact(err))
	}
	c := &conn{Conn: connected.(*stdlib.Conn), sessions: s, limit: s.opts.Timeout}
	if err := s.learn(ctx, c); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// learn asks the server which settings and types it has: older versions lack
// some settings, and the types of an extension have a number of their own in
// every database.
func (s *sessions) learn(ctx context.Context, c *conn) error {
	known := map[string]bool{}
	all := s.settings(0)
	names := make([]string, len(all))
	for i, set := range all {
		names[i] = quote(set.name)
	}
	answers, err := c.results(ctx, strings.Join(append(opening(c.limit),
		"SELECT pg_catalog.lower(name) FROM pg_catalog.pg_settings WHERE pg_catalog.lower(name) IN ("+strings.Join(names, ", ")+")",
		"SELECT t.oid, CASE t.typtype WHEN 'e' THEN 'ENUM' ELSE 'CITEXT' END"+
			" FROM pg_catalog.pg_type t WHERE t.typtype = 'e' OR t.typname = 'citext' AND t.typtype = 'b'",
		"COMMIT"), "; "))
	if err != nil {
		return c.end(ctx, fmt.Errorf("ask for the server's settings and types: %w", redact(err)))
	}
	settings, types := answers[len(answers)-3], answers[len(answers)-2]
	for _, line := range settings {
		known[line[0]] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.lacks)
	s.unknown = false
	for _, set := range all {
		s.lacks[set.name] = !known[set.name] && !set.unlisted
	}
	for _, line := range types {
		s.types[line[0]] = line[1]
	}
	return nil
}

// mustLearn reports whether the server may have types that were not there when
// it was asked.
func (s *sessions) mustLearn() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unknown
}

// typeName is a column's type by the name that this package lists it with,
// from the one that the driver gives.
func (s *sessions) typeName(driverName string) string {
	if name, ok := standardNames[driverName]; ok {
		return name
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if name, ok := s.types[driverName]; ok {
		return name
	}
	if _, err := strconv.Atoi(driverName); err == nil { // a number; the type may be new
		s.unknown = true
	}
	return driverName
}

// Now implements source.Dialect. Every statement sets its session up, so there
// is nothing to see to.
func (s *sessions) Now(ctx context.Context, conn *sql.Conn) (time.Time, error) {
	text, err := one(ctx, conn, "SELECT pg_catalog.floor(EXTRACT(EPOCH FROM pg_catalog.clock_timestamp()) * 1000000)::pg_catalog.int8")
	if err != nil {
		return time.Time{}, err
	}
	microseconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("the server's clock is %q: %w", text, err)
	}
	return time.UnixMicro(microseconds).UTC(), nil
}

// Server implements source.Dialect. Servers that copy from each other began at
// times of their own.
func (s *sessions) Server(ctx context.Context, conn *sql.Conn) (name string, err error) {
	return one(ctx, conn, `SELECT pg_catalog.concat_ws(' ', pg_catalog.inet_server_addr(), pg_catalog.current_setting('port'),
		pg_catalog.pg_is_in_recovery(), EXTRACT(EPOCH FROM pg_catalog.pg_postmaster_start_time()))`)
}

// one is the value of a query without parameters, as a text. It goes to the
// server and back once, the first time too.
func one(ctx context.Context, sc *sql.Conn, query string) (value string, err error) {
	err = sc.Raw(func(dc any) (err error) {
		value, err = dc.(*conn).one(ctx, query)
		return err
	})
	return value, err
}

// LimitTime implements source.Dialect.
func (s *sessions) LimitTime(_ context.Context, sc *sql.Conn, limit time.Duration) error {
	return sc.Raw(func(dc any) error {
		dc.(*conn).limit = limit
		return nil
	})
}
