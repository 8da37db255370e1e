package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"casework/exporter/app"
	"casework/exporter/config"
	"casework/exporter/text"
)

// A level says how grave a finding is.
type level int

// The levels of findings.
const (
	levelOK      level = iota
	levelWarning       // works, but should be looked at
	levelProblem       // does not work, or not as it should
)

func (l level) String() string { return [...]string{"OK", "warning", "PROBLEM"}[l] }

// A finding is one thing that check looked at.
type finding struct {
	level   level
	subject string
	detail  string
	hint    string // what to do about it; may be empty
}

// A trial is what one load of a source brought, without keeping anything.
type trial struct {
	rows       map[string]int64 // read, by query
	held       map[string]int64 // that count, by query of the ledger; rows that come twice count once
	merged     int              // small units whose figures are shown as one
	leftOut    int              // small units that are shown nowhere
	rejected   map[string]int64 // by reason
	strangers  []string         // units that programmes name and no case has
	exposition string           // what /metrics would show, in text format
}

// rejectedOf is how many rows of a query were rejected.
func (t *trial) rejectedOf(query string) (n int64) {
	for reason, rows := range t.rejected {
		if strings.HasPrefix(reason, query+" ") {
			n += rows
		}
	}
	return n
}

// A patient is a source that check examines. Neither method returns values
// of rows in findings or errors.
type patient interface {
	// Name is the name of the source.
	Name() string
	// Inspect looks at the server, its settings and grants, and the queries.
	// An error means that it could not go on; the findings still count.
	Inspect(ctx context.Context) ([]finding, error)
	// Try reads the source once.
	Try(ctx context.Context) (trial, error)
	// Close lets the connections go.
	Close() error
}

// check examines every source, prints what it finds and returns an error if
// there are problems, which it lists.
func (p *program) check(ctx context.Context, cfg *config.Config, log *slog.Logger) error {
	patients, err := p.newPatients(cfg, log)
	if err != nil {
		return err
	}
	c := checkup{w: p.stdout}
	for i, pat := range patients {
		c.begin(pat.Name())
		at := slices.IndexFunc(cfg.Sources, func(s config.SourceConfig) bool { return s.Name == pat.Name() })
		if at >= 0 {
			c.examineProgrammes(&cfg.Sources[at])
			c.examineFolder(ctx, &cfg.Sources[at])
		}
		c.examine(ctx, pat)
		if err := pat.Close(); err != nil {
			log.Debug("close source", "source", pat.Name(), "err", err)
		}
		if i < len(patients)-1 {
			c.printf("\n")
		}
	}
	return c.conclude()
}

// A checkup prints findings as they come and remembers the problems.
type checkup struct {
	w        io.Writer
	source   string
	warnings int
	problems []string
	err      error // first of writing
}

func (c *checkup) printf(format string, args ...any) {
	if c.err == nil {
		_, c.err = fmt.Fprintf(c.w, format, args...)
	}
}

// begin starts the part of a source.
func (c *checkup) begin(source string) {
	c.source = source
	c.printf("Source %s\n", source)
}

func (c *checkup) add(f finding) {
	c.printf("  %-8s %s: %s\n", f.level, f.subject, f.detail)
	if f.hint != "" {
		for _, line := range text.Wrap(f.hint, 88) {
			c.printf("           %s\n", line)
		}
	}
	switch f.level {
	case levelWarning:
		c.warnings++
	case levelProblem:
		text := fmt.Sprintf("%s: %s: %s", c.source, f.subject, f.detail)
		if f.hint != "" {
			text += " (" + f.hint + ")"
		}
		c.problems = append(c.problems, text)
	case levelOK:
	}
}

// examineProgrammes reads the source's programmes file, if it has one.
func (c *checkup) examineProgrammes(s *config.SourceConfig) {
	read := app.ReadProgrammes(s, slog.New(slog.DiscardHandler)) // the findings say what it would log
	if read == nil {
		return
	}
	programmes, err := read()
	if err == nil {
		c.add(finding{level: levelOK, subject: "programmes file", detail: text.Count(len(programmes), "period")})
		return
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		c.add(finding{level: levelProblem, subject: "programmes file", detail: line})
	}
}

// examine inspects a source and, if that went well enough, reads it once.
func (c *checkup) examine(ctx context.Context, pat patient) {
	findings, err := pat.Inspect(ctx)
	for _, f := range findings {
		c.add(f)
	}
	if err != nil {
		c.add(finding{level: levelProblem, subject: "inspection", detail: err.Error()})
		return
	}
	t, err := pat.Try(ctx)
	if err != nil {
		c.add(finding{level: levelProblem, subject: "reading", detail: err.Error()})
		return
	}
	for _, query := range slices.Sorted(maps.Keys(t.rows)) {
		f := finding{level: levelOK, subject: "rows of " + query, detail: fmt.Sprint(t.rows[query])}
		if held, ok := t.held[query]; ok && held != t.rows[query] {
			f.detail = fmt.Sprintf("%d count, of %d read: rows changed of late are read twice, rejected ones do not count", held, t.rows[query])
			if held == 0 && t.rejectedOf(query)*2 >= t.rows[query] { // else they are of another shard
				f.level, f.detail = levelProblem, fmt.Sprintf("none counts, of %d read", t.rows[query])
				f.hint = "All were rejected, for the reasons below: the query gives something else than is asked for."
			}
		}
		c.add(f)
	}
	if t.merged+t.leftOut > 0 {
		c.add(finding{level: levelOK, subject: "small units", detail: fmt.Sprintf(
			"%s hidden for CASEWORK_MIN_CELL: %d merged into one, %d shown nowhere", text.Count(t.merged+t.leftOut, "unit"), t.merged, t.leftOut,
		)})
	}
	for _, reason := range slices.Sorted(maps.Keys(t.rejected)) {
		if n := t.rejected[reason]; n > 0 {
			c.add(finding{
				level: levelWarning, subject: "rejected rows", detail: fmt.Sprintf("%d for %s", n, reason),
				hint: "They are not counted until they are put right in the database.",
			})
		}
	}
	if len(t.strangers) > 0 {
		c.add(finding{
			level: levelWarning, subject: "programmes",
			detail: "programmes name units that no case has: " + strings.Join(t.strangers, ", "),
			hint: "Write a unit as its cases do, capitals and blanks too: until then it counts as one without a programme. " +
				"A new unit without cases may wait, or be put on the list of units.",
		})
	}
	c.sample(t.exposition)
}

// conclude prints the result and returns it as an error if there are
// problems.
func (c *checkup) conclude() error {
	c.printf("\n%s, %s.\n", text.Count(len(c.problems), "problem"), text.Count(c.warnings, "warning"))
	for i, text := range c.problems {
		c.printf("%3d. %s\n", i+1, text)
	}
	if c.err != nil {
		return fmt.Errorf("write the report: %w", c.err)
	}
	if n := len(c.problems); n > 0 {
		return fmt.Errorf("check found %s", text.Count(n, "problem"))
	}
	return nil
}
