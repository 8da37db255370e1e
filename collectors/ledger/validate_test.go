package ledger

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const soon = epoch + FutureTolerance // the latest time that is no mistake at epoch

func TestJudgeCase(t *testing.T) {
	tests := []struct {
		name string
		c    Case
		want Reason
	}{
		{"received only", Case{Unit: "A", Received: 1}, accepted},
		{"all times, each as early as it may be", Case{Unit: "A", Received: 9, Started: 9, Closed: 9, Deadline: 1}, accepted},
		{"closed before started", Case{Unit: "A", Received: 1, Started: 9, Closed: 5}, accepted},
		{"no unit", Case{Received: 1}, NoUnit},
		{"no unit and no time", Case{}, NoUnit},
		{"no time", Case{Unit: "A", Started: 5}, NoTime},
		{"received before 1970", Case{Unit: "A", Received: -1}, OutOfRange},
		{"started before 1970", Case{Unit: "A", Received: 1, Started: -1}, OutOfRange},
		{"received after 2105", Case{Unit: "A", Received: 1 << 32}, OutOfRange},
		{"closed after 2105", Case{Unit: "A", Received: 1, Closed: 1 << 32}, OutOfRange},
		{"deadline in the last second of the range", Case{Unit: "A", Received: 1, Deadline: math.MaxUint32}, accepted},
		{"deadline after 2105", Case{Unit: "A", Received: 1, Deadline: 1 << 32}, accepted},
		{"started before received", Case{Unit: "A", Received: day, Started: 1}, accepted},
		{"closed before received by as much as clocks differ", Case{Unit: "A", Received: day, Closed: day - ClockTolerance}, accepted},
		{"closed before received", Case{Unit: "A", Received: day, Closed: day - ClockTolerance - 1}, ClosedBeforeReceived},
		{"started and closed before received", Case{Unit: "A", Received: day, Started: 8, Closed: 8}, ClosedBeforeReceived},
		{"received within tolerance", Case{Unit: "A", Received: soon}, accepted},
		{"received beyond tolerance", Case{Unit: "A", Received: soon + 1}, InFuture},
		{"started within tolerance", Case{Unit: "A", Received: 1, Started: soon}, accepted},
		{"started beyond tolerance, which has not happened", Case{Unit: "A", Received: 1, Started: soon + 1}, accepted},
		{"closed within tolerance", Case{Unit: "A", Received: 1, Closed: soon}, accepted},
		{"closed beyond tolerance, which has not happened", Case{Unit: "A", Received: 1, Closed: soon + 1}, accepted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.c.validate(epoch); got != tt.want {
				t.Errorf("judged %s, want %s", got, tt.want)
			}
		})
	}
}

func TestJudgeError(t *testing.T) {
	tests := []struct {
		name string
		e    Error
		want Reason
	}{
		{"possible", Error{Unit: "A", Reported: soon}, accepted},
		{"no unit", Error{Reported: 1}, NoUnit},
		{"no time", Error{Unit: "A"}, NoTime},
		{"before 1970", Error{Unit: "A", Reported: -1}, OutOfRange},
		{"after 2105", Error{Unit: "A", Reported: 1 << 32}, OutOfRange},
		{"beyond tolerance", Error{Unit: "A", Reported: soon + 1}, InFuture},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.e.validate(epoch); got != tt.want {
				t.Errorf("judged %s, want %s", got, tt.want)
			}
		})
	}
}

func TestJudgeSession(t *testing.T) {
	tests := []struct {
		name string
		s    Session
		want Reason
	}{
		{"planned for the future", Session{Unit: "A", Planned: epoch + 90*day}, accepted},
		{"held before it was planned for", Session{Unit: "A", Planned: epoch, Held: epoch - day}, accepted},
		{"held beyond tolerance, which has not happened", Session{Unit: "A", Planned: 1, Held: soon + 1}, accepted},
		{"no unit", Session{Planned: 1}, NoUnit},
		{"no time", Session{Unit: "A", Held: 1}, NoTime},
		{"planned after 2105", Session{Unit: "A", Planned: 1 << 32}, OutOfRange},
		{"negative length", Session{Unit: "A", Planned: 1, Minutes: -1}, OutOfRange},
		{"length that seconds cannot hold", Session{Unit: "A", Planned: 1, Minutes: 1 << 27}, OutOfRange},
		{"length that overflows", Session{Unit: "A", Planned: 1, Minutes: 1 << 62}, OutOfRange},
		{"any number of participants", Session{Unit: "A", Planned: 1, Participants: -5}, accepted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.s.validate(); got != tt.want {
				t.Errorf("judged %s, want %s", got, tt.want)
			}
		})
	}
}

