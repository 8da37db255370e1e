package board

import (
	"strings"
	"testing"

	"casework/collectors/duration"
	"casework/collectors/families"
	"casework/collectors/ledger"
)

// TestBoardShowsPauses: where a source has pauses, the boards say how many cases
// are paused, and a unit's time without them if enough cases tell; else nothing.
func TestBoardShowsPauses(t *testing.T) {
	w := town{units: 3, started: 1, months: 30}
	paused := func(closed int) func(*families.Input) {
		return func(in *families.Input) {
			v := in.View
			v.HasPauses, in.PausesRecent, v.Windows = true, true, []ledger.Window{{Name: "28d", Seconds: 28 * 86400}}
			for i := range v.Units {
				m := ledger.Measures{Closed: closed}
				if closed > 0 {
					m.Turnaround = duration.Dist{N: closed, Median: 12.5 * 86400}
					m.NetTurnaround = duration.Dist{N: closed, Median: 7.5 * 86400}
				}
				v.Units[i].Windows = [][]ledger.Measures{{m, m}}
				v.Units[i].Queue[0].Paused = 2
			}
		}
	}
	const unit = "Enhet <02>"
	o := w.overview(t, paused(9))
	for what, page := range map[string]string{"all units": written(t, "en", o), "a unit": unitWritten(t, "en", o, unit)} {
		if !strings.Contains(page, "Paused") {
			t.Errorf("the page of %s does not say how many cases are paused", what)
		}
	}
	for _, want := range []string{"Processing time without pauses", "7.5 days", "with pauses 12.5 days"} {
		if !strings.Contains(unitWritten(t, "en", o, unit), want) {
			t.Errorf("the page of a unit lacks %q", want)
		}
	}
	if strings.Contains(unitWritten(t, "en", w.overview(t, paused(0)), unit), "without pauses") {
		t.Error("there is a time without pauses of no cases")
	}
	in := w.input(t)
	paused(9)(in)
	if u := families.NewOverview(in, families.Shard{}, 10).Units[1]; u.Net != nil {
		t.Errorf("of fewer cases than may be shown, there is %+v", u.Net)
	}
	if page := unitWritten(t, "en", w.overview(t, nil), unit); strings.Contains(page, "pause") || strings.Contains(page, "Paused") {
		t.Error("a source without pauses says something of them")
	}
}

// TestBoardShowsWorkdays: of cases whose deadline is counted in working days, if there are
// enough, a unit's board says how many they took.
func TestBoardShowsWorkdays(t *testing.T) {
	w := town{units: 3, started: 1, months: 30}
	closed := func(cases int) func(*families.Input) {
		return func(in *families.Input) {
			in.View.Windows = []ledger.Window{{Name: "28d", Seconds: 28 * 86400}}
			for i := range in.View.Units {
				m := ledger.Measures{Closed: 9, Workdays: duration.Dist{N: cases, Median: 2.5}}
				in.View.Units[i].Windows = [][]ledger.Measures{{m, m}}
			}
		}
	}
	const unit = "Enhet <02>"
	page := unitWritten(t, "en", w.overview(t, closed(7)), unit)
	for _, want := range []string{"Processing time in working days", "2.5", "of 7 cases with a deadline in working days"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a unit lacks %q", want)
		}
	}
	if strings.Contains(unitWritten(t, "en", w.overview(t, closed(0)), unit), "working days") {
		t.Error("there are working days of no cases")
	}
	in := w.input(t)
	closed(7)(in)
	if u := families.NewOverview(in, families.Shard{}, 10).Units[1]; u.Workdays != nil {
		t.Errorf("of fewer cases than may be shown, there is %+v", u.Workdays)
	}
}
