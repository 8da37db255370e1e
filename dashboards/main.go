// Dashboards generates what operators and leaders see from the catalogue of
// metrics, and writes it into the deploy folder. Its output is committed;
// a test compares it with what the catalogue would give.
package main

import (
	"flag"
	"fmt"
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
func generated() map[string][]byte {
	return map[string][]byte{
		"METRICS.md": metricsPage(),
	}
}

// write writes every generated file below dir.
func write(dir string) error {
	for name, content := range generated() {
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
