package collectors

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/civil"
	"casework/collectors/exposition"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/collectors/supplement"
)

// A scrapedTown is two sources that share an exposition, and change by chance: units,
// types, kinds and programmes come and go, units are hidden, sources fail and come back,
// and the exporter starts anew.
type scrapedTown struct {
	*rand.Rand
	t       *testing.T
	now     time.Time
	mu      sync.Mutex // guards it: polls that seem to hang are looked at beside the test
	opts    []Options  // of each source
	ledgers ledger.Options
	sources []*fake
	pollers []*Poller
	shown   *exposition.Exposition
	written int64 // of rows
	kinds   int
	stored  int // how many Views were of ledgers that were stored and read
	units   int // how many there may be

	scrapers []*slowScraper
}

func newScrapedTown(t *testing.T, rng *rand.Rand, units int) *scrapedTown {
	w := &scrapedTown{Rand: rng, t: t, now: studiedAt, ledgers: ledgerOptions, units: units}
	w.ledgers.CaseTypes = [][]string{nil, {"permit", "appeal"}}[w.IntN(2)]
	for range 2 {
		f := &fake{
			columns: ledger.Columns{Started: true, Deadline: true}, fail: map[string]error{}, none: map[string]bool{},
			programmes: []ledger.Programme{{Unit: "u1", Name: "v", From: w.past(90)}},
		}
		w.sources = append(w.sources, f)
		o := Options{
			ZeroHold: -1, ListsEvery: 1, WaitBounds: testBounds, TurnaroundBounds: testBounds,
			Now: func() time.Time {
				w.mu.Lock()
				defer w.mu.Unlock()
				return w.now
			},
		}
		if w.IntN(3) == 0 {
			o.SmallUnits = statefile.NewSmallUnits(hideSmall())
		}
		if w.IntN(3) == 0 {
			o.Shard = families.Shard{Index: 1 + w.IntN(2), Of: 2}
		}
		if w.IntN(2) == 0 {
			o.Tables = []TableReader{w}
		}
		if w.IntN(4) == 0 {
			o.Study = &StudyOptions{FollowUp: 24 * time.Hour}
		}
		w.opts = append(w.opts, o)
		w.pollers = append(w.pollers, nil)
		for range 10 * w.units {
			w.change(f)
		}
	}
	w.start(nil, nil)
	return w
}

// ReadTable reads how some units spend their time.
func (w *scrapedTown) ReadTable(_ context.Context, t *supplement.Table, _ civil.Day, add func(supplement.Row)) (bool, error) {
	if t != supplement.TimeUse || w.IntN(10) == 0 {
		return false, nil
	}
	for unit := range 4 {
		set := func(v supplement.Value) supplement.Value { v.Set = true; return v }
		add(supplement.Row{
			set(supplement.Value{Text: fmt.Sprint("u", unit)}), set(supplement.Value{Day: civil.DayOf(w.now.AddDate(0, -1, 0)).Month()}), set(supplement.Value{Number: 1500}),
			set(supplement.Value{Number: float64(2900 + w.IntN(2))}), set(supplement.Value{Number: 20}),
		})
	}
	return true, nil
}

// start starts the exporter with what it knew.
func (w *scrapedTown) start(first, second *ledger.Ledger) {
	w.shown = exposition.New(prometheus.NewRegistry(), slog.New(slog.DiscardHandler), exposition.Options{SelfAge: -1})
	pub := mustPublisher(w.t, w.shown.Publish, "one", "two")
	for i, l := range []*ledger.Ledger{first, second} {
		if l == nil {
			l = ledger.New(w.ledgers, 7, w.now.Unix())
		}
		w.pollers[i] = mustPoller(w.t, PollerConfig{
			Name: []string{"one", "two"}[i], Source: w.sources[i], Ledger: l, Publisher: pub, Metrics: NewPollMetrics(),
			Log: slog.New(slog.DiscardHandler), Options: w.opts[i],
		})
	}
}

// past is an instant gone by.
func (w *scrapedTown) past(days int64) int64 { return w.now.Unix() - w.Int64N(days*86400) }

func (w *scrapedTown) unit() string { return fmt.Sprint("u", min(w.IntN(w.units), w.IntN(w.units))) }

