package deadline

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"casework/collectors/civil"
	"casework/collectors/pause"
)

// TestPausedDeadlinesWorkedOutByHand has days counted on a printed calendar.
func TestPausedDeadlinesWorkedOutByHand(t *testing.T) {
	at := func(clock string) uint32 {
		when, err := time.ParseInLocation("2006-01-02 15:04", clock, oslo(t))
		if err != nil {
			t.Fatal(err)
		}
		return uint32(when.Unix())
	}
	weeks := Rule{CaseType: "a", Length: 12, Unit: Weeks, Pausable: true, Until: Forever}
	workdays := Rule{CaseType: "a", Length: 3, Unit: Workdays, Pausable: true, Until: Forever}
	moved := Rule{CaseType: "a", Length: 7, Unit: Days, Pausable: true, Moved: true, Until: Forever}
	still := weeks
	still.Pausable = false
	for _, tt := range []struct {
		name     string
		rule     Rule
		received string
		paused   []string // begins and ends
		want     string
	}{
		{"never", weeks, "2026-01-05 09:00", nil, "2026-03-30"},
		{"within a day", weeks, "2026-01-05 09:00", []string{"2026-01-12 09:00", "2026-01-12 15:00"}, "2026-03-30"},
		{"from one day to the next", weeks, "2026-01-05 09:00", []string{"2026-01-12 15:00", "2026-01-13 08:00"}, "2026-03-31"},
		{"three weeks", weeks, "2026-01-05 09:00", []string{"2026-01-12 15:00", "2026-02-02 08:00"}, "2026-04-20"},
		{"twice, over the clocks' change", weeks, "2026-01-05 09:00", []string{"2026-01-12 15:00", "2026-01-13 08:00", "2026-03-28 10:00", "2026-03-30 10:00"}, "2026-04-02"},
		{"on the last day, until long after", weeks, "2026-01-05 09:00", []string{"2026-03-30 15:00", "2026-05-30 08:00"}, "2026-05-30"},
		{"after the last day", weeks, "2026-01-05 09:00", []string{"2026-03-31 00:00", "2026-05-30 08:00"}, "2026-03-30"},
		{"a rule that goes on", still, "2026-01-05 09:00", []string{"2026-01-12 15:00", "2026-02-02 08:00"}, "2026-03-30"},
		{"working days, over a weekend", workdays, "2026-01-08 09:00", []string{"2026-01-09 15:00", "2026-01-12 08:00"}, "2026-01-14"},
		{"working days, within a weekend", workdays, "2026-01-08 09:00", []string{"2026-01-10 15:00", "2026-01-11 08:00"}, "2026-01-13"},
		{"working days, over Easter", workdays, "2026-03-31 09:00", []string{"2026-04-01 15:00", "2026-04-08 08:00"}, "2026-04-10"},
		{"to a Saturday, and so to Monday", moved, "2026-01-05 09:00", []string{"2026-01-06 15:00", "2026-01-11 08:00"}, "2026-01-19"},
		{"as the period ran on over a weekend", moved, "2026-01-03 09:00", []string{"2026-01-12 09:00", "2026-01-14 08:00"}, "2026-01-14"},
	} {
		rules, err := New([]Rule{tt.rule}, oslo(t))
		if err != nil {
			t.Fatal(err)
		}
		var spans []pause.Interval
		for pair := range slices.Chunk(tt.paused, 2) {
			spans = append(spans, pause.Interval{From: at(pair[0]), Until: at(pair[1])})
		}
		due := rules.Of("a")(at(tt.received), 0)
		if paused := rules.Paused("a"); paused != nil {
			due = paused(at(tt.received), 0, slices.Values(spans))
		} else if tt.rule.Pausable {
			t.Errorf("%s: nothing stands still", tt.name)
		}
		if got := time.Unix(int64(due), 0).In(oslo(t)).Format(time.DateTime); got != tt.want+" 23:59:59" {
			t.Errorf("%s: %s, want the end of %s", tt.name, got, tt.want)
		}
	}
	rules, err := New([]Rule{workdays}, oslo(t))
	if err != nil {
		t.Fatal(err)
	}
	lasts := slices.Values([]pause.Interval{{From: at("2026-01-09 15:00"), Until: math.MaxUint32}})
	if due := rules.Paused("a")(at("2026-01-08 09:00"), 0, lasts); due != math.MaxUint32 {
		t.Errorf("while a pause lasts, the deadline is %d", due)
	}
	if due := rules.Paused("a")(at("2026-01-01 09:00"), 0, lasts); due == math.MaxUint32 {
		t.Error("a pause that begins after the deadline takes it away")
	}
}

