package source

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"casework/collectors/ledger"
)

// Bounds of what is looked at in a sample of rows.
const (
	sampleRows  = 20_000 // the newest
	fewestRows  = 100    // from which to judge whether there are too many units
	longPause   = 365    // days for which a pause lasts that somebody may have forgotten to end
	fewReopened = 30     // reopened cases, one of which at least should be open
)

// A sample is what the newest rows of a query are as a whole.
type sample struct {
	rows, units         int64
	keyed, ids          int64 // rows with an identifier, and how many different ones they have
	reopened, openAgain int64 // reopened at some time, and of these open now
	lasting, forgotten  int64 // pauses that last, or cases that are paused, and that have been for longer than longPause
	numbers             []numbers
}

// numbers are what a sample says of a column that counts seconds.
type numbers struct {
	column *Column
	beyond int64          // how many are beyond the year 9999
	least  sql.NullString // of these, in decimal
}

// sample looks at the newest rows as a whole, for faults of a query that no
// single row shows, if that can be had in a short time.
func (in *Inspection) sample(ctx context.Context, sh *shape) {
	s := sample{}
	err := in.limited(ctx, func(ctx context.Context) error {
		query, dest := s.query(in.source, sh, in.now)
		return in.conn.QueryRowContext(ctx, query.Text, query.Params()...).Scan(dest...)
	})
	if err != nil {
		in.Add(OK, sh.name+".sql", "", "the newest rows were not looked at as a whole: %v", in.redact(cause(ctx, err)))
		return
	}
	in.findings = append(in.findings, s.faults(sh)...)
}

// query is the statement that fills a sample, and where its row goes.
func (s *sample) query(source *Source, sh *shape, now time.Time) (query Statement, dest []any) {
	b := sh.builder()
	id := sh.columns[colID].Name
	asks := []string{"COUNT(*)", "COUNT(" + id + ")", source.different(&sh.columns[colID]), source.different(&sh.columns[colUnit])}
	dest = []any{&s.rows, &s.keyed, &s.ids, &s.units}
	if closed := sh.column("closed_at"); closed != nil && sh.has("reopened_count") {
		asks = append(asks, countOf("reopened_count > 0"),
			countOf("reopened_count > 0 AND NOT COALESCE("+source.hasTime(b, closed)+", FALSE)"))
		dest = append(dest, &s.reopened, &s.openAgain)
	}
	resumed, began := sh.column(resumedAt), sh.column(sh.times[ledger.FirstAt])
	lasts := func() string { return "NOT COALESCE(" + source.hasTime(b, resumed) + ", FALSE)" } // each use has parameters of its own
	if since := sh.column(pausedSince); since != nil {
		resumed, began = sh.column(closedAt), since
		lasts = func() string {
			paused := "COALESCE(" + source.hasTime(b, since) + ", FALSE)"
			if resumed != nil {
				paused += " AND NOT COALESCE(" + source.hasTime(b, resumed) + ", FALSE)"
			}
			return paused
		}
	} else if resumed == nil {
		began = nil
	}
	if began != nil {
		c := source.clock(began)
		long := c.bind(c.Clock(now.Unix()-longPause*86400) * 1e6)
		asks = append(asks, countOf(lasts()), countOf(lasts()+" AND "+began.Name+" < "+b.param(began, long)))
		dest = append(dest, &s.lasting, &s.forgotten)
	}
	for i := range sh.columns {
		if c := &sh.columns[i]; c.meaning == MeansInstant && c.Class.IsNumber() {
			s.numbers = append(s.numbers, numbers{column: c})
		}
	}
	for i := range s.numbers {
		n := &s.numbers[i]
		beyond := fmt.Sprintf("%s > %d", n.column.Name, int64(latest))
		asks = append(asks, countOf(beyond), "MIN(CASE WHEN "+beyond+" THEN "+n.column.Name+" END)")
		dest = append(dest, &n.beyond, &n.least)
	}
	order := id
	if sh.has(changedAt) {
		order = changedAt
	}
	names := make([]string, len(sh.columns))
	for i := range sh.columns {
		names[i] = sh.columns[i].Name
	}
	where := ""
	if sh.dialect.Terms().NullsLast {
		where = " WHERE " + order + " IS NOT NULL" // which would come first in descending order
	}
	b.addf("SELECT %s FROM (\nSELECT %s%s%s ORDER BY %s DESC LIMIT %d\n) AS newest",
		strings.Join(asks, ", "), strings.Join(names, ", "), sh.derived(), where, order, sampleRows)
	return b.statement(), dest
}

