package mysql

import (
	"context"
	"database/sql/driver"
	"fmt"
	"math"
	"time"

	"casework/collectors/source"
)

// plans asks the server how it would run what a poll and a reconciliation run.
func (in *inspection) plans(ctx context.Context, sh *shape) {
	passes := in.rescan(sh, in.now)
	if sh.has(changedAt) {
		c := in.clock(sh.column(changedAt))
		newest, err := in.newest(ctx, in.conn, sh, &c)
		if err != nil {
			in.add(source.Problem, sh.name+".sql", "", "ask for the newest changed_at: %v", discreet(err))
			return
		}
		if newest > 0 {
			in.ageOfNewest(sh, c.zone.latestClock(in.now.UnixMicro())-int64(newest))
		}
		p := pass{lead: changedAt, from: c.bind(lowerBound(&c, int64(newest), in.opts.Overlap))}
		passes = []pass{p}
	}
	for i := range passes {
		p := &passes[i]
		e := examined{what: "a poll", level: source.Problem, key: "(" + sh.columns[colID].name + ")"}
		switch {
		case p.lead != "":
			e.key = "(" + p.lead + ", " + sh.columns[colID].name + ")"
		case sh.pending != "":
			e.key = "(" + sh.pending + ", " + sh.columns[colID].name + ")"
		}
		e.asks.text, e.asks.args = p.sql(sh, nil, in.opts.PageSize)
		if p.lead != "" {
			mark := sh.column(p.lead)
			c := in.clock(mark)
			e.none.text, e.none.args = (&pass{lead: p.lead, from: c.bind(lastIndexed * 1e6)}).sql(sh, nil, in.opts.PageSize)
			e.reach = question{"SELECT COUNT(*)" + from(in.statements[sh.name]) + " WHERE " + p.lead + " >= " + mark.placeholder(), []driver.Value{p.from}}
			e.crowd = "most rows changed within a poll's reach, which a bulk load does; polls become small when that is over"
		}
		in.plan(ctx, sh, &e)
	}
	e := examined{what: "the nightly reconciliation", level: source.Warning, key: "(" + sh.marks[0] + ", " + sh.columns[colID].name + ")"}
	e.asks.text, e.asks.args = in.summary(sh, in.now.Unix()-30*86400, in.now.Unix())
	e.none.text, e.none.args = in.summary(sh, 86400, 2*86400)
	span := in.span(sh, in.now.Unix()-30*86400, in.now.Unix())
	mark := sh.column(span.lead)
	e.reach = question{
		fmt.Sprintf("SELECT COUNT(*)%s WHERE %[2]s >= %[3]s AND %[2]s < %[3]s", from(in.statements[sh.name]), mark.name, mark.placeholder()),
		[]driver.Value{span.from, span.until},
	}
	e.crowd = "most rows are of the last 30 days"
	in.plan(ctx, sh, &e)
}

// ageOfNewest says how long ago the newest changed_at is, given in
// microseconds.
func (in *inspection) ageOfNewest(sh *shape, micros int64) {
	const most = int64(math.MaxInt64 / time.Microsecond)
	age := time.Duration(min(max(micros, -most), most)) * time.Microsecond
	if age < -maxSkew {
		in.add(source.Warning, sh.name+".sql", "set the source's time zone to the one that changed_at is written in, or correct the rows; "+
			"until then every poll reads the rows of that time again",
			"changed_at runs %v ahead of the database's clock", (-age).Truncate(time.Second))
		return
	}
	in.add(source.OK, sh.name+".sql", "", "the newest changed_at was %v ago; right after a change in the product, that must be 0s",
		max(age, 0).Truncate(time.Minute))
}

// examined is a statement whose plan is looked at.
type examined struct {
	what  string       // that asks it
	level source.Level // of its reading too much
	key   string       // columns of the index that it needs
	asks  question
	none  question // the same of a time that has no rows; may be empty
	reach question // counts the rows that asks has to look at; may be empty
	crowd string   // what is said if these are most of the table
}

