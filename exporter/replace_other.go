//go:build !unix

package main

import (
	"errors"
	"os"
	"os/exec"
)

// replaceProcess runs the program at path to its end, and returns its exit
// status. An interrupt of the terminal reaches it as it does this one.
func replaceProcess(path string, args, env []string) (status int, err error) {
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, os.Stdin, os.Stdout, os.Stderr
	if err = cmd.Run(); err == nil {
		return exitOK, nil
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() >= 0 {
		return exit.ExitCode(), nil
	}
	return exitFailure, err
}
