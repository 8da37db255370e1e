package backtest

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"casework/collectors/change"
	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/ledger"
)

// readHistories are the pasts of the units of a file of cases that were received by an instant.
func readHistories(t *testing.T, path string, until int64) []ledger.UnitHistory {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("histories of real units are beside the project on some machines only: %v", err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(packed).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	byUnit := map[string]*ledger.UnitHistory{}
	for _, row := range rows[1:] {
		at := func(name string) int64 {
			if i := column(name); i >= 0 && row[i] != "" {
				when, err := time.Parse(time.DateTime, row[i])
				if err != nil {
					t.Fatal(err)
				}
				if when.Unix() <= until {
					return when.Unix()
				}
			}
			return 0
		}
		p := ledger.Passage{Received: at("received_at"), Started: at("started_at"), Closed: at("closed_at")}
		name := row[column("unit")]
		if name == "" || p.Received == 0 || p.Closed != 0 && p.Closed < p.Received-ledger.ClockTolerance {
			continue
		}
		if p.Started < p.Received-ledger.ClockTolerance {
			p.Started = 0
		}
		if byUnit[name] == nil {
			byUnit[name] = &ledger.UnitHistory{Unit: name}
		}
		byUnit[name].Cases = append(byUnit[name].Cases, p)
	}
	var all []ledger.UnitHistory
	for _, u := range byUnit {
		slices.SortStableFunc(u.Cases, func(a, b ledger.Passage) int { return int(a.Received - b.Received) })
		all = append(all, *u)
	}
	slices.SortFunc(all, func(a, b ledger.UnitHistory) int { return len(b.Cases) - len(a.Cases) })
	return all
}

// TestRealHistories judges waits of real units, of all their past: what passes is told once in
// two years at most, and what is told lasts as a rule. BACKTEST_DATA is a folder of others.
func TestRealHistories(t *testing.T) {
	data := os.Getenv("BACKTEST_DATA")
	if data == "" {
		data = filepath.Join("..", "..", "..", "shared", "data")
	}
	for _, tt := range []struct {
		name, zone, until string
		lasting           float64 // of seven alerts a quarter: one more or less is chance
	}{
		{"city_complaints", "America/Chicago", "2006-12-31", 0.75},
		{"building_permits", "Europe/Amsterdam", "2015-03-04", 0.25},
	} {
		t.Run(tt.name, func(t *testing.T) {
			zone, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			day, _ := civil.ParseDay(tt.until)
			end := (day + 1).Start(zone)
			histories := readHistories(t, filepath.Join(data, tt.name, "cases.csv.gz"), end.Unix())
			f := &finding{of: map[detect.Measure][]sum{}, settings: detect.Options{}.WithDefaults(), since: always.since, until: day + 1}
			f.from = civil.DayOf(time.Unix(histories[0].Cases[0].Received, 0).In(zone))
			calendar := change.Offices(f.until)
			for i := range histories {
				if len(histories[i].Cases) >= 100 {
					f.unit(&histories[i], zone, civil.NewZone(zone), calendar, detect.Wait)
				}
			}
			s := &f.of[detect.Wait][usual]
			passed, lasting := float64(s.known-s.lasted)/s.years, float64(s.lasted)/float64(max(s.known, 1))
			t.Logf("%d units, %.0f unit-years: %d alerts, %.0f %% of %d lasted, %.2f passed a unit and year",
				f.units, s.years, s.episodes, 100*lasting, s.known, passed)
			for how, said := range []string{"by their ratio", "that chance does not explain"} {
				found := &f.rises[how]
				t.Logf("%d rises %s, %d told within 42 days", found.rises, said, found.timely())
			}
			if s.known == 0 || passed > 0.5 || lasting < tt.lasting {
				t.Errorf("of %d alerts %d lasted, and %.2f a unit and year did not", s.known, s.lasted, passed)
			}
		})
	}
}
