package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"casework/collectors"
	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/collectors/supplement"
	"casework/exporter/app"
	"casework/exporter/config"
)

// A past is a source whose rows have been read.
type past struct {
	name    string
	source  source
	ledger  *ledger.Ledger
	archive *supplement.Archive // of the supplementary tables
	opts    collectors.Options
	kept    ledger.Options               // of the ledger that an exporter keeps
	hide    func() *statefile.SmallUnits // makes what hides small units; nil hides none
	log     *slog.Logger
	silent  bool      // about people
	ran     bool      // an exporter of the source, before
	read    time.Time // when the rows were read
	first   int64     // when the first case was received, Unix seconds; 0 without one

	history *collectors.History   // since begin
	small   *statefile.SmallUnits // of the history
}

// A source is a database that can be read once and then be let go.
type source interface {
	collectors.Source
	Close() error
}

// readPast reads a source once, as the exporter's first poll does.
func readPast(ctx context.Context, cfg *config.Config, s *config.SourceConfig, log *slog.Logger) (*past, error) {
	database, err := app.OpenSource(cfg, s, log)
	if err != nil {
		return nil, fmt.Errorf("source %q: %w", s.Name, err)
	}
	p := &past{name: s.Name, source: database, read: time.Now(), log: log, kept: app.LedgerOptions(cfg, s)}
	if cfg.MinCell > 0 {
		p.hide = func() *statefile.SmallUnits { return app.NewSmallUnits(cfg, s, log) }
	}
	read, err := database.ReadOnce(ctx, app.ReadOptions{Logger: log, At: p.read, Unshown: true})
	if err == nil {
		p.ledger, p.opts = read.Ledger, read.Options
		err = p.readRest(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("source %q: %w", s.Name, err), database.Close())
	}
	return p, nil
}

// readRest reads what a poll does not keep: when the first case was received,
// and the supplementary tables with their past.
func (p *past) readRest(ctx context.Context) (err error) {
	p.first, _ = p.ledger.Extent(ledger.Cases) // not the source's: a folder of files knows no such thing
	p.archive, err = collectors.ReadArchive(ctx, p.opts.Tables, p.opts.Location, p.read)
	return err
}

// begin begins the history at an instant, in Unix seconds.
func (p *past) begin(ctx context.Context, from int64) (err error) {
	opts := p.opts
	opts.Supplement.NoPeople = p.silent
	if p.hide != nil {
		p.small = p.hide()
		opts.SmallUnits = p.small
	}
	p.history, err = collectors.NewHistory(ctx, collectors.HistoryConfig{
		Name: p.name, Source: p.source, Ledger: p.ledger, Archive: p.archive, Read: p.read.Unix(), From: from, Log: p.log, Options: opts,
	})
	return err
}

// silence leaves figures about people out of a history after which, or beside
// which, an exporter makes its own: of the same period, and from rows that have
// changed by then, they would differ by single people.
func silence(pasts []*past, r *reporter, all bool) {
	for _, p := range pasts {
		if !all && !p.ran {
			continue
		}
		p.silent = true
		if p.archive.AboutPeople() {
			r.say("Source %s: figures about people are left out; with --state, before the exporter's first start, it would go on showing them", p.name)
		}
	}
}
