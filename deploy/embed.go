// Package deploy holds what casework-exporter init copies for an operator, so
// that the program alone is enough for it.
package deploy

import "embed"

// Files are the grants and indexes of adapters, as sql/NAME, and the
// configuration and rules of Prometheus, as prometheus/NAME.
//
//go:embed sql/grants-*.sql sql/index-*.sql prometheus/*.yml
var Files embed.FS
