package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/metric"
)

// TestDeployIsGenerated holds the committed files to the catalogue.
func TestDeployIsGenerated(t *testing.T) {
	files, err := generated()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", "deploy", name))
		if err != nil {
			t.Errorf("%v; make generate writes it", err)
			continue
		}
		if diff := cmp.Diff(string(got), string(want)); diff != "" {
			t.Errorf("deploy/%s is out of date (-is +should be); make generate rewrites it:\n%s", name, diff)
		}
	}
}

func TestMetricsPageListsEveryMetric(t *testing.T) {
	page := string(metricsPage())
	if len(metric.All()) == 0 {
		t.Fatal("the catalogue is empty")
	}
	for _, def := range metric.All() {
		if n := strings.Count(page, "| `"+def.Name+"` |"); n != 1 {
			t.Errorf("%s is listed %d times", def.Name, n)
		}
	}
}
