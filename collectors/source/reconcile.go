package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"casework/collectors/ledger"
)

// Span returns the first and the last instant at which rows of a table were
// received, reported or planned, in Unix seconds; 0, 0 without such rows.
func (s *Source) Span(ctx context.Context, t ledger.Table) (first, last int64, err error) {
	err = s.summarise(ctx, t, func(ctx context.Context, conn *sql.Conn, sh *shape) error {
		column := sh.column(sh.times[ledger.FirstAt])
		c := s.clock(column)
		b := sh.builder()
		b.addf("SELECT MIN(%[1]s), MAX(%[1]s)%[2]s WHERE %[1]s >= %[3]s", column.Name, sh.derived(), b.param(column, c.bind(0)))
		q := b.statement()
		var low, high any
		err := conn.QueryRowContext(ctx, q.Text, q.Params()...).Scan(&low, &high)
		if err != nil {
			return cause(ctx, err)
		}
		first, last = c.seconds(low), c.seconds(high)
		return nil
	})
	return first, last, err
}

// Summaries condenses the rows of a table that were received (reported,
// planned) at or after from and before until, Unix seconds, by unit. For
// errors, First is reported_at; for sessions, First is planned_at and Started
// is held_at. A column that the query lacks counts and adds nothing.
//
// Bounds that are local midnights, or whole hours in winter, are exact; one
// that lies strictly within the hour after a change to summer time assigns
// times that the clock skipped to the wrong side.
func (s *Source) Summaries(ctx context.Context, t ledger.Table, from, until int64) (map[string]ledger.Summary, error) {
	var result map[string]ledger.Summary
	err := s.summarise(ctx, t, func(ctx context.Context, conn *sql.Conn, sh *shape) error {
		q := s.summary(sh, from, until)
		rows, err := conn.QueryContext(ctx, q.Text, q.Params()...)
		if err != nil {
			return cause(ctx, err)
		}
		defer rows.Close()
		result = map[string]ledger.Summary{}
		units := newNames(s.met.unit)
		for rows.Next() {
			var unit sql.RawBytes
			var n ledger.Summary
			if err := rows.Scan(&unit, (*total)(&n.Rows), (*total)(&n.SumFirst), (*total)(&n.Started), (*total)(&n.SumStarted),
				(*total)(&n.Closed), (*total)(&n.SumClosed), (*total)(&n.Deadlines), (*total)(&n.SumLine),
				(*total)(&n.Paused), (*total)(&n.SumSince), (*total)(&n.Complete), (*total)(&n.SumCompleted), (*total)(&n.SumPaused)); err != nil {
				return err
			}
			if n.Rows == 0 {
				continue // as without groups there is a row in any case
			}
			of := units.learn(string(unit))
			result[of] = plus(result[of], n) // NULL, '' and a blank are all no unit
		}
		return cause(ctx, rows.Err())
	})
	return result, err
}

func plus(a, b ledger.Summary) ledger.Summary {
	return ledger.Summary{
		Rows: a.Rows + b.Rows, Started: a.Started + b.Started, Closed: a.Closed + b.Closed, Deadlines: a.Deadlines + b.Deadlines,
		Paused: a.Paused + b.Paused, Complete: a.Complete + b.Complete, SumPaused: a.SumPaused + b.SumPaused,
		SumFirst: a.SumFirst + b.SumFirst, SumStarted: a.SumStarted + b.SumStarted,
		SumClosed: a.SumClosed + b.SumClosed, SumLine: a.SumLine + b.SumLine,
		SumSince: a.SumSince + b.SumSince, SumCompleted: a.SumCompleted + b.SumCompleted,
	}
}

// A total scans a sum, which servers give as various types.
type total int64

// Scan implements sql.Scanner.
func (n *total) Scan(v any) error {
	sum, ok := integer(v)
	if !ok {
		return fmt.Errorf("a sum is no number but %T", v)
	}
	*n = total(sum)
	return nil
}

// summary is the query of Summaries. Units are distinguished by their bytes and
// not by a collation, to which Å may be the same as A; the spellings of one are
// added up as they are read.
func (s *Source) summary(sh *shape, since, until int64) Statement {
	b := sh.builder()
	unit, group := "MIN(unit)", " GROUP BY "+s.dialect.Bytes(unitName)
	if !sh.has(unitName) { // pauses are of no unit
		unit, group = "NULL", ""
	}
	b.add("SELECT ", unit, ", COUNT(*)")
	for i, name := range sh.times {
		count, sum := "0", "0"
		c := sh.column(name)
		if ledger.TimeColumn(i) != ledger.FirstAt { // whose count is that of the rows
			if c != nil {
				count = countOf(s.hasTime(b, c))
			}
			b.add(", ", count)
		}
		if c != nil {
			sum = "COALESCE(SUM(CASE WHEN " + s.hasTime(b, c) + " THEN " + s.secondsOf(sh, i) + " ELSE 0 END), 0)"
		}
		b.add(", ", sum)
	}
	paused := "0"
	if c := sh.column(pausedSeconds); c != nil {
		paused = fmt.Sprintf("COALESCE(SUM(CASE WHEN %[1]s >= 0 AND %[1]s < %[2]d THEN FLOOR(%[1]s) ELSE 0 END), 0)", c.Name, ledger.MostPaused+1)
	}
	b.add(", ", paused, sh.derived(), " WHERE ")
	s.within(b, sh, since, until)
	b.add(group)
	return b.statement()
}

