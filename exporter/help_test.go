package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/mysql"
)

func TestHelp(t *testing.T) {
	var b strings.Builder
	if err := writeHelp(&b); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/help.txt", b.String())
}

// TestReadmeSettings compares the settings section of the README with the
// settings; -update rewrites it.
func TestReadmeSettings(t *testing.T) {
	const path = "../README.md"
	const begin, end = "<!-- settings:begin -->\n", "<!-- settings:end -->"
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("there is no README.md yet; it must then have a section between", begin, end)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(content), begin)
	section, tail, okEnd := strings.Cut(rest, end)
	if !ok || !okEnd {
		t.Fatalf("%s has no section between %q and %q", path, begin, end)
	}
	want := "\n" + SettingsTable() + "\n"
	if section == want {
		return
	}
	if *update {
		if err := os.WriteFile(path, []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("settings in %s (-README +settings; go test ./exporter -update mends it):\n%s",
		path, cmp.Diff(section, want))
}

// compareGolden compares text with a file; -update rewrites the file.
func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestHelpListsAdapters: the setting names the adapters that there are.
func TestHelpListsAdapters(t *testing.T) {
	for _, s := range settingsOf("X", &sourceSettings{}) {
		if want := strings.Join(mysql.Adapters(), ", ") + ", or a directory"; s.Name == "X_ADAPTER" && !strings.HasPrefix(s.Allowed, want) {
			t.Errorf("%s allows %q, want %q", s.Name, s.Allowed, want)
		}
	}
}

// TestReading: a state is of another reading when times are read in another
// way, and of the same as ever where nothing says so.
func TestReading(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		adapter  string
		location *time.Location
		written  *time.Location
		want     string
	}{
		{"views", oslo, nil, "Europe/Oslo"},
		{"views", oslo, oslo, "Europe/Oslo"},
		{"views", oslo, time.UTC, "Europe/Oslo, DATETIME in UTC"},
		{"rt", oslo, nil, "Europe/Oslo, DATETIME in UTC"},
		{"rt", time.UTC, nil, "UTC"},
		{"rt", oslo, oslo, "Europe/Oslo"},
	} {
		if got := reading(&SourceConfig{Adapter: tt.adapter, Location: tt.location, DateTimes: tt.written}); got != tt.want {
			t.Errorf("adapter %s in %s, DATETIME in %v: %q, want %q", tt.adapter, tt.location, tt.written, got, tt.want)
		}
	}
}
