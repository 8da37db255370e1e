package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"

	"casework/collectors/ledger"
)

// attempts is how often a statement is tried that the server interrupts in favour of
// something else. A standby that is far behind may do so again and again.
const attempts = 5

// again asks a statement again that the server interrupted.
func (s *Source) again(ctx context.Context, ask func() error) error {
	for n := 1; ; n++ {
		err := ask()
		if err == nil || n == attempts || ctx.Err() != nil || s.dialect.ErrorKind(err) != Interrupted {
			return err
		}
		s.log.DebugContext(ctx, "the server interrupted a statement, which is asked again", "err", s.dialect.Redact(err))
	}
}

// cause is why a query failed: the context's reason if it ended, as the
// driver reports only that the connection broke.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// withShape uses a connection for a table, with the shape of its query at
// hand. An error says, with verb, what it happened at; the shape is then looked
// up again the next time.
func (s *Source) withShape(ctx context.Context, t ledger.Table, verb string, use func(*sql.Conn, *shape) error) error {
	if !s.has(t.String()) {
		if err := s.withdrawn(&contracts[t]); err != nil {
			return err
		}
		return s.missing(t)
	}
	err := func() error {
		conn, err := s.conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		sh, err := s.shape(ctx, conn, &contracts[t])
		if err != nil {
			return err
		}
		return use(conn, sh)
	}()
	if err == nil {
		return nil
	}
	s.invalidate(t.String())
	return s.fail(verb, t.String(), err)
}

// plan is how the server would run a query.
func (s *Source) plan(ctx context.Context, conn *sql.Conn, q Statement) (Plan, error) {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	plan, err := s.dialect.Plan(ctx, conn, q)
	if err != nil {
		return nil, cause(ctx, err)
	}
	return plan, nil
}

// conn takes a connection of the pool. The caller must close it.
func (s *Source) conn(ctx context.Context) (*sql.Conn, error) {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	c, err := s.db.Conn(ctx)
	if err != nil {
		return nil, cause(ctx, err)
	}
	return c, nil
}

// A present is what a server said of its clock, and that it has the session as it should
// be.
type present struct {
	conn      driver.Conn
	now, here time.Time // by the server's clock, and by this computer's when it answered
	read      [rowTables]bool
}

// presentAge is how long a present holds, for one reading of each table: a poll reads
// all of them, one after the other, and asks once. Whatever is written between the answer
// and a reading is as if it had been written in the reading's future: it comes again.
const presentAge = time.Second

// present is the present for a reading of a table on a connection.
func (s *Source) present(ctx context.Context, conn *sql.Conn, t ledger.Table) (present, error) {
	var at driver.Conn
	if err := conn.Raw(func(dc any) error { at = dc.(driver.Conn); return nil }); err != nil {
		return present{}, err
	}
	s.mu.Lock()
	seen := s.seen
	s.mu.Unlock()
	if seen.conn != at || seen.read[t] || time.Since(seen.here) > presentAge {
		now, err := s.now(ctx, conn)
		if err != nil {
			return present{}, err
		}
		seen = present{conn: at, now: now, here: time.Now()}
	}
	seen.read[t] = true
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = seen
	return seen, nil
}

// see sees to the session, as whatever reads rows does first.
func (s *Source) see(ctx context.Context, conn *sql.Conn) error {
	if s.dialect.Terms().SetsEachUp {
		return nil
	}
	_, err := s.now(ctx, conn)
	return err
}

// now is the present by the database's own clock, for which the session is seen to.
func (s *Source) now(ctx context.Context, conn *sql.Conn) (time.Time, error) {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	t, err := s.dialect.Now(ctx, conn)
	if err != nil {
		return t, cause(ctx, err)
	}
	return t, nil
}

// A WriterWatch is a Dialect that can tell of transactions that write. Where a
// changed_at is that of a transaction's beginning or of its statements, one
// that commits later than Options.Overlap after it is missed by polls.
type WriterWatch interface {
	// OldestWriter is how long the oldest transaction has been open that has
	// written in the database and may yet commit; 0 if there is none. Where the
	// user may not see since when, it is how long this process has seen it.
	OldestWriter(ctx context.Context, conn *sql.Conn) (time.Duration, error)
}

// ErrNoWriterWatch is returned of databases that cannot tell which transactions
// write.
var ErrNoWriterWatch = errors.New("the database does not tell which transactions write")

// Late is by how much the oldest transaction that writes is older than the
// overlap; 0 if none is. What it commits is found by reconciliation alone. It
// fails with ErrNoWriterWatch where that cannot be told.
func (s *Source) Late(ctx context.Context) (time.Duration, error) {
	watch, ok := s.dialect.(WriterWatch)
	if !ok {
		return 0, ErrNoWriterWatch
	}
	conn, err := s.conn(ctx)
	if err != nil {
		return 0, s.dialect.Redact(err)
	}
	defer conn.Close()
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	age, err := watch.OldestWriter(ctx, conn)
	if err != nil {
		return 0, s.dialect.Redact(cause(ctx, err))
	}
	return max(0, age-s.opts.Overlap), nil
}
