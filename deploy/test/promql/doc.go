// Package promql runs every query of every board against Prometheus' own
// engine and storage, filled with scrapes of a living exporter. It is a
// module of its own, so that the exporter does not depend on Prometheus.
package promql
