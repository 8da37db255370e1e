package app

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/civil"
	"casework/collectors/exposition"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/supplement"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// A backendOfRows is a Backend that is no database.
type backendOfRows struct {
	cases   []ledger.Case
	columns ledger.Columns
	asked   []string // tables
}

func (b *backendOfRows) Changes(_ context.Context, t ledger.Table, since ledger.Cursor, apply func(*ledger.Page) error) error {
	if t != ledger.Cases {
		return nil
	}
	return apply(&ledger.Page{Cases: b.cases, Next: since})
}

func (b *backendOfRows) ReadTable(_ context.Context, t *supplement.Table, _ civil.Day, _ func(supplement.Row)) (bool, error) {
	b.asked = append(b.asked, t.Name)
	return false, nil
}

func (b *backendOfRows) RowsChanged(context.Context, ledger.Table, int64, int64, int64, int64, func(*ledger.Page) error) error {
	return nil
}

func (b *backendOfRows) Has(_ context.Context, query source.Query) (bool, error) {
	return query == source.Cases, nil
}

func (*backendOfRows) Programmes(context.Context) ([]ledger.Programme, error) { return nil, nil }
func (*backendOfRows) Units(context.Context) ([]ledger.Unit, error)           { return nil, nil }
func (b *backendOfRows) Columns() ledger.Columns                              { return b.columns }

func (*backendOfRows) Span(context.Context, ledger.Table) (first, last int64, err error) {
	return 0, 0, nil
}

func (*backendOfRows) Summaries(context.Context, ledger.Table, int64, int64) (map[string]ledger.Summary, error) {
	return nil, nil
}

func (*backendOfRows) Rows(context.Context, ledger.Table, int64, int64, func(*ledger.Page) error) error {
	return nil
}
func (*backendOfRows) Wall(_ ledger.Table, _ ledger.TimeColumn, unix int64) int64 { return unix }
func (*backendOfRows) Expect(ledger.Table)                                        {}
func (*backendOfRows) Found() []string                                            { return nil }
func (*backendOfRows) Recall([]string)                                            {}
func (*backendOfRows) Off() []string                                              { return []string{"phases"} }

func (*backendOfRows) Inspect(context.Context, ...string) ([]source.Finding, error) {
	return nil, nil
}
func (*backendOfRows) NamesMet() source.NamesMet { return source.NamesMet{} }
func (*backendOfRows) Close() error              { return nil }

// TestAnyBackendIsRead: what reads a source once knows nothing of the database
// behind it, so that another kind joins without a change there.
func TestAnyBackendIsRead(t *testing.T) {
	configtest.SetEnv(t, map[string]string{"CASEWORK_MIN_CELL": "0"})
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	keyer, rows := ledger.NewKeyer(1), &backendOfRows{}
	for i := range uint64(7) {
		rows.cases = append(rows.cases, ledger.Case{ID: keyer.Int(i), Unit: "Byggesak", Received: now.AddDate(0, 0, -3).Unix()})
	}
	s := &Source{Backend: rows, cfg: cfg, settings: &cfg.Sources[0], seed: 1}
	read, err := s.ReadOnce(t.Context(), ReadOptions{At: now})
	if err != nil {
		t.Fatal(err)
	}
	if got := read.RowsRead["cases"]; got != 7 {
		t.Errorf("read %d rows of cases, want 7: %v", got, slices.Sorted(maps.Keys(read.RowsRead)))
	}
	if !slices.Contains(rows.asked, "surveys") {
		t.Errorf("asked for the tables %v, want all", rows.asked)
	}
	if off := read.Poller.Status().Off; !slices.Equal(off, rows.Off()) {
		t.Errorf("off is %v, want what the backend says", off)
	}
	var shown strings.Builder
	if err := exposition.WriteText(&shown, read.Shown); err != nil {
		t.Fatal(err)
	}
	if want := `casework_open_cases{source="kommune",unit="Byggesak",supervision="inactive"} 7`; !strings.Contains(shown.String(), want) {
		t.Errorf("no line %s in\n%s", want, shown.String())
	}
}
