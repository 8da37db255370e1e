package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const root = "../.."

// TestDocumentsAreGenerated holds the committed files to what they are made of.
func TestDocumentsAreGenerated(t *testing.T) {
	files, err := generated(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Errorf("%v; make generate writes it", err)
			continue
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s is out of date (-should be +is); make generate rewrites it:\n%s", name, diff)
		}
	}
	paths, err := filepath.Glob(filepath.Join(root, views, "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if name := views + filepath.Base(path); strings.HasPrefix(string(content), sqlHeader) && files[name] == "" {
			t.Errorf("%s is of no table: remove it", name)
		}
	}
}

func TestReplaceNeedsItsMarkers(t *testing.T) {
	for _, tt := range []struct{ text, want, fault string }{
		{"a\n<begin -->\nold\n<end\nb\n", "a\n<begin -->\nnew\n<end\nb\n", ""},
		{"a\n<begin -->\n<end\nb\n", "a\n<begin -->\nnew\n<end\nb\n", ""},
		{"a\n<end\n", "", `no line begins with "<begin"`},
		{"a\n<begin\nold\n", "", `no line is "<end", below that of "<begin"`},
	} {
		got, err := replace(tt.text, "<begin", "<end", "new\n")
		fault := ""
		if err != nil {
			fault = err.Error()
		}
		if got != tt.want || fault != tt.fault {
			t.Errorf("%q becomes %q, %q; want %q, %q", tt.text, got, fault, tt.want, tt.fault)
		}
	}
	if got, err := replace("a\n<begin\nold", "<begin", "", "new\n"); err != nil || got != "a\n<begin\nnew\n" {
		t.Errorf("to the end of the text: %q, %v", got, err)
	}
}
