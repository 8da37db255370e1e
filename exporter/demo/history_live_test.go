package main

import (
	"encoding/csv"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors"
	"casework/collectors/timeseries"
	"casework/exporter/app"
	"casework/exporter/config"
)

// A living is an exporter that is there all along: its settings, database,
// drop folder and poller, on a clock of the test's own.
type living struct {
	poller *collectors.Poller
	db     *then
	now    time.Time
	shown  *timeseries.Snapshot
	drop   string
	tables map[string][][]string // of the drop folder, with their headers
	zone   *time.Location
}

func newLiving(t *testing.T, o settings, s *Simulation, db *then) *living {
	t.Helper()
	dir := t.TempDir()
	l := &living{db: db, drop: dropFolder(dir), tables: map[string][][]string{}, zone: s.Options.Zone}
	if err := os.Mkdir(l.drop, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range s.tables() {
		rows, err := csv.NewReader(strings.NewReader(content)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		l.tables[name] = rows
	}
	if err := s.writeDeadlines(dir); err != nil {
		t.Fatal(err)
	}
	for _, v := range db.env(t, o, dir, thenName) {
		if name, value, _ := strings.Cut(v, "="); isSetting(v) {
			t.Setenv(name, value)
		}
	}
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	log, s1 := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})), &cfg.Sources[0]
	database, err := app.OpenSource(cfg, s1, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := database.Close(); err != nil {
			t.Error(err)
		}
	})
	opts, err := database.Options(log)
	if err != nil {
		t.Fatal(err)
	}
	opts.Now = func() time.Time { return l.now }
	opts.ZeroHold = -1 // a counter that is new shows its value at once: the next poll is weeks away
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{
		Sources: []string{source}, Publish: func(s *timeseries.Snapshot) { l.shown = s },
	})
	if err != nil {
		t.Fatal(err)
	}
	l.poller, err = collectors.NewPoller(collectors.PollerConfig{
		Name: source, Source: database, Ledger: database.NewLedger(time.Unix(0, 0)), Publisher: pub,
		Metrics: collectors.NewPollMetrics(), Log: log, Options: opts,
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// at is what the exporter shows at an instant, having polled then.
func (l *living) at(t *testing.T, at time.Time) map[string]float64 {
	t.Helper()
	l.now = at
	l.db.forward(t, at)
	l.dropTables(t)
	if err := l.poller.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	return valuesOf(l.shown)
}

// A column of days says when a row of a table is there, and others when
// columns of it are filled in.
type coming struct {
	appears string              // "" for always
	later   map[string][]string // by column of days; "" for never
}

// tableComings are those of the tables that the demo has in files. A table of
// which nothing is said has a row for each month that appears with the month.
var tableComings = map[string]coming{
	"surveys":    {appears: "answered_at"},
	"complaints": {appears: "received_at", later: map[string][]string{"decided_at": {"decided_at", "outcome"}}},
	"phases":     {appears: "since", later: map[string][]string{"evaluated_on": {"evaluated_on"}}},
	"projects":   {appears: "started_on", later: map[string][]string{"finished_on": {"finished_on"}}},
	"goals":      {later: map[string][]string{"reached_on": {"actual", "reached_on"}}}, // of others nothing tells when it was taken
	"checklist":  {appears: "assessed_on"},
	"external":   {appears: "as_of"},
}

// dropTables puts the tables into the drop folder as they stand now.
func (l *living) dropTables(t *testing.T) {
	t.Helper()
	today := l.now.In(l.zone).Format(time.DateOnly)
	for name, rows := range l.tables {
		header := rows[0]
		how, ok := tableComings[name]
		if !ok {
			how = coming{appears: "month"}
			if !slices.Contains(header, "month") {
				t.Fatalf("nothing says how rows of %s come about", name)
			}
		}
		come := func(row []string, column string) bool { // a month is not after its days
			i := slices.Index(header, column)
			return i >= 0 && row[i] != "" && row[i] <= today
		}
		var text strings.Builder
		w := csv.NewWriter(&text)
		_ = w.Write(header) // to memory
		for _, row := range rows[1:] {
			if how.appears != "" && !come(row, how.appears) {
				continue
			}
			row = slices.Clone(row)
			for day, columns := range how.later {
				if !come(row, day) {
					for _, column := range columns {
						row[slices.Index(header, column)] = ""
					}
				}
			}
			_ = w.Write(row)
		}
		w.Flush()
		path := filepath.Join(l.drop, name+".csv")
		if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, l.now, l.now); err != nil { // left alone for long
			t.Fatal(fmt.Errorf("%s: %w", name, err))
		}
	}
}
