package adapters_test

import (
	"bytes"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"casework/collectors/adapters"
)

// TestEveryAdapterIsComplete: what lies here comes with the exporter, has a
// README, a row in the table of README.md, grants, and a place among the
// products under test.
func TestEveryAdapterIsComplete(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if !e.IsDir() || name == "testdata" {
			continue
		}
		if embedded := slices.Contains(adapters.Names(), name); embedded == (name == "template") {
			t.Errorf("adapter %s: comes with the exporter: %v", name, embedded)
		}
		isEmbedded(t, name)
		if name == "views" {
			continue // its test is that of the package mysql
		}
		if !slices.ContainsFunc(products, func(p product) bool { return p.adapter == name }) {
			t.Errorf("adapter %s is not tested", name)
		}
		for _, p := range every() {
			if p.adapter == name && !exists(sqlFiles+"grants-"+name+p.on.suffix()+".sql") {
				t.Errorf("adapter %s has no grants on %s", name, p.on)
			}
		}
		if name == "template" {
			continue
		}
		own, err := os.ReadFile(name + "/README.md")
		if err != nil {
			t.Error(err)
			continue
		}
		if !strings.Contains(string(readme), "| [`"+name+"`]("+name+"/README.md) |") {
			t.Errorf("adapter %s is not in the table of README.md", name)
		}
		if index := "index-" + name + ".sql"; strings.Contains(string(own), index) != exists(sqlFiles+index) {
			t.Errorf("adapter %s: its README names %s: %v", name, index, strings.Contains(string(own), index))
		}
	}
}

// isEmbedded: every file that an adapter is read from comes with the exporter.
func isEmbedded(t *testing.T, name string) {
	t.Helper()
	if name == "template" {
		return
	}
	embedded, err := adapters.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() == "README.md" {
			continue
		}
		want, err := os.ReadFile(name + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := fs.ReadFile(embedded, e.Name()); err != nil || !bytes.Equal(got, want) {
			t.Errorf("adapter %s: %s does not come with the exporter: add a pattern to adapters.go: %v", name, e.Name(), err)
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
