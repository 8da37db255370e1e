package ledger

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/duration"
)

var typed = Options{
	CaseTypes: []string{"permit", "appeal"}, WaitBounds: []float64{3600},
	TurnaroundBounds: []float64{86400}, Windows: testOptions.Windows,
}

// typedCases are an open and a closed case of four types.
func typedCases(now int64) []Case {
	var cases []Case
	for i, kind := range []string{"permit", "appeal", "tip", ""} {
		n := int64(i + 1)
		cases = append(cases,
			Case{ID: ID(2 * n), Unit: "A", Type: kind, Received: now - n*hour, Reopened: -1, Changed: now * 1e6},
			Case{
				ID: ID(2*n + 1), Unit: "A", Type: kind, Received: now - 2*day, Started: now - 2*day + n*hour,
				Closed: now - n*hour, Deadline: now - 3*hour, Reopened: -1, Changed: now * 1e6,
			})
	}
	return cases
}

// received is the count of cases received by slot, of unit A.
func received(v *View) []uint64 {
	var out []uint64
	for _, f := range v.Units[0].Counters.Flows[Inactive] {
		out = append(out, f.Received)
	}
	return out
}

func TestCaseTypes(t *testing.T) {
	l := withBaseline(typed)
	learn(l, epoch, typedCases(epoch)...)
	v := view(l, epoch)
	if diff := cmp.Diff([]string{"permit", "appeal", OtherType}, v.Slots); diff != "" {
		t.Errorf("slots (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]uint64{2, 2, 4}, received(v)); diff != "" {
		t.Errorf("received by slot (-want +got):\n%s", diff)
	}
	queues := []Queue{
		{Waiting: 1, Open: 1, Oldest: epoch - hour, OldestNet: epoch - hour, OpenAges: Ages{1}, WaitingAges: Ages{1}},
		{Waiting: 1, Open: 1, Oldest: epoch - 2*hour, OldestNet: epoch - 2*hour, OpenAges: Ages{1}, WaitingAges: Ages{1}},
		{Waiting: 2, Open: 2, Oldest: epoch - 4*hour, OldestNet: epoch - 4*hour, OpenAges: Ages{2}, WaitingAges: Ages{2}},
	}
	if diff := cmp.Diff(queues, v.Units[0].Queue); diff != "" {
		t.Errorf("queues by slot (-want +got):\n%s", diff)
	}
	for _, m := range []Measures{v.Units[0].Windows[0][Inactive], v.Groups[0][Inactive]} {
		var waits []duration.Dist
		var closed, met []int
		for _, s := range m.Slots {
			waits = append(waits, s.Wait)
			closed, met = append(closed, s.Closed), append(met, s.Met)
		}
		if diff := cmp.Diff([]duration.Dist{
			{N: 1, Median: 3600, P90: 3600, Mean: 3600}, {N: 1, Median: 7200, P90: 7200, Mean: 7200}, {N: 2, Median: 12600, P90: 14040, Mean: 12600},
		}, waits); diff != "" {
			t.Errorf("waits by slot (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([][]int{{1, 1, 2}, {0, 0, 2}}, [][]int{closed, met}); diff != "" {
			t.Errorf("closed, and in time, by slot (-want +got):\n%s", diff)
		}
		if m.Closed != 4 || m.Met != 2 || m.Wait.N != 4 || m.Wait.Median != 9000 {
			t.Errorf("all types together: %+v", m)
		}
	}
}

// TestNoWindowsPerTypeWithOneType: without types distinguished there is no
// second copy of every window.
func TestNoWindowsPerTypeWithOneType(t *testing.T) {
	l := withBaseline(testOptions)
	learn(l, epoch, typedCases(epoch)...)
	v := view(l, epoch)
	if got := v.Units[0].Windows[0][Inactive].Slots; got != nil {
		t.Errorf("windows by slot: %v", got)
	}
	if diff := cmp.Diff([]string{""}, v.Slots); diff != "" {
		t.Errorf("slots (-want +got):\n%s", diff)
	}
}

// TestRestoreWithOtherTypes: a restart with other case types keeps the
// counters of those that stay, starts the others at 0, and reads all cases
// again to sort them, without counting any.
func TestRestoreWithOtherTypes(t *testing.T) {
	tests := []struct {
		name    string
		types   []string
		reread  bool
		kept    []uint64 // received, by slot
		open    []int    // by slot, once the cases were read again
		written bool     // a delta may follow what was restored
	}{
		{"the same", []string{"permit", "appeal"}, false, []uint64{2, 2, 4}, []int{1, 1, 2}, true},
		{"in another order", []string{"appeal", "permit"}, true, []uint64{2, 2, 4}, []int{1, 1, 2}, false},
		{"one more", []string{"permit", "appeal", "tip"}, true, []uint64{2, 2, 0, 4}, []int{1, 1, 1, 1}, false},
		{"one less", []string{"appeal"}, true, []uint64{2, 4}, []int{1, 3}, false},
		{"none", nil, true, []uint64{0}, []int{4}, false},
	}
	l := withBaseline(typed)
	learn(l, epoch, typedCases(epoch)...)
	payloads := checkpoint(l)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opts := typed
			opts.CaseTypes = tt.types
			again, err := restore(opts, epoch, payloads...)
			if err != nil {
				t.Fatal(err)
			}
			if reread := again.Cursor(Cases) == 0; reread != tt.reread {
				t.Errorf("reads all cases again: %v, want %v", reread, tt.reread)
			}
			if !again.BaselineRead(Cases) {
				t.Error("another baseline: changes since would go uncounted")
			}
			if _, written := again.AppendDelta(nil); written != tt.written {
				t.Errorf("a delta may follow: %v, want %v", written, tt.written)
			}
			learn(again, epoch, typedCases(epoch)...)
			checkpoint(again)
			v := again.View(epoch, true)
			if diff := cmp.Diff(tt.kept, received(v)); diff != "" {
				t.Errorf("received by slot (-want +got):\n%s", diff)
			}
			var open []int
			for _, q := range v.Units[0].Queue {
				open = append(open, q.Open)
			}
			if diff := cmp.Diff(tt.open, open); diff != "" {
				t.Errorf("open by slot (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRestoreWithOtherBuckets: histograms whose buckets changed start again,
// all else goes on.
func TestRestoreWithOtherBuckets(t *testing.T) {
	l := withBaseline(typed)
	learn(l, epoch, typedCases(epoch)...)
	payloads := checkpoint(l)
	tests := []struct {
		name             string
		wait, turnaround []float64
		counts           []uint64 // of waits and turnarounds in the last slot
		written          bool
	}{
		{"the same", []float64{3600}, []float64{86400}, []uint64{2, 2}, true},
		{"of waits", []float64{1800, 3600}, []float64{86400}, []uint64{0, 2}, false},
		{"of turnarounds", []float64{3600}, nil, []uint64{2, 0}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opts := typed
			opts.WaitBounds, opts.TurnaroundBounds = tt.wait, tt.turnaround
			again, err := restore(opts, epoch, payloads...)
			if err != nil {
				t.Fatal(err)
			}
			v := again.View(epoch, true)
			f := v.Units[0].Counters.Flows[Inactive][2]
			if diff := cmp.Diff(tt.counts, []uint64{f.Wait.Count(), f.Turnaround.Count()}); diff != "" {
				t.Errorf("observations (-want +got):\n%s", diff)
			}
			if f.Received != 4 || f.Closed != 2 || f.Missed != 0 || f.Met != 2 {
				t.Errorf("other counters: %+v", f)
			}
			if _, written := again.AppendDelta(nil); written != tt.written {
				t.Errorf("a delta may follow: %v, want %v", written, tt.written)
			}
			if again.Cursor(Cases) != l.Cursor(Cases) {
				t.Error("all cases are read again")
			}
			next := typedCases(epoch)[6] // open and of another type: let it start
			next.Started, next.Changed = epoch, epoch*1e6+1
			learn(again, epoch, next)
			got := again.counters[1].Flows[Inactive][2].Wait
			if got.Count() != tt.counts[0]+1 || !slices.Contains([]int{0, len(tt.wait) + 1}, len(got.Buckets)) {
				t.Errorf("a wait after the restart: %+v", got)
			}
		})
	}
}
