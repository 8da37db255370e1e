package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// A conn is a connection whose every statement is a transaction of its own,
// with all settings of a session. It is used by one goroutine at a time.
type conn struct {
	*stdlib.Conn
	sessions *sessions
	limit    time.Duration // of a statement

	begins  []string      // statements that a transaction begins with,
	limited time.Duration // and the limit that they set

	described map[string]*pgconn.StatementDescription // what the server last said of a query, by its text
	heard     time.Time                               // when it last answered
}

// idle is the status of a session that is in no transaction.
const idle = 'I'

// maxEnd is how long it may take to end a transaction that has done its work.
const maxEnd = 5 * time.Second

// run runs statements without parameters, and takes no rows of them.
func (c *conn) run(ctx context.Context, statements string) error {
	_, err := c.results(ctx, statements)
	return err
}

// results runs statements without parameters and returns the rows of each, as
// texts.
func (c *conn) results(ctx context.Context, statements string) ([][][]string, error) {
	results, err := c.Conn.Conn().PgConn().Exec(ctx, statements).ReadAll()
	if err != nil {
		return nil, err
	}
	c.heard = time.Now()
	all := make([][][]string, len(results))
	for i, result := range results {
		all[i] = make([][]string, len(result.Rows))
		for j, row := range result.Rows {
			for _, value := range row {
				all[i][j] = append(all[i][j], string(value))
			}
		}
	}
	return all, nil
}

// ready sees that a transaction can begin, and how it has to.
func (c *conn) ready(ctx context.Context) error {
	server := c.Conn.Conn().PgConn()
	if server.IsClosed() {
		return driver.ErrBadConn
	}
	if server.TxStatus() != idle { // as a pooler handed it over
		if err := c.run(ctx, "ROLLBACK"); err != nil {
			return fmt.Errorf("end a transaction that the session began with: %w", redact(err))
		}
	}
	if c.sessions.mustLearn() {
		if err := c.sessions.learn(ctx, c); err != nil {
			return err
		}
	}
	if c.begins == nil || c.limited != c.limit {
		c.begins, c.limited = c.sessions.beginning(c.limit), c.limit
	}
	return nil
}

// unset is an error of the set-up. What the server has may be other than it was.
func (c *conn) unset(ctx context.Context, err error) error {
	c.begins = nil
	return c.end(ctx, fmt.Errorf("set the session up: %w", redact(err)))
}

// one asks for one value in a transaction of its own.
func (c *conn) one(ctx context.Context, query string) (string, error) {
	if err := c.ready(ctx); err != nil {
		return "", err
	}
	lines, err := c.results(ctx, strings.Join(c.begins, "; ")+"; "+query+"; COMMIT")
	if err != nil {
		return "", c.unset(ctx, err)
	}
	rows := lines[len(lines)-2]
	if len(rows) != 1 || len(rows[0]) != 1 {
		return "", fmt.Errorf("%d rows answer, where one value was asked for", len(rows))
	}
	return rows[0][0], nil
}

// end ends the transaction, after an error or without one, which it returns.
// Committing what has only read is no rollback in the server's statistics.
func (c *conn) end(ctx context.Context, err error) error {
	server := c.Conn.Conn().PgConn()
	if server.IsClosed() || server.TxStatus() == idle {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxEnd)
	defer cancel()
	if fault := c.run(ctx, "COMMIT"); fault != nil {
		return errors.Join(err, fmt.Errorf("end a transaction: %w", redact(fault)), c.Close())
	}
	return err
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	r, err := c.QueryContext(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return driver.ResultNoRows, r.Close()
}

// PrepareContext implements driver.ConnPrepareContext. Nothing is kept on the
// server, where the next transaction may find another session.
func (c *conn) PrepareContext(_ context.Context, query string) (driver.Stmt, error) {
	return &statement{conn: c, query: query}, nil
}

// Prepare implements driver.Conn.
func (c *conn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

// errNoTransaction is reported of transactions, of which every statement has
// its own.
var errNoTransaction = errors.New("a statement of a source is a transaction of its own")

// BeginTx implements driver.ConnBeginTx: it refuses.
func (c *conn) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) {
	return nil, errNoTransaction
}

// Begin implements driver.Conn: it refuses.
func (c *conn) Begin() (driver.Tx, error) { return nil, errNoTransaction }

// maxUnheard is how long ago a server may have answered that is taken to be there.
const maxUnheard = time.Second

// ResetSession implements driver.SessionResetter. A connection that was not used for
// long may be broken. The driver would ask after it at each statement, where a journey to
// the server takes long, as it reckons from when it last asked.
func (c *conn) ResetSession(ctx context.Context) error {
	server := c.Conn.Conn().PgConn()
	if server.IsClosed() || server.TxStatus() != idle {
		return driver.ErrBadConn
	}
	if time.Since(c.heard) < maxUnheard {
		return nil
	}
	if err := server.Ping(ctx); err != nil {
		return driver.ErrBadConn
	}
	c.heard = time.Now()
	return nil
}

// IsValid implements driver.Validator.
func (c *conn) IsValid() bool { return !c.Conn.Conn().IsClosed() }

// A statement is the text of a query that is asked more than once.
type statement struct {
	conn  *conn
	query string
}

func (s *statement) Close() error  { return nil }
func (s *statement) NumInput() int { return -1 }

// Exec implements driver.Stmt: it refuses, as it has no context.
func (s *statement) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }

// Query implements driver.Stmt: it refuses, as it has no context.
func (s *statement) Query([]driver.Value) (driver.Rows, error) { return nil, driver.ErrSkip }

// QueryContext implements driver.StmtQueryContext.
func (s *statement) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.conn.QueryContext(ctx, s.query, args)
}
