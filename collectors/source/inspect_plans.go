package source

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"time"

	"casework/collectors/ledger"
)

// plans asks the server how it would run what a poll and a reconciliation run.
func (in *Inspection) plans(ctx context.Context, sh *shape) {
	passes := in.source.pendingAndRecent(sh, in.now)
	if sh.has(changedAt) {
		c := in.source.clock(sh.column(changedAt))
		newest, err := in.source.newest(ctx, in.conn, sh, &c)
		if err != nil {
			in.Add(Problem, sh.name+".sql", "", "ask for the newest changed_at: %v", in.redact(err))
			return
		}
		if newest > 0 {
			in.ageOfNewest(sh, c.Zone().LatestClock(in.now.UnixMicro())-int64(newest))
		}
		p := pass{lead: changedAt, from: c.bind(lowerBound(&c, int64(newest), in.source.opts.Overlap))}
		passes = []pass{p}
	}
	for i := range passes {
		p := &passes[i]
		e := examined{what: "a poll", level: Problem, key: "(" + sh.columns[colID].Name + ")"}
		switch {
		case p.lead != "":
			e.key = "(" + p.lead + ", " + sh.columns[colID].Name + ")"
		case sh.end() != nil:
			e.key = "(" + sh.end().Name + ", " + sh.columns[colID].Name + ")"
		}
		e.query = p.page(sh, nil, in.source.opts.PageSize)
		if p.lead != "" {
			column := sh.column(p.lead)
			c := in.source.clock(column)
			e.empty = (&pass{lead: p.lead, from: c.bind(lastIndexed * 1e6)}).page(sh, nil, in.source.opts.PageSize)
			b := sh.builder()
			b.add("SELECT COUNT(*)", sh.derived(), " WHERE ", p.lead, " >= ", b.param(column, p.from))
			e.reach = b.statement()
			e.unselective = "most rows changed within a poll's reach, which a bulk load does; polls become small when that is over"
		}
		in.plan(ctx, sh, &e)
	}
	e := examined{what: "the nightly reconciliation", level: Warning, key: "(" + sh.times[ledger.FirstAt] + ", " + sh.columns[colID].Name + ")"}
	from, until := in.now.Unix()-30*86400, in.now.Unix()
	e.query = in.source.summary(sh, from, until)
	e.empty = in.source.summary(sh, 86400, 2*86400)
	b := sh.builder()
	b.add("SELECT COUNT(*)", sh.derived(), " WHERE ")
	in.source.within(b, sh, from, until)
	e.reach = b.statement()
	e.unselective = "most rows are of the last 30 days"
	in.plan(ctx, sh, &e)
	if sh.name == ledger.Cases.String() {
		in.lookups(ctx, sh)
	}
}

// lookups looks at how cases are found by their identifiers.
func (in *Inspection) lookups(ctx context.Context, sh *shape) {
	sh = sh.identifier()
	id := &sh.columns[colID]
	var one any
	first := (&pass{}).page(sh, nil, 1)
	if err := in.conn.QueryRowContext(ctx, first.Text, first.Params()...).Scan(&one); err != nil {
		return // there are no cases, or the other findings say what is wrong
	}
	e := examined{what: "looking up open cases, for those that were deleted,", level: Warning, key: "(" + id.Name + ")"}
	e.query = in.source.anyOf(sh, []identifier{{value: id.parameter(one)}})
	e.empty = e.query
	in.plan(ctx, sh, &e)
}

// ageOfNewest says how long ago the newest changed_at is, given in
// microseconds.
func (in *Inspection) ageOfNewest(sh *shape, micros int64) {
	const most = int64(math.MaxInt64 / time.Microsecond)
	age := time.Duration(min(max(micros, -most), most)) * time.Microsecond
	if age < -maxSkew {
		in.Add(Warning, sh.name+".sql", "set the source's time zone to the one that changed_at is written in, or correct the rows; "+
			"until then every poll reads the rows of that time again",
			"changed_at runs %v ahead of the database's clock", (-age).Truncate(time.Second))
		return
	}
	in.Add(OK, sh.name+".sql", "", "the newest changed_at was %v ago; right after a change in the product, that must be 0s",
		max(age, 0).Truncate(time.Minute))
}

// examined is a query whose plan is looked at.
type examined struct {
	what        string // that asks it
	level       Level  // of its reading too much
	key         string // columns of the index that it needs
	query       Statement
	empty       Statement // the same of a time that has no rows; may be none
	reach       Statement // counts the rows that the query has to look at; may be none
	unselective string    // what is said if these are most of the table
}

// planHint is what to do if a plan cannot be had.
func planHint(kind ErrorKind) string {
	if kind != PlanHidden {
		return ""
	}
	return "views hide the plans of the tables behind them; run check once with an account that may read those, " +
		"and with their database, to see whether an index is missing"
}

