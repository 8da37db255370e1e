package report

import (
	"slices"
	"testing"

	"casework/collectors/effect"
	"casework/collectors/study"
)

// TestPartsOfTurnaroundFollowIt: outcomes that are looked at besides stand behind the
// turnaround that they are parts of, and are not counted among those that are tested,
// unless one was chosen beforehand.
func TestPartsOfTurnaroundFollowIt(t *testing.T) {
	s := &study.Study{}
	for _, o := range study.Outcomes() {
		s.Comparisons = append(s.Comparisons, study.Comparison{Outcome: o, Analysis: &effect.Analysis{State: effect.TooEarly}})
	}
	var got []study.Outcome
	for _, c := range inOrder(s) {
		got = append(got, c.Outcome)
	}
	want := []study.Outcome{study.Wait, study.Turnaround, study.NetTurnaround, study.Handling, study.Throughput, study.Errors, study.Deadline}
	if !slices.Equal(got, want) {
		t.Errorf("rows are of %v, want %v", got, want)
	}
	d := newDocument("town", "en", nil)
	net := &s.Comparisons[slices.IndexFunc(s.Comparisons, func(c study.Comparison) bool { return c.Outcome == study.NetTurnaround })]
	if name := d.rowName(net); tried(s) != 5 || name != "– without pauses*" {
		t.Errorf("%d outcomes are tested, and one besides is called %q", tried(s), name)
	}
	net.Primary = true
	if name := d.rowName(net); tried(s) != 6 || name != "– without pauses" {
		t.Errorf("with one chosen: %d outcomes are tested, and it is called %q", tried(s), name)
	}
}
