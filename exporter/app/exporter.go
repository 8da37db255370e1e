package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"casework/collectors"
	"casework/collectors/exposition"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/statefile"
	"casework/exporter/config"
)

// goingAdapter is the adapter that files in place of a database replace.
const goingAdapter = "export"

// An Exporter polls the sources of the settings and answers scrapes. Its
// methods may be called concurrently.
type Exporter struct {
	metrics *exposition.Exposition
	names   []string
	pollers []*collectors.Poller
	closers []func() error
}

// New opens the sources, ledgers and state files of the settings, without
// connecting to a database. It fails if a file cannot be read, or is in use by
// another exporter. Run lets everything go.
func New(cfg *config.Config, b Build, log *slog.Logger) (_ *Exporter, err error) {
	polling, registry := collectors.NewPollMetrics(), newOwnRegistry(b)
	registry.MustRegister(polling)
	e := &Exporter{metrics: exposition.New(registry, log, exposition.Options{})}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.close())
		}
	}()
	for _, s := range cfg.Sources {
		e.names = append(e.names, s.Name)
	}
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{Sources: e.names, Publish: e.metrics.Publish})
	if err != nil {
		return nil, err
	}
	for i := range cfg.Sources {
		if err := e.add(cfg, &cfg.Sources[i], pub, polling, log); err != nil {
			return nil, fmt.Errorf("source %q: %w", cfg.Sources[i].Name, err)
		}
	}
	return e, nil
}

// add sets up the poller of one source.
func (e *Exporter) add(cfg *config.Config, s *config.SourceConfig, pub *collectors.Publisher, metrics *collectors.PollMetrics,
	log *slog.Logger,
) (err error) {
	base, log := log, log.With("source", s.Name)
	opts := LedgerOptions(cfg, s)
	var (
		store collectors.Store
		led   *ledger.Ledger
	)
	if cfg.StateDir == "" {
		log.Warn("CASEWORK_STATE_DIR is not set: counters restart at 0 with the exporter")
	} else {
		opened, restored, damage, err := statefile.Open(StatePath(cfg, s), opts, time.Now())
		if err != nil {
			return err
		}
		if damage != nil {
			log.Error("counters restart at 0", "err", damage)
		}
		if notice := opened.Notice(); notice != "" {
			log.Warn("state is not as it was saved last", "notice", notice)
		}
		e.closers = append(e.closers, opened.Close)
		store, led = opened, restored
	}
	if led == nil {
		led = ledger.New(opts, rand.Uint64(), time.Now().Unix())
	}
	if s.Adapter == goingAdapter {
		log.Warn("the adapter export goes after this release: have the exporter read the files themselves", "do", "set DRIVER=files and FOLDER, see deploy/FILES.md")
	}
	database, err := openBackend(s, led.Keyer(), log)
	if err != nil {
		return err
	}
	e.closers = append(e.closers, database.Close)
	database.Recall(strings.Fields(led.Note(ledger.NoteFound)))
	for _, t := range ledger.Tables() {
		// States before version 2 say what was found by their cursors alone.
		if led.Note(ledger.NoteFound) == "" && led.Cursor(t) > 0 {
			database.Expect(t)
		}
	}
	polling, err := pollerOptions(cfg, s, database, log)
	if err != nil {
		return err
	}
	if err := remember(cfg, s, &polling, log); err != nil {
		return err
	}
	polling.SweepWithin, polling.Keep = s.Sweep, opts.Keep
	poller, err := collectors.NewPoller(collectors.PollerConfig{
		Name: s.Name, Source: database, Ledger: led, Store: store, Publisher: pub, Metrics: metrics, Log: base, Options: polling,
	})
	e.pollers = append(e.pollers, poller)
	return err
}

// Metrics answers scrapes from memory, from the start.
func (e *Exporter) Metrics() http.Handler { return e.metrics }

// Ready reports whether every source was read once; if not, it says why.
func (e *Exporter) Ready() (bool, string) {
	var waiting []string
	for i, p := range e.pollers {
		if !p.Ready() {
			waiting = append(waiting, e.names[i])
		}
	}
	if len(waiting) > 0 {
		return false, "not read yet: " + strings.Join(waiting, ", ")
	}
	return true, ""
}

// Status is the status of each source, in the order of the settings.
func (e *Exporter) Status() []collectors.Status {
	all := make([]collectors.Status, len(e.pollers))
	for i, p := range e.pollers {
		all[i] = p.Status()
	}
	return all
}

// Overviews are what there is to see of each source, in the order of the
// settings. It waits for no poll.
func (e *Exporter) Overviews() []*families.Overview {
	all := make([]*families.Overview, len(e.pollers))
	for i, p := range e.pollers {
		all[i] = p.Overview()
	}
	return all
}

// Run polls until ctx ends, and then returns nil once all is saved. It may be
// called once.
func (e *Exporter) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for _, p := range e.pollers {
		wg.Go(func() { p.Run(ctx) })
	}
	wg.Go(func() { tuneMemory(ctx, e.loaded) })
	wg.Wait()
	return e.close()
}

func (e *Exporter) loaded() bool {
	ready, _ := e.Ready()
	return ready
}

func (e *Exporter) close() error {
	var errs []error
	for _, c := range e.closers {
		errs = append(errs, c())
	}
	e.closers = nil
	return errors.Join(errs...)
}

// CheckAdapters finds faults of the adapters that the settings name, all at
// once and before anything is opened.
func CheckAdapters(cfg *config.Config) error {
	var errs []error
	for i := range cfg.Sources {
		s := &cfg.Sources[i]
		if err := source.CheckWithout(s.Without); err != nil {
			errs = append(errs, fmt.Errorf("%s_WITHOUT: %w", strings.ToUpper(s.Name), err))
			continue
		}
		database, err := openBackend(s, ledger.Keyer{}, slog.New(slog.DiscardHandler))
		if err != nil {
			errs = append(errs, fmt.Errorf("%s_ADAPTER=%q: %w", strings.ToUpper(s.Name), s.Adapter, err))
			continue
		}
		errs = append(errs, database.Close())
	}
	return errors.Join(errs...)
}
