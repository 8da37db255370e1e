package app

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/study"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// TestWordsOfSettings: the settings allow the words that the packages know
// which they are for, as package config knows none of those.
func TestWordsOfSettings(t *testing.T) {
	allowed := map[string]string{}
	for _, g := range config.Groups() {
		for _, s := range g.Settings {
			allowed[s.Name] = s.Allowed
		}
	}
	if want := strings.Join(adapters.Names(), ", ") + ", or a directory"; !strings.HasPrefix(allowed["<SOURCE>_ADAPTER"], want) {
		t.Errorf("<SOURCE>_ADAPTER allows %q, want %q", allowed["<SOURCE>_ADAPTER"], want)
	}
	for variable, words := range map[string][]string{
		"CASEWORK_EFFECT_PRIMARY": outcomes(), "CASEWORK_PEOPLE_PERIOD": {"month", "quarter", "half_year", "year"},
	} {
		last := len(words) - 1
		if want := strings.Join(words[:last], ", ") + " or " + words[last]; allowed[variable] != want {
			t.Errorf("%s allows %q, want %q", variable, allowed[variable], want)
		}
		for _, word := range words {
			configtest.SetEnv(t, map[string]string{variable: word})
			c, err := config.Load()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := pollerOptions(c, &c.Sources[0], slog.New(slog.DiscardHandler)); err != nil {
				t.Errorf("%s=%s: %v", variable, word, err)
			}
		}
	}
	configtest.SetEnv(t, map[string]string{"KOMMUNE_CASE_TYPES": ledger.OtherType})
	if _, err := config.Load(); err == nil {
		t.Errorf("the case type %q is allowed, which is the name of all that are not distinguished", ledger.OtherType)
	}
}

func outcomes() (words []string) {
	for _, o := range study.Outcomes() {
		words = append(words, string(o))
	}
	return words
}

// TestDeadlinesPreset: what the settings take for the preset is one.
func TestDeadlinesPreset(t *testing.T) {
	for _, tt := range []struct {
		file  string
		rules bool
	}{{"", false}, {"no", true}} {
		rules, err := ReadDeadlines(&config.SourceConfig{DeadlinesFile: tt.file, Location: time.UTC})
		if err != nil || (rules != nil) != tt.rules {
			t.Errorf("DEADLINES_FILE=%s: rules %v, error %v", tt.file, rules, err)
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
		if got := reading(&config.SourceConfig{Adapter: tt.adapter, Location: tt.location, DateTimes: tt.written}); got != tt.want {
			t.Errorf("adapter %s in %s, DATETIME in %v: %q, want %q", tt.adapter, tt.location, tt.written, got, tt.want)
		}
	}
	day := func(year int) time.Time { return time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC) }
	c := config.SourceConfig{Adapter: "views", Location: oslo, NoDates: []time.Time{day(1899), day(9999)}}
	if got, want := reading(&c), "Europe/Oslo, none on 9999-12-31"; got != want {
		t.Errorf("with dates that are none: %q, want %q", got, want)
	}
}

// TestIdentity: the kind of a database is part of what a state is of. States of
// releases that knew MySQL alone name none, and are its.
func TestIdentity(t *testing.T) {
	for want, c := range map[string]config.SourceConfig{
		"adapter views, database d":                                          {Adapter: "views", Database: "d", Driver: "mysql"},
		"adapter views, database d, driver postgres":                         {Adapter: "views", Database: "d", Driver: "postgres"},
		"adapter views, database d, driver postgres, schema casework,public": {Adapter: "views", Database: "d", Driver: "postgres", Schemas: []string{"casework", "public"}},
	} {
		if got := identity(&c); got != want {
			t.Errorf("the identity is %q, want %q", got, want)
		}
	}
}
