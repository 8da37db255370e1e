package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPassages tells the pasts of units apart, and nothing of a hidden one.
func TestPassages(t *testing.T) {
	const day = 86400
	l := withBaseline(Options{Windows: []Window{{Name: "28d", Seconds: 28 * day}}})
	learn(
		l, 100*day,
		Case{ID: 1, Unit: "b", Received: 10 * day, Started: 12 * day, Closed: 20 * day, Deadline: 30 * day},
		Case{ID: 2, Unit: "b", Received: 5 * day, Started: 4 * day},
		Case{ID: 3, Unit: "a", Received: 50 * day, Started: 99 * day},
	)
	learnErrors(l, 100*day, Error{ID: 1, Unit: "b", Reported: 11 * day}, Error{ID: 2, Unit: "b", Reported: 7 * day})
	want := []UnitHistory{
		{Unit: "a", Cases: []Passage{{Received: 50 * day}}},
		{Unit: "b", Cases: []Passage{
			{Received: 5 * day}, // it was started before it was received
			{Received: 10 * day, Started: 12 * day, Closed: 20 * day, Due: 30 * day},
		}, Reports: []int64{7 * day, 11 * day}},
	}
	if diff := cmp.Diff(want, l.Histories(60*day)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	some := l.HistoriesOf(60*day, func(unit string) bool { return unit == "b" })
	some[0].Sort()
	if diff := cmp.Diff(want[1:], some); diff != "" {
		t.Errorf("of b (-want +got):\n%s", diff)
	}
	if got := l.LastReceipt(60 * day); got != 50*day {
		t.Errorf("the newest case came on day %d", got/day)
	}
	l.SetScreen(&fickle{shown: map[string]bool{"a": true}})
	if diff := cmp.Diff(want[:1], l.Histories(60*day)); diff != "" {
		t.Errorf("with b hidden (-want +got):\n%s", diff)
	}
	l.SetScreen(&fickle{shown: map[string]bool{"b": true}})
	if got := l.LastReceipt(60 * day); got != 10*day {
		t.Errorf("with a hidden, the newest case came on day %d", got/day)
	}
}
