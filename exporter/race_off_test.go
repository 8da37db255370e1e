//go:build !race

package main

// racing is whether the race detector watches, and so the programs that tests
// build too.
const racing = false
