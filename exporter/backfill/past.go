package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"casework/collectors"
	"casework/collectors/exposition"
	"casework/collectors/ledger"
	"casework/exporter/settings"
)

// A past is a source whose rows have been read.
type past struct {
	name    string
	opts    ledger.Options
	source  source
	ledger  *ledger.Ledger
	replay  *ledger.Replay
	history *collectors.History
	read    time.Time // when the rows were read
	first   int64     // when the first case was received, Unix seconds; 0 without one
}

// A source is a database that can be read once and then be let go.
type source interface {
	collectors.Source
	Close() error
}

// readPast reads a source once, as the exporter's first poll does.
func readPast(ctx context.Context, cfg *settings.Config, s *settings.SourceConfig, log *slog.Logger) (*past, error) {
	p := &past{name: s.Name, opts: cfg.LedgerOptions(s), read: time.Now()}
	p.ledger = ledger.New(p.opts, rand.Uint64(), p.read.Unix())
	database, err := s.Open(p.ledger.Keyer(), log)
	if err != nil {
		return nil, fmt.Errorf("source %q: %w", s.Name, err)
	}
	p.source = database
	opts := collectors.Options{
		WaitBounds: cfg.WaitBuckets, TurnaroundBounds: cfg.TurnaroundBuckets, Location: s.Location, Shard: cfg.Shard,
		Programmes: s.ReadProgrammes(log), ReconcileAt: -1, Now: func() time.Time { return p.read },
	}
	pub := collectors.NewPublisher([]string{s.Name}, func(*exposition.Snapshot) {})
	poller := collectors.NewPoller(s.Name, p.source, p.ledger, nil, pub, collectors.NewSelf(), log, opts)
	if err := poller.Poll(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("source %q: %w", s.Name, err), p.source.Close())
	}
	if p.first, _, err = p.source.Span(ctx, ledger.Cases); err != nil {
		return nil, errors.Join(fmt.Errorf("source %q: %w", s.Name, err), p.source.Close())
	}
	p.history = collectors.NewHistory(s.Name, p.source, opts)
	return p, nil
}

// replayFrom is the replay of the source that begins at an instant.
func (p *past) replayFrom(from int64) *ledger.Replay { return ledger.NewReplay(p.ledger, from) }

// at is what the source showed at an instant.
func (p *past) at(unix int64) *exposition.Snapshot {
	p.replay.Advance(unix)
	return p.history.Snapshot(p.replay.View(), p.source.Columns())
}
