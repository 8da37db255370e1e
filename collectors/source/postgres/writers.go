package postgres

import (
	"context"
	"database/sql"
	"time"

	"casework/collectors/source"
)

// writersQuery lists the transactions that have written in the database and are
// not over, and for how many seconds each has been open, where the user may see
// that. Everybody may see that there is one. A standby knows only which is the
// oldest of its primary, of any database.
const writersQuery = `SELECT a.backend_xid::text, EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - a.xact_start)::float8
	FROM pg_catalog.pg_stat_activity a WHERE a.backend_xid IS NOT NULL AND a.datname = pg_catalog.current_database()
UNION ALL
SELECT p.transaction::text, EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - p.prepared)::float8
	FROM pg_catalog.pg_prepared_xacts p WHERE p.database = pg_catalog.current_database()
UNION ALL
SELECT pg_catalog.pg_snapshot_xmin(s)::text, NULL FROM pg_catalog.pg_current_snapshot() AS s
	WHERE pg_catalog.pg_is_in_recovery() AND pg_catalog.pg_snapshot_xmin(s) < pg_catalog.pg_snapshot_xmax(s)`

// OldestWriter implements source.WriterWatch.
func (d *dialect) OldestWriter(ctx context.Context, conn *sql.Conn) (time.Duration, error) {
	oldest, _, err := d.oldestWriter(ctx, conn)
	return oldest, err
}

// oldestWriter also counts the transactions of which the user may not see since
// when they are open.
func (d *dialect) oldestWriter(ctx context.Context, conn *sql.Conn) (oldest time.Duration, unseen int, err error) {
	rows, err := conn.QueryContext(ctx, writersQuery)
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	now, still := time.Now(), map[string]time.Time{}
	d.mu.Lock()
	defer d.mu.Unlock()
	for rows.Next() {
		var transaction string
		var seconds sql.NullFloat64
		if err := rows.Scan(&transaction, &seconds); err != nil {
			return 0, 0, err
		}
		since, known := d.writing[transaction]
		if !known {
			since = now
		}
		still[transaction] = since
		if !seconds.Valid {
			unseen++
		}
		oldest = max(oldest, now.Sub(since), time.Duration(seconds.Float64*float64(time.Second)))
	}
	if err := rows.Err(); err != nil {
		return 0, 0, err
	}
	d.writing = still
	return oldest, unseen, nil
}

// writers warns of a transaction that may commit what polls then miss.
func (d *dialect) writers(ctx context.Context, in *source.Inspection) {
	ctx, cancel := in.WithTimeout(ctx)
	defer cancel()
	oldest, unseen, err := d.oldestWriter(ctx, in.Conn())
	switch {
	case err != nil:
		in.Add(source.Warning, "late commits", "", "open transactions could not be looked at: %v", redact(err))
	case oldest > d.opts.Overlap:
		in.Add(source.Warning, "late commits", "raise OVERLAP above it, or see that it ends: changed_at is mostly that of the transaction's beginning",
			"a transaction that writes has been open for %v, which is longer than the overlap of %v: what it commits is missed until the reconciliation at night",
			oldest.Round(time.Second), d.opts.Overlap)
	case unseen > 0:
		in.Add(source.OK, "late commits", "", "%d transactions that write are open, since when the user may not see (GRANT pg_read_all_stats shows it); "+
			"a running exporter notes how long it sees them", unseen)
	default:
		in.Add(source.OK, "late commits", "", "no transaction that writes has been open for longer than the overlap of %v", d.opts.Overlap)
	}
}
