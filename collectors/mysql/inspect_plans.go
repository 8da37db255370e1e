package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
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
		text, args := p.sql(sh, nil, in.opts.PageSize)
		in.plan(ctx, sh, Problem, "a poll", key, text, args)
	}
	text, args := in.summary(sh, in.now.Unix()-30*86400, in.now.Unix())
	in.plan(ctx, sh, Warning, "the nightly reconciliation", "("+sh.marks[0]+", "+sh.columns[colID].name+")", text, args)
}

// planHint is what to do if a plan cannot be had.
func planHint(err error) string {
	var server *ServerError
	if errors.As(discreet(err), &server) && server.Number == erViewNoExplain {
		return "views hide the plans of the tables behind them; run check once with an account that may read those, " +
			"and with their database, to see whether an index is missing"
	}
	return ""
}

// plan reports whether a query finds its rows by an index.
func (in *inspection) plan(ctx context.Context, sh *shape, level Level, what, key, text string, args []driver.Value) {
	subject := sh.name + ".sql"
	steps, err := in.explain(ctx, in.conn, text, args)
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
		in.add(level, subject, fmt.Sprintf("add an index on %s to the table behind it; if there is one, "+
			"see that the query gives the columns as they are stored, without a function around them", key),
			"%s %s %s, about %d rows, every time", what, fault, st.table, st.rows)
		return
	}
	in.add(OK, subject, "", "%s finds its rows by an index or in a small table", what)
}
