package check

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math"

	"casework/collectors/exposition"
	"casework/collectors/metric"
	"casework/collectors/source"
	"casework/exporter/app"
	"casework/exporter/app/deadlines"
	"casework/exporter/config"
)

// openTargets opens every source.
func openTargets(cfg *config.Config, log *slog.Logger) ([]target, error) {
	var targets []target
	for i := range cfg.Sources {
		logTo := log
		if cfg.Sources[i].Driver == config.DriverFiles {
			logTo = slog.New(slog.DiscardHandler) // the findings say what it would log
		}
		database, err := app.OpenSource(cfg, &cfg.Sources[i], logTo)
		if err != nil {
			for _, t := range targets {
				err = errors.Join(err, t.Close())
			}
			return nil, err
		}
		targets = append(targets, &opened{database, &cfg.Sources[i]})
	}
	return targets, nil
}

// An opened source is a target.
type opened struct {
	*app.Source
	settings *config.SourceConfig
}

// Name implements target.
func (o *opened) Name() string { return o.settings.Name }

// Inspect implements target.
func (o *opened) Inspect(ctx context.Context) ([]source.Finding, error) {
	return o.Backend.Inspect(ctx, o.elsewhere(ctx)...)
}

// Faults implements target.
func (o *opened) Faults(ctx context.Context) []source.Finding {
	return o.Source.Faults(ctx, o.elsewhere(ctx)...)
}

// elsewhere names what is read from files in place of the database.
func (o *opened) elsewhere(ctx context.Context) (names []string) {
	if o.settings.ProgrammesFile != "" {
		names = append(names, "programmes")
	}
	if o.settings.DropFolder == "" {
		return names
	}
	folder := app.OpenDropFolder(o.settings, slog.New(slog.DiscardHandler)) // checkFolder says what it would log
	folder.Changed(ctx)
	for _, file := range folder.Statuses() {
		names = append(names, file.Table)
	}
	return names
}

// DryRun implements target: one poll into a ledger that is then thrown away.
func (o *opened) DryRun(ctx context.Context) (dryRun, error) {
	read, err := o.ReadOnce(ctx, app.ReadOptions{Unjudged: true})
	if err != nil {
		return dryRun{}, err
	}
	d := dryRun{rows: read.RowsRead, rejected: read.Poller.Rejected(), unknownUnits: read.Ledger.UnknownUnits(math.MaxInt64), refused: read.Poller.Refused()}
	d.totals, d.bothPauses = read.Ledger.HasTotals(), read.Ledger.HasBoth()
	d.held, d.merged, d.suppressed = read.Poller.Held()
	met := o.NamesMet()
	d.spellings, d.missingTypes = met.Spellings, missing(o.settings.CaseTypes, met.CaseTypes)
	if rules, err := app.ReadDeadlines(o.settings); err == nil && rules != nil { // else checkDeadlines says so
		d.missingRules = missing(deadlines.Types(rules), met.CaseTypes)
		d.incomplete = !read.Ledger.HasComplete() && deadlines.FromComplete(rules, met.CaseTypes)
	}
	for _, f := range read.Shown.Families {
		for s := range f.Samples.All() {
			switch f.Def {
			case &metric.OpenCases:
				d.open += int(s.Value)
			case &metric.PausedCases:
				d.paused += int(s.Value)
			}
		}
	}
	var text bytes.Buffer
	if err := exposition.WriteText(&text, read.Shown); err != nil {
		return dryRun{}, err
	}
	d.exposition = text.String()
	return d, nil
}
