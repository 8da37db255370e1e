//go:build race

package e2e

// racing is whether the race detector watches, and so the programs that tests
// build too.
const racing = true
