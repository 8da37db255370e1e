package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// newService wires settings, sources, ledgers and the exposition.
func newService(_ *Config, b build, _ *slog.Logger) (service, error) {
	self := newSelfRegistry(b)
	return &idleService{metrics: promhttp.HandlerFor(self, promhttp.HandlerOpts{})}, nil
}

// newSelfRegistry holds what the exporter tells of itself at each scrape.
func newSelfRegistry(b build) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		newBuildInfo(b),
	)
	return r
}

// newBuildInfo is casework_build_info.
func newBuildInfo(b build) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "casework_build_info",
		Help: "Always 1; the labels tell what the exporter was built from.",
		ConstLabels: prometheus.Labels{
			"version": b.Version, "revision": b.Revision, "goversion": b.Go,
		},
	}, func() float64 { return 1 })
}

// newPatients opens every source for check.
func newPatients(*Config, *slog.Logger) ([]patient, error) {
	return nil, errors.New("check cannot open sources yet")
}

// An idleService polls nothing.
type idleService struct{ metrics http.Handler }

func (s *idleService) Metrics() http.Handler { return s.metrics }
func (s *idleService) Ready() (bool, string) { return false, "no source has been read yet" }
func (s *idleService) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}
