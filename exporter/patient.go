package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math"

	"casework/exporter/app"
	"casework/exporter/config"
)

// newPatients opens every source for check.
func newPatients(cfg *config.Config, log *slog.Logger) ([]patient, error) {
	var patients []patient
	for i := range cfg.Sources {
		source, err := app.OpenSource(cfg, &cfg.Sources[i], log)
		if err != nil {
			for _, p := range patients {
				err = errors.Join(err, p.Close())
			}
			return nil, err
		}
		patients = append(patients, &examined{source, &cfg.Sources[i]})
	}
	return patients, nil
}

// examined is a source under check.
type examined struct {
	*app.Source
	settings *config.SourceConfig
}

// Name implements patient.
func (e *examined) Name() string { return e.settings.Name }

// Inspect implements patient.
func (e *examined) Inspect(ctx context.Context) ([]finding, error) {
	seen, err := e.Source.Inspect(ctx, e.elsewhere(ctx)...)
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
	folder := app.OpenDropFolder(e.settings, slog.New(slog.DiscardHandler)) // examineFolder says what it would log
	folder.Changed(ctx)
	for _, file := range folder.Statuses() {
		names = append(names, file.Table)
	}
	return names
}

// Try implements patient: one poll into a ledger that is then thrown away.
func (e *examined) Try(ctx context.Context) (trial, error) {
	read, err := e.ReadOnce(ctx, app.ReadOptions{})
	if err != nil {
		return trial{}, err
	}
	t := trial{rows: read.RowsRead, rejected: read.Poller.Rejected(), strangers: read.Ledger.Strangers(math.MaxInt64)}
	t.held, t.merged, t.leftOut = read.Poller.Held()
	var text bytes.Buffer
	if err := read.Shown.WriteText(&text); err != nil {
		return trial{}, err
	}
	t.exposition = text.String()
	return t, nil
}
