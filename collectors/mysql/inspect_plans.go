package mysql

import (
	"context"
	"fmt"
	"time"
)

// plans asks the server how it would run what a poll and a reconciliation run.
func (in *inspection) plans(ctx context.Context, sh *shape) {
	passes := in.rescan(sh, in.now)
	if sh.has(changedAt) {
		c := in.clock(sh.column(changedAt))
		newest, err := in.newest(ctx, in.conn, sh, &c)
		if err != nil {
			in.add(Problem, sh.name+".sql", "", "ask for the newest changed_at: %v", discreet(err))
			return
		}
		if ahead := time.Duration(int64(newest)-c.zone.latestClock(in.now.UnixMicro())) * time.Microsecond; newest > 0 && ahead > maxSkew {
			in.add(Warning, sh.name+".sql", "set the source's time zone to the one that changed_at is written in, or correct the rows; "+
				"until then every poll reads the rows of that time again",
				"changed_at runs %v ahead of the database's clock", ahead.Round(time.Second))
		}
		p := pass{lead: changedAt, from: c.bind(lowerBound(&c, int64(newest), in.opts.Overlap))}
		passes = []pass{p}
	}
	for i := range passes {
		p := &passes[i]
		key := "(" + sh.columns[colID].name + ")"
		switch {
		case p.lead != "":
			key = "(" + p.lead + ", " + sh.columns[colID].name + ")"
		case sh.pending != "":
			key = "(" + sh.pending + ", " + sh.columns[colID].name + ")"
		}
		var q, none question
		q.text, q.args = p.sql(sh, nil, in.opts.PageSize)
		if p.lead != "" {
			c := in.clock(sh.column(p.lead))
			none.text, none.args = (&pass{lead: p.lead, from: c.bind(latest * 1e6)}).sql(sh, nil, in.opts.PageSize)
		}
		in.plan(ctx, sh, Problem, "a poll", key, q, none)
	}
	var q, none question
	q.text, q.args = in.summary(sh, in.now.Unix()-30*86400, in.now.Unix())
	none.text, none.args = in.summary(sh, 86400, 2*86400)
	in.plan(ctx, sh, Warning, "the nightly reconciliation", "("+sh.marks[0]+", "+sh.columns[colID].name+")", q, none)
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
func (in *inspection) plan(ctx context.Context, sh *shape, level Level, what, key string, q, none question) {
	subject := sh.name + ".sql"
	hint := fmt.Sprintf("add an index on %s to the table behind it; if there is one, "+
		"see that the query gives the columns as they are stored, without a function around them", key)
	steps, err := in.explain(ctx, in.conn, q.text, q.args)
	if keepsPlan(err) && none.text != "" {
		n, err := in.effort(ctx, in.conn, none)
		switch {
		case err != nil:
			in.add(Warning, subject, "", "what %s reads cannot be counted: %v", what, discreet(err))
		case n > bigTable:
			in.add(level, subject, hint, "%s reads %d rows to find nothing, every time", what, n)
		default:
			in.add(OK, subject, "", "%s finds its rows by an index or in a small table: it reads %d rows to find nothing", what, n)
		}
		return
	}
	if err != nil {
		in.add(Warning, subject, planHint(err), "the plan of %s cannot be checked: %v", what, discreet(err))
		return
	}
	for i := range steps {
		st := &steps[i]
		var fault string
		switch {
		case st.rows <= bigTable:
			continue
		case st.scans():
			fault = "reads all of"
		case st.sorts() && level == Problem: // a summary groups, which is no fault
			fault = "sorts the rows of"
		default:
			continue
		}
		in.add(level, subject, hint, "%s %s %s, about %d rows, every time", what, fault, st.table, st.rows)
		return
	}
	in.add(OK, subject, "", "%s finds its rows by an index or in a small table", what)
}
