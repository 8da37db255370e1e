package source

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
)

// Bounds of an inspection.
const (
	maxCount = 10 * time.Second // for a count of rows
	maxSkew  = time.Minute      // between the database's clock and this computer's
)

// An Inspection collects what Inspect finds.
type Inspection struct {
	// Account and Database are what the server calls them, and at which server, for
	// messages; "" until the Dialect has told.
	Account, Database string

	source   *Source
	conn     *sql.Conn
	now      time.Time // of the database
	findings []Finding
	unasked  []string // optional tables that the adapter has no query for
	missing  []string // those that the user cannot read
}

// Add adds a finding. Hint is "" if nothing needs to be done.
func (in *Inspection) Add(level Level, subject, hint, format string, args ...any) {
	in.Find(&Finding{Level: level, Subject: subject, Detail: fmt.Sprintf(format, args...), Hint: hint})
}

// Find adds a finding that has more to it.
func (in *Inspection) Find(f *Finding) { in.findings = append(in.findings, *f) }

// Conn is the connection that is inspected.
func (in *Inspection) Conn() *sql.Conn { return in.conn }

// NewConn takes another connection. The caller must close it.
func (in *Inspection) NewConn(ctx context.Context) (*sql.Conn, error) { return in.source.conn(ctx) }

// WithTimeout limits one statement.
func (in *Inspection) WithTimeout(ctx context.Context) (context.Context, context.CancelFunc) {
	return in.source.withTimeout(ctx)
}

// Identifiers are what the adapter's queries name.
func (in *Inspection) Identifiers() *adapters.Identifiers {
	return adapters.IdentifiersOf(slices.Collect(maps.Values(in.source.statements))...)
}

// redact is an error that quotes no row.
func (in *Inspection) redact(err error) error { return in.source.dialect.Redact(err) }

// Inspect looks at all that may be wrong with the source: connection, session
// limits, grants, clocks, columns, query plans and rows that cannot be used. It
// limits itself to some seconds on a large database. What is wrong is a Finding.
// The error says that there was no connection, which is also a Finding with the
// Subject Connection, or that ctx ended. elsewhere names tables, or "programmes",
// whose rows come from files: their queries are not looked at, as nobody asks them.
func (s *Source) Inspect(ctx context.Context, elsewhere ...string) ([]Finding, error) {
	in := &Inspection{source: s}
	conn, err := s.conn(ctx)
	if err != nil {
		err = in.redact(err)
		if ctx.Err() == nil {
			found := s.dialect.Diagnose(ctx, err)
			found.Level, found.Subject, found.Fault = Problem, Connection, err.Error()
			in.Find(&found)
		}
		return in.findings, err
	}
	defer conn.Close()
	in.conn = conn
	s.dialect.Inspect(ctx, in)
	in.clocks(ctx)
	for i := range contracts {
		if ctx.Err() != nil {
			break
		}
		if !slices.Contains(elsewhere, contracts[i].name) {
			in.query(ctx, &contracts[i])
		}
	}
	in.off("the adapter has no query for", in.unasked)
	in.off("there is no such table, or no right to read it, for", in.missing)
	return in.findings, ctx.Err()
}

// clocks compares clocks, and says how times are read.
func (in *Inspection) clocks(ctx context.Context) {
	asked := time.Now()
	now, err := in.source.now(ctx, in.conn)
	if err != nil {
		in.Add(Problem, "clock", "", "the server does not tell the time: %v", in.redact(err))
		return
	}
	in.now = now
	level, hint := OK, ""
	skew := now.Sub(asked)
	if skew.Abs() > maxSkew {
		level, hint = Warning, "synchronise both computers' clocks; ages and windows are off by the difference"
	}
	in.Add(level, "clock", hint, "the database's differs from this computer's by %v", skew.Round(time.Second))
	terms := in.source.dialect.Terms()
	name, written := in.source.opts.Location.String(), in.source.opts.DateTimes.String()
	if name != written {
		in.Add(OK, "time zone", "", "%s columns are read in %s, %s columns in %s", terms.WallClock, written, terms.Date, name)
		return
	}
	if next := in.source.zone.NextChange(now.Unix()); next != 0 {
		in.Add(OK, "time zone", "", "%s and %s columns are read in %s, whose clocks change next at %s",
			terms.WallClock, terms.Date, name, time.Unix(next, 0).UTC().Format(time.RFC3339))
		return
	}
	in.Add(OK, "time zone", "", "%s and %s columns are read in %s, which has no summer time; "+
		"set the source's time zone if the database is written in local time", terms.WallClock, terms.Date, name)
}

