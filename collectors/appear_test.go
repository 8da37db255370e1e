package collectors

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// TestNewSeriesShowZeroFirst: a counter that appears shows 0 before its first
// value, or Prometheus would not see that it rose.
func TestNewSeriesShowZeroFirst(t *testing.T) {
	tests := []struct {
		name string
		make func(*bench) // what makes the series appear
		show func(*bench) string
		want string
	}{
		{
			"cases of a new unit", func(b *bench) { b.source.receive("C") },
			func(b *bench) string { return b.unit(receivedTotal, "C") }, "1",
		},
		{"histograms of a new unit", func(b *bench) {
			b.source.receive("C")
			b.source.cases[1].Started = b.source.cases[1].Received
		}, func(b *bench) string { return b.unit("casework_wait_seconds", "C") }, "1"},
		{
			"errors of a new kind", func(b *bench) { b.source.report("A", "complaint") },
			func(b *bench) string {
				return b.value(errorsTotal, "unit=A", "supervision=inactive", "kind=complaint")
			}, "1",
		},
		{
			"errors of a known kind in a new unit", func(b *bench) { b.source.report("C", "error") },
			func(b *bench) string { return b.value(errorsTotal, "unit=C", "supervision=inactive", "kind=error") }, "1",
		},
		{
			"sessions of a new programme", func(b *bench) { b.source.meet("A", "w") },
			func(b *bench) string { return b.value(sessionsTotal, "unit=A", "programme=w") }, "1",
		},
		{
			"sessions of a programme known from another unit", func(b *bench) { b.source.meet("B", "v") },
			func(b *bench) string { return b.value(sessionsTotal, "unit=B", "programme=v") }, "1",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, b *bench) {
				b.source.units = nil
				b.source.receive("B")
				b.source.cases = b.source.cases[:1:1]
				b.source.report("B", "error")
				b.poll(t, 0)
				time.Sleep(time.Hour)
				tt.make(b)
				var shown []string
				for range 4 {
					b.poll(t, time.Minute)
					shown = append(shown, tt.show(b))
				}
				if diff := cmp.Diff([]string{"0", "0", tt.want, tt.want}, shown); diff != "" {
					t.Errorf("shown by four polls, a minute apart (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestKnownSeriesAreNotHeld: what was there from the beginning shows its
// first increase at once.
func TestKnownSeriesAreNotHeld(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.poll(t, 0)
		b.source.receive("A")
		b.source.report("A", "error")
		b.poll(t, time.Second)
		got := []string{b.unit(receivedTotal, "A"), b.value(errorsTotal, "unit=A", "supervision=inactive", "kind=error")}
		if diff := cmp.Diff([]string{"1", "1"}, got); diff != "" {
			t.Errorf("cases and errors (-want +got):\n%s", diff)
		}
	})
}

// TestUnitListedLate: a unit that is listed after its first rows came is new
// when it is listed.
func TestUnitListedLate(t *testing.T) {
	inBubble(t, Options{ListsEvery: 10 * time.Minute}, func(t *testing.T, b *bench) {
		b.poll(t, 0)
		b.source.units = append(b.source.units, ledger.Unit{Unit: "C"})
		b.source.receive("C")
		b.poll(t, time.Minute)
		if got := b.unit(receivedTotal, "C"); got != "absent" {
			t.Errorf("%s received before the list was read again", got)
		}
		var shown []string
		for range 3 {
			b.poll(t, 9*time.Minute)
			shown = append(shown, b.unit(receivedTotal, "C"))
		}
		if diff := cmp.Diff([]string{"0", "1", "1"}, shown); diff != "" {
			t.Errorf("shown by polls once it is listed (-want +got):\n%s", diff)
		}
	})
}

// TestZeroHoldPassesWhileFailing: a new series does not show 0 for longer
// because one of the queries fails.
func TestZeroHoldPassesWhileFailing(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.poll(t, 0)
		b.source.fail["sessions"] = errBroken
		b.source.report("A", "complaint")
		for range 5 {
			b.poll(t, time.Minute)
		}
		if got := b.value(errorsTotal, "unit=A", "supervision=inactive", "kind=complaint"); got != "1" {
			t.Errorf("complaints after five minutes: %s, want 1", got)
		}
	})
}

// TestUnitLeaves: of a unit that left the source nothing is shown; when it
// comes back, its counters go on.
func TestUnitLeaves(t *testing.T) {
	inBubble(t, Options{ZeroHold: -1}, func(t *testing.T, b *bench) {
		b.source.programmes = []ledger.Programme{{Unit: "B", Name: "v", From: 1}}
		b.source.receive("B")
		b.poll(t, 0)
		b.source.receive("B")
		b.source.report("B", "error")
		b.source.meet("B", "v")
		b.poll(t, time.Minute)
		about := func() int {
			n := 0
			for _, series := range b.shown {
				for s := range series {
					if strings.Contains(s, `unit="B"`) {
						n++
					}
				}
			}
			return n
		}
		shown := about()
		if shown < 20 {
			t.Fatalf("%d series of the unit, expected more", shown)
		}
		both := b.source.units
		b.source.units = both[:1]
		b.poll(t, time.Minute)
		if n := about(); n != 0 {
			t.Errorf("%d series of a unit that left", n)
		}
		b.source.units = both
		b.poll(t, time.Minute)
		if got := b.value(receivedTotal, "unit=B", "supervision=active"); got != "1" || about() != shown {
			t.Errorf("back: %s received in %d series, want 1 in %d", got, about(), shown)
		}
	})
}

// TestProgrammesFunction: programmes of the operator go before those of the
// database, and the last good ones hold while a change to them is wrong.
func TestProgrammesFunction(t *testing.T) {
	list := []ledger.Programme{{Unit: "A", Name: "v", From: 1}}
	broken := errors.New("line 3: no such date")
	tests := []struct {
		name       string
		programmes []ledger.Programme
		err        error
		want       map[string]float64 // up, valid, failures
		state      string             // under which A's queue is shown
	}{
		{"read", list, nil, map[string]float64{"up": 1, "valid": 1, "failed": 0}, "active"},
		{"read, with none in it", []ledger.Programme{}, nil, map[string]float64{"up": 1, "valid": 1, "failed": 0}, "inactive"},
		{"failed, with a last good one", list, broken, map[string]float64{"up": 1, "valid": 0, "failed": 0}, "active"},
		{"failed, and none was ever good", nil, broken, map[string]float64{"up": 0, "valid": 0, "failed": 1}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{
				Programmes: func() ([]ledger.Programme, error) { return tt.programmes, tt.err },
			}, func(t *testing.T, b *bench) {
				b.source.programmes = []ledger.Programme{{Unit: "B", Name: "not asked for", From: 1}}
				b.poll(t, 0)
				all := b.gather(t)
				got := map[string]float64{
					"up": all["casework_source_up"], "valid": all["casework_programmes_file_valid"],
					"failed": all["casework_source_poll_failures_total,programmes"],
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("self (-want +got):\n%s", diff)
				}
				for _, state := range []string{metric.Inactive, metric.Active} {
					want := "absent"
					if state == tt.state {
						want = "1"
					}
					if got := b.value("casework_queue_cases", "unit=A", "supervision="+state); got != want {
						t.Errorf("queue under %s: %s, want %s", state, got, want)
					}
				}
				if tt.state == "" && !strings.Contains(b.log.String(), "line 3") {
					t.Errorf("the reason is not logged:\n%s", b.log.String())
				}
			})
		})
	}
}

