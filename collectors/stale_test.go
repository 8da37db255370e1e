package collectors

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/timeseries"
)

// standing is what a test of staleness looks at: a gauge and a counter of
// the source, and what the exporter says of it.
func (b *bench) standing(t *testing.T) []any {
	t.Helper()
	s := b.selves(t, "up", "withheld")
	return []any{b.unit(openCases, "A"), b.unit(receivedTotal, "A"), s["up"], s["withheld"]}
}

func check(t *testing.T, b *bench, when string, want ...any) {
	t.Helper()
	synctest.Wait()
	if diff := cmp.Diff(want, b.standing(t)); diff != "" {
		t.Errorf("%s: gauge, counter, up, withheld (-want +got):\n%s", when, diff)
	}
}

// TestGaugesOfFailingSource: gauges stay as of the last success until they
// are too old, counters always.
func TestGaugesOfFailingSource(t *testing.T) {
	inBubble(t, Options{ZeroHold: -1, StaleAfter: 15 * time.Minute}, func(t *testing.T, b *bench) {
		b.poll(t, 0)
		b.source.receive("A")
		b.poll(t, time.Minute)
		check(t, b, "read", "2", "1", 1.0, 0.0)
		b.source.receive("A")
		b.source.fail["errors"] = errBroken // cases still are read, counted and shown
		b.poll(t, time.Minute)
		check(t, b, "errors fail", "3", "2", 0.0, 0.0)
		b.source.fail["cases"] = errBroken
		b.poll(t, 15*time.Minute-time.Second)
		check(t, b, "just before they are too old", "3", "2", 0.0, 0.0)
		b.poll(t, time.Second)
		check(t, b, "too old", "absent", "2", 0.0, 1.0)
		b.poll(t, 9*time.Hour)
		check(t, b, "far too old", "absent", "2", 0.0, 1.0)
		clear(b.source.fail)
		b.source.receive("A")
		b.poll(t, time.Minute)
		check(t, b, "read again", "4", "3", 1.0, 0.0)
	})
}

// run runs a bench's poller until the test stops it.
func run(t *testing.T, b *bench) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { b.Run(ctx); close(done) }()
	return func() { cancel(); <-done }
}

// TestHangingPoll: gauges are withheld in time although the poll that would
// notice hangs, and come back with its end.
func TestHangingPoll(t *testing.T) {
	inBubble(t, Options{StaleAfter: 15 * time.Minute}, func(t *testing.T, b *bench) {
		defer run(t, b)()
		time.Sleep(time.Second)
		check(t, b, "read", "1", "0", 1.0, 0.0)
		b.source.mu.Lock()
		b.source.hang = make(chan struct{})
		b.source.mu.Unlock()
		time.Sleep(15*time.Minute - 2*time.Second)
		check(t, b, "just before they are too old", "1", "0", 1.0, 0.0)
		time.Sleep(2 * time.Second)
		check(t, b, "too old", "absent", "0", 1.0, 1.0)
		time.Sleep(time.Hour)
		close(b.source.hang)
		check(t, b, "the poll ended", "1", "0", 1.0, 0.0)
	})
}

// TestWithheldBetweenPolls: gauges are withheld in time although the next
// poll of a failing source is far.
func TestWithheldBetweenPolls(t *testing.T) {
	inBubble(t, Options{Interval: 10 * time.Minute, StaleAfter: 15 * time.Minute}, func(t *testing.T, b *bench) {
		defer run(t, b)()
		time.Sleep(time.Second)
		b.source.mu.Lock()
		b.source.fail["cases"] = errBroken
		b.source.mu.Unlock()
		time.Sleep(15*time.Minute - 2*time.Second)
		check(t, b, "just before they are too old", "1", "0", 0.0, 0.0)
		time.Sleep(2 * time.Second)
		check(t, b, "too old", "absent", "0", 0.0, 1.0)
	})
}

// TestLateTimer: a timer that goes off while a poll succeeds finds the gauges
// fresh, and leaves them.
func TestLateTimer(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.poll(t, 0)
		b.withhold()
		check(t, b, "just read", "1", "0", 1.0, 0.0)
	})
}

func TestNothingIsShownBeforeTheFirstLoad(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.source.fail["cases"], b.source.fail["errors"] = errBroken, errBroken
		b.poll(t, 0)
		if b.last != nil || b.Ready() || len(b.Rejected()) != 0 {
			t.Errorf("shown: %v; ready: %v; rejected: %v", b.last != nil, b.Ready(), b.Rejected())
		}
		clear(b.source.fail)
		b.source.fail["errors"] = errBroken
		b.poll(t, time.Minute)
		check(t, b, "cases read, errors not", "1", "0", 0.0, 0.0)
		if !b.Ready() {
			t.Error("not ready although cases were read")
		}
		for _, name := range []string{"casework_window_errors", "casework_errors_reported_total"} {
			if n := len(b.shown[name]); n != 0 {
				t.Errorf("%d series of %s, though no error was ever read", n, name)
			}
		}
		clear(b.source.fail)
		b.source.receive("")
		b.poll(t, time.Minute)
		check(t, b, "read", "1", "0", 1.0, 0.0)
		if !b.Ready() {
			t.Error("not ready")
		}
		if diff := cmp.Diff(map[string]int64{"cases no_unit": 1}, b.Rejected()); diff != "" {
			t.Errorf("rejected (-want +got):\n%s", diff)
		}
	})
}

