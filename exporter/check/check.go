package check

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"casework/collectors/ledger"
	"casework/collectors/name"
	"casework/collectors/source"
	"casework/exporter/app"
	"casework/exporter/config"
	"casework/exporter/text"
)

// A dryRun is what one read of a source brought, without keeping anything.
type dryRun struct {
	rows         map[string]int64 // read, by query
	held         map[string]int64 // that count, by query of the ledger; rows that come twice count once
	merged       int              // small units whose figures are shown as one
	suppressed   int              // small units that are suppressed
	rejected     map[string]int64 // by reason
	unknownUnits []string         // that programmes name and no case has
	refused      ledger.Refused   // names beyond those that are distinguished
	spellings    [][2]string      // of one unit each
	missingTypes []missingType    // that settings list and no case has
	missingRules []missingType    // that deadlines name and no case has
	open, paused int              // cases of shown units that are open, and of these paused
	totals       bool             // cases say for how long they were paused, and not when
	bothPauses   bool             // and so does a table of pauses
	incomplete   bool             // deadlines run from complete on, and no case says when it was complete
	exposition   string           // what /metrics would show, in text format
}

// rejectedOf is how many rows of a query were rejected.
func (d *dryRun) rejectedOf(query string) (n int64) {
	for reason, rows := range d.rejected {
		if strings.HasPrefix(reason, query+" ") {
			n += rows
		}
	}
	return n
}

// A target is a source that is checked. Neither method returns values of rows
// in findings or errors.
type target interface {
	// Name is the name of the source.
	Name() string
	// Inspect looks at the server, its settings and grants, and the queries.
	// An error means that it could not go on; the findings still count.
	Inspect(ctx context.Context) ([]source.Finding, error)
	// DryRun reads the source once.
	DryRun(ctx context.Context) (dryRun, error)
	// Faults lists faults of rows, once DryRun has failed, which stops at the first.
	Faults(ctx context.Context) []source.Finding
	// Close lets the connections go.
	Close() error
}

// Options tunes a check. Zero fields take the documented defaults.
type Options struct {
	Brief bool // prints problems and warnings alone, no sample and nothing that is as it should be
}

// Run checks every source of the settings and prints to w: the verdict, the
// problems, each cause once, with what to do; then each source, with what is wrong
// first. It returns an error if there are problems. It logs to log what is no
// finding.
func Run(ctx context.Context, w io.Writer, cfg *config.Config, log *slog.Logger, o Options) error {
	targets, err := openTargets(cfg, log)
	if err != nil {
		return err
	}
	return run(ctx, w, cfg, targets, log, o)
}

// run checks targets, and closes them.
func run(ctx context.Context, w io.Writer, cfg *config.Config, targets []target, log *slog.Logger, o Options) error {
	c := checker{w: w, brief: o.Brief, warned: map[string]bool{}}
	for _, t := range targets {
		c.begin(t.Name())
		at := slices.IndexFunc(cfg.Sources, func(s config.SourceConfig) bool { return s.Name == t.Name() })
		if at >= 0 {
			c.checkPasswordFile(&cfg.Sources[at])
			c.checkProgrammes(&cfg.Sources[at])
			c.checkDeadlines(&cfg.Sources[at])
			c.checkLottery(&cfg.Sources[at])
			c.checkFolder(ctx, &cfg.Sources[at])
			c.checkMissing(ctx, cfg, &cfg.Sources[at])
		}
		c.check(ctx, t)
		if err := t.Close(); err != nil {
			log.Debug("close source", "source", t.Name(), "err", err)
		}
	}
	return c.conclude()
}

// A checker remembers findings and problems, and prints them when all are there.
type checker struct {
	w        io.Writer
	brief    bool
	source   string
	sources  []*part
	warnings int
	warned   map[string]bool // causes and details of warnings that may touch several sources
	problems []*problem
	found    []source.Finding // in the source at hand
	err      error            // first of writing
}

func (c *checker) printf(format string, args ...any) {
	if c.err == nil {
		_, c.err = io.WriteString(c.w, text.Printable(fmt.Sprintf(format, args...)))
	}
}

// add notes a finding. What to do about a problem is said once for all that it
// touches, before what was found in the sources.
func (c *checker) add(f source.Finding) {
	c.found = append(c.found, f)
	switch f.Level {
	case source.OK:
		if c.brief {
			return
		}
	case source.Warning:
		if said := f.Cause + "\n" + f.Detail; f.Cause != "" {
			if c.warned[said] {
				return
			}
			c.warned[said] = true
		}
		c.warnings++
	case source.Problem:
		number, said := c.problem(&f)
		if said {
			f.Detail = fmt.Sprintf("as problem %d, above", number)
		}
		f.Hint = ""
	}
	lines := &c.sources[len(c.sources)-1].lines[f.Level]
	line := fmt.Sprintf("  %-8s %s\n", f.Level, strings.ReplaceAll(said(f.Subject, f.Detail), "\n", "\n"+indent))
	if f.Level == source.OK && strings.Contains(lines.String(), line) {
		return // the same of several queries
	}
	lines.WriteString(line)
	if f.Hint != "" {
		for _, line := range text.Wrap(f.Hint, 88) {
			fmt.Fprintf(lines, "%s%s\n", indent, line)
		}
	}
}

// indent stands before the lines of a finding behind its first.
const indent = "           "

// checkProgrammes reads the source's programmes file, if it has one.
func (c *checker) checkProgrammes(s *config.SourceConfig) {
	read := app.ReadProgrammes(s, slog.New(slog.DiscardHandler)) // the findings say what it would log
	if read == nil {
		return
	}
	programmes, err := read()
	if err == nil {
		c.add(source.Finding{Level: source.OK, Subject: "programmes file", Detail: text.Count(len(programmes), "period")})
		return
	}
	c.refuse("programmes file", s.ProgrammesFile, err)
}

