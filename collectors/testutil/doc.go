// Package testutil is what tests of several packages share: one way to wait
// for something, to compare text with a file, and to have a free port, a
// certificate or a buffer that a running program writes to. No program
// imports it.
package testutil
