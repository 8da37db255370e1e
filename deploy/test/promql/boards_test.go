package promql

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/dashboards/query"
)

// A board is what is run of a board's JSON.
type board struct {
	UID        string
	Time       struct{ From string }
	Panels     []panel
	Templating struct {
		List []struct{ Name, Type, Definition, Regex string }
	}
	Annotations struct {
		List []struct {
			Name   string
			Target targetJSON
		}
	}
}

type panel struct {
	ID       int
	Type     string
	Title    string
	Interval string
	TimeFrom string
	Repeat   string
	Targets  []targetJSON
	Panels   []panel // of a collapsed row
}

// A targetJSON is a query of a panel or an annotation.
type targetJSON struct {
	RefID, Expr, LegendFormat string
	Instant                   bool
}

// boards reads the generated boards of a language, by key.
func boards(t *testing.T, language string) map[string]board {
	t.Helper()
	found := map[string]board{}
	paths, err := filepath.Glob(filepath.Join("..", "..", "grafana", "dashboards", language, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var b board
		if err := json.Unmarshal(content, &b); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, p := range b.Panels { // those of collapsed rows too
			b.Panels = append(b.Panels, p.Panels...)
		}
		found[strings.TrimSuffix(filepath.Base(path), ".json")] = b
	}
	if len(found) != 8 {
		t.Fatalf("found %d boards in %s, want 8", len(found), language)
	}
	return found
}

// choices are those that make queries differ: a source without types of
// case, all types of one with them, and one type of it.
func choices() []query.Choice {
	chosen := func(source, caseType string) query.Choice {
		c := query.Chosen(source, unitName(3))
		c["case_type"], c["intake"] = caseType, intakes[source].Name
		return c
	}
	return []query.Choice{chosen(plain, query.AllTypes), chosen(typed, query.AllTypes), chosen(typed, caseTypes[0])}
}

// span is how long a board's time range is.
func span(t *testing.T, from string) time.Duration {
	t.Helper()
	d, ok := map[string]time.Duration{
		"now-1y": 365 * 24 * time.Hour, "now-6M": 183 * 24 * time.Hour, "now-30d": 30 * 24 * time.Hour, "now-3M": 92 * 24 * time.Hour, "now-24h": 24 * time.Hour,
		"now-38M": 1157 * 24 * time.Hour,
	}[from]
	if !ok {
		t.Fatalf("unknown time range %q", from)
	}
	return d
}

// over is how far back a panel looks.
func (p panel) over(t *testing.T, b board) time.Duration {
	t.Helper()
	if p.TimeFrom != "" {
		return span(t, "now-"+p.TimeFrom)
	}
	return span(t, b.Time.From)
}

// step is the time between the points of a panel that is 1000 pixels wide.
func step(p panel, over time.Duration) time.Duration {
	least, ok := map[string]time.Duration{
		"": 0, "1m": time.Minute, "6h": 6 * time.Hour, "1d": 24 * time.Hour, "1w": 7 * 24 * time.Hour,
	}[p.Interval]
	if !ok {
		panic("unknown interval " + p.Interval)
	}
	return max(least, (over / 1000).Truncate(time.Second))
}
