package board

import (
	"strings"
	"testing"

	"casework/collectors/duration"
	"casework/collectors/families"
	"casework/collectors/intake"
	"casework/collectors/ledger"
)

// TestUnitShowsHowCasesFlow: a unit's page says how its cases come to be started and
// closed, and nothing that rests on too few of them.
func TestUnitShowsHowCasesFlow(t *testing.T) {
	w := town{units: 3, started: 1, months: 30}
	flowing := func(n int, reached bool) func(*families.Input) {
		return func(in *families.Input) {
			v := in.View
			v.Windows, v.Intake, v.Within = []ledger.Window{{Name: "28d", Seconds: 28 * 86400}}, ledger.Window{Name: "91d", Seconds: 91 * 86400}, []string{"7d"}
			for i := range v.Units {
				m := ledger.Measures{Handling: duration.Dist{N: n, Median: 4.5 * 86400}}
				got := intake.Intake{N: 2 * n, Median: 6.5 * 86400, Reached: reached, Within: []intake.Share{{Followed: n, Started: n / 2}}}
				v.Units[i].Windows, v.Units[i].Intake = [][]ledger.Measures{{m, m}}, []intake.Intake{got, got}
			}
		}
	}
	const unit = "Enhet <02>"
	page := unitWritten(t, "en", w.overview(t, flowing(40, true)), unit)
	for _, want := range []string{
		"Time from start to closing", "4.5 days", "Wait of all received", "6.5 days", "median of 80 received in the last 91d",
		"Started within 7 days", "50\u00a0%", "of 40 followed for so long",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a unit lacks %q", want)
		}
	}
	if page := unitWritten(t, "en", w.overview(t, flowing(40, false)), unit); strings.Contains(page, "6.5 days") || !strings.Contains(page, "fewer than half of 80 received") {
		t.Error("there is a median that was not reached")
	}
	page = unitWritten(t, "en", w.overview(t, flowing(0, false)), unit)
	for _, not := range []string{"Time from start", "Wait of all", "Started within"} {
		if strings.Contains(page, not) {
			t.Errorf("%q is said of no cases", not)
		}
	}
	in := w.input(t)
	flowing(7, true)(in)
	if f := families.NewOverview(in, families.Shard{}, 10).Units[1].CaseFlow; f.Handled != 0 || f.Received != 14 || len(f.Within) != 0 {
		t.Errorf("of figures of which some rest on fewer cases than may be shown, there is %+v", f)
	}
}
