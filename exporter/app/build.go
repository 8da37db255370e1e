package app

import (
	"github.com/prometheus/client_golang/prometheus"
	procs "github.com/prometheus/client_golang/prometheus/collectors"

	"casework/collectors"
	"casework/collectors/metric"
)

// A Build is what the running program was built from, as casework_build_info
// shows it.
type Build struct {
	Version  string // release, or "devel"
	Revision string // commit, or "unknown"
	Go       string // version of the Go toolchain
}

// newOwnRegistry holds the exporter's metrics about itself that are collected
// at each scrape.
func newOwnRegistry(b Build) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(
		procs.NewGoCollector(),
		procs.NewProcessCollector(procs.ProcessCollectorOpts{}),
		buildInfo(b),
	)
	return r
}

// buildInfo is casework_build_info.
type buildInfo Build

// Describe implements prometheus.Collector.
func (b buildInfo) Describe(out chan<- *prometheus.Desc) { out <- collectors.Desc(&metric.BuildInfo) }

// Collect implements prometheus.Collector.
func (b buildInfo) Collect(out chan<- prometheus.Metric) {
	out <- prometheus.MustNewConstMetric(collectors.Desc(&metric.BuildInfo), prometheus.GaugeValue, 1,
		b.Version, b.Revision, b.Go)
}
