package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	gomysql "github.com/go-sql-driver/mysql"
)

// sessions makes the connections of a source and sets them up. It is the
// driver.Connector of the source's pool.
type sessions struct {
	connector driver.Connector
	opts      *Options

	mu          sync.Mutex
	unsupported map[string]bool // settings that the server refused, by name
	version     string          // of the server
	kept        string          // what a session reads as that is set up
}

// A setting is one property of a session.
type setting struct {
	name      string // in log lines and findings
	statement string
}

func newSessions(opts *Options) (*sessions, error) {
	cfg := gomysql.NewConfig()
	cfg.User, cfg.DBName = opts.User, opts.Database
	cfg.Net, cfg.Addr = "tcp", net.JoinHostPort(opts.Host, strconv.Itoa(opts.Port))
	if opts.Socket != "" {
		cfg.Net, cfg.Addr = "unix", opts.Socket
	}
	cfg.ParseTime, cfg.Loc = true, time.UTC
	cfg.Timeout = min(opts.Timeout, 10*time.Second)
	cfg.Logger = driverLog{opts.Logger}
	cfg.ConnectionAttributes = "program_name:casework-exporter"
	cfg.AllowFallbackToPlaintext = opts.TLS.Mode == "preferred"
	err := cfg.Apply(gomysql.BeforeConnect(func(_ context.Context, cfg *gomysql.Config) error {
		var err error
		if cfg.TLS, err = opts.TLS.Config(opts.Host); err != nil {
			return err
		}
		if opts.Password != nil {
			if cfg.Passwd, err = opts.Password(); err != nil {
				return fmt.Errorf("read the password: %w", err)
			}
		}
		return nil
	}))
	if err != nil {
		return nil, err
	}
	connector, err := gomysql.NewConnector(cfg)
	if err != nil {
		return nil, err
	}
	return &sessions{connector: connector, opts: opts, unsupported: map[string]bool{}}, nil
}

// Connector implements source.Dialect.
func (s *sessions) Connector() driver.Connector { return s }

// Driver implements driver.Connector.
func (s *sessions) Driver() driver.Driver { return s.connector.Driver() }

// Connect implements driver.Connector.
func (s *sessions) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := s.connector.Connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", redact(err))
	}
	if err := s.prepare(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// prepare sets a session up, so that nothing that a server's globals, its
// init_connect or a proxy hand to it changes a result, limits one or holds a
// lock, and reads back that it is so. A server that lacks a property is used
// without it; one that keeps a value that changes results is not used.
func (s *sessions) prepare(ctx context.Context, conn driver.Conn) error {
	// The driver asks for this as it connects, but servers can be set up to
	// overrule it (init_connect, skip_character_set_client_handshake).
	if err := exec(ctx, conn, "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci"); err != nil {
		return fmt.Errorf("set the session's character set to utf8mb4: %w", redact(err))
	}
	if err := s.set(ctx, conn, firstVariables); err != nil { // so that the questions below are answered
		return err
	}
	answer, err := queryRow(ctx, conn, "SELECT VERSION()")
	if err != nil {
		return fmt.Errorf("ask for the server's version: %w", redact(err))
	}
	version := answer[0]
	if err := s.set(ctx, conn, s.variables(version)); err != nil {
		return err
	}
	for _, set := range s.settings(version) {
		if s.isUnsupported(set.name) {
			continue
		}
		err := exec(ctx, conn, set.statement)
		switch {
		case err == nil:
		case unsupported(err):
			s.lacks(ctx, set.name, err)
		default:
			return fmt.Errorf("set %s: %w", set.name, redact(err))
		}
	}
	if err := exec(ctx, conn, "USE `"+strings.ReplaceAll(s.opts.Database, "`", "``")+"`"); err != nil {
		return fmt.Errorf("use the database: %w", redact(err))
	}
	kept, err := s.verify(ctx, conn, version)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.version, s.kept = version, kept
	s.mu.Unlock()
	return nil
}

// lacks notes that the server refused a setting, for good.
func (s *sessions) lacks(ctx context.Context, name string, err error) {
	s.opts.Logger.DebugContext(ctx, "database lacks a session setting", "setting", name, "err", redact(err))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unsupported[name] = true
}

// settings lists what a session should have, for the server of a version.
func (s *sessions) settings(version string) []setting {
	name, limit := timeLimit(version, s.opts.Timeout)
	return []setting{
		{"transaction read only", "SET SESSION TRANSACTION READ ONLY"},
		{"isolation level read committed", "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"},
		{name, limit},
		// What a session began with: a transaction, or tables that it locked.
		{"no transaction", "ROLLBACK AND NO CHAIN NO RELEASE"},
		{"no locked tables", "UNLOCK TABLES"},
	}
}

// timeLimit is the variable that limits how long a statement may take, and the
// statement that sets it.
func timeLimit(version string, limit time.Duration) (name, statement string) {
	if isMariaDB(version) {
		return "max_statement_time", fmt.Sprintf("SET SESSION max_statement_time = %.3f", limit.Seconds())
	}
	return "max_execution_time", fmt.Sprintf("SET SESSION max_execution_time = %d", limit.Milliseconds())
}

// LimitTime implements source.Dialect.
func (s *sessions) LimitTime(ctx context.Context, conn *sql.Conn, limit time.Duration) error {
	name, statement := timeLimit(s.serverVersion(), limit)
	if s.isUnsupported(name) {
		return nil
	}
	_, err := conn.ExecContext(ctx, statement)
	return err
}

// serverVersion is that of the latest connection.
func (s *sessions) serverVersion() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version
}

func isMariaDB(version string) bool { return strings.Contains(version, "MariaDB") }

func (s *sessions) isUnsupported(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unsupported[name]
}

// exec runs a statement without parameters.
func exec(ctx context.Context, conn driver.Conn, statement string) error {
	_, err := conn.(driver.ExecerContext).ExecContext(ctx, statement, nil)
	return err
}

// A driverLog passes on what the driver would print: mostly that it found a
// connection broken, which the error of the query says as well.
type driverLog struct{ log *slog.Logger }

func (d driverLog) Print(v ...any) {
	d.log.Debug("database driver", "message", strings.TrimSpace(fmt.Sprintln(v...)))
}
