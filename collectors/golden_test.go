package collectors

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"casework/collectors/dropfolder"
	"casework/collectors/exposition"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/testutil"
	"casework/collectors/timeseries"
)

const testDay = 86400

// goldenSource is a small data set with a bit of everything, as of at.
func goldenSource(at int64) *fake {
	f := &fake{
		late:    new(90 * time.Second),
		clock:   at * 1e6,
		columns: ledger.Columns{Started: true, Deadline: true},
		units: []ledger.Unit{
			{Unit: "byggesak", Name: "Byggesak", Service: "plan"},
			{Unit: "barnevern", Name: "Barnevern \"nord\"", Service: "oppvekst", Parent: "helse"},
		},
		programmes: []ledger.Programme{
			{Unit: "barnevern", Name: "veiledning", From: at - 14*testDay},
			{Unit: "byggesak", Name: "veiledning", From: at - 300*testDay, Until: at - 200*testDay},
		},
	}
	for i := range int64(40) {
		unit := []string{"byggesak", "barnevern"}[i%2]
		c := ledger.Case{
			ID: ledger.ID(uint64(i+1) << 40), Unit: unit, Reopened: -1,
			Received: at - (40-i)*testDay, Deadline: at - (19-i)*testDay, Changed: at * 1e6,
		}
		if i%5 == 4 { // and so by its type, in working days
			c.Deadline = 0
		}
		if i < 34 {
			c.Started = c.Received + (i%5)*testDay + i*3600
		}
		if i < 26 {
			c.Closed = c.Started + 2*testDay
		}
		f.cases = append(f.cases, c)
	}
	for i, c := range f.cases[:35] { // of the last, one lasts
		p := ledger.Pause{ID: ledger.ID(uint64(i+1) << 40), Case: c.ID, Paused: c.Received + testDay/2, Resumed: c.Received + testDay, Changed: at * 1e6}
		if i == 34 {
			p.Resumed = 0
		}
		if i%3 > 0 {
			f.pauses = append(f.pauses, p)
		}
	}
	f.cases[3].Closed = f.cases[3].Received - ledger.ClockTolerance - 5 // impossible
	for i := range int64(6) {
		f.errors = append(f.errors, ledger.Error{
			ID: ledger.ID(uint64(i+1) << 40), Unit: "barnevern", Kind: []string{"error", "complaint"}[i%2],
			Reported: at - i*5*testDay, Changed: at * 1e6,
		})
		f.sessions = append(f.sessions, ledger.Session{
			ID: ledger.ID(uint64(i+1) << 40), Unit: "barnevern", Programme: "veiledning", Minutes: 90,
			Planned: at - i*2*testDay, Held: (at - i*2*testDay) * (i % 2), Changed: at * 1e6,
		})
	}
	return f
}

// scrape returns what /metrics shows in the text format.
func scrape(t *testing.T, self prometheus.Gatherer, s *timeseries.Snapshot) string {
	t.Helper()
	e := exposition.New(self, slog.New(slog.DiscardHandler), exposition.Options{})
	e.Publish(s)
	r := httptest.NewRecorder()
	e.ServeHTTP(r, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestExposition compares everything that a fixed data set and clock show
// with a file that is meant to be read, and lints it.
func TestExposition(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	source := goldenSource(at.Unix())
	cases, errs, sessions, pauses := source.cases, source.errors, source.sessions, source.pauses
	source.cases, source.errors, source.sessions, source.pauses = cases[:10], nil, nil, nil
	folder, later := t.TempDir(), map[string]string{"sessions": goldenTables["sessions"]}
	b := newBench(t, source, t.TempDir()+"/test.state", at.Add(-time.Hour), Options{
		ZeroHold: -1, Supplement: goldenSupplement, Deadlines: inWorkdays(t, 5),
		Tables:     []TableReader{dropfolder.New(folder, dropfolder.Options{Now: func() time.Time { return at }})},
		Programmes: func() ([]ledger.Programme, error) { return source.programmes, nil },
	})
	dropTables(t, folder, goldenTables, at)
	if err := os.Remove(filepath.Join(folder, "sessions.csv")); err != nil {
		t.Fatal(err)
	}
	b.poll(t, 0) // the baseline: ten cases that are not counted
	dropTables(t, folder, later, at)
	source.cases, source.errors, source.sessions, source.pauses = cases, errs, sessions, pauses
	b.poll(t, time.Hour)
	b.metrics.polled("test", at, 1500*time.Microsecond, nil)
	b.metrics.published("test", 2500*time.Microsecond)
	b.metrics.reconciled("test", at)

	registry := prometheus.NewRegistry()
	registry.MustRegister(b.metrics)
	got := scrape(t, registry, b.last)

	compareExposition(t, "testdata/exposition.prom", got)
	for _, def := range metric.All() {
		if def == &metric.BuildInfo {
			continue // of the program, not of a source
		}
		if def.Section == metric.Comparison || def.Section == metric.Charts {
			continue // see TestComparisonExposition
		}
		if def.Section == metric.Changes {
			continue // see TestChangesExposition
		}
		if !strings.Contains(got, fmt.Sprintf("# TYPE %s %s\n", def.Name, def.Type)) {
			t.Errorf("%s is in the catalogue but not exposed", def.Name)
		}
	}
	if !bytes.Contains([]byte(got), []byte(`unit="barnevern"`)) {
		t.Error("no series of a unit: the check of names would pass on nothing")
	}
}

// compareExposition compares what is exposed with a golden file, which make
// generate rewrites, and has promlint look at it.
func compareExposition(t *testing.T, golden, got string) {
	t.Helper()
	testutil.Golden(t, golden, got)
	problems, err := promlint.New(strings.NewReader(got)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("promlint: %s: %s", p.Metric, p.Text)
	}
}
