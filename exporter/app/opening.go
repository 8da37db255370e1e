package app

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"casework/collectors"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/exporter/config"
)

// goingAdapter is the adapter that files in place of a database replace.
const goingAdapter = "export"

// An opening is a source on its way to a poller: its state is held, and not read yet.
type opening struct {
	cfg      *config.Config
	settings *config.SourceConfig
	rows     ledger.Options
	polling  collectors.Options
	state    *statefile.File // nil if nothing is kept
	log      *slog.Logger
}

// open holds the state of a source and reads the other files of its settings,
// which are small.
func (e *Exporter) open(cfg *config.Config, s *config.SourceConfig) (o *opening, err error) {
	o = &opening{cfg: cfg, settings: s, rows: LedgerOptions(cfg, s), log: e.log.With("source", s.Name)}
	if cfg.StateDir == "" {
		o.log.Warn("CASEWORK_STATE_DIR is not set: counters restart at 0 with the exporter")
	} else {
		if o.state, err = statefile.Hold(StatePath(cfg, s)); err != nil {
			return nil, err
		}
		e.closers = append(e.closers, o.state.Close)
	}
	if s.Adapter == goingAdapter {
		o.log.Warn("the adapter export goes after this release: have the exporter read the files themselves", "do", "set DRIVER=files and FOLDER, see deploy/FILES.md")
	}
	if o.polling, err = pollerOptions(cfg, s, o.log); err != nil {
		return nil, err
	}
	o.polling.SweepWithin, o.polling.Keep = s.Sweep, o.rows.Keep
	return o, nil
}

// overview is what there is to see of a source whose state is being read.
func (o *opening) overview() *families.Overview {
	return &families.Overview{
		Source: o.settings.Name, Location: o.settings.Location, Restoring: o.state != nil, Withheld: true,
		Whole: o.polling.Shard.Whole(), Compared: o.polling.Study != nil,
	}
}

// ledger is the ledger of the source's state, or a new one.
func (o *opening) ledger(ctx context.Context) (*ledger.Ledger, error) {
	if o.state != nil {
		restored, damage, err := o.state.Restore(ctx, o.rows, time.Now())
		if err != nil {
			return nil, err
		}
		if damage != nil {
			o.log.Error("counters restart at 0", "err", damage)
		}
		if notice := o.state.Notice(); notice != "" {
			o.log.Warn("state is not as it was saved last", "notice", notice)
		}
		if restored != nil {
			return restored, nil
		}
	}
	return ledger.New(o.rows, rand.Uint64(), time.Now().Unix()), nil
}

// poller reads the state of a source, until ctx ends, and returns its poller.
func (e *Exporter) poller(ctx context.Context, o *opening) (*collectors.Poller, error) {
	led, err := o.ledger(ctx)
	if err != nil {
		return nil, err
	}
	database, err := openBackend(o.settings, led.Keyer(), o.log)
	if err != nil {
		return nil, err
	}
	e.closers = append(e.closers, database.Close)
	database.Recall(strings.Fields(led.Note(ledger.NoteFound)))
	for _, t := range ledger.Tables() {
		// States before version 2 say what was found by their cursors alone.
		if led.Note(ledger.NoteFound) == "" && led.Cursor(t) > 0 {
			database.Expect(t)
		}
	}
	polling := o.polling
	polling.Tables = append(polling.Tables, database)
	if err := remember(o.cfg, o.settings, &polling, o.log); err != nil {
		return nil, err
	}
	config := collectors.PollerConfig{
		Name: o.settings.Name, Source: database, Ledger: led, Publisher: e.pub, Metrics: e.polling, Log: e.log, Options: polling,
	}
	if o.state != nil {
		config.Store = o.state // not nil *File, which would be a Store that is not nil
	}
	return collectors.NewPoller(config)
}
