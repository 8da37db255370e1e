// Package web serves what an exporter shows: metrics, health, readiness and a
// status page, over HTTP, with limits that keep slow and greedy clients from
// using the exporter up.
package web