func TestReasonsAndCorrectionsHaveNames(t *testing.T) {
	var got []string
	for _, r := range Reasons() {
		got = append(got, r.String())
	}
	for _, c := range Corrections() {
		got = append(got, c.String())
	}
	want := []string{
		"no_unit", "no_time", "out_of_range", "started_before_received", "closed_before_received",
		"in_future", "unknown_unit", "too_many_names", "no_id", "duplicate_id", "name_too_long",
		"no_case", "unknown_case", "resumed_before_paused", "impossible_pause",
		"moved", "retimed", "deleted", "restored", "drifted", "withdrawn",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("label values (-want +got):\n%s", diff)
	}
}

// TestTooManyKinds: kinds beyond those that are distinguished are one.
func TestTooManyKinds(t *testing.T) {
	l := withBaseline(Options{})
	for i := range 3 * MaxKinds {
		learnErrors(l, epoch, Error{ID: ID(i + 1), Unit: "A", Kind: fmt.Sprint(i), Reported: epoch})
	}
	v := view(l, epoch)
	if n := len(v.Kinds); n > MaxKinds+2 {
		t.Errorf("%d kinds, want at most %d", n, MaxKinds+2)
	}
	if got := counted(v)["error other|A|0"]; got != 2*MaxKinds {
		t.Errorf("%d errors of other kinds, want %d", got, 2*MaxKinds)
	}
}

// TestTooManyNames: what has no code left is rejected, and counts nowhere.
func TestTooManyNames(t *testing.T) {
	l := withBaseline(Options{})
	for i := range MaxUnits {
		l.units.code(fmt.Sprint(i), epoch)
	}
	for range MaxUnits {
		l.counters = append(l.counters, newCounters(1))
	}
	l.supervision.resolve(&l.units)
	learn(l, epoch, Case{ID: 1, Unit: "one too many", Received: epoch}, Case{ID: 2, Unit: "7", Received: epoch})
	learnErrors(l, epoch,
		Error{ID: 1, Unit: "one too many", Kind: "k", Reported: epoch}, Error{ID: 2, Unit: "7", Kind: "k", Reported: epoch})
	learnSessions(l, epoch,
		Session{ID: 1, Unit: "one too many", Programme: "7", Planned: epoch}, Session{ID: 2, Unit: "7", Programme: "7", Planned: epoch})
	v := view(l, epoch)
	want := map[string]int{"cases too_many_names": 1, "errors too_many_names": 1, "sessions too_many_names": 1}
	if diff := cmp.Diff(want, rejections(v)); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([numTables]int{1, 1, 1}, v.Rows); diff != "" {
		t.Errorf("rows that count (-want +got):\n%s", diff)
	}
	if len(v.Units) != 1 || v.Units[0].Unit.Unit != "7" {
		t.Errorf("units %v, want 7 alone", v.Units)
	}
}

// TestRowsWithoutID: they are shown as rejected, as many as one poll met.
func TestRowsWithoutID(t *testing.T) {
	l := withBaseline(testOptions)
	poll := func(pages ...int) int {
		l.Advance(epoch)
		for _, n := range pages {
			l.Apply(Cases, &Page{Unkeyed: n}, epoch)
		}
		return view(l, epoch).Rejected[Cases][NoID]
	}
	if got := []int{poll(2, 3), poll(4), poll(), poll(6)}; !slices.Equal(got, []int{5, 5, 5, 6}) {
		t.Errorf("rejected after each poll: %v, want the most that one met: [5 5 5 6]", got)
	}
	payloads := checkpoint(l)
	poll(9)
	delta, ok := l.AppendDelta(nil)
	if !ok {
		t.Fatal("too much has changed for a delta")
	}
	for _, stored := range [][][]byte{payloads, append(slices.Clone(payloads), delta)} {
		again, err := restore(testOptions, epoch, stored...)
		if err != nil {
			t.Fatal(err)
		}
		want := 6 + 3*(len(stored)-len(payloads))
		if got := view(again, epoch).Rejected[Cases][NoID]; got != want {
			t.Errorf("rejected after a restart: %d, want %d", got, want)
		}
	}
}

// TestWithdrawnCountsOnce: a row that becomes impossible is one correction,
// however often it changes after that; one that was never possible is none.
func TestWithdrawnCountsOnce(t *testing.T) {
	l := withBaseline(testOptions)
	for i, c := range []Case{
		{ID: 1, Unit: "A", Received: 1000},
		{ID: 1, Unit: "A", Received: 1000, Closed: 99},
		{ID: 1, Unit: "A"},
		{ID: 2, Unit: "A"},
		{ID: 2, Unit: "A", Received: 1000, Closed: 99},
	} {
		c.Changed, c.Reopened = epoch*1e6+int64(i), -1
		learn(l, epoch, c)
	}
	if diff := cmp.Diff(map[string]uint64{"cases withdrawn": 1}, corrections(l)); diff != "" {
		t.Errorf("corrections (-want +got):\n%s", diff)
	}
}
