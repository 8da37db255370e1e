//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreFileSizeSignal has a write beyond the limit of file sizes fail, as one
// to a full disk does, instead of ending the program.
func ignoreFileSizeSignal() { signal.Ignore(syscall.SIGXFSZ) }