// planHint is what to do if a plan cannot be had.
func planHint(err error) string {
	if !keepsPlan(err) {
		return ""
	}
	return "views hide the plans of the tables behind them; run check once with an account that may read those, " +
		"and with their database, to see whether an index is missing"
}

// plan reports whether a question finds its rows by an index. Where the
// server keeps the plan to itself, another one that finds no rows is asked
// instead, if there is one, and what the server reads for it is counted.
func (in *inspection) plan(ctx context.Context, sh *shape, e *examined) {
	subject := sh.name + ".sql"
	hint := fmt.Sprintf("add an index on %s to the table behind it, on the columns that the query gives these names; "+
		"if there is one, see that it gives them as they are stored, without a function around them", e.key)
	steps, err := in.explain(ctx, in.conn, e.asks.text, e.asks.args)
	if keepsPlan(err) && e.none.text != "" {
		n, err := in.effort(ctx, in.conn, e.none)
		switch {
		case err != nil:
			in.add(source.Warning, subject, "", "what %s reads cannot be counted: %v", e.what, discreet(err))
		case n > bigTable:
			in.add(e.level, subject, hint, "%s reads %d rows to find nothing, every time", e.what, n)
		default:
			in.add(source.OK, subject, "", "%s finds its rows by an index or in a small table: it reads %d rows to find nothing", e.what, n)
		}
		return
	}
	if err != nil {
		in.add(source.Warning, subject, planHint(err), "the plan of %s cannot be checked: %v", e.what, discreet(err))
		return
	}
	st, fault := e.fault(steps)
	if st == nil {
		in.add(source.OK, subject, "", "%s finds its rows by an index or in a small table", e.what)
		return
	}
	if e.reach.text != "" {
		if steps, err := in.explain(ctx, in.conn, e.none.text, e.none.args); err == nil {
			if faulty, _ := e.fault(steps); faulty == nil { // so there is an index, and it is not worth its while now
				in.findings = append(in.findings, e.crowded(subject, st, in.count(ctx, e.reach)))
				return
			}
		}
	}
	in.add(e.level, subject, hint, "%s %s %s, about %d rows, every time", e.what, fault, st.table, st.rows)
}

// fault is the first step that reads too much, and what it does; nil if none
// does.
func (e *examined) fault(steps []step) (*step, string) {
	for i := range steps {
		st := &steps[i]
		switch {
		case st.rows <= bigTable:
		case st.scans():
			return st, "reads all of"
		case st.sorts() && e.level == source.Problem: // a summary groups, which is no fault
			return st, "sorts the rows of"
		}
	}
	return nil, ""
}

// fewRows is the share of a table below which the server is wrong to read it
// whole rather than to look rows up by an index.
const fewRows = 0.1

// crowded is what is found where a step reads much although there is an
// index: needed rows of it lie within reach, or -1 if they were not counted.
func (e *examined) crowded(subject string, st *step, needed int64) source.Finding {
	if needed >= 0 && float64(needed) < fewRows*float64(st.rows) {
		return source.Finding{
			Level: source.Warning, Subject: subject,
			Detail: fmt.Sprintf("%s reads about %d rows of %s, although an index leads to the %d that it needs", e.what, st.rows, st.table, needed),
			Hint:   "run ANALYZE TABLE on the table behind it, so that the server knows how its rows lie",
		}
	}
	return source.Finding{Level: source.OK, Subject: subject, Detail: fmt.Sprintf("%s reads about %d rows of %s, although there is an index: %s",
		e.what, st.rows, st.table, e.crowd)}
}

// count is the number that a question gives, or -1 if it cannot be had in a
// short time.
func (in *inspection) count(ctx context.Context, q question) int64 {
	n := int64(-1)
	err := in.limited(ctx, func(ctx context.Context) error {
		return in.conn.QueryRowContext(ctx, q.text, params(q.args)...).Scan(&n)
	})
	if err != nil {
		return -1
	}
	return n
}
