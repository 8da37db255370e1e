package collectors

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
)

// TestReconciliation: what polling cannot see is found at night, repaired and
// counted as what it is.
func TestReconciliation(t *testing.T) {
	tests := []struct {
		name        string
		behind      func(*fake) // what happens behind the cursor
		open        string      // after the repair
		received    string      // counted
		corrections string      // kinds counted
	}{
		{"nothing", func(*fake) {}, "3", "0", ""},
		{"a row deleted", func(f *fake) { f.cases = f.cases[1:] }, "2", "0", "deleted"},
		{"all rows deleted", func(f *fake) { f.cases = nil }, "0", "0", "deleted deleted deleted"},
		{"a row edited without a new changed_at", func(f *fake) { f.cases[0].Closed = f.cases[0].Received + 5 }, "2", "0", "drifted"},
		{"a row moved to another month", func(f *fake) { f.cases[0].Received -= 90 * testDay }, "3", "0", "drifted retimed"},
		{"a row that no poll saw", func(f *fake) {
			c := f.cases[0]
			c.ID = 9 << 50
			f.cases = append(f.cases, c)
		}, "4", "1", "drifted"},
		{"an impossible row", func(f *fake) { f.cases[0].Closed = 1 }, "2", "0", "drifted withdrawn"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{ZeroHold: -1, ReconcileAt: 3 * time.Hour}, func(t *testing.T, b *bench) {
				b.source.cases = nil
				for i := range int64(3) {
					b.source.cases = append(b.source.cases, ledger.Case{
						ID: ledger.ID(i+1) << 50, Unit: "A", Received: time.Now().Unix() - i*40*testDay, Reopened: -1,
						Changed: time.Now().Add(-time.Hour).UnixMicro() + i, // a case alone is re-read at the cursor
					})
				}
				b.source.cases = append(b.source.cases, ledger.Case{ // moves the cursor on
					ID: 8 << 50, Unit: "B", Received: 1, Closed: 1, Reopened: -1, Changed: time.Now().UnixMicro(),
				})
				b.poll(t, 0)
				time.Sleep(2 * time.Hour) // past the span in which a change is in flight
				last := b.source.cases[3]
				b.source.cases = b.source.cases[:3:3]
				tt.behind(b.source)
				b.source.cases = append(b.source.cases, last)
				b.source.cases[len(b.source.cases)-1].Changed = time.Now().UnixMicro()
				b.poll(t, 0)
				if got := b.unit(openCases, "A"); got != "3" {
					t.Fatalf("%s open before the reconciliation, want 3", got)
				}
				b.poll(t, 24*time.Hour)
				if got := b.unit(openCases, "A"); got != tt.open {
					t.Errorf("%s open, want %s", got, tt.open)
				}
				if got := b.unit(receivedTotal, "A"); got != tt.received {
					t.Errorf("%s received, want %s", got, tt.received)
				}
				if got := b.corrected(); got != tt.corrections {
					t.Errorf("corrections %q, want %q", got, tt.corrections)
				}
				if _, ok := b.gather(t)["casework_source_reconciled_timestamp_seconds"]; !ok {
					t.Error("no time of the reconciliation is shown")
				}
				before := b.corrected()
				b.poll(t, 24*time.Hour)
				if got := b.corrected(); got != before {
					t.Errorf("corrections of the next night: %q, then %q", before, got)
				}
			})
		})
	}
}

// corrected lists the corrections of cases shown, each as often as counted.
func (b *bench) corrected() string {
	var kinds []string
	for _, kind := range []string{"deleted", "drifted", "moved", "restored", "retimed", "withdrawn"} {
		var n int
		_, _ = fmt.Sscan(b.value("casework_ledger_corrections_total", "query=cases", "kind="+kind), &n) // 0 if absent
		for range n {
			kinds = append(kinds, kind)
		}
	}
	return strings.Join(kinds, " ")
}

// TestReconciliationOfOtherTables: of errors and sessions too, what is gone
// leaves and what is there stays.
func TestReconciliationOfOtherTables(t *testing.T) {
	inBubble(t, Options{ZeroHold: -1, ReconcileAt: 3 * time.Hour}, func(t *testing.T, b *bench) {
		old, at := time.Now().Add(-time.Hour).UnixMicro(), time.Now().Unix()
		b.source.errors, b.source.sessions = nil, nil
		for i := range ledger.ID(3) {
			b.source.errors = append(b.source.errors, ledger.Error{ID: (i + 1) << 50, Unit: "A", Kind: "error", Reported: at, Changed: old})
			b.source.sessions = append(b.source.sessions, ledger.Session{ID: (i + 1) << 50, Unit: "A", Programme: "v", Planned: at, Changed: old})
		}
		// The last ones move the cursors on.
		b.source.errors[2].Changed, b.source.sessions[2].Changed = time.Now().UnixMicro(), time.Now().UnixMicro()
		b.poll(t, 0)
		time.Sleep(2 * time.Hour) // past the span in which a change is in flight
		b.source.errors, b.source.sessions = b.source.errors[1:], b.source.sessions[1:]
		b.poll(t, 24*time.Hour)
		for _, query := range []string{"errors", "sessions"} {
			for metric, want := range map[string]string{"casework_ledger_rows": "2", "casework_ledger_corrections_total": "1"} {
				labels := []string{"query=" + query}
				if want == "1" {
					labels = append(labels, "kind=deleted")
				}
				if got := b.value(metric, labels...); got != want {
					t.Errorf("%s of %s: %s, want %s", metric, query, got, want)
				}
			}
		}
	})
}

