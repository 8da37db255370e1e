// Package grafana opens every board in an installed Grafana and looks at what a
// reader would see: panels that fail or are empty, words that are cut off,
// marks that are missing, errors of the page. It keeps a picture of each. It
// has Grafana tell of alerts, too, and reads the mails.
//
// GRAFANA names the folder of that Grafana (bin, conf and public). It is written
// for versions 10 to 13, whose pages differ, and says which one it was run with.
// The history is that of the demo's municipality, in a Prometheus.
package grafana
