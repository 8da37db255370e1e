// Package exposition serves metrics from bytes that were made before they
// were asked for. A poll publishes an immutable Snapshot. It is rendered and
// compressed once, and every scrape until the next Snapshot copies those bytes
// to its connection. So no scrape waits for the database or for a poll. A few
// metrics, the self-metrics, must be as of the scrape itself: they are gathered
// from an ordinary prometheus.Gatherer and sent behind the others.
//
// # Where to begin
//
// Publish (exposition.go) and ServeHTTP (serve.go) are the two ways in. An
// encoder renders a whole Snapshot in one format (render.go, text.go, proto.go),
// and a compressor compresses it (coding.go).
//
// Text and OpenMetrics with gzip are what most scrapes ask for, and from poll to
// poll most of their lines stay the same. So a keeper (keeper.go) makes only the
// changed parts of them anew. It divides each family of many lines into chunks
// (kept.go), describes each line by the lines before it (lines.go), and writes
// DEFLATE blocks itself (tokens.go, huffman.go, bits.go). A general compressor
// cannot be told what stayed the same. Checksums of the parts are combined into
// that of the whole (checksum.go).
package exposition