// TestReconciliationReadsLittle: months that agree are compared, not read.
func TestReconciliationReadsLittle(t *testing.T) {
	inBubble(t, Options{ReconcileAt: 3 * time.Hour}, func(t *testing.T, b *bench) {
		for i := range int64(24) {
			b.source.cases = append(b.source.cases, ledger.Case{
				ID: ledger.ID(i+2) << 50, Unit: "A", Received: time.Now().Unix() - i*30*testDay, Reopened: -1, Changed: 1,
			})
		}
		rows := func() float64 { return b.selves(t, "rows_read_total,cases")["rows_read_total,cases"] }
		b.poll(t, 0)
		first := rows()
		b.poll(t, 4*time.Hour)
		if got, polled := rows()-first, first; got != polled { // the fake has no index: a poll reads all
			t.Errorf("%v rows read by poll and reconciliation, want %v", got, polled)
		}
		if b.source.summaries < 24 || b.source.summaries > 26 {
			t.Errorf("%d months compared, want 24 to 26", b.source.summaries)
		}
	})
}

// TestReconciliationOfFarTimes: a time that cannot be, such as the 9999 that
// some systems write for never, does not make a hundred thousand queries.
func TestReconciliationOfFarTimes(t *testing.T) {
	inBubble(t, Options{ReconcileAt: 3 * time.Hour}, func(t *testing.T, b *bench) {
		never := time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC).Unix()
		b.source.cases = append(b.source.cases, ledger.Case{ID: 5 << 50, Unit: "A", Received: never, Reopened: -1, Changed: 1})
		b.poll(t, 4*time.Hour)
		if n := b.source.summaries; n > 2000 {
			t.Errorf("%d months compared", n)
		}
	})
}

// TestReconciliationIsRepeatedAfterAnHour: if it fails it is tried again, but
// not with every poll.
func TestReconciliationIsRepeatedAfterAnHour(t *testing.T) {
	inBubble(t, Options{ReconcileAt: 3 * time.Hour}, func(t *testing.T, b *bench) {
		b.source.fail["reconciliation"] = errBroken
		var failed []float64
		for _, pass := range []time.Duration{time.Hour, 2 * time.Hour, time.Minute, 58 * time.Minute, time.Minute, time.Minute} {
			b.poll(t, pass)
			failed = append(failed, b.failures(t)["reconciliation"])
		}
		if diff := cmp.Diff([]float64{0, 1, 1, 1, 2, 2}, failed); diff != "" {
			t.Errorf("failures after each poll (-want +got):\n%s", diff)
		}
		clear(b.source.fail)
		b.poll(t, time.Hour)
		if want := time.Now().Truncate(24 * time.Hour).Add(27 * time.Hour); !b.reconcile.Equal(want) {
			t.Errorf("once it succeeded, next at %v, want %v", b.reconcile, want)
		}
	})
}

func TestNextReconciliation(t *testing.T) {
	oslo := zone(t, "Europe/Oslo")
	half := 2*time.Hour + 30*time.Minute // 02:30, which the change to summer time leaves out
	tests := []struct {
		name        string
		at          time.Duration
		after, want string
	}{
		{"later today", half, "2026-02-10 02:29:59 +0100", "2026-02-10 02:30:00 +0100"},
		{"not now again", half, "2026-02-10 02:30:00 +0100", "2026-02-11 02:30:00 +0100"},
		{"midnight", 0, "2026-02-10 00:00:01 +0100", "2026-02-11 00:00:00 +0100"},
		{"at the end of a year", half, "2026-12-31 12:00:00 +0100", "2027-01-01 02:30:00 +0100"},
		{"in the source's zone", 0, "2026-07-01 22:30:00 +0000", "2026-07-03 00:00:00 +0200"},
		{"after the hour that is left out", half, "2026-03-29 04:00:00 +0200", "2026-03-30 02:30:00 +0200"},
		{"the day after the hour that is there twice", half, "2026-10-25 03:30:00 +0100", "2026-10-26 02:30:00 +0100"},
		{"never", -1, "2026-02-10 02:29:59 +0100", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const layout = "2006-01-02 15:04:05 -0700"
			after, err := time.Parse(layout, tt.after)
			if err != nil {
				t.Fatal(err)
			}
			p := &Poller{opts: Options{ReconcileAt: tt.at, Location: oslo}}
			got := ""
			if at := p.nextReconciliation(after); !at.IsZero() {
				got = at.In(oslo).Format(layout)
			}
			if got != tt.want {
				t.Errorf("after %s comes %s, want %s", tt.after, got, tt.want)
			}
		})
	}
	t.Run("once every day of a year", func(t *testing.T) {
		for _, at := range []time.Duration{0, half, 3 * time.Hour} {
			p := &Poller{opts: Options{ReconcileAt: at, Location: oslo}}
			now := time.Date(2026, 1, 1, 12, 0, 0, 0, oslo)
			for day := range 365 {
				next := p.nextReconciliation(now)
				want := time.Date(2026, 1, 2+day, 12, 0, 0, 0, oslo)
				if next.In(oslo).YearDay() != want.YearDay() {
					t.Fatalf("at %v: %v comes after %v, not on the next day", at, next, now)
				}
				now = next
			}
		}
	})
}
