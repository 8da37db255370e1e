package setup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"casework/collectors/files"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/exporter/app"
	"casework/exporter/config"
	"casework/exporter/text"
)

// found is what one reading of a source brought.
type found struct {
	server      string   // such as version 10.11.19-MariaDB
	isFiles     bool     // it is a folder, and no database
	excess      []string // what the account may beyond reading what is needed
	cases, open int
	first, last time.Time
	units       []string
	has         []string // optional tables and columns, as the contract names them
	empty       []string // optional columns of cases that are there, and empty in every row
	rejected    int64
	unread      []string // of files beside the cases: file, and columns that are not read
}

// look inspects a source and reads it once. A problem that keeps it from being
// read is an error.
func look(ctx context.Context, cfg *config.Config) (_ *found, err error) {
	s := sourceOf(cfg)
	opened, err := app.OpenSource(cfg, s, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	f := &found{isFiles: s.Driver == config.DriverFiles}
	findings, err := opened.Inspect(ctx)
	for _, finding := range findings {
		switch {
		case finding.Subject == "server":
			f.server = serverName(s.Driver, strings.TrimPrefix(finding.Detail, "version "))
		case finding.Subject == "grants" && finding.Level == source.Problem:
			f.excess = append(f.excess, strings.TrimPrefix(finding.Detail, "the user "))
		case strings.HasPrefix(finding.Detail, files.NotRead) && !strings.HasPrefix(finding.Subject, string(source.Cases)): // those were asked for
			f.unread = append(f.unread, finding.Subject+": "+finding.Detail)
		}
	}
	if err != nil {
		return nil, unread(findings, err)
	}
	read, err := opened.ReadOnce(ctx, app.ReadOptions{Unshown: true})
	if err != nil {
		if all := opened.Faults(ctx); len(all) > 1 {
			return nil, faultsOf(all)
		}
		return nil, unread(findings, err)
	}
	f.cases, f.has = read.Ledger.Rows(ledger.Cases), opened.Found()
	if first, last := read.Ledger.Extent(ledger.Cases); first != 0 {
		f.first, f.last = time.Unix(first, 0).In(s.Location), time.Unix(last, 0).In(s.Location)
	}
	f.empty = emptyOf(read.Ledger, opened.NamesMet().CaseTypes)
	o := read.Poller.Overview()
	for i := range o.Units {
		f.units = append(f.units, o.Units[i].Unit.Unit)
		f.open += o.Units[i].Queue.Open
	}
	for _, rows := range o.Rejected {
		f.rejected += rows
	}
	return f, nil
}

// emptyOf lists columns of cases that no case has anything in.
func emptyOf(l *ledger.Ledger, types []string) (empty []string) {
	first, last := l.Extent(ledger.Cases)
	var all ledger.Summary
	for _, byUnit := range l.Summaries(ledger.Cases, []int64{first, last + 1}, func(_ ledger.TimeColumn, unix int64) int64 { return unix }) {
		for _, s := range byUnit {
			all.Started, all.Closed, all.Deadlines = all.Started+s.Started, all.Closed+s.Closed, all.Deadlines+s.Deadlines
		}
	}
	for column, has := range map[string]bool{
		"cases.started_at": all.Started > 0, "cases.closed_at": all.Closed > 0, "cases.deadline_at": all.Deadlines > 0,
		"cases.reopened_count": l.HasReopened(), "cases.case_type": slices.ContainsFunc(types, func(t string) bool { return t != "" }),
	} {
		if !has && first != 0 {
			empty = append(empty, column)
		}
	}
	return empty
}

// serverName is a server with its version as people say it.
func serverName(driver, version string) string {
	number, _, _ := strings.Cut(strings.Fields(version + " ")[0], "-")
	switch {
	case driver == config.DriverPostgres:
		return "PostgreSQL " + number
	case strings.Contains(version, "MariaDB"):
		return "MariaDB " + number
	}
	return "MySQL or the like, version " + version
}

// faultsOf lists what is wrong with the rows of all files.
func faultsOf(all []source.Finding) error {
	var faults []error
	for i := range all {
		faults = append(faults, errors.New(all[i].Detail))
	}
	return errors.Join(faults...)
}

// unread says why a source cannot be read: what a finding says of it, and what
// to do.
func unread(findings []source.Finding, err error) error {
	for i := range findings {
		if f := &findings[i]; f.Level == source.Problem && (f.SameFault(err) || f.Subject == source.Connection) {
			said := f.Detail
			if !strings.HasPrefix(said, f.Subject) { // a fault of a file begins with its name
				said = f.Subject + ": " + said
			}
			return errors.New(strings.TrimSuffix(said+"\n"+f.Hint, "\n"))
		}
	}
	return err
}

func (f *found) hasAll(names ...string) bool {
	for _, name := range names {
		if !slices.Contains(f.has, name) {
			return false
		}
	}
	return true
}

// A measure is something that boards show, and what it takes.
type measure struct {
	what  string
	takes string
}

// orZero says what is as good as empty.
func (m measure) orZero() string {
	if m.takes == "cases.reopened_count" {
		return " or 0"
	}
	return ""
}

var measures = []measure{
	{"how long people wait", "cases.started_at"},
	{"how long cases take", "cases.closed_at"},
	{"deadlines", "cases.deadline_at"},
	{"reopened cases", "cases.reopened_count"},
	{"case types", "cases.case_type"},
	{"errors", "errors"},
	{"who is under supervision", "programmes"},
	{"sessions of supervision", "sessions"},
	{"times less those in which a case waits for others", "pauses"},
	{"names and services of units", "units"},
}

// supplementary lists the optional tables of the contract that are none of
// measures.
func supplementary() (names []string) {
	for _, name := range source.Optional() {
		if !strings.Contains(name, ".") && !slices.ContainsFunc(measures, func(m measure) bool { return m.takes == name }) {
			names = append(names, name)
		}
	}
	return names
}

// longAgo is the age of a newest case from which on figures show little.
const longAgo = 60 * 24 * time.Hour

// say prints what can be measured, and what cannot.
func (f *found) say(c *console) {
	if f.cases == 0 {
		c.paragraph("There are no cases in it yet, or none that can be used.")
	} else {
		c.paragraph("%s of %s, received from %s to %s. Open: %d.", text.Count(f.cases, "case"), text.Count(len(f.units), "unit"),
			f.first.Format(time.DateOnly), f.last.Format(time.DateOnly), f.open)
		if time.Since(f.last) > longAgo {
			c.paragraph("The newest case is of %s: figures of the last weeks will be 0.", f.last.Format(time.DateOnly))
		}
	}
	can, cannot := []string{"who waits now"}, []string(nil)
	for _, m := range measures {
		_, column, isColumn := strings.Cut(m.takes, ".")
		switch {
		case f.hasAll(m.takes) && slices.Contains(f.empty, m.takes):
			cannot = append(cannot, m.what+" ("+column+" is there but empty"+m.orZero()+" in every row)")
		case f.hasAll(m.takes):
			can = append(can, m.what)
		case m.takes == "pauses" && (f.hasAll("cases.paused_seconds") || f.hasAll("cases.paused_since")):
			can = append(can, "how long cases take, less the time in which they wait for others")
		case isColumn:
			cannot = append(cannot, m.what+" (no "+column+")")
		case m.takes == "errors" || m.takes == "sessions" || m.takes == "pauses":
			table := "such table"
			if f.isFiles {
				table = m.takes + ".csv"
			}
			cannot = append(cannot, m.what+" (no "+table+")")
		}
	}
	c.paragraph("It can show: %s.", strings.Join(can, ", "))
	if len(cannot) > 0 {
		c.paragraph("Not there: %s.", strings.Join(cannot, ", "))
	}
	there, missing := []string(nil), 0
	for _, name := range supplementary() {
		if f.hasAll(name) {
			there = append(there, name)
		} else {
			missing++
		}
	}
	if len(there) > 0 {
		c.paragraph("Tables beside the cases: %s.", strings.Join(there, ", "))
	}
	if missing > 0 {
		where := "a folder"
		if f.isFiles {
			where = "the folder"
		}
		c.paragraph("Surveys, absence, complaints and the like: %s not there; CSV files in %s can add them later (deploy/SUPPLEMENTARY.md).", areCount(missing), where)
	}
	if !f.hasAll("programmes") {
		c.paragraph("Nothing says who is under supervision: you do, in programmes.csv.")
	}
	for _, columns := range f.unread {
		c.paragraph("In %s. A file columns.csv says what they are (deploy/FILES.md).", columns)
	}
	if f.rejected > 0 {
		// Some of them count in part, as a case does whose wait nobody knows.
		c.paragraph("Impossible as they stand: %s; check says why, and what of them counts.", text.Count(int(f.rejected), "row"))
	}
}

func areCount(n int) string {
	if n == 1 {
		return "1 table is"
	}
	return fmt.Sprintf("%d tables are", n)
}