// different counts the values of a column that the ledger tells apart: a collation takes more for
// the same, such as a and A, or any two signs that it has no order for.
func (s *Source) different(c *Column) string {
	value := c.Name
	if c.Class == Text {
		value = s.dialect.Bytes(value)
	}
	return "COUNT(DISTINCT " + value + ")"
}

// faults is what a sample says of its query.
func (s *sample) faults(sh *shape) (found []Finding) {
	add := func(level Level, hint, format string, args ...any) {
		found = append(found, Finding{Level: level, Subject: sh.name + ".sql", Detail: fmt.Sprintf(format, args...), Hint: hint})
	}
	cases := sh.name == ledger.Cases.String()
	if n := s.keyed - s.ids; n > 0 {
		add(Problem, "give each a single row: a JOIN in FROM makes as many of one as it finds, so look its column up by a SELECT in parentheses; "+
			"where the table holds steps or notes, read the table of what they belong to",
			"%d of the %d newest rows have the %s of another", n, s.rows, sh.columns[colID].Name)
	}
	if cases && s.rows >= fewestRows && s.units*2 > s.rows {
		add(Problem, "a unit is an office, a team or a queue that many cases belong to; a person, a title or a number of a case must not be one, "+
			"as all who can read /metrics see it", "%d units for the %d newest rows", s.units, s.rows)
	}
	if s.reopened >= fewReopened && s.openAgain == 0 {
		add(Warning, "if one should be, closed_at is a date that outlives a reopening: ask the status first, and the history for the time",
			"%d of the %d newest rows were reopened, and none of those is open", s.reopened, s.rows)
	}
	if s.lasting > 0 {
		level, hint := OK, ""
		if s.forgotten > 0 {
			level, hint = Warning, "see whether somebody forgot to end them: a case that is paused is past no deadline that pauses, and its time without pauses stands still"
		}
		what := "%d of the %d newest pauses last still, %d of them for more than %d days"
		if cases {
			what = "%d of the %d newest cases are paused, %d of them for more than %d days"
		}
		add(level, hint, what, s.lasting, s.rows, s.forgotten, longPause)
	}
	for i := range s.numbers {
		if n := &s.numbers[i]; n.beyond > 0 {
			size, hint := n.size(sh.name)
			add(Problem, hint, "%d of the %d newest rows have a %s beyond the year 9999%s", n.beyond, s.rows, n.column.Name, size)
		}
	}
	return found
}

// size says how large the numbers beyond the year 9999 are, in digits and not in
// figures, what they may count, and what to write in a query instead.
func (n *numbers) size(query string) (size, hint string) {
	whole, _, _ := strings.Cut(n.least.String, ".")
	least, err := strconv.ParseInt(whole, 10, 64)
	for _, unit := range []struct {
		name string
		of   int64 // of these make a second
	}{{"milliseconds", 1e3}, {"microseconds", 1e6}} {
		if err == nil && least/unit.of <= latest {
			return fmt.Sprintf(": numbers of %d digits, which seem to count %s", len(whole), unit.name),
				fmt.Sprintf("numbers are seconds since 1970, and these count as no date: in %s.sql, divide what stands there, as by "+
					"(…) DIV %d AS %s on MariaDB and MySQL, (…) / %[2]d AS %[3]s on PostgreSQL", query, unit.of, n.column.Name)
		}
	}
	return "", "numbers are seconds since 1970: divide what the product counts in smaller units"
}
