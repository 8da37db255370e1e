package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/collectors/testutil"
	"casework/exporter/board"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// keptState leaves the state of a source that cannot be reached, of which some
// cases were counted.
func keptState(t *testing.T, change func(*ledger.Options)) *config.Config {
	t.Helper()
	configtest.SetEnv(t, map[string]string{"CASEWORK_STATE_DIR": t.TempDir(), "CASEWORK_MIN_CELL": "0", "KOMMUNE_HOST": "127.0.0.1", "KOMMUNE_PORT": "1"})
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	opts, now := LedgerOptions(cfg, &cfg.Sources[0]), time.Now()
	if change != nil {
		change(&opts)
	}
	state, _, _, err := statefile.Open(StatePath(cfg, &cfg.Sources[0]), opts, now)
	if err != nil {
		t.Fatal(err)
	}
	l := ledger.New(opts, 7, now.Unix())
	l.SetIdentifiers(ledger.Cases, ledger.Identifiers{Type: "int"})
	for _, table := range ledger.Tables() {
		l.EndBaseline(table)
	}
	var cases []ledger.Case
	for i := range uint64(5) {
		cases = append(cases, ledger.Case{ID: l.Keyer().Int(i), Unit: "Byggesak", Received: now.Unix() - 60, Reopened: -1, Changed: 1})
	}
	l.Apply(ledger.Cases, &ledger.Page{Cases: cases, Next: 1}, now.Unix())
	if err := state.Save(l); err != nil {
		t.Fatal(err)
	}
	if err := state.Close(); err != nil {
		t.Fatal(err)
	}
	return cfg
}

func newQuiet(t *testing.T, cfg *config.Config) *Exporter {
	t.Helper()
	e, err := New(cfg, Build{Version: "1"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// scraped is what a scrape gets.
func scraped(e *Exporter) string {
	w := httptest.NewRecorder()
	e.Metrics().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

// TestStateIsReadByRun: before, all is answered, and nothing is said of the source
// that is not known. Then counters are there at once, though the database is not.
func TestStateIsReadByRun(t *testing.T) {
	e := newQuiet(t, keptState(t, nil))
	if ok, why := e.Ready(); ok || why != "reading the state of source kommune; not read yet: kommune" {
		t.Errorf("ready: %v, %s", ok, why)
	}
	if s := e.Status(); len(s) != 1 || s[0].Source != "kommune" || !s[0].Restoring {
		t.Errorf("status: %+v", s)
	}
	if o := e.Overviews(); len(o) != 1 || o[0].Source != "kommune" || board.StageOf(o[0]) != board.Restoring {
		t.Errorf("overview: %+v", o)
	}
	if page := scraped(e); !strings.Contains(page, "casework_build_info{") || strings.Contains(page, `source="`) {
		t.Errorf("scrape before the state is read:\n%s", page)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var wg sync.WaitGroup
	ended := make(chan error, 1)
	wg.Go(func() { ended <- e.Run(ctx) })
	for range 3 { // the race detector looks on
		wg.Go(func() {
			for ctx.Err() == nil {
				e.Ready()
				e.Status()
				e.Overviews()
				scraped(e)
				time.Sleep(time.Millisecond)
			}
		})
	}
	const counter = `casework_cases_received_total{source="kommune",unit="Byggesak",supervision="inactive"} 5`
	if !testutil.Eventually(func() bool { return strings.Contains(scraped(e), counter) }) {
		t.Errorf("no line %s in\n%s", counter, scraped(e))
	}
	if ok, why := e.Ready(); ok || why != "not read yet: kommune" {
		t.Errorf("ready: %v, %s", ok, why)
	}
	if s := e.Status(); s[0].Restoring {
		t.Errorf("status: %+v", s)
	}
	stop()
	wg.Wait()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestStateInUse: what another exporter holds is found before anything is served.
func TestStateInUse(t *testing.T) {
	cfg := keptState(t, nil)
	first := newQuiet(t, cfg)
	if _, err := New(cfg, Build{}, slog.New(slog.DiscardHandler)); err == nil ||
		!strings.HasPrefix(err.Error(), `source "kommune": lock state `) || !strings.HasSuffix(err.Error(), "another exporter uses this state") {
		t.Errorf("the second exporter: %v", err)
	}
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	again := newQuiet(t, cfg) // Close let it go
	if err := again.close(); err != nil {
		t.Error(err)
	}
}

// TestStateOfAnotherEndsRun: a state that must not be used ends the exporter, which
// lets everything go.
func TestStateOfAnotherEndsRun(t *testing.T) {
	cfg := keptState(t, func(o *ledger.Options) { o.Source = "skole" })
	err := newQuiet(t, cfg).Run(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), `source "kommune": read state file `) || !strings.HasSuffix(err.Error(), statefile.Foreign) {
		t.Errorf("Run: %v", err)
	}
	again := newQuiet(t, cfg)
	if err := again.close(); err != nil {
		t.Error(err)
	}
}
