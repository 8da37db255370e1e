//go:build unix

package main

import "syscall"

// replaceProcess has the program at path take this process's place. It returns
// only if that fails.
func replaceProcess(path string, args, env []string) (status int, err error) {
	return exitFailure, syscall.Exec(path, append([]string{path}, args...), env)
}
