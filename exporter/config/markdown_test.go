package config

import (
	"os"
	"strings"
	"testing"

	"casework/collectors/testutil"
	"casework/exporter/text"
)

// TestSettingsPage compares the tables of deploy/SETTINGS.md with the settings;
// make generate writes them.
func TestSettingsPage(t *testing.T) {
	const path = "../../deploy/SETTINGS.md"
	document, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var tables strings.Builder
	if err := WriteMarkdown(&tables); err != nil {
		t.Fatal(err)
	}
	want, err := text.Section(string(document), "settings", tables.String())
	if err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, path, want)
}
