package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// backfillProgram is what the command backfill runs. It is a program of its
// own so that this one need not carry Prometheus' storage along.
const backfillProgram = "casework-backfill"

// backfill runs the program that writes the past, with the same environment,
// and returns its exit status. Where the system can, it takes this process's
// place, so that signals and a terminal are its own.
func (p *program) backfill(args []string) int {
	path, err := findBackfill(p.executable)
	if err != nil {
		return p.fail(exitFailure, err)
	}
	status, err := replaceProcess(path, args, os.Environ())
	if err != nil {
		return p.fail(exitFailure, fmt.Errorf("backfill: run %s: %w", path, err))
	}
	return status
}

// findBackfill is the path of the program: beside this one, whose path
// executable tells, else in PATH. The error names both places.
func findBackfill(executable func() (string, error)) (string, error) {
	name := backfillProgram
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	neighbour, err := executable()
	if err == nil {
		neighbour = filepath.Join(filepath.Dir(neighbour), name)
		if _, err = exec.LookPath(neighbour); err == nil {
			return neighbour, nil
		}
	}
	path, pathErr := exec.LookPath(name)
	if pathErr == nil {
		return path, nil
	}
	return "", fmt.Errorf("backfill: no program %s: beside this one, %s: %w; in PATH=%s: %w\n"+
		"(packages and archives of a release hold it, make build-backfill makes it, and it has a container image of its own)",
		name, neighbour, reason(err), os.Getenv("PATH"), reason(pathErr))
}

// reason is err without the path and the operation, which stand before it.
func reason(err error) error {
	if e := (*exec.Error)(nil); errors.As(err, &e) {
		err = e.Err
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return err
}
