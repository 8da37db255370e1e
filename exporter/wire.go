package main

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

	"github.com/prometheus/client_golang/prometheus"
	procs "github.com/prometheus/client_golang/prometheus/collectors"

	"casework/collectors"
	"casework/collectors/exposition"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
	"casework/exporter/config"
)

// An exporter is everything between the settings and the scrape.
type exporter struct {
	metrics *exposition.Exposition
	names   []string
	pollers []*collectors.Poller
	closers []func() error
}

// newService wires settings, sources, ledgers and the exposition.
func newService(cfg *config.Config, b build, log *slog.Logger) (_ service, err error) {
	polling, registry := collectors.NewPollMetrics(), newSelfRegistry(b)
	registry.MustRegister(polling)
	e := &exporter{metrics: exposition.New(registry, log, exposition.Options{})}
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
func (e *exporter) add(cfg *config.Config, s *config.SourceConfig, pub *collectors.Publisher, metrics *collectors.PollMetrics,
	log *slog.Logger,
) (err error) {
	base, log := log, log.With("source", s.Name)
	opts := cfg.LedgerOptions(s)
	var (
		store collectors.Store
		led   *ledger.Ledger
	)
	if cfg.StateDir == "" {
		log.Warn("CASEWORK_STATE_DIR is not set: counters restart at 0 with the exporter")
	} else {
		opened, restored, damage, err := statefile.Open(cfg.StatePath(s), opts, time.Now())
		if err != nil {
			return err
		}
		if damage != nil {
			log.Error("counters restart at 0", "err", damage)
		}
		e.closers = append(e.closers, opened.Close)
		store, led = opened, restored
	}
	if led == nil {
		led = ledger.New(opts, rand.Uint64(), time.Now().Unix())
	}
	source, err := s.Open(led.Keyer(), log)
	if err != nil {
		return err
	}
	e.closers = append(e.closers, source.Close)
	polling, err := pollerOptions(cfg, s, source, log)
	if err != nil {
		return err
	}
	poller, err := collectors.NewPoller(collectors.PollerConfig{
		Name: s.Name, Source: source, Ledger: led, Store: store, Publisher: pub, Metrics: metrics, Log: base, Options: polling,
	})
	e.pollers = append(e.pollers, poller)
	return err
}

func (e *exporter) Metrics() http.Handler { return e.metrics }

// Ready implements service.
func (e *exporter) Ready() (bool, string) {
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

// Status implements service.
func (e *exporter) Status() []collectors.Status {
	all := make([]collectors.Status, len(e.pollers))
	for i, p := range e.pollers {
		all[i] = p.Status()
	}
	return all
}

// Run implements service.
func (e *exporter) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for _, p := range e.pollers {
		wg.Go(func() { p.Run(ctx) })
	}
	wg.Go(func() { tuneMemory(ctx, e.loaded) })
	wg.Wait()
	return e.close()
}

func (e *exporter) loaded() bool {
	ready, _ := e.Ready()
	return ready
}

func (e *exporter) close() error {
	var errs []error
	for _, c := range e.closers {
		errs = append(errs, c())
	}
	e.closers = nil
	return errors.Join(errs...)
}

// pollerOptions are the settings that concern the poller. It fails if what is
// known of small units, or of figures shown, cannot be read.
func pollerOptions(cfg *config.Config, s *config.SourceConfig, source collectors.TableReader, log *slog.Logger,
) (opts collectors.Options, err error) {
	opts = cfg.PollerOptions(s, source, log)
	if opts.SmallUnits, err = cfg.SmallUnits(s, log); err != nil || cfg.StateDir == "" {
		return opts, err
	}
	opts.Memory, err = collectors.OpenMemory(cfg.PeoplePath(s), cfg.LedgerOptions(s).Identity)
	return opts, err
}

// checkAdapters finds faults of the adapters that the settings name, all at
// once and before anything is opened.
func checkAdapters(cfg *config.Config) error {
	var errs []error
	for i := range cfg.Sources {
		s := &cfg.Sources[i]
		source, err := s.Open(ledger.Keyer{}, slog.New(slog.DiscardHandler))
		if err != nil {
			errs = append(errs, fmt.Errorf("%s_ADAPTER=%q: %w", strings.ToUpper(s.Name), s.Adapter, err))
			continue
		}
		errs = append(errs, source.Close())
	}
	return errors.Join(errs...)
}

// newSelfRegistry holds what the exporter tells of itself at each scrape.
func newSelfRegistry(b build) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(
		procs.NewGoCollector(),
		procs.NewProcessCollector(procs.ProcessCollectorOpts{}),
		buildInfo(b),
	)
	return r
}

// buildInfo is casework_build_info.
type buildInfo build

// Describe implements prometheus.Collector.
func (b buildInfo) Describe(out chan<- *prometheus.Desc) { out <- collectors.Desc(&metric.BuildInfo) }

// Collect implements prometheus.Collector.
func (b buildInfo) Collect(out chan<- prometheus.Metric) {
	out <- prometheus.MustNewConstMetric(collectors.Desc(&metric.BuildInfo), prometheus.GaugeValue, 1,
		b.Version, b.Revision, b.Go)
}
