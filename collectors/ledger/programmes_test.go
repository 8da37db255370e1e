package ledger

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSupervisionSpans(t *testing.T) {
	tests := []struct {
		name       string
		programmes []Programme
		want       []span
	}{
		{"none", nil, nil},
		{"without an end", []Programme{{"A", "v", 10, 0}}, []span{{10, forever}}},
		{"apart", []Programme{{"A", "v", 30, 40}, {"A", "v", 10, 20}}, []span{{10, 20}, {30, 40}}},
		{"touching", []Programme{{"A", "v", 10, 20}, {"A", "w", 20, 30}}, []span{{10, 30}}},
		{"overlapping", []Programme{{"A", "v", 10, 25}, {"A", "w", 20, 30}}, []span{{10, 30}}},
		{"one inside another", []Programme{{"A", "v", 10, 40}, {"A", "w", 20, 30}}, []span{{10, 40}}},
		{"one without an end over others", []Programme{{"A", "v", 10, 0}, {"A", "w", 20, 30}, {"A", "x", 50, 60}}, []span{{10, forever}}},
		{"twice the same", []Programme{{"A", "v", 10, 20}, {"A", "v", 10, 20}}, []span{{10, 20}}},
		{"empty", []Programme{{"A", "v", 10, 10}}, nil},
		{"ended before it began", []Programme{{"A", "v", 10, 5}, {"A", "v", 8, 9}}, []span{{8, 9}}},
		{"of another unit", []Programme{{"B", "v", 10, 20}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.programmes)
			got := newSupervision(tt.programmes).spans["A"]
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(span{})); diff != "" {
				t.Errorf("spans (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, tt.programmes); diff != "" {
				t.Errorf("the caller's programmes changed:\n%s", diff)
			}
		})
	}
}

// TestSupervisionIsUnionOfProgrammes: a unit is under supervision exactly
// when one of its programmes is active, whichever other there are.
func TestSupervisionIsUnionOfProgrammes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		programmes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Programme {
			return Programme{
				Unit: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "unit"),
				Name: rapid.SampledFrom([]string{"v", "w"}).Draw(t, "name"),
				From: rapid.Int64Range(1, 20).Draw(t, "from"), Until: rapid.Int64Range(0, 20).Draw(t, "until"),
			}
		}), 0, 6).Draw(t, "programmes")
		l := New(Options{}, 1, epoch)
		late := rapid.Bool().Draw(t, "unit met after the programmes")
		if !late {
			l.unit("A", epoch)
		}
		l.SetProgrammes(programmes)
		code, _ := l.unit("A", epoch)
		for at := range int64(22) {
			if got, want := l.supervision.active(code, at), oracleActive(programmes, "A", at); got != want {
				t.Errorf("at %d: %d, want %d", at, got, want)
			}
		}
	})
}

func TestProgrammeViews(t *testing.T) {
	const now = 100
	tests := []struct {
		name       string
		programmes []Programme
		want       []ProgrammeView
	}{
		{"on its first instant", []Programme{{"A", "v", 100, 200}}, []ProgrammeView{{"v", true, 100}}},
		{"on its last second", []Programme{{"A", "v", 50, 101}}, []ProgrammeView{{"v", true, 50}}},
		{"at its end", []Programme{{"A", "v", 50, 100}}, []ProgrammeView{{"v", false, 50}}},
		{"ahead", []Programme{{"A", "v", 101, 0}}, []ProgrammeView{{"v", false, 0}}},
		{"over, and again ahead", []Programme{{"A", "v", 10, 20}, {"A", "v", 150, 0}}, []ProgrammeView{{"v", false, 10}}},
		{"over, and begun again", []Programme{{"A", "v", 10, 20}, {"A", "v", 90, 0}}, []ProgrammeView{{"v", true, 90}}},
		{"two at a time", []Programme{{"A", "v", 10, 0}, {"A", "w", 20, 30}}, []ProgrammeView{{"v", true, 10}, {"w", false, 20}}},
		{"of another unit", []Programme{{"B", "v", 10, 0}}, nil},
		{"a shorter period within the current one", []Programme{{"A", "v", 10, 0}, {"A", "v", 50, 60}}, []ProgrammeView{{"v", true, 10}}},
		{"a period that ends before it begins", []Programme{{"A", "v", 10, 20}, {"A", "v", 50, 40}}, []ProgrammeView{{"v", false, 10}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := withBaseline(Options{})
			learn(l, now, Case{ID: 1, Unit: "A", Received: 1})
			l.SetProgrammes(tt.programmes)
			if diff := cmp.Diff(tt.want, view(l, now).Units[0].Programmes); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestEventsCountUnderTheStateOfTheirMoment: an event that is learnt late
// counts under the state that its unit had when it happened, and dates
// edited later move windows, not counters.
func TestEventsCountUnderTheStateOfTheirMoment(t *testing.T) {
	l := withBaseline(testOptions)
	l.SetProgrammes([]Programme{{"A", "v", epoch - 2*day, epoch - day}})
	learn(l, epoch, Case{
		ID: 1, Unit: "A", Received: epoch - 3*day, Started: epoch - 2*day, Closed: epoch - day - 1, Reopened: -1,
	})
	learn(l, epoch, Case{ID: 2, Unit: "A", Received: epoch - day, Reopened: -1}) // the end is not within
	want := map[string]int64{
		"received|A|0": 2, "started|A|1": 1, "waits|A|1": 1, "wait seconds|A|1": day,
		"closed|A|1": 1, "turnarounds|A|1": 1, "turnaround seconds|A|1": 2*day - 1,
	}
	v := view(l, epoch)
	if diff := cmp.Diff(want, counted(v)); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
	l.SetProgrammes(nil)
	later := view(l, epoch)
	if diff := cmp.Diff(want, counted(later)); diff != "" {
		t.Errorf("counted after the programme was withdrawn (-want +got):\n%s", diff)
	}
	if before, now := v.Groups[0][Active].Closed, later.Groups[0][Active].Closed; before != 1 || now != 0 {
		t.Errorf("closed under supervision in the window: %d, then %d; want 1, then 0", before, now)
	}
}

func TestSupervised(t *testing.T) {
	l := New(testOptions, 1, epoch)
	l.SetProgrammes([]Programme{
		{Unit: "a", Name: "x", From: 10, Until: 20},
		{Unit: "a", Name: "y", From: 15, Until: 30},
		{Unit: "a", Name: "x", From: 50},
		{Unit: "b", Name: "x", From: 9, Until: 9},
	})
	want := map[string][]Period{"a": {{10, 30}, {50, 0}}}
	if diff := cmp.Diff(want, l.Supervised()); diff != "" {
		t.Errorf("periods (-want +got):\n%s", diff)
	}
}
