package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math"
	"math/rand/v2"
	"time"

	"casework/collectors"
	"casework/collectors/exposition"
	"casework/collectors/ledger"
	"casework/collectors/mysql"
	"casework/exporter/settings"
)

// newPatients opens every source for check.
func newPatients(cfg *settings.Config, log *slog.Logger) ([]patient, error) {
	var patients []patient
	for i := range cfg.Sources {
		s := &cfg.Sources[i]
		keyer := ledger.NewKeyer(rand.Uint64())
		source, err := s.Open(keyer, log)
		if err != nil {
			for _, p := range patients {
				err = errors.Join(err, p.Close())
			}
			return nil, err
		}
		patients = append(patients, &examined{cfg: cfg, settings: s, source: source})
	}
	return patients, nil
}

// examined is a source under check.
type examined struct {
	cfg      *settings.Config
	settings *settings.SourceConfig
	source   *mysql.Source
}

func (e *examined) Name() string { return e.settings.Name }
func (e *examined) Close() error { return e.source.Close() }

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
	now := time.Now()
	var shown *exposition.Snapshot
	pub := collectors.NewPublisher([]string{e.Name()}, func(s *exposition.Snapshot) { shown = s })
	quiet := slog.New(slog.DiscardHandler) // what fails is returned
	self := collectors.NewSelf()
	opts, err := onceOptions(e.cfg, e.settings, e.source, quiet)
	if err != nil {
		return trial{}, err
	}
	l := ledger.New(e.cfg.LedgerOptions(e.settings), 0, now.Unix())
	p := collectors.NewPoller(e.Name(), e.source, l, nil, pub, self, quiet, opts)
	if err := p.Poll(ctx); err != nil {
		return trial{}, err
	}
	t := trial{rows: self.RowsRead(e.Name()), rejected: p.Rejected(), strangers: l.Strangers(math.MaxInt64)}
	t.held, t.merged, t.leftOut = p.Held()
	var text bytes.Buffer
	if err := shown.WriteText(&text); err != nil {
		return trial{}, err
	}
	t.exposition = text.String()
	return t, nil
}