// TestListsAreReadNowAndThen: what the database lists of units and programmes
// is read again only after a while, and at once after a failure.
func TestListsAreReadNowAndThen(t *testing.T) {
	inBubble(t, Options{ListsEvery: 10 * time.Minute}, func(t *testing.T, b *bench) {
		b.poll(t, 0)
		b.source.programmes = []ledger.Programme{{Unit: "A", Name: "v", From: 1}}
		active := func() string { return b.value("casework_supervision_active", "unit=A", "programme=v") }
		var shown []string
		step := func(pass time.Duration) {
			b.poll(t, pass)
			shown = append(shown, fmt.Sprint(active(), " ", b.selves(t, "up")["up"]))
		}
		step(10*time.Minute - time.Second)
		b.source.fail["units"] = errBroken
		step(time.Second)
		step(time.Minute)
		clear(b.source.fail)
		step(time.Minute)
		if diff := cmp.Diff([]string{"absent 1", "absent 0", "absent 0", "1 1"}, shown); diff != "" {
			t.Errorf("programme and up (-want +got):\n%s", diff)
		}
	})
}

// TestProgrammesOfUnknownUnits: a misspelt unit is reported, once for each set
// of names, but not before there are cases that could have the name.
func TestProgrammesOfUnknownUnits(t *testing.T) {
	const said = "programmes name units that no case has"
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.source.units = nil // so that units are known from their cases
		b.source.none["units"] = true
		b.source.programmes = []ledger.Programme{{Unit: "A", Name: "v", From: 1}, {Unit: "Bygesak", Name: "v", From: 1}, {Unit: "Bygesak", Name: "w", From: 1}}
		var got []string
		step := func() {
			b.log.Reset()
			b.poll(t, time.Minute)
			n, ok := b.gather(t)["casework_programmes_unknown_units"]
			logged := ""
			if _, names, found := strings.Cut(b.log.String(), "units="); found && strings.Contains(b.log.String(), said) {
				logged, _, _ = strings.Cut(" "+names, "\n")
			}
			got = append(got, fmt.Sprint(n, " ", ok, logged))
		}
		b.source.fail["cases"] = errBroken
		step()
		clear(b.source.fail)
		step()
		step()
		b.source.programmes = append(b.source.programmes, ledger.Programme{Unit: "C", Name: "v", From: 1})
		step()
		b.source.receive("C")
		step()
		b.source.receive("Bygesak")
		step()
		// A plan is reported once it has begun.
		b.source.programmes = append(b.source.programmes, ledger.Programme{Unit: "Plan", Name: "v", From: time.Now().Unix() + 120})
		step()
		step()
		want := []string{"0 false", "1 true Bygesak", "1 true", `2 true "Bygesak, C"`, "1 true Bygesak", "0 true", "0 true", "1 true Plan"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("gauge, whether it is shown, and what is logged (-want +got):\n%s", diff)
		}
		b.source.units, b.source.none["units"] = []ledger.Unit{{Unit: "A"}, {Unit: "C"}, {Unit: "D"}}, false
		b.source.programmes = []ledger.Programme{{Unit: "D", Name: "v", From: 1}}
		got = nil
		step()
		if diff := cmp.Diff([]string{"0 true"}, got); diff != "" {
			t.Errorf("with a list of units (-want +got):\n%s", diff)
		}
	})
}
