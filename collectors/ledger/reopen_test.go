package ledger

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTransitions says what is counted of a case from version to version.
func TestTransitions(t *testing.T) {
	const r = epoch - 30*day // received
	open := func(count int64) Case { return Case{Received: r, Reopened: count} }
	closed := func(days, count int64) Case { return Case{Received: r, Closed: r + days*day, Reopened: count} }
	due := func(c Case, days int64) Case { c.Deadline = r + days*day; return c }
	begun := func(c Case, days int64) Case { c.Started = r + days*day; return c }

	type counts = map[string]int64
	of := func(closings, reopenings, days int64) counts {
		c := counts{"received|A|0": 1}
		if closings != 0 {
			c["closed|A|0"] = closings
		}
		if reopenings != 0 {
			c["reopened|A|0"] = reopenings
		}
		if days != 0 {
			c["turnarounds|A|0"], c["turnaround seconds|A|0"] = 1, days*day
		}
		return c
	}
	with := func(c, more counts) counts {
		maps.Copy(c, more)
		return c
	}
	tests := []struct {
		name     string
		baseline []Case
		versions []Case
		want     counts
	}{
		{"received", nil, []Case{open(-1)}, of(0, 0, 0)},
		{"known closed at first sight", nil, []Case{closed(5, -1)}, of(1, 0, 5)},
		{"reopened, not counted by the source", nil, []Case{closed(5, -1), open(-1)}, of(1, 1, 5)},
		{"reopened, counted by the source", nil, []Case{closed(5, 0), open(1)}, of(1, 1, 5)},
		{"reopened, counted by the source later", nil, []Case{closed(5, 0), open(0), open(1), closed(9, 1)}, of(2, 1, 5)},
		{"reopened, counted by the source with the next closing", nil, []Case{closed(5, 0), open(0), closed(9, 1)}, of(2, 1, 5)},
		{"reopened twice, counted by the source never", nil, []Case{closed(5, 0), open(0), closed(9, 0), open(0)}, of(2, 2, 5)},
		{"reopened and closed between polls, counted", nil, []Case{closed(5, 0), closed(9, 1)}, of(2, 1, 5)},
		{"reopened and closed between polls, not counted", nil, []Case{closed(5, -1), closed(9, -1)}, of(1, 0, 5)},
		{"reopened twice between polls", nil, []Case{closed(5, 0), closed(9, 2)}, of(3, 2, 5)},
		{"first seen closed and reopened twice", nil, []Case{closed(9, 2)}, of(3, 2, 9)},
		{"first seen open and reopened twice", nil, []Case{open(2)}, of(2, 2, 0)},
		{"the source's count going down", nil, []Case{closed(5, 2), closed(5, 0), closed(5, 2)}, of(3, 2, 5)},
		{"the source's count no longer known", nil, []Case{closed(5, 2), closed(5, -1), open(-1)}, of(3, 3, 5)},
		{"closing moved", nil, []Case{closed(5, -1), closed(7, -1)}, of(1, 0, 5)},
		{"closed and reopened before it was seen closed", nil, []Case{open(0), open(1)}, of(1, 1, 0)},
		{"counts saturate", nil, []Case{open(254), open(255), open(300), closed(5, 300)}, of(256, 255, 5)},
		{"past saturation closings count on", nil, []Case{closed(5, 400), open(401), closed(7, 401)}, of(257, 255, 5)},

		{"baseline", []Case{closed(5, 3)}, nil, counts{}},
		{"baseline, read again", []Case{closed(5, 3)}, []Case{closed(5, 3)}, counts{}},
		{"closed after the baseline", []Case{open(-1)}, []Case{closed(5, -1)}, counts{
			"closed|A|0": 1, "turnarounds|A|0": 1, "turnaround seconds|A|0": 5 * day,
		}},
		{
			"closed in the baseline, then reopened and closed",
			[]Case{closed(5, -1)},
			[]Case{open(-1), closed(9, -1)},
			counts{"reopened|A|0": 1, "closed|A|0": 1},
		},
		{
			"reopened in the baseline: its first closing is past",
			[]Case{open(2)},
			[]Case{closed(5, 2)},
			counts{"closed|A|0": 1},
		},

		{
			"first closing in time, second late", nil,
			[]Case{due(closed(5, -1), 6), due(open(-1), 6), due(closed(9, -1), 6)},
			with(of(2, 1, 5), counts{"met|A|0": 1}),
		},
		{"closed at its deadline", nil, []Case{due(closed(5, -1), 5)}, with(of(1, 0, 5), counts{"met|A|0": 1})},
		{"closed late", nil, []Case{due(open(-1), 5), due(closed(6, -1), 5)}, with(of(1, 0, 6), counts{"missed|A|0": 1})},
		{"deadline set after closing", nil, []Case{closed(6, -1), due(closed(6, -1), 5)}, of(1, 0, 6)},
		{
			"start withdrawn and given again", nil,
			[]Case{begun(open(-1), 1), open(-1), begun(open(-1), 3)},
			with(of(0, 0, 0), counts{"started|A|0": 1, "waits|A|0": 1, "wait seconds|A|0": day}),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := New(testOptions, 1, epoch)
			version := int64(0)
			read := func(cases []Case) {
				for _, c := range cases {
					version++
					c.ID, c.Unit, c.Changed = 1, "A", (epoch+version)*1e6
					learn(l, epoch+version, c)
					learn(l, epoch+version, c) // the overlap is read again
				}
			}
			read(tt.baseline)
			for _, t := range Tables() {
				l.EndBaseline(t)
			}
			read(tt.versions)
			if diff := cmp.Diff(tt.want, counted(view(l, epoch+version))); diff != "" {
				t.Errorf("counted (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMovedCases: the queue moves with a case, its past does not.
func TestMovedCases(t *testing.T) {
	l := withBaseline(testOptions)
	learn(l, epoch,
		Case{ID: 1, Unit: "A", Received: epoch - 9*day, Started: epoch - 8*day, Reopened: -1},
		Case{ID: 1, Unit: "B", Received: epoch - 9*day, Started: epoch - 8*day, Reopened: -1},
		Case{ID: 1, Unit: "B", Received: epoch - 9*day, Started: epoch - 8*day, Closed: epoch - day, Reopened: -1},
		Case{ID: 2, Unit: "A", Received: epoch - 300*day, Closed: epoch - 299*day, Reopened: -1}) // keeps A in view
	want := map[string]int64{
		"received|A|0": 2, "started|A|0": 1, "waits|A|0": 1, "wait seconds|A|0": day,
		"closed|A|0": 1, "turnarounds|A|0": 1, "turnaround seconds|A|0": day,
		"closed|B|0": 1, "turnarounds|B|0": 1, "turnaround seconds|B|0": 8 * day,
	}
	v := view(l, epoch)
	if diff := cmp.Diff(want, counted(v)); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
	if got := v.Units[1].Windows[1][Inactive]; got.Received != 1 || got.Started != 1 || got.Closed != 1 {
		t.Errorf("window of the new unit: %+v, want one of each", got)
	}
	if diff := cmp.Diff(map[string]uint64{"cases moved": 1}, corrections(l)); diff != "" {
		t.Errorf("corrections (-want +got):\n%s", diff)
	}
}