// TestRestart: counters are shown at once where they stood, gauges only once
// the source was read.
func TestRestart(t *testing.T) {
	path := t.TempDir() + "/test.state"
	synctest.Test(t, func(t *testing.T) {
		source := smallSource()
		first := newBench(t, source, path, time.Now(), Options{Now: time.Now, ZeroHold: -1})
		first.poll(t, 0)
		source.receive("A")
		first.poll(t, time.Minute)
		if err := first.state.Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		source.receive("A") // while nothing runs
		source.hang = make(chan struct{})
		b := newBench(t, source, path, time.Now(), Options{Now: time.Now})
		defer run(t, b)()
		check(t, b, "started", "absent", "1", 0.0, 1.0)
		if b.Ready() {
			t.Error("ready before the source was read")
		}
		time.Sleep(time.Hour)
		check(t, b, "while the first poll hangs", "absent", "1", 0.0, 1.0)
		close(source.hang)
		check(t, b, "read", "3", "2", 1.0, 0.0) // no zero is held: the series is known
	})
}

// TestErrorCountersLeaveWithTheirQuery: those that nobody counts any more would
// look like no errors.
func TestErrorCountersLeaveWithTheirQuery(t *testing.T) {
	path := t.TempDir() + "/test.state"
	synctest.Test(t, func(t *testing.T) {
		source := smallSource()
		first := newBench(t, source, path, time.Now(), Options{Now: time.Now, ZeroHold: -1})
		first.poll(t, 0)
		source.report("A", "error")
		first.poll(t, time.Minute)
		if n := first.shown[errorsTotal]; len(n) == 0 {
			t.Fatal("no errors are counted")
		}
		if err := first.state.Close(); err != nil {
			t.Fatal(err)
		}
		source.none = map[string]bool{"errors": true}
		b := newBench(t, source, path, time.Now(), Options{Now: time.Now})
		b.poll(t, time.Minute)
		if n := b.shown[errorsTotal]; len(n) > 0 || len(b.shown[receivedTotal]) == 0 {
			t.Errorf("errors are counted without the query, or cases are not: %v", n)
		}
	})
}

// TestInterval: polls begin an interval apart, however long they take.
func TestInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var began []time.Duration
		start := time.Now()
		b := newBench(t, smallSource(), "", start, Options{
			Now: time.Now, Interval: time.Minute,
			Programmes: func() ([]ledger.Programme, error) {
				began = append(began, time.Since(start))
				time.Sleep([]time.Duration{0, 20 * time.Second, 59 * time.Second, 90 * time.Second, 0, 0}[len(began)-1])
				return []ledger.Programme{}, nil
			},
		})
		stop := run(t, b)
		time.Sleep(5 * time.Minute)
		stop()
		minute := time.Minute
		want := []time.Duration{0, minute, 2 * minute, 3 * minute, 4*minute + 30*time.Second}
		if diff := cmp.Diff(want, began); diff != "" {
			t.Errorf("polls began (-want +got):\n%s", diff)
		}
	})
}

// TestWithoutState: nothing is kept, and all else goes on.
func TestWithoutState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, smallSource(), "", time.Now(), Options{Now: time.Now})
		b.poll(t, 0)
		b.source.receive("A")
		b.poll(t, time.Minute)
		check(t, b, "read", "2", "1", 1.0, 0.0)
		for name := range b.gather(t) {
			if strings.HasPrefix(name, "casework_state") {
				t.Errorf("%s is shown", name)
			}
		}
	})
}

// TestDefaults: zero fields take the documented defaults.
func TestDefaults(t *testing.T) {
	p := mustPoller(t, PollerConfig{
		Name: "x", Source: &fake{}, Ledger: ledger.New(ledgerOptions, 1, 0), Metrics: NewPollMetrics(),
		Publisher: mustPublisher(t, func(*timeseries.Snapshot) {}, "x"), Log: slog.New(slog.DiscardHandler),
	})
	got := []any{
		p.opts.Interval, p.opts.StaleAfter, p.opts.ListsEvery, p.opts.ZeroHold, p.opts.Location,
		p.reconcile.UTC().Format("15:04:05"), p.reconcile.After(time.Now()), time.Until(p.reconcile) <= 24*time.Hour,
	}
	want := []any{time.Minute, 15 * time.Minute, 10 * time.Minute, 2 * time.Minute, time.UTC, "00:00:00", true, true}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b *time.Location) bool { return a == b })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
