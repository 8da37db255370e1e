// Package grafana opens every board in a real Grafana and looks at what a
// reader would see: panels that fail or are empty, words that are cut off,
// marks that are missing, errors of the page. It keeps a picture of each.
//
// build/ builds that Grafana from its sources. The history is that of the
// demo's municipality, in a Prometheus.
package grafana
