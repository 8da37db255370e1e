// Package collectors polls sources on a timer, folds their rows into ledgers
// and publishes what the ledgers show. Nothing here runs during a scrape:
// a slow or dead database delays polls, never an answer to Prometheus.
//
// A Poller owns one source's ledger. After each poll it saves the ledger
// (State), derives a View from it and turns that into metric families, one
// file a section of the catalogue: queue.go, flow.go, durations.go,
// reports.go, windows.go, supervision.go, comparison.go, own.go. The Publisher joins the
// families of all sources into one snapshot for the exposition.
package collectors
