package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	"casework/collectors/ledger"
)

// Span returns the first and the last instant at which rows of a table were
// received, reported or planned, in Unix seconds; 0, 0 without such rows.
func (s *Source) Span(ctx context.Context, t ledger.Table) (first, last int64, err error) {
	err = s.ask(ctx, t, func(ctx context.Context, conn *sql.Conn, sh *shape) error {
		mark := sh.column(sh.marks[0])
		c := s.clock(mark)
		var low, high any
		err := conn.QueryRowContext(ctx,
			fmt.Sprintf("SELECT MIN(%[1]s), MAX(%[1]s)%[2]s WHERE %[1]s >= %[3]s", mark.name, from(s.statements[sh.name]), mark.placeholder()),
			c.bind(0)).Scan(&low, &high)
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
	err := s.ask(ctx, t, func(ctx context.Context, conn *sql.Conn, sh *shape) error {
		query, args := s.summary(sh, from, until)
		rows, err := conn.QueryContext(ctx, query, params(args)...)
		if err != nil {
			return cause(ctx, err)
		}
		defer rows.Close()
		result = map[string]ledger.Summary{}
		for rows.Next() {
			var unit sql.RawBytes
			var n ledger.Summary
			if err := rows.Scan(&unit, (*total)(&n.Rows), (*total)(&n.SumFirst), (*total)(&n.Started), (*total)(&n.SumStarted),
				(*total)(&n.Closed), (*total)(&n.SumClosed), (*total)(&n.Deadlines), (*total)(&n.SumLine)); err != nil {
				return err
			}
			name := strings.ToValidUTF8(string(unit), "\uFFFD")
			result[name] = plus(result[name], n) // NULL and '' are both no unit
		}
		return cause(ctx, rows.Err())
	})
	return result, err
}

func plus(a, b ledger.Summary) ledger.Summary {
	return ledger.Summary{
		Rows: a.Rows + b.Rows, Started: a.Started + b.Started, Closed: a.Closed + b.Closed, Deadlines: a.Deadlines + b.Deadlines,
		SumFirst: a.SumFirst + b.SumFirst, SumStarted: a.SumStarted + b.SumStarted,
		SumClosed: a.SumClosed + b.SumClosed, SumLine: a.SumLine + b.SumLine,
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

// summary is the query of Summaries. Units are told apart by their bytes, as
// the ledger does, and not by a collation, to which Å may be the same as A.
func (s *Source) summary(sh *shape, since, until int64) (query string, args []driver.Value) {
	wrapped := from(s.statements[sh.name])
	var b strings.Builder
	b.WriteString("SELECT MIN(unit), COUNT(*)")
	for i, name := range sh.marks {
		count, sum := "0", "0"
		if c := sh.column(name); c != nil {
			count, sum = presence(c), seconds(c)
		}
		if i > 0 {
			fmt.Fprintf(&b, ", COALESCE(SUM(%s), 0)", count)
		}
		fmt.Fprintf(&b, ", COALESCE(SUM(%s), 0)", sum)
	}
	span := s.span(sh, since, until)
	mark := sh.column(span.lead)
	fmt.Fprintf(&b, "%s WHERE %[2]s >= %[3]s AND %[2]s < %[3]s GROUP BY CAST(unit AS BINARY)",
		wrapped, mark.name, mark.placeholder())
	return b.String(), []driver.Value{span.from, span.until}
}

// presence is 1 for a row whose column holds a time, else 0.
func presence(c *typed) string {
	if isNumeric(c) {
		return c.name + " >= 1"
	}
	return c.name + " >= '1970-01-01 00:00:01'"
}

// seconds is the time a column holds, in seconds since 1970 on its own clock;
// 0 if it holds none.
func seconds(c *typed) string {
	value := "TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', " + c.name + ")"
	if isNumeric(c) {
		value = "FLOOR(" + c.name + ")"
	}
	return "IF(" + presence(c) + ", " + value + ", 0)"
}

func isNumeric(c *typed) bool {
	return strings.HasSuffix(c.kind, "INT") || c.kind == "DECIMAL"
}

// span is the pass over the rows received in [from, until).
func (s *Source) span(sh *shape, from, until int64) pass {
	c := s.clock(sh.column(sh.marks[0]))
	return pass{
		lead:  sh.marks[0],
		from:  c.bind(c.zone.firstClock(from) * 1e6),
		until: c.bind(c.zone.firstClock(until) * 1e6),
	}
}

// Rows reads the rows of a table that were received (reported, planned) at or
// after from and before until, Unix seconds, as Changes does. Next is 0.
func (s *Source) Rows(ctx context.Context, t ledger.Table, from, until int64, apply func(*ledger.Page) error) error {
	return s.walk(ctx, t, apply, func(_ *sql.Conn, sh *shape, w *walk) error {
		w.passes = []pass{s.span(sh, from, until)}
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
		return floorDiv(zone.clock(unix), 86400) * 86400
	}
	return zone.clock(unix)
}

// ask runs a short question about a table, within the time limit of one
// statement.
func (s *Source) ask(ctx context.Context, t ledger.Table, question func(context.Context, *sql.Conn, *shape) error) error {
	return s.on(ctx, t, "summarise", func(conn *sql.Conn, sh *shape) error {
		ctx, cancel := s.within(ctx)
		defer cancel()
		return question(ctx, conn, sh)
	})
}

func (s *Source) missing(t ledger.Table) error {
	return fmt.Errorf("read %s of source %q: the adapter has no %[1]s.sql", t, s.opts.Name)
}
