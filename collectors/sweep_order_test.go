package collectors

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/sweep"
)

// lookups is a source of which a sweep asks whether it can; it then tells what is
// shown by that time.
type lookups struct{ asked func() }

func (l lookups) KeepIdentifiers()                                {}
func (l lookups) Retain(func(ledger.ID) bool)                     {}
func (l lookups) Unidentified([]ledger.ID) []ledger.ID            { return nil }
func (l lookups) Sweepable(context.Context) (why string, _ error) { l.asked(); return "", nil }

func (l lookups) Ask(_ context.Context, ids []ledger.ID) (source.Answer, error) {
	l.asked()
	return source.Answer{Present: ids}, nil
}

func (l lookups) Identify(context.Context, *source.Place, int, func(ledger.ID) bool) (*source.Place, int, error) {
	return nil, 0, nil
}

func (l lookups) Reread(context.Context, []ledger.ID, func(*ledger.Page) error) error { return nil }

// TestNobodyWaitsForTheFirstSweep: what the first poll has read is shown, and the
// exporter ready, before a sweep begins, which may take as long as a database does.
func TestNobodyWaitsForTheFirstSweep(t *testing.T) {
	cases := smallSource()
	b := newBench(t, cases, "", time.Now(), Options{SweepWithin: 15 * time.Minute})
	var shown []bool
	b.sweep = sweep.New(sweep.Config{
		Source: lookups{func() { shown = append(shown, b.Ready() && b.shown["casework_open_cases"] != nil) }},
		Ledger: b.ledger, Columns: cases.Columns, Within: 15 * time.Minute, Interval: time.Minute, Keep: time.Hour,
		Read: func(int) {}, Log: slog.New(slog.DiscardHandler),
	})
	b.poll(t, 0)
	if len(shown) == 0 {
		t.Fatal("nothing was swept")
	}
	for _, is := range shown {
		if !is {
			t.Error("nothing was shown before the sweep")
		}
	}
}
