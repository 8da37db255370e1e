package collectors

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/collectors/study"
)

// TestChartsLeaveWithTheirUnit shows that a unit that leaves the source
// leaves its control charts, and that comparisons outlast an outage.
func TestChartsLeaveWithTheirUnit(t *testing.T) {
	source := studiedSource()
	source.units = []ledger.Unit{}
	for u := range 10 {
		source.units = append(source.units, ledger.Unit{Unit: "unit " + string(rune('a'+u))})
	}
	b := newStudiedBench(t, source, "")
	b.poll(t, 0)
	const series = `{source="test",unit="unit d",outcome="wait"}`
	if _, ok := b.shown["casework_control_chart_centre"][series]; !ok {
		t.Fatal("the unit has no chart")
	}
	source.units = append(source.units[:3:3], source.units[4:]...)
	b.poll(t, time.Minute)
	if _, ok := b.shown["casework_control_chart_centre"][series]; ok {
		t.Error("the unit has left, its chart has not")
	}
	if n := len(b.shown["casework_control_chart_centre"]); n != 27 {
		t.Errorf("%d centre lines, want those of 9 units and 3 outcomes", n)
	}
	source.fail["cases"] = errBroken
	b.poll(t, 24*time.Hour)
	if b.shown["casework_queue_cases"] != nil || b.shown["casework_effect_estimate_ratio"] == nil {
		t.Error("while the source is out of reach, queues must be withheld and comparisons must not")
	}
}

// TestChartsOfOthersAreHidden shows that neither a study nor the exposition
// has charts of small units or of those of other shards, and that a study
// counts them.
func TestChartsOfOthersAreHidden(t *testing.T) {
	source := studiedSource()
	source.cases = slices.DeleteFunc(source.cases, func(c ledger.Case) bool { // leaves two units few cases
		return c.Unit >= "unit i" && c.Received > studiedAt.AddDate(-1, 1, 0).Unix()
	})
	small, err := statefile.OpenSmallUnits("", hideSmall())
	if err != nil {
		t.Fatal(err)
	}
	charted := func(o Options) (names []string, hidden study.Hidden) {
		o.ZeroHold, o.Study = -1, &StudyOptions{Identity: "test"}
		b := newBench(t, source, "", studiedAt, o)
		b.poll(t, 0)
		s := b.Study()
		for _, u := range s.Charts {
			names = append(names, u.Unit)
		}
		var exposed []string
		for labels := range b.shown["casework_control_chart_points"] {
			if _, unit, ok := strings.Cut(labels, `unit="`); ok && strings.Contains(labels, `outcome="wait"`) {
				unit, _, _ = strings.Cut(unit, `"`)
				exposed = append(exposed, unit)
			}
		}
		slices.Sort(exposed)
		if diff := cmp.Diff(names, exposed); diff != "" {
			t.Errorf("study and exposition differ (-study +exposition):\n%s", diff)
		}
		return names, s.Hidden
	}
	names, hidden := charted(Options{SmallUnits: small})
	if len(names) != 8 || slices.Contains(names, "unit i") || hidden != (study.Hidden{Small: 2}) {
		t.Errorf("with small units hidden: charts of %q, %+v hidden", names, hidden)
	}
	one, first := charted(Options{Shard: families.Shard{Index: 1, Of: 2}})
	two, second := charted(Options{Shard: families.Shard{Index: 2, Of: 2}})
	if len(one) == 0 || len(two) == 0 || len(one)+len(two) != 10 ||
		first != (study.Hidden{Elsewhere: len(two)}) || second != (study.Hidden{Elsewhere: len(one)}) {
		t.Errorf("two shards show charts of %q and %q, %+v and %+v hidden", one, two, first, second)
	}
}
