package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/civil"
	"casework/collectors/dropfolder"
	"casework/collectors/metric"
	"casework/collectors/supplement"
)

// TestTheFilesFeedEveryTable: whatever the exporter can show of supplementary
// tables, it shows of the demo, whose sessions alone lie in the database.
func TestTheFilesFeedEveryTable(t *testing.T) {
	s := simulate(t, nil)
	now := s.Options.Now.In(s.Options.Zone)
	dir := t.TempDir()
	if err := s.writeTables(dir); err != nil {
		t.Fatal(err)
	}
	folder := dropfolder.New(dir, dropfolder.Options{Location: s.Options.Zone})
	folder.Changed(t.Context())
	book := supplement.NewStore(supplement.Options{Windows: []supplement.Window{{Name: "28d", Days: 28}}})
	start, units := map[string]int64{}, []string{}
	for i := range s.model.units {
		u := &s.model.units[i]
		start[u.name], units = u.start, append(units, u.name)
	}
	for _, table := range supplement.Tables() {
		reading := book.Begin(table, civil.DayOf(now), func(unit string) bool { return slices.Contains(units, unit) })
		there, err := folder.ReadTable(t.Context(), table, 0, reading.Add)
		if err != nil || there == (table == supplement.Dose) {
			t.Errorf("%s: a file is there: %v, and what it says of itself: %v", filepath.Base(table.File()), there, err)
		}
		if there {
			book.Commit(reading)
		}
		for reason, n := range book.Rejected(table) {
			if n > 0 {
				t.Errorf("%s: %d rows are rejected: %s", table.Name, n, reason)
			}
		}
	}
	shown := map[*metric.Def]bool{}
	for _, f := range slices.Concat(book.Figures(&supplement.Inputs{
		Today: civil.DayOf(now), Units: units,
		Active: func(unit string, day civil.Day) bool {
			at := start[unit]
			return at != 0 && time.Unix(at, 0).Before(day.Date())
		},
		Closed: func(string, int, int) int { return 100 },
	})...) {
		shown[f.Def] = true
	}
	for _, def := range metric.All() {
		beside := slices.Contains([]metric.Section{metric.People, metric.Complaints, metric.Dose, metric.Results}, def.Section)
		if beside && !shown[def] && !strings.Contains(def.Name, "_dose_") {
			t.Errorf("nothing of %s", def.Name)
		}
	}
}
