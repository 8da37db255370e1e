// Package exposition serves metrics from bytes that were made before they
// were asked for. A poll publishes an immutable Snapshot; it is rendered and
// compressed once, and every scrape until the next one copies those bytes to
// its connection, whatever the database or the next poll are doing. The few
// metrics that must be as of the scrape itself are gathered from an ordinary
// prometheus.Gatherer and sent behind them.
package exposition
