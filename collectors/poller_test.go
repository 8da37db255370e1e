package collectors

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
)

// inBubble runs a test on a poller with the time of a bubble. The source has
// every query and, to begin with, one open case, one error and one session.
func inBubble(t *testing.T, opts Options, test func(*testing.T, *bench)) {
	t.Helper()
	path := t.TempDir() + "/test.state"
	synctest.Test(t, func(t *testing.T) {
		opts.Now = time.Now
		test(t, newBench(t, smallSource(), path, time.Now(), opts))
	})
}

func smallSource() *fake {
	now := time.Now().Unix()
	return &fake{
		columns:  ledger.Columns{Started: true, Deadline: true},
		units:    []ledger.Unit{{Unit: "A"}, {Unit: "B"}},
		cases:    []ledger.Case{{ID: 1 << 50, Unit: "A", Received: now - 9*testDay, Reopened: -1, Changed: 1}},
		errors:   []ledger.Error{{ID: 1 << 50, Unit: "A", Kind: "error", Reported: now - 9*testDay, Changed: 1}},
		sessions: []ledger.Session{{ID: 1 << 50, Unit: "A", Programme: "v", Planned: now - 9*testDay, Changed: 1}},
		fail:     map[string]error{}, none: map[string]bool{},
	}
}

// receive adds a case to the source that was received now.
func (f *fake) receive(unit string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	f.cases = append(f.cases, ledger.Case{
		ID: ledger.ID(uint64(len(f.cases)+1) << 50), Unit: unit, Received: now.Unix(), Reopened: -1, Changed: now.UnixMicro(),
	})
}

// report adds an error to the source that was reported now.
func (f *fake) report(unit, kind string) {
	now := time.Now()
	f.errors = append(f.errors, ledger.Error{
		ID: ledger.ID(uint64(len(f.errors)+1) << 50), Unit: unit, Kind: kind, Reported: now.Unix(), Changed: now.UnixMicro(),
	})
}

// meet adds a session to the source that was held now.
func (f *fake) meet(unit, programme string) {
	now := time.Now()
	f.sessions = append(f.sessions, ledger.Session{
		ID: ledger.ID(uint64(len(f.sessions)+1) << 50), Unit: unit, Programme: programme, Minutes: 60,
		Planned: now.Unix(), Held: now.Unix(), Changed: now.UnixMicro(),
	})
}

const (
	receivedTotal = "casework_cases_received_total"
	errorsTotal   = "casework_errors_reported_total"
	sessionsTotal = "casework_supervision_sessions_held_total"
	openCases     = "casework_open_cases"
)

// value is what a series shows, or "absent". The labels are those after the
// source, as name=value.
func (b *bench) value(name string, labels ...string) string {
	series := `{source="test"`
	for _, l := range labels {
		k, v, _ := strings.Cut(l, "=")
		series += fmt.Sprintf(",%s=%q", k, v)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	v, ok := b.shown[name][series+"}"]
	if !ok {
		return "absent"
	}
	return fmt.Sprint(v)
}

// unit is what a series of a unit shows under no supervision.
func (b *bench) unit(name, unit string) string {
	return b.value(name, "unit="+unit, "supervision=inactive")
}

// selves are the self-metrics that a test asks for, by name without prefix.
func (b *bench) selves(t *testing.T, names ...string) map[string]float64 {
	t.Helper()
	all, out := b.gather(t), map[string]float64{}
	for _, n := range names {
		out[n] = all["casework_source_"+n]
	}
	return out
}

// failures are the stages at which polls failed, and how often.
func (b *bench) failures(t *testing.T) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	for name, n := range b.gather(t) {
		if stage, ok := strings.CutPrefix(name, "casework_source_poll_failures_total,"); ok && n > 0 {
			out[stage] = n
		}
	}
	return out
}

