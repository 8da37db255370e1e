package app

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"casework/collectors"
	"casework/collectors/files"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/statefile"
	"casework/collectors/timeseries"
	"casework/exporter/config"
)

// A Source is a backend that is read once, beside a running exporter, whose
// files it reads and leaves alone. It may not be used concurrently.
type Source struct {
	Backend
	cfg      *config.Config
	settings *config.SourceConfig
	seed     uint64 // of the identifiers that the backend makes
}

// OpenSource opens a source, without connecting to it. The caller closes it.
func OpenSource(cfg *config.Config, s *config.SourceConfig, log *slog.Logger) (*Source, error) {
	seed := rand.Uint64()
	opened, err := openBackend(s, ledger.NewKeyer(seed), log)
	if err != nil {
		return nil, err
	}
	if cfg.StateDir != "" {
		found, err := statefile.Note(StatePath(cfg, s), LedgerOptions(cfg, s), ledger.NoteFound)
		if err != nil { // what is wrong with its state, the exporter says
			log.Warn("what an exporter found of the source before is not known", "source", s.Name, "err", err)
		}
		opened.Recall(strings.Fields(found))
	}
	return &Source{Backend: opened, cfg: cfg, settings: s, seed: seed}, nil
}

// NewLedger returns an empty ledger for rows of the source, as of an instant.
func (s *Source) NewLedger(at time.Time) *ledger.Ledger {
	return ledger.New(LedgerOptions(s.cfg, s.settings), s.seed, at.Unix())
}

// Options are those of a poller of the source, of an exporter that has shown
// nothing of it yet. A programmes file and a drop folder are opened again.
func (s *Source) Options(log *slog.Logger) (collectors.Options, error) {
	opts, err := pollerOptions(s.cfg, s.settings, log)
	opts.Tables = append(opts.Tables, s.Backend)
	return opts, err
}

// ReadOptions say how a source is read once.
type ReadOptions struct {
	Logger *slog.Logger // of what happens on the way; default: none, as what fails is returned
	At     time.Time    // when the rows count as read; default: the time of reading

	// Unshown reads the source as if nothing of it had been shown yet: small
	// units are not hidden, and units are neither compared nor judged. Otherwise they are, as
	// the files of a running exporter say.
	Unshown bool

	// Unjudged leaves out whether units have changed, which takes a while in many units.
	Unjudged bool
}

// A Read is what one read of a source brought.
type Read struct {
	Ledger   *ledger.Ledger
	Poller   *collectors.Poller   // that read it, and will not again
	Options  collectors.Options   // with which it was read, but for what ReadOptions change
	Shown    *timeseries.Snapshot // what an exporter would show
	RowsRead map[string]int64     // by query

	small *statefile.SmallUnits // nil hides none
}

// ShownSince is since when a unit that is shown is, in Unix seconds; 0 is from the beginning on.
func (r *Read) ShownSince(unit string) (since int64) {
	if r.small != nil {
		since, _ = r.small.ShownSince(unit)
	}
	return since
}

// ReadOnce reads the source into a ledger that nobody keeps. Whatever it
// needs of a running exporter's files is read and not written.
func (s *Source) ReadOnce(ctx context.Context, o ReadOptions) (*Read, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	opts, err := s.Options(o.Logger)
	if err != nil {
		return nil, err
	}
	r := &Read{Options: opts}
	opts.ReconcileAt = -1
	if err := s.adapt(&opts, o); err != nil {
		return nil, err
	}
	r.small = opts.SmallUnits
	began := time.Now()
	if !o.At.IsZero() {
		began, opts.Now = o.At, func() time.Time { return o.At }
	}
	name, metrics := s.settings.Name, collectors.NewPollMetrics()
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{
		Sources: []string{name}, Publish: func(shown *timeseries.Snapshot) { r.Shown = shown },
	})
	if err != nil {
		return nil, err
	}
	r.Ledger = s.NewLedger(began)
	r.Poller, err = collectors.NewPoller(collectors.PollerConfig{
		Name: name, Source: s.Backend, Ledger: r.Ledger, Publisher: pub, Metrics: metrics, Log: o.Logger, Options: opts,
	})
	if err != nil {
		return nil, err
	}
	if err := r.Poller.Poll(ctx); err != nil {
		return nil, err
	}
	r.RowsRead = metrics.RowsRead(name)
	return r, nil
}

// Faults lists what is wrong with the rows of each file of a folder, once ReadOnce has
// failed, which stops at the first. Queries that are read elsewhere, by name, are not looked
// at. There are none of a database.
func (s *Source) Faults(ctx context.Context, elsewhere ...string) []source.Finding {
	folder, ok := s.Backend.(*files.Source)
	if !ok {
		return nil
	}
	return folder.Faults(ctx, elsewhere...)
}

// adapt has a poller leave the files of a running exporter alone.
func (s *Source) adapt(opts *collectors.Options, o ReadOptions) error {
	if o.Unjudged || o.Unshown {
		opts.Changes = nil
	}
	if o.Unshown {
		opts.Study = nil
		return nil
	}
	if err := remember(s.cfg, s.settings, opts, o.Logger); err != nil {
		return err
	}
	if opts.SmallUnits != nil {
		opts.SmallUnits.ReadOnly = true
	}
	if opts.Study != nil {
		opts.Study.ReadOnly = true
	}
	if opts.ShownFigures != nil {
		opts.ShownFigures.ReadOnly = true
	}
	return nil
}