// off reports the optional tables that are off, and why.
func (in *Inspection) off(why string, tables []string) {
	if len(tables) > 0 {
		in.Add(OK, "optional tables", "", "off: %s %s", why, strings.Join(tables, ", "))
	}
}

// query inspects one contract query.
func (in *Inspection) query(ctx context.Context, c *contract) {
	subject := c.file() + ".sql"
	if c.query != "" && !in.source.has(c.query) {
		return // the other contract says so
	}
	table := tableOf(c.name)
	if err := in.source.withdrawn(c); err != nil && !in.source.has(c.file()) {
		in.Add(Problem, subject, "", "%v", err)
		return
	}
	if !in.source.has(c.file()) && table != nil {
		in.unasked = append(in.unasked, c.name)
		return
	}
	if !in.source.has(c.file()) {
		why := "the adapter has none"
		if slices.Contains(in.source.opts.Without, c.file()) {
			why = "the settings do without it"
		}
		in.Add(OK, subject, "", "%s: %s", why, without[c.name])
		return
	}
	in.source.invalidate(c.name)
	sh, err := in.source.shape(ctx, in.conn, c)
	switch off := in.source.isOff(ctx, c.name, err); {
	case off && table == nil:
		level, hint := OK, ""
		if in.source.dialect.UnknownColumn(err) != "" {
			level, hint = Warning, "if the user reads views that deploy/sql made, make them anew; or do without pauses: "+
				strings.ToUpper(in.source.opts.Name)+"_WITHOUT=pauses"
		}
		in.Add(level, subject, hint, "%s: %s", in.source.whyOff(err), without[c.name])
		return
	case off:
		if c.query == "" { // else the other contract says so
			in.missing = append(in.missing, c.name)
		}
		return
	}
	if kind := in.source.dialect.ErrorKind(err); (kind == NoTable || kind == NoRight) && c.name != string(Cases) { // else it were off
		err := in.redact(err)
		in.Find(&Finding{Level: Problem, Subject: subject, Detail: in.source.wasThere(err, c.file()).Error(), Fault: err.Error()})
		return
	}
	if err != nil {
		in.unanswered(subject, err)
		return
	}
	if c.query == "" {
		there := slices.DeleteFunc(slices.Clone(sh.names), func(name string) bool { return slices.Contains(sh.absent, strings.ToLower(name)) })
		in.Add(OK, subject, "", "columns %s", strings.Join(there, ", "))
	}
	for _, name := range sh.absent {
		switch what := without[c.name+"."+name]; {
		case name == caseType && in.source.opts.CaseTypes:
			in.Add(Problem, subject, "give the query a case_type, or take CASE_TYPES out of the settings",
				"case types are set up, but there is no case_type to tell them apart by")
		case what != "":
			in.Add(OK, subject, "", "no %s: %s", name, what)
		}
	}
	switch Query(c.name) {
	case Programmes:
		in.programmes(ctx, subject)
	case Pauses:
		in.pausedIn(ctx, subject)
	}
	for _, t := range ledger.Tables() {
		if t.String() == c.name && !in.now.IsZero() {
			in.plans(ctx, sh)
			in.rejected(ctx, sh)
			in.sample(ctx, sh)
		}
	}
}

// programmes names the programmes that are left out.
func (in *Inspection) programmes(ctx context.Context, subject string) {
	_, refused, unnamed, err := in.source.programmes(ctx)
	if err != nil {
		in.Add(Problem, subject, "", "%v", in.redact(err))
	}
	for _, r := range refused {
		in.Add(Problem, subject, "give the whole date, or NULL in ends_on for until further notice",
			"a programme of unit %q is left out: its %s %s", r.unit, r.column, r.why)
	}
	if unnamed > 0 {
		in.Add(Warning, subject, "give each a unit, and the day on which it starts", "programmes without unit or starts_on are left out: %d", unnamed)
	}
}
