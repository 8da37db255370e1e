// Dashboards generates what operators and leaders see from the catalogue of
// metrics, and writes it into the deploy folder. Its output is committed;
// a test compares it with what the catalogue would give.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("deploy", "deploy", "folder to write into")
	flag.Parse()
	if err := write(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "dashboards:", err)
		os.Exit(1)
	}
}

// generated returns every generated file by its path below deploy.
func generated() (map[string][]byte, error) {
	files := map[string][]byte{"METRICS.md": metricsPage()}
	for _, generate := range generators() {
		made, err := generate()
		if err != nil {
			return nil, err
		}
		maps.Copy(files, made)
	}
	return files, nil
}

// generators are the makers of further files.
func generators() []func() (map[string][]byte, error) {
	return []func() (map[string][]byte, error){boards, rules}
}

// write writes every generated file below dir.
func write(dir string) error {
	files, err := generated()
	if err != nil {
		return err
	}
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