// refuse reports a file of which nothing is used, and each of its faults.
func (c *checker) refuse(subject, path string, err error) {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		c.add(source.Finding{
			Level: source.Problem, Subject: subject, Detail: line, Fault: line, Cause: "nothing of the file " + name.Shown(path) + " is used, for these faults",
		})
	}
}

// check inspects a source and, if that went well enough, reads it once.
func (c *checker) check(ctx context.Context, t target) {
	findings, err := t.Inspect(ctx)
	for _, f := range findings {
		c.add(f)
	}
	if err != nil {
		c.fail("inspection", err)
		return
	}
	d, err := t.DryRun(ctx)
	if err != nil {
		c.faults(t.Faults(ctx))
		c.fail("reading", err)
		return
	}
	for _, query := range slices.Sorted(maps.Keys(d.rows)) {
		f := source.Finding{Level: source.OK, Subject: "rows of " + query, Detail: fmt.Sprint(d.rows[query])}
		if held, ok := d.held[query]; ok && held != d.rows[query] {
			f.Detail = fmt.Sprintf("%d count, of %d read: rows changed of late are read twice, rejected ones do not count", held, d.rows[query])
			if held == 0 && d.rejectedOf(query)*2 >= d.rows[query] { // else they are of another shard
				f.Level, f.Detail = source.Problem, fmt.Sprintf("none counts, of %d read", d.rows[query])
				f.Hint = "All were rejected, for the reasons below: see whether the columns hold what is asked for."
			}
		}
		if query == ledger.Cases.String() && d.rows[query] == 0 {
			f.Level, f.Detail = source.Warning, "0: there is nothing to show yet"
			f.Hint = "See whether it is the database or the folder that is meant, and whether the account is shown the rows."
		}
		c.add(f)
	}
	c.pauses(&d)
	if d.merged+d.suppressed > 0 {
		c.add(source.Finding{Level: source.OK, Subject: "small units", Detail: fmt.Sprintf(
			"%s hidden for CASEWORK_MIN_CELL: %d combined and shown as one unit, %d suppressed", text.Count(d.merged+d.suppressed, "unit"), d.merged, d.suppressed,
		)})
	}
	for _, reason := range slices.Sorted(maps.Keys(d.rejected)) {
		if n := d.rejected[reason]; n > 0 {
			c.add(source.Finding{
				Level: source.Warning, Subject: "rejected rows", Detail: fmt.Sprintf("%d for %s", n, reason), Hint: rejectedHint(reason),
			})
		}
	}
	c.refused(d.refused)
	if len(d.unknownUnits) > 0 {
		c.add(source.Finding{
			Level: source.Warning, Subject: "programmes",
			Detail: "programmes name units that no case has: " + strings.Join(d.unknownUnits, ", "),
			Hint: "Write a unit as its cases do, capitals too: until then it counts as one without a programme. " +
				"A new unit without cases may wait, or be put on the list of units.",
		})
	}
	c.names(&d)
	if !c.brief {
		sample(&c.sources[len(c.sources)-1].sample, d.exposition)
	}
}

// rejectedHint says what to do about rows that are rejected for a reason.
func rejectedHint(reason string) string {
	for of, hint := range map[ledger.Reason]string{
		ledger.StartedBeforeReceived: "The cases count; their waits do not until they are put right in the source.",
		ledger.TooManyNames:          "A column holds more names than are distinguished: see whether it is the right one.",
		ledger.ImpossiblePause:       "The cases count; their pauses do not until they are put right: paused_seconds are seconds, of pauses that have ended.",
		ledger.DuplicateID:           "Rows of the same identifier count as one, the one that tells most. Give each case one row.",
		ledger.InFuture: "What they tell of the future counts when its time comes, though nobody touches them; a case that was received counts until then. " +
			"If it is minutes to a day, see the clocks of the computers that write, and the source's time zone.",
		ledger.OutOfRange: "They are not counted until they are put right in the source. " +
			"If a date stands there for none, such as 9999-12-31, name it in <SOURCE>_NO_DATE.",
		ledger.ClosedBeforeReceived: "They are not counted until they are put right in the source. " +
			"If it is minutes to hours, the computers that write have different clocks.",
	} {
		if strings.Contains(reason, of.String()) {
			return hint
		}
	}
	return "They are not counted until they are put right in the source."
}

// refused says which columns hold more names than are distinguished.
func (c *checker) refused(names ledger.Refused) {
	others := fmt.Sprintf("others are %q", ledger.OtherType)
	for _, one := range []struct {
		is    bool
		level source.Level
		what  string
		most  int
		then  string
	}{
		{names.Units, source.Problem, "units", ledger.MaxUnits, ""},
		{names.Kinds, source.Warning, "kinds of error", ledger.MaxKinds, others},
		{names.Programmes, source.Warning, "programmes of sessions", ledger.MaxProgrammes, others},
		{names.Periods, source.Warning, "programmes", ledger.MaxProgrammes, others},
		{names.Types, source.Warning, "case types", ledger.MaxTypes, "the comparison takes others as one type"},
	} {
		if !one.is {
			continue
		}
		f := source.Finding{
			Level: one.level, Subject: one.what, Hint: "See whether it is the right column.",
			Detail: fmt.Sprintf("there are more than %d, or some are longer than %d bytes: %s", one.most, ledger.MaxName, one.then),
		}
		if names.Units && one.level == source.Problem {
			f.Detail = fmt.Sprintf("there are more than %d: rows of others do not count", one.most)
		}
		c.add(f)
	}
}
