package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// Bounds of an inspection.
const (
	bigTable = 10_000           // rows; reading more of them at every poll is a problem
	maxCount = 10 * time.Second // for a count of rows
	maxSkew  = time.Minute      // between the database's clock and this computer's
)

// An inspection collects what Inspect finds.
type inspection struct {
	*Source
	conn     *sql.Conn
	now      time.Time // of the database
	findings []source.Finding
	unasked  []string // optional tables that the adapter has no query for
	absent   []string // those that the user cannot read
}

func (in *inspection) add(level source.Level, subject, hint, format string, args ...any) {
	in.findings = append(in.findings, source.Finding{Level: level, Subject: subject, Detail: fmt.Sprintf(format, args...), Hint: hint})
}

// Inspect looks at all that may be wrong with the source: connection, session
// limits, grants, clocks, columns, query plans and rows that cannot be used.
// It takes some seconds on a large database, and limits itself to that. What
// is wrong is a Finding; the error says that there was no connection, or that
// ctx ended. Of what elsewhere names, by the name of a table or "programmes",
// the rows come from files: its query is not looked at, as nobody asks it.
func (s *Source) Inspect(ctx context.Context, elsewhere ...string) ([]source.Finding, error) {
	in := &inspection{Source: s}
	conn, err := s.conn(ctx)
	if err != nil {
		return in.findings, fmt.Errorf("%w; check the source's HOST, PORT (or SOCKET), USER, PASSWORD, DATABASE and TLS", discreet(err))
	}
	defer conn.Close()
	in.conn = conn
	in.server()
	in.encryption(ctx)
	in.grants(ctx)
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
	in.off("there is no such table, or no right to read it, for", in.absent)
	return in.findings, ctx.Err()
}

// server reports the server's version and what its sessions lack.
func (in *inspection) server() {
	version := in.sessions.serverVersion()
	level, hint := source.OK, ""
	if old(version) {
		level, hint = source.Warning, "MariaDB 10.11 and MySQL 8.0, or later, are tested"
	}
	in.add(level, "server", hint, "version %s", version)
	for _, set := range in.sessions.settings(version) {
		if in.sessions.isLacking(set.name) {
			in.add(source.Warning, "session", "nothing to do if the server is known to lack it; "+
				"without a time limit on the server, a statement may go on there after the exporter gave it up",
				"%s: the server does not support it", set.name)
			continue
		}
		in.add(source.OK, "session", "", "%s: set", set.name)
	}
}

// old reports whether a server's version is below those that are tested.
func old(version string) bool {
	var major, minor int
	if _, err := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil {
		return false // no version number, so another kind of server
	}
	if isMariaDB(version) {
		return major < 10 || major == 10 && minor < 11
	}
	return major < 8
}

// encryption reports whether the connection is encrypted.
func (in *inspection) encryption(ctx context.Context) {
	var name, cipher string
	err := in.conn.QueryRowContext(ctx, "SHOW SESSION STATUS LIKE 'Ssl_cipher'").Scan(&name, &cipher)
	switch remote := in.opts.Socket == "" && !loopback(in.opts.Host); {
	case err != nil:
		in.add(source.OK, "encryption", "", "the server does not tell: %v", discreet(err))
	case cipher != "" && remote && !in.opts.TLS.verifies():
		in.add(source.Warning, "encryption", "set the TLS mode to verify-identity, and TLS_CA to the authority that vouches for the server",
			"%s, but nobody vouches for the server: whoever can change what is sent can be taken for %s", cipher, in.opts.Host)
	case cipher != "":
		in.add(source.OK, "encryption", "", "%s", cipher)
	case remote:
		in.add(source.Warning, "encryption", "set the TLS mode to verify-identity, or to required at least",
			"the connection to %s is not encrypted", in.opts.Host)
	default:
		in.add(source.OK, "encryption", "", "none; the connection does not leave this computer")
	}
}