// secondsOf is the expression of a time column of a table, in seconds as Dialect.Seconds
// gives them. Midnight is the latest of what is before it on its day, as decoders
// read it: see clock.orLater.
func (s *Source) secondsOf(sh *shape, column int) string {
	c := sh.column(sh.times[column])
	seconds := s.dialect.Seconds(c)
	if c.Class != WallClock || !slices.Contains(sh.ends, c.Name) {
		return seconds
	}
	later := []string{seconds}
	for _, name := range sh.times[:column] {
		if other := sh.column(name); other != nil && other.Class == WallClock {
			o := s.dialect.Seconds(other)
			later = append(later, fmt.Sprintf("CASE WHEN %[1]s %% 86400 = 0 AND %[2]s >= %[1]s AND %[2]s < %[1]s + 86400 THEN %[2]s ELSE 0 END", seconds, o))
		}
	}
	if len(later) == 1 {
		return seconds
	}
	return "GREATEST(" + strings.Join(later, ", ") + ")"
}

// within writes the condition that a row was received in [from, until).
func (s *Source) within(b *builder, sh *shape, from, until int64) {
	span := s.span(sh, from, until)
	column := sh.column(span.lead)
	b.add(column.Name, " >= ", b.param(column, span.from), " AND ")
	b.add(column.Name, " < ", b.param(column, span.until))
}

// span is the pass over the rows received in [from, until).
func (s *Source) span(sh *shape, from, until int64) pass {
	c := s.clock(sh.column(sh.times[ledger.FirstAt]))
	return pass{
		lead:  sh.times[ledger.FirstAt],
		from:  c.bind(c.Zone().FirstClock(from) * 1e6),
		until: c.bind(c.Zone().FirstClock(until) * 1e6),
	}
}

// Rows reads the rows of a table that were received (reported, planned) at or
// after from and before until, Unix seconds, as Changes does. Next is 0.
func (s *Source) Rows(ctx context.Context, t ledger.Table, from, until int64, apply func(*ledger.Page) error) error {
	return s.readPasses(ctx, t, apply, func(conn *sql.Conn, sh *shape, r *reader) error {
		if err := s.see(ctx, conn); err != nil {
			return err
		}
		r.passes, r.by = []pass{s.span(sh, from, until)}, s.shower(ctx, conn)
		return nil
	})
}

// RowsChanged reads the rows of a table that were received (reported, planned) at
// or after from and before until, and whose changed_at was the same as, or
// between, two instants in Unix microseconds, as Changes does. Next is 0. Without
// changed_at in the table, or if the first of the two is 0, it is Rows.
func (s *Source) RowsChanged(ctx context.Context, t ledger.Table, from, until, changedFrom, changedTo int64,
	apply func(*ledger.Page) error,
) error {
	return s.readPasses(ctx, t, apply, func(conn *sql.Conn, sh *shape, r *reader) error {
		if err := s.see(ctx, conn); err != nil {
			return err
		}
		span := s.span(sh, from, until)
		r.passes = []pass{span}
		if changedFrom == 0 || !sh.has(changedAt) {
			return nil
		}
		c := s.clock(sh.column(changedAt))
		wall := func(unix int64) driver.Value { return c.bind(c.Clock(floorDiv(unix, 1e6)) * 1e6) }
		r.passes = []pass{{
			lead: changedAt, from: wall(changedFrom), until: wall(changedTo + 1e6),
			where: func(b *builder) string {
				received := sh.column(span.lead)
				return received.Name + " >= " + b.param(received, span.from) + " AND " + received.Name + " < " + b.param(received, span.until)
			},
		}}
		return nil
	})
}

// Wall converts an instant, in Unix seconds, to the clock of a column that a
// Summary adds up. It is the instant itself for a column that holds instants,
// and 0 for 0, which is no time. It is valid once the table has been read.
func (s *Source) Wall(t ledger.Table, column ledger.TimeColumn, unix int64) int64 {
	if unix == 0 {
		return 0
	}
	s.mu.Lock()
	zone, days := s.walls[t][column], s.days[t][column]
	s.mu.Unlock()
	switch {
	case zone == nil:
		return unix
	case days: // a deadline is kept as the end of its day
		return floorDiv(zone.Clock(unix), 86400) * 86400
	}
	return zone.Clock(unix)
}

// summarise runs a short query about a table, within the time limit of one
// statement.
func (s *Source) summarise(ctx context.Context, t ledger.Table, query func(context.Context, *sql.Conn, *shape) error) error {
	return s.withShape(ctx, t, "summarise", func(conn *sql.Conn, sh *shape) error {
		if err := s.see(ctx, conn); err != nil {
			return err
		}
		return s.again(ctx, func() error {
			ctx, cancel := s.withTimeout(ctx)
			defer cancel()
			return query(ctx, conn, sh)
		})
	})
}

func (s *Source) missing(t ledger.Table) error {
	return fmt.Errorf("read %s of source %q: the adapter has no %[1]s.sql", t, s.opts.Name)
}
