package adapters

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"
)

func TestOpen(t *testing.T) {
	// That none is missing is a matter of TestEveryAdapterIsComplete.
	if names := Names(); !slices.IsSorted(names) || !slices.Contains(names, "views") || slices.Contains(names, templateFolder) {
		t.Errorf("the adapters are %v", names)
	}
	list := strings.Join(Names(), ", ")
	if _, err := Open("views"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "cases.sql"), []byte("SELECT 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(files, "cases.sql"); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{
		"vews":             `unknown adapter "vews"; allowed are ` + list + ", or the path of a directory",
		"":                 "allowed are " + list,
		"./none":           "no such file",
		dir + "/cases.sql": "is not a directory",
	} {
		if _, err := Open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("adapter %q: the error is %v, want %s", name, err, want)
		}
	}
}

func TestZone(t *testing.T) {
	for _, tt := range []struct{ content, want, fails string }{
		{content: "", want: fmt.Sprint((*time.Location)(nil))}, // no such file: the source's own
		{content: "UTC\n", want: "UTC"},
		{content: " America/New_York ", want: "America/New_York"},
		{content: "\n", fails: `timezone: unknown zone ""; allowed is the name of an IANA time zone`},
		{content: "Local", fails: `unknown zone "Local"`},
		{content: "Europe/Olso", fails: `unknown zone "Europe/Olso"`},
	} {
		files := fstest.MapFS{"cases.sql": &fstest.MapFile{Data: []byte("SELECT 1")}}
		if tt.content != "" {
			files["timezone"] = &fstest.MapFile{Data: []byte(tt.content)}
		}
		zone, err := Zone(files)
		if tt.fails != "" {
			if err == nil || !strings.Contains(err.Error(), tt.fails) {
				t.Errorf("with %q the error is %v, want %s", tt.content, err, tt.fails)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(zone); got != tt.want {
			t.Errorf("with %q DATETIMEs are read in %s, want %s", tt.content, got, tt.want)
		}
	}
}
