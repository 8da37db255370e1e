package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"casework/collectors"
	"casework/collectors/exposition"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/exporter/config"
)

// An Exporter polls the sources of the settings and answers scrapes. Its
// methods may be called concurrently.
type Exporter struct {
	metrics *exposition.Exposition
	sources []*opening
	pub     *collectors.Publisher
	polling *collectors.PollMetrics
	log     *slog.Logger
	closers []func() error

	mu      sync.RWMutex
	pollers []*collectors.Poller // of the first sources, those whose states were read
}

// New opens the state files of the settings without reading them, and connects
// to no database: what it returns shows at once that Run is to come. It fails if
// another file that the settings name cannot be read, or if a state file is in use
// by another exporter. Run lets everything go.
func New(cfg *config.Config, b Build, log *slog.Logger) (_ *Exporter, err error) {
	registry := newOwnRegistry(b)
	e := &Exporter{metrics: exposition.New(registry, log, exposition.Options{}), polling: collectors.NewPollMetrics(), log: log}
	registry.MustRegister(e.polling)
	defer func() {
		if err != nil {
			err = errors.Join(err, e.close())
		}
	}()
	var names []string
	for i := range cfg.Sources {
		s := &cfg.Sources[i]
		opened, err := e.open(cfg, s)
		if err != nil {
			return nil, fmt.Errorf("source %q: %w", s.Name, err)
		}
		e.sources = append(e.sources, opened)
		names = append(names, s.Name)
	}
	e.pub, err = collectors.NewPublisher(collectors.PublisherConfig{Sources: names, Publish: e.metrics.Publish})
	if err != nil {
		return nil, err
	}
	return e, nil
}

// Metrics answers scrapes from memory, from the start.
func (e *Exporter) Metrics() http.Handler { return e.metrics }

// restored are the pollers of the first sources, whose states were read.
func (e *Exporter) restored() []*collectors.Poller {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.pollers // only ever appended to
}

// Ready reports whether every source was read once; if not, it says why.
func (e *Exporter) Ready() (bool, string) {
	var waiting []string
	pollers := e.restored()
	for i, s := range e.sources {
		if i >= len(pollers) || !pollers[i].Ready() {
			waiting = append(waiting, s.settings.Name)
		}
	}
	if len(waiting) == 0 {
		return true, ""
	}
	reason := "not read yet: " + strings.Join(waiting, ", ")
	if len(pollers) < len(e.sources) && e.sources[len(pollers)].state != nil {
		reason = fmt.Sprintf("reading the state of source %s; %s", e.sources[len(pollers)].settings.Name, reason)
	}
	return false, reason
}

// Status is the status of each source, in the order of the settings.
func (e *Exporter) Status() []collectors.Status {
	all, pollers := make([]collectors.Status, len(e.sources)), e.restored()
	for i, s := range e.sources {
		if i < len(pollers) {
			all[i] = pollers[i].Status()
		} else {
			all[i] = collectors.Status{Source: s.settings.Name, Restoring: s.state != nil, Withheld: true}
		}
	}
	return all
}

// Overviews are what there is to see of each source, in the order of the
// settings. It waits for no poll.
func (e *Exporter) Overviews() []*families.Overview {
	all, pollers := make([]*families.Overview, len(e.sources)), e.restored()
	for i, s := range e.sources {
		if i < len(pollers) {
			all[i] = pollers[i].Overview()
		} else {
			all[i] = s.overview()
		}
	}
	return all
}

// Run reads the states, and then polls until ctx ends, and returns nil once all
// is saved. It fails if a state cannot be read, as one that is newer than the
// program. It may be called once.
func (e *Exporter) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { tuneMemory(ctx, e.loaded) })
	err := e.restore(ctx)
	if err == nil {
		for _, p := range e.restored() {
			wg.Go(func() { p.Run(ctx) })
		}
	} else {
		stop()
	}
	wg.Wait()
	stop()
	return errors.Join(err, e.close())
}

// restore reads the states, one after the other. When ctx ends there is nothing
// to save: what was read is on the disk.
func (e *Exporter) restore(ctx context.Context) error {
	for _, s := range e.sources {
		p, err := e.poller(ctx, s)
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // what failed, failed as it was to end
		case err != nil:
			return fmt.Errorf("source %q: %w", s.settings.Name, err)
		}
		e.mu.Lock()
		e.pollers = append(e.pollers, p)
		e.mu.Unlock()
	}
	return nil
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