// plan reports whether a query finds its rows by an index. Where the server
// hides the plan, another one that finds no rows is asked instead, if there is
// one, and what the server reads for it is counted.
func (in *Inspection) plan(ctx context.Context, sh *shape, e *examined) {
	subject := sh.name + ".sql"
	hint := fmt.Sprintf("add an index on %s to the table behind it, on the columns that the query gives these names; "+
		"if there is one, see that it gives them as they are stored, without a function around them", e.key)
	plan, err := in.source.plan(ctx, in.conn, e.query)
	kind := in.source.dialect.ErrorKind(err)
	if kind == PlanHidden && e.empty.Text != "" {
		n, err := in.source.rowsExamined(ctx, in.conn, e.empty)
		switch {
		case err != nil:
			in.Add(Warning, subject, "", "what %s reads cannot be counted: %v", e.what, in.redact(err))
		case n > bigTable:
			in.Add(e.level, subject, hint, "%s reads %d rows to find nothing, every time", e.what, n)
		default:
			in.Add(OK, subject, "", "%s finds its rows by an index or in a small table: it reads %d rows to find nothing", e.what, n)
		}
		return
	}
	if err != nil {
		in.Add(Warning, subject, planHint(kind), "the plan of %s cannot be checked: %v", e.what, in.redact(err))
		return
	}
	st, excess := plan.Excess(e.level == Problem) // a summary groups, which is no fault
	if st == nil {
		in.Add(OK, subject, "", "%s finds its rows by an index or in a small table", e.what)
		return
	}
	if e.reach.Text != "" {
		if plan, err := in.source.plan(ctx, in.conn, e.empty); err == nil {
			if large, _ := plan.Excess(e.level == Problem); large == nil { // so there is an index, and it is not worth its while now
				in.findings = append(in.findings, e.readsMost(subject, st, in.count(ctx, e.reach), in.source.dialect.Terms().Analyze))
				return
			}
		}
	}
	in.Add(e.level, subject, hint, "%s %s %s, about %d rows, every time", e.what, excess, st.Table, st.Rows)
}

// fewRows is the share of a table below which the server is wrong to read it
// whole rather than to look rows up by an index.
const fewRows = 0.1

// readsMost is what is found where a step reads much although there is an
// index: needed rows of it lie within reach, or -1 if they were not counted.
// Analyze is the statement that renews the server's statistics.
func (e *examined) readsMost(subject string, st *Step, needed int64, analyze string) Finding {
	if needed >= 0 && float64(needed) < fewRows*float64(st.Rows) {
		return Finding{
			Level: Warning, Subject: subject,
			Detail: fmt.Sprintf("%s reads about %d rows of %s, although an index leads to the %d that it needs", e.what, st.Rows, st.Table, needed),
			Hint:   "run " + analyze + " on the table behind it, so that the server knows how its rows lie",
		}
	}
	return Finding{Level: OK, Subject: subject, Detail: fmt.Sprintf("%s reads about %d rows of %s, although there is an index: %s",
		e.what, st.Rows, st.Table, e.unselective)}
}

// count is the number that a query gives, or -1 if it cannot be had in a short
// time.
func (in *Inspection) count(ctx context.Context, q Statement) int64 {
	n := int64(-1)
	err := in.limited(ctx, func(ctx context.Context) error {
		return in.conn.QueryRowContext(ctx, q.Text, q.Params()...).Scan(&n)
	})
	if err != nil {
		return -1
	}
	return n
}

// rowsExamined is how many rows the server reads in tables and indexes to
// answer a query, by its own count for the session. A server that counts fewer
// than it gives does not count.
func (s *Source) rowsExamined(ctx context.Context, conn *sql.Conn, q Statement) (int64, error) {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	first, err := s.dialect.RowsExamined(ctx, conn)
	if err != nil {
		return 0, cause(ctx, err)
	}
	before, err := s.dialect.RowsExamined(ctx, conn)
	if err != nil {
		return 0, cause(ctx, err)
	}
	rows, err := conn.QueryContext(ctx, q.Text, q.Params()...)
	if err != nil {
		return 0, cause(ctx, err)
	}
	defer rows.Close()
	given := int64(0)
	for rows.Next() {
		given++
	}
	if err := rows.Err(); err != nil {
		return 0, cause(ctx, err)
	}
	after, err := s.dialect.RowsExamined(ctx, conn)
	counting := before - first // what the count itself reads
	if err != nil {
		return 0, cause(ctx, err)
	}
	examined := after - before - counting
	if examined < given {
		return 0, fmt.Errorf("the server gave %d rows, and counted %d that it read", given, examined)
	}
	return examined, nil
}
