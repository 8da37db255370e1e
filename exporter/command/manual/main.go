// Manual writes the man page and the shell completions into a folder:
// go run ./exporter/command/manual deploy/package
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"casework/exporter/command"
)

func main() {
	if err := write(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "manual:", err)
		os.Exit(1)
	}
}

// write writes the files into the folder that the arguments name.
func write(args []string) error {
	if len(args) != 1 {
		return errors.New("allowed: one argument, the folder")
	}
	for name, content := range command.Files() {
		if err := os.WriteFile(filepath.Join(args[0], name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}
