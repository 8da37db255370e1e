package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math"

	"casework/collectors/exposition"
	"casework/exporter/config"
)

// newPatients opens every source for check.
func newPatients(cfg *config.Config, log *slog.Logger) ([]patient, error) {
	var patients []patient
	for i := range cfg.Sources {
		source, err := openReading(cfg, &cfg.Sources[i], log)
		if err != nil {
			for _, p := range patients {
				err = errors.Join(err, p.Close())
			}
			return nil, err
		}
		patients = append(patients, &examined{source})
	}
	return patients, nil
}

// examined is a source under check.
type examined struct{ *reading }

// Name implements patient.
func (e *examined) Name() string { return e.settings.Name }

// Inspect implements patient.
func (e *examined) Inspect(ctx context.Context) ([]finding, error) {
	seen, err := e.source.Inspect(ctx, e.elsewhere(ctx)...)
	findings := make([]finding, len(seen))
	for i, f := range seen {
		findings[i] = finding{level: level(f.Level), subject: f.Subject, detail: f.Detail, hint: f.Hint}
	}
	return findings, err
}

// elsewhere names what is read from files in place of the database.
func (e *examined) elsewhere(ctx context.Context) (names []string) {
	if e.settings.ProgrammesFile != "" {
		names = append(names, "programmes")
	}
	if e.settings.DropFolder == "" {
		return names
	}
	folder := e.settings.OpenDropFolder(slog.New(slog.DiscardHandler)) // examineFolder says what it would log
	folder.Changed(ctx)
	for _, file := range folder.Statuses() {
		names = append(names, file.Table)
	}
	return names
}

// Try implements patient: one poll into a ledger that is then thrown away.
func (e *examined) Try(ctx context.Context) (trial, error) {
	var shown *exposition.Snapshot
	if err := e.poll(ctx, func(s *exposition.Snapshot) { shown = s }); err != nil {
		return trial{}, err
	}
	t := trial{rows: e.metrics.RowsRead(e.Name()), rejected: e.poller.Rejected(), strangers: e.ledger.Strangers(math.MaxInt64)}
	t.held, t.merged, t.leftOut = e.poller.Held()
	var text bytes.Buffer
	if err := shown.WriteText(&text); err != nil {
		return trial{}, err
	}
	t.exposition = text.String()
	return t, nil
}
