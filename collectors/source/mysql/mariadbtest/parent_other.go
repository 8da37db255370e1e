//go:build !linux

package mariadbtest

import "syscall"

// dieWithParent cannot be had here: a program that is killed leaves its
// server behind.
func dieWithParent() *syscall.SysProcAttr { return nil }