// clocks compares clocks, and says how times are read.
func (in *inspection) clocks(ctx context.Context) {
	asked := time.Now()
	now, err := in.Source.now(ctx, in.conn)
	if err != nil {
		in.add(source.Problem, "clock", "", "the server does not tell the time: %v", discreet(err))
		return
	}
	in.now = now
	level, hint := source.OK, ""
	skew := now.Sub(asked)
	if skew.Abs() > maxSkew {
		level, hint = source.Warning, "synchronise both computers' clocks; ages and windows are off by the difference"
	}
	in.add(level, "clock", hint, "the database's differs from this computer's by %v", skew.Round(time.Second))
	name, written := in.opts.Location.String(), in.opts.DateTimes.String()
	if name != written {
		in.add(source.OK, "time zone", "", "DATETIME columns are read in %s, DATE columns in %s", written, name)
		return
	}
	if next := in.zone.nextChange(now.Unix()); next != 0 {
		in.add(source.OK, "time zone", "", "DATETIME and DATE columns are read in %s, whose clocks change next at %s",
			name, time.Unix(next, 0).UTC().Format(time.RFC3339))
		return
	}
	in.add(source.OK, "time zone", "", "DATETIME and DATE columns are read in %s, which has no summer time; "+
		"set the source's time zone if the database is written in local time", name)
}

// off reports the optional tables that are off, and why.
func (in *inspection) off(why string, tables []string) {
	if len(tables) > 0 {
		in.add(source.OK, "optional tables", "", "off: %s %s", why, strings.Join(tables, ", "))
	}
}

// query inspects one contract query.
func (in *inspection) query(ctx context.Context, c *contract) {
	subject := c.file() + ".sql"
	if c.query != "" && !in.has(c.query) {
		return // the other contract says so
	}
	table := tableOf(c.name)
	if !in.has(c.file()) && table != nil {
		in.unasked = append(in.unasked, c.name)
		return
	}
	if !in.has(c.file()) {
		in.add(source.OK, subject, "", "the adapter has none: %s", without[c.name])
		return
	}
	in.forget(c.name)
	sh, err := in.shape(ctx, in.conn, c)
	if table != nil && isAbsent(err) {
		if c.query == "" { // else the other contract says so
			in.absent = append(in.absent, c.name)
		}
		return
	}
	if err != nil {
		in.add(source.Problem, subject, "correct the query, or the user's grants; where a product has no such thing, "+
			"give '' for a text, or leave the file out if it came with a template", "%s", strings.TrimPrefix(discreet(err).Error(), subject+": "))
		return
	}
	if c.query == "" {
		in.add(source.OK, subject, "", "columns %s", strings.Join(sh.found, ", "))
	}
	for i, column := range c.columns {
		if what := without[c.name+"."+column.name]; sh.index[i] < 0 && what != "" {
			in.add(source.OK, subject, "", "no %s: %s", column.name, what)
		}
	}
	for _, t := range ledger.Tables() {
		if t.String() == c.name && !in.now.IsZero() {
			in.plans(ctx, sh)
			in.unusable(ctx, sh)
			in.sample(ctx, sh)
		}
	}
}

// without says what is off without a query or one of its columns.
var without = map[string]string{
	"errors":               "no error metrics",
	"sessions":             "no session metrics",
	"programmes":           "supervision comes from the operator's file, if there is one",
	"units":                "units are known from their cases only",
	"cases.started_at":     "no waiting times; the queue is the open cases",
	"cases.deadline_at":    "no deadline metrics",
	"cases.reopened_count": "a case reopened and closed again between two polls is not seen",
	"cases.changed_at":     "every poll reads the open cases and those of the rescan period again",
	"errors.changed_at":    "every poll reads the errors of the rescan period again",
	"sessions.changed_at":  "every poll reads the sessions of the rescan period again",
	"sessions.held_at":     "no session counts as held",
}
