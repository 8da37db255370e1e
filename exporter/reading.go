package main

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"

	"casework/collectors"
	"casework/collectors/exposition"
	"casework/collectors/ledger"
	"casework/collectors/source/mysql"
	"casework/exporter/config"
)

// A reading is a source that is read once, beside a running exporter, whose
// files it reads and leaves alone.
type reading struct {
	cfg      *config.Config
	settings *config.SourceConfig
	source   *mysql.Source
	seed     uint64                  // of the identifiers that source makes
	metrics  *collectors.PollMetrics // of the poll
	ledger   *ledger.Ledger          // since poll
	poller   *collectors.Poller      // since poll
}

// openReading opens a source, without connecting to it. The caller closes it.
func openReading(cfg *config.Config, s *config.SourceConfig, log *slog.Logger) (*reading, error) {
	seed := rand.Uint64()
	source, err := s.Open(ledger.NewKeyer(seed), log)
	if err != nil {
		return nil, err
	}
	return &reading{cfg: cfg, settings: s, source: source, seed: seed, metrics: collectors.NewPollMetrics()}, nil
}

// Close lets the connections go.
func (r *reading) Close() error { return r.source.Close() }

// poll reads the source into a ledger that nobody keeps, and publishes what an
// exporter would show.
func (r *reading) poll(ctx context.Context, publish func(*exposition.Snapshot)) error {
	quiet := slog.New(slog.DiscardHandler) // what fails is returned
	opts, err := pollerOptions(r.cfg, r.settings, r.source, quiet)
	if err != nil {
		return err
	}
	opts.ReconcileAt = -1
	if opts.SmallUnits != nil {
		opts.SmallUnits.ReadOnly = true
	}
	if opts.Study != nil {
		opts.Study.ReadOnly = true
	}
	if opts.Memory != nil {
		opts.Memory.ReadOnly = true
	}
	name := r.settings.Name
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{Sources: []string{name}, Publish: publish})
	if err != nil {
		return err
	}
	r.ledger = ledger.New(r.cfg.LedgerOptions(r.settings), r.seed, time.Now().Unix())
	r.poller, err = collectors.NewPoller(collectors.PollerConfig{
		Name: name, Source: r.source, Ledger: r.ledger, Publisher: pub, Metrics: r.metrics, Log: quiet, Options: opts,
	})
	if err != nil {
		return err
	}
	return r.poller.Poll(ctx)
}