// change changes a source.
func (w *scrapedTown) change(f *fake) {
	w.written++
	version := w.now.UnixMicro() + w.written%1000
	if len(f.cases) == 0 {
		f.cases = append(f.cases, ledger.Case{ID: 1, Unit: "u0", Received: w.past(10), Reopened: -1, Changed: version})
	}
	c := &f.cases[w.IntN(len(f.cases))]
	switch w.IntN(24) {
	case 0, 1, 2, 3, 4, 5:
		f.cases = append(f.cases, ledger.Case{
			ID: ledger.ID(w.Uint64()), Unit: w.unit(), Type: []string{"permit", "appeal", "tip", ""}[w.IntN(4)], Received: w.past(60), Reopened: -1,
			Deadline: w.now.Unix() + w.Int64N(40*86400) - 20*86400, Changed: version,
		})
	case 6, 7, 8:
		c.Started, c.Changed = max(c.Received, w.past(20)), version
	case 9, 10:
		c.Started = max(c.Received, w.past(20))
		c.Closed, c.Changed = max(c.Started, w.past(3)), version
	case 11:
		c.Unit, c.Changed = w.unit(), version
	case 12:
		c.Closed, c.Changed = 0, version
	case 13:
		*c = f.cases[len(f.cases)-1]
		f.cases = f.cases[:len(f.cases)-1]
	case 14, 15:
		kinds := 1
		if w.IntN(20) == 0 { // a mistake: more than are distinguished, most of which are forgotten when it is over
			kinds = ledger.MaxKinds
		}
		for range kinds {
			kind := w.IntN(4)
			if kinds > 1 || w.IntN(3) == 0 {
				w.kinds++
				kind = w.kinds
			}
			f.errors = append(f.errors, ledger.Error{ID: ledger.ID(w.Uint64()), Unit: w.unit(), Kind: fmt.Sprint("kind ", kind), Reported: w.past(40), Changed: version})
		}
	case 16:
		s := ledger.Session{ID: ledger.ID(w.Uint64()), Unit: w.unit(), Programme: fmt.Sprint("p", w.IntN(5)), Planned: w.past(40), Minutes: 30, Changed: version}
		if w.IntN(2) == 0 {
			s.Held = s.Planned
		}
		f.sessions = append(f.sessions, s)
	case 17:
		f.pauses = append(f.pauses, ledger.Pause{ID: ledger.PauseID(ledger.ID(w.Uint64())), Case: c.ID, Paused: w.past(9), Changed: version})
	case 18:
		f.programmes = nil
		for range w.IntN(5) {
			p := ledger.Programme{Unit: w.unit(), Name: fmt.Sprint("p", w.IntN(3)), From: w.past(200)}
			if w.IntN(2) == 0 {
				p.Until = p.From + w.Int64N(300*86400)
			}
			f.programmes = append(f.programmes, p)
		}
	case 19:
		f.units = nil
		for i := range w.IntN(w.units + 3) {
			f.units = append(f.units, ledger.Unit{Unit: fmt.Sprint("u", i), Name: fmt.Sprint("Unit ", w.IntN(3)), Parent: "u0"})
		}
	case 20:
		f.fail = map[string]error{}
		if w.IntN(2) == 0 {
			f.fail[[]string{"cases", "errors", "pauses"}[w.IntN(3)]] = errors.New("gone away")
		}
	case 21:
		f.fail = map[string]error{}
		query := []string{"errors", "sessions", "pauses"}[w.IntN(3)]
		f.none = map[string]bool{query: !f.none[query]}
	case 22:
		f.errors = slices.DeleteFunc(f.errors, func(ledger.Error) bool { return w.IntN(3) > 0 })
	case 23:
		f.columns = ledger.Columns{Started: w.IntN(4) > 0, Deadline: w.IntN(4) > 0}
	}
}

// restored is the ledger of a poller as it is stored and read again.
func (w *scrapedTown) restored(i int) *ledger.Ledger {
	w.t.Helper()
	p := w.pollers[i]
	var payloads [][]byte
	if err := p.ledger.Checkpoint(func(b []byte) error { payloads = append(payloads, bytes.Clone(b)); return nil }); err != nil {
		w.t.Fatal(err)
	}
	l, err := ledger.Restore(w.ledgers, w.now.Unix(), func() ([]byte, error) {
		if len(payloads) == 0 {
			return nil, nil
		}
		next := payloads[0]
		payloads = payloads[1:]
		return next, nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

// poll changes the sources, and has one of them polled.
func (w *scrapedTown) poll() {
	w.t.Helper()
	w.mu.Lock()
	w.now = w.now.Add(time.Duration(1+w.Int64N([]int64{90, 90, 3600, 20 * 3600}[w.IntN(4)])) * time.Second)
	w.mu.Unlock()
	i := w.IntN(2)
	for range w.IntN(6) {
		w.change(w.sources[i])
	}
	if w.IntN(40) == 0 {
		w.start(w.restored(0), w.restored(1))
		for _, p := range w.pollers {
			_ = p.Poll(w.t.Context())
		}
	}
	_ = w.pollers[i].Poll(w.t.Context())
	if w.IntN(15) == 0 {
		w.pollers[i].withhold()
	}
}
