//go:build !linux

package daemon

import "syscall"

// dieWithParent cannot be had here: a program that is killed leaves its
// server behind.
func dieWithParent() *syscall.SysProcAttr { return nil }
