// Settingspage writes the tables of settings into a page that marks their
// place: go run ./exporter/config/settingspage deploy/SETTINGS.md
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"casework/exporter/config"
	"casework/exporter/text"
)

func main() {
	if err := write(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "settingspage:", err)
		os.Exit(1)
	}
}

// write writes the page that the arguments name.
func write(args []string) error {
	if len(args) != 1 {
		return errors.New("allowed: one argument, the page")
	}
	path := args[0]
	before, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var tables strings.Builder
	if err := config.WriteMarkdown(&tables); err != nil {
		return err
	}
	page, err := text.Section(string(before), "settings", tables.String())
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(page), 0o644)
}
