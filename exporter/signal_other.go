//go:build !unix

package main

// ignoreFileSizeSignal has nothing to do here.
func ignoreFileSizeSignal() {}