// TestDeadlinesOfTotals: a period is longer by the seconds of pauses, as none knows when
// they were, and has no end while one lasts that began in it.
func TestDeadlinesOfTotals(t *testing.T) {
	at := func(clock string) uint32 {
		when, err := time.ParseInLocation("2006-01-02 15:04:05", clock, oslo(t))
		if err != nil {
			t.Fatal(err)
		}
		return uint32(when.Unix())
	}
	year := civil.DayOf(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC))
	rules, err := New([]Rule{
		{CaseType: "a", Length: 7, Unit: Days, Pausable: true, From: year, Until: Forever},
		{CaseType: "a", Length: 7, Unit: Days, Until: year - 1},
		{CaseType: "b", Length: 7, Unit: Days, Until: Forever},
	}, oslo(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, received, since string
		seconds               uint32
		want                  string // "" is the end of time
	}{
		{"never", "2026-01-05 09:00:00", "", 0, "2026-01-12 23:59:59"},
		{"for a while", "2026-01-05 09:00:00", "", 3600, "2026-01-13 00:59:59"},
		{"in the period", "2026-01-05 09:00:00", "2026-01-12 23:59:59", 0, ""},
		{"behind it", "2026-01-05 09:00:00", "2026-01-13 00:00:00", 0, "2026-01-12 23:59:59"},
		{"again, in what pauses left of it", "2026-01-05 09:00:00", "2026-01-13 00:00:00", 3600, ""},
		{"under a rule that goes on", "2025-12-05 09:00:00", "2025-12-06 00:00:00", 3600, "2025-12-12 23:59:59"},
	} {
		since := uint32(0)
		if tt.since != "" {
			since = at(tt.since)
		}
		want := uint32(math.MaxUint32)
		if tt.want != "" {
			want = at(tt.want)
		}
		if got := rules.PausedFor("a")(at(tt.received), 0, tt.seconds, since); got != want {
			t.Errorf("%s: %d, want %d", tt.name, got, want)
		}
	}
	if rules.PausedFor("b") != nil || rules.PausedFor("c") != nil {
		t.Error("something stands still where no rule does")
	}
}

// TestPausedDeadlinesCountDays holds periods against a walk from day to day.
func TestPausedDeadlinesCountDays(t *testing.T) {
	zone := oslo(t)
	calendar := newCalendar(zone)
	working := func(d civil.Day) bool { _, found := slices.BinarySearch(calendar.work, d); return found }
	rapid.Check(t, func(t *rapid.T) {
		rule := Rule{CaseType: "a", Length: rapid.IntRange(1, 20).Draw(t, "length"), Unit: rapid.SampledFrom([]Unit{Days, Workdays}).Draw(t, "unit"), Pausable: true, Until: Forever}
		rules, err := New([]Rule{rule}, zone)
		if err != nil {
			t.Fatal(err)
		}
		received := civil.Day(20500 + rapid.IntRange(0, 400).Draw(t, "received"))
		paused := map[civil.Day]bool{} // at the day's end
		var spans []pause.Interval
		for d := received; d < received+80; {
			from := d + civil.Day(rapid.IntRange(0, 15).Draw(t, "after"))
			until := from + civil.Day(rapid.IntRange(0, 9).Draw(t, "days"))
			noon := func(d civil.Day) uint32 { return uint32(d.Start(zone).Unix()) + 43200 }
			spans = append(spans, pause.Interval{From: noon(from), Until: noon(until) + 60})
			for i := from; i < until; i++ {
				paused[i] = true
			}
			d = until + 1
		}
		end := received
		for left := rule.Length; left > 0; {
			end++
			counts := rule.Unit == Days || working(end)
			if counts && !paused[end] {
				left--
			}
		}
		// The day of receipt is no part of the period, but a pause of it is.
		if paused[received] && (rule.Unit == Days || working(received)) {
			t.Skip("its end is another question")
		}
		got := time.Unix(int64(rules.Paused("a")(uint32(received.Start(zone).Unix()), 0, slices.Values(spans))), 0).In(zone)
		want := civil.DayOf(got)
		// A period that would end on a paused day goes on to when that is over.
		if fmt.Sprint(want) != fmt.Sprint(end) {
			t.Fatalf("%d %s from %v end on %v, want %v", rule.Length, rule.Unit, received.Date(), want.Date(), end.Date())
		}
	})
}
