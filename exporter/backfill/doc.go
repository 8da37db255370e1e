// Casework-backfill writes the past of case-management databases as the
// exporter would have shown it, had it been there: into blocks for
// Prometheus, Thanos or Mimir, to a remote-write receiver, or as OpenMetrics
// text. It reads the exporter's settings. It is a module of its own, so that
// the exporter does not depend on Prometheus.
package main
