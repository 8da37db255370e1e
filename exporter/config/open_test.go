package config

import (
	"strings"
	"testing"
	"time"

	"casework/collectors/source/mysql"
)

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
		if got := (&SourceConfig{Adapter: tt.adapter, Location: tt.location, DateTimes: tt.written}).reading(); got != tt.want {
			t.Errorf("adapter %s in %s, DATETIME in %v: %q, want %q", tt.adapter, tt.location, tt.written, got, tt.want)
		}
	}
}
