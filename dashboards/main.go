// Dashboards generates what operators and leaders see from the catalogue of
// metrics, and writes it into the deploy folder. Its output is committed;
// a test compares it with what the catalogue would give.
package main

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"casework/dashboards/board"
	"casework/dashboards/lint"
	"casework/dashboards/rule"
)

func main() {
	dir := flag.String("deploy", "deploy", "folder to write into")
	imports := flag.String("import", "", "folder to write the boards into as Grafana imports them by hand, and nothing else")
	flag.Parse()
	if *imports != "" {
		if err := writeImports(*imports); err != nil {
			fmt.Fprintln(os.Stderr, "dashboards:", err)
			os.Exit(1)
		}
		return
	}
	if err := write(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "dashboards:", err)
		os.Exit(1)
	}
}

// generated returns every generated file by its path below deploy. It fails if
// a message is missing or a board breaks a rule of the linter.
func generated() (map[string][]byte, error) {
	files := map[string][]byte{"METRICS.md": metricsPage()}
	made, err := board.Files()
	if err != nil {
		return nil, err
	}
	if err := checked(made); err != nil {
		return nil, err
	}
	maps.Copy(files, made)
	if made, err = rule.Files(); err != nil {
		return nil, err
	}
	maps.Copy(files, made)
	return files, nil
}

// checked runs the linter over the boards among the files.
func checked(files map[string][]byte) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(files)) {
		below, isBoard := strings.CutPrefix(name, "grafana/dashboards/")
		if !isBoard {
			continue
		}
		code, key, _ := strings.Cut(strings.TrimSuffix(below, ".json"), "/")
		if err := errors.Join(lint.Check(files[name])...); err != nil {
			errs = append(errs, fmt.Errorf("board %s in %s: %w", key, code, err))
		}
	}
	return errors.Join(errs...)
}

// write writes every generated file below dir.
func write(dir string) error {
	files, err := generated()
	if err != nil {
		return err
	}
	return writeFiles(dir, files)
}

// writeImports writes the boards that can be imported by hand below dir.
func writeImports(dir string) error {
	files, err := board.Importable()
	if err != nil {
		return err
	}
	return writeFiles(dir, files)
}

func writeFiles(dir string, files map[string][]byte) error {
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
