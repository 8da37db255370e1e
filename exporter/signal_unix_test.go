//go:build unix

package main

import (
	"os/signal"
	"syscall"
	"testing"
)

// TestFileSizeSignal: a write beyond the limit of file sizes is to fail, not to
// end the program.
func TestFileSizeSignal(t *testing.T) {
	ignoreFileSizeSignal()
	t.Cleanup(func() { signal.Reset(syscall.SIGXFSZ) })
	if !signal.Ignored(syscall.SIGXFSZ) {
		t.Error("the signal would end the program")
	}
}
