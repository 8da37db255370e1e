package source

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

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
