package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/exporter/config"
)

func TestHelp(t *testing.T) {
	var b strings.Builder
	if err := writeHelp(&b); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/help.txt", b.String())
}

// TestSettingsPage compares the tables of deploy/SETTINGS.md with the settings;
// -update rewrites them.
func TestSettingsPage(t *testing.T) {
	compareSection(t, "../deploy/SETTINGS.md", "settings", settingsTable(), *update, "make generate writes it")
}

// settingsTable is every setting as Markdown tables, for deploy/SETTINGS.md.
func settingsTable() string {
	var b strings.Builder
	for i, g := range config.Groups() {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "**%s**\n\n", strings.ReplaceAll(g.Title, "<SOURCE>", "`<SOURCE>`"))
		b.WriteString("| Variable | Unit | Default | Meaning | Allowed |\n|---|---|---|---|---|\n")
		for _, s := range g.Settings {
			def := s.DefaultText()
			if s.Default != "" {
				// Room to break, so that a long list does not widen the table.
				def = "`" + strings.ReplaceAll(s.Default, ",", "`, `") + "`"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", s.Name, s.Unit, def, s.Desc, s.Allowed)
		}
	}
	return b.String()
}

// compareSection compares a marked section of the document at path with what
// it should be, or rewrites it.
func compareSection(t *testing.T, path, section, want string, rewrite bool, hint string) {
	t.Helper()
	begin, end := "<!-- "+section+":begin -->\n", "<!-- "+section+":end -->"
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(content), begin)
	got, tail, okEnd := strings.Cut(rest, end)
	if !ok || !okEnd {
		t.Fatalf("%s has no section between %q and %q", path, begin, end)
	}
	want = "\n" + want + "\n"
	if got == want {
		return
	}
	if rewrite {
		if err := os.WriteFile(path, []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s in %s (-document +wanted; %s):\n%s", section, path, hint, cmp.Diff(got, want))
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