// TestFailingStage: a poll counts where it fails, reads what does not depend
// on that, and the next one catches up without counting twice.
func TestFailingStage(t *testing.T) {
	all := map[string]string{"cases": "1", "errors": "1", "sessions": "1"}
	without := func(gone string, shows string) map[string]string {
		m := maps.Clone(all)
		m[gone] = shows
		return m
	}
	tests := []struct {
		stage string
		up    float64
		shown map[string]string // by the failed poll
	}{
		{"programmes", 0, map[string]string{"cases": "0", "errors": "0", "sessions": "absent"}},
		{"units", 0, map[string]string{"cases": "0", "errors": "0", "sessions": "absent"}},
		{"cases", 0, without("cases", "0")},
		{"errors", 0, without("errors", "0")},
		{"sessions", 0, without("sessions", "absent")},
		{"reconciliation", 1, all},
		{"state", 1, all}, // saved again after the reconciliation
	}
	for _, tt := range tests {
		t.Run(tt.stage, func(t *testing.T) {
			inBubble(t, Options{ZeroHold: -1, StaleAfter: 3 * time.Hour, ReconcileAt: time.Hour}, func(t *testing.T, b *bench) {
				b.poll(t, 0)
				b.source.receive("A")
				b.source.report("A", "error")
				b.source.meet("A", "v")
				repair := func() { delete(b.source.fail, tt.stage) }
				if tt.stage == "state" {
					b.state.fail = true
					repair = func() {}
				} else {
					b.source.fail[tt.stage] = errBroken
				}
				shown := func() map[string]string {
					return map[string]string{
						"cases":    b.unit(receivedTotal, "A"),
						"errors":   b.value(errorsTotal, "unit=A", "supervision=inactive", "kind=error"),
						"sessions": b.value(sessionsTotal, "unit=A", "programme=v"),
					}
				}
				b.poll(t, 61*time.Minute)
				if diff := cmp.Diff(map[string]float64{tt.stage: 1}, b.failures(t)); diff != "" {
					t.Errorf("failures by stage (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(map[string]float64{"up": tt.up, "withheld": 0, "polls_total": 2}, b.selves(t, "up", "withheld", "polls_total")); diff != "" {
					t.Errorf("self (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.shown, shown()); diff != "" {
					t.Errorf("counters after the failure (-want +got):\n%s", diff)
				}
				repair()
				b.poll(t, 61*time.Minute)
				if diff := cmp.Diff(all, shown()); diff != "" {
					t.Errorf("counters once repaired (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(map[string]float64{"up": 1, "withheld": 0, "polls_total": 3}, b.selves(t, "up", "withheld", "polls_total")); diff != "" {
					t.Errorf("self once repaired (-want +got):\n%s", diff)
				}
				if got := b.unit(openCases, "A"); got != "2" {
					t.Errorf("%s open, want 2", got)
				}
			})
		})
	}
}

// TestSeveralStagesFail: each of them is counted and named.
func TestSeveralStagesFail(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.source.fail = map[string]error{"cases": errBroken, "sessions": errors.New("no such table")}
		err := b.Poll(t.Context())
		if !errors.Is(err, errBroken) || !strings.Contains(err.Error(), "no such table") {
			t.Errorf("error %v, want both", err)
		}
		if diff := cmp.Diff(map[string]float64{"cases": 1, "sessions": 1}, b.failures(t)); diff != "" {
			t.Errorf("failures by stage (-want +got):\n%s", diff)
		}
		if n := strings.Count(b.log.String(), "poll failed"); n != 1 {
			t.Errorf("logged %d times", n)
		}
	})
}

// TestCountersStandStillUntilSaved: what is not saved is not shown, and once
// it is, nothing is missing and nothing is there twice.
func TestCountersStandStillUntilSaved(t *testing.T) {
	inBubble(t, Options{ZeroHold: -1}, func(t *testing.T, b *bench) {
		b.poll(t, 0)
		b.state.fail = true
		unblock := b.state.blockRewrite(t)
		for i := range 3 {
			b.source.receive("A")
			b.poll(t, time.Minute)
			got := []string{b.unit(receivedTotal, "A"), b.unit("casework_turnaround_seconds", "A"), b.unit(openCases, "A")}
			if diff := cmp.Diff([]string{"0", "0", fmt.Sprint(2 + i)}, got); diff != "" {
				t.Errorf("received, turnarounds and open while nothing is saved (-want +got):\n%s", diff)
			}
		}
		if diff := cmp.Diff(map[string]float64{"state": 3}, b.failures(t)); diff != "" {
			t.Errorf("failures by stage (-want +got):\n%s", diff)
		}
		unblock()
		for range 2 {
			b.poll(t, time.Minute)
			if got := b.unit(receivedTotal, "A"); got != "3" {
				t.Errorf("%s received once saved, want 3", got)
			}
		}
	})
}

// TestStopWhileReading: a poll that is told to stop is no failure to speak
// of, and what it has read is saved.
func TestStopWhileReading(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.poll(t, 0)
		b.source.hang = make(chan struct{})
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		if err := b.Poll(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want that of the context", err)
		}
		if strings.Contains(b.log.String(), "level=ERROR") {
			t.Errorf("logged:\n%s", b.log.String())
		}
	})
}

// TestPause: pauses after failures double up to eight intervals or five
// minutes, but are never shorter than the interval.
func TestPause(t *testing.T) {
	for interval, want := range map[time.Duration][]time.Duration{ // in intervals, by failures
		10 * time.Second: {1, 1, 2, 4, 8, 8, 8},
		time.Minute:      {1, 1, 2, 4, 5, 5, 5},
		10 * time.Minute: {1, 1, 1, 1},
	} {
		p := &Poller{opts: Options{Interval: interval}}
		for failures, length := range want {
			p.failures = failures
			drawn := map[time.Duration]bool{}
			for range 1000 {
				pause := p.pause()
				drawn[pause] = true
				if failures == 0 {
					if pause != interval {
						t.Fatalf("after a success: %v, want %v", pause, interval)
					}
				} else if low, high := length*interval*8/10, length*interval*12/10; pause < low || pause > high {
					t.Fatalf("%v, after %d failures: %v, want %v to %v", interval, failures, pause, low, high)
				}
			}
			if failures > 0 && len(drawn) < 900 {
				t.Errorf("after %d failures: only %d different pauses of 1,000", failures, len(drawn))
			}
		}
		p.failures = 1 << 40
		if pause := p.pause(); pause > 10*interval {
			t.Errorf("after very many failures: %v", pause)
		}
	}
}
