package deadline

import (
	"slices"
	"testing"
	"time"

	"casework/collectors/pause"
)

// TestDeadlinesFromCompleteWorkedOutByHand has dates counted on a printed calendar.
func TestDeadlinesFromCompleteWorkedOutByHand(t *testing.T) {
	at := func(clock string) uint32 {
		if clock == "" {
			return 0
		}
		when, err := time.ParseInLocation("2006-01-02 15:04", clock, oslo(t))
		if err != nil {
			t.Fatal(err)
		}
		return uint32(when.Unix())
	}
	rule := func(named, caseType string) Rule {
		r, ok := PresetRule(named)
		if !ok {
			t.Fatalf("no rule %s", named)
		}
		r.CaseType = caseType
		return r
	}
	rules, err := New([]Rule{
		rule("no:byggesøknad-3-uker", "small"), rule("no:byggesøknad-12-uker", "large"),
		{CaseType: "new law", Length: 3, Unit: Weeks, Until: day(t, "2026-06-30")},
		{CaseType: "new law", Length: 2, Unit: Weeks, Complete: true, From: day(t, "2026-07-01"), Until: Forever},
		{CaseType: "moved", Length: 3, Unit: Weeks, Complete: true, Moved: true, Until: Forever},
		{CaseType: "work", Length: 3, Unit: Workdays, Complete: true, Pausable: true, Until: Forever},
	}, oslo(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, caseType, received, complete string
		paused                             []string // begins and ends
		want                               string   // "" is none
	}{
		{"complete at once", "small", "2026-03-16 09:00", "2026-03-16 09:00", nil, "2026-04-06"},
		{"two weeks later; Easter Monday stays", "small", "2026-03-02 09:00", "2026-03-16 15:00", nil, "2026-04-06"},
		{"or is moved", "moved", "2026-03-02 09:00", "2026-03-16 15:00", nil, "2026-04-07"},
		{"in the first minute of the day", "small", "2026-03-02 09:00", "2026-03-16 00:00", nil, "2026-04-06"},
		{"in the last minute of the day before", "small", "2026-03-02 09:00", "2026-03-15 23:59", nil, "2026-04-05"},
		{"before it was received", "small", "2026-03-16 09:00", "2026-03-01 09:00", nil, "2026-04-06"},
		{"not yet", "small", "2026-03-02 09:00", "", nil, ""},
		{"12 weeks", "large", "2026-01-05 09:00", "2026-01-19 09:00", nil, "2026-04-13"},
		{"12 weeks, not yet, and paused", "large", "2026-01-05 09:00", "", []string{"2026-01-06 09:00", "2026-01-26 08:00"}, ""},
		{"a pause that is over by then", "large", "2026-01-05 09:00", "2026-01-19 09:00", []string{"2026-01-06 09:00", "2026-01-19 09:00"}, "2026-04-13"},
		{"a pause that goes on for a week", "large", "2026-01-05 09:00", "2026-01-19 09:00", []string{"2026-01-12 09:00", "2026-01-26 08:00"}, "2026-04-20"},
		{
			"both, and one of two days", "large", "2026-01-05 09:00", "2026-01-19 09:00",
			[]string{"2026-01-06 09:00", "2026-01-08 08:00", "2026-01-12 09:00", "2026-01-26 08:00", "2026-02-02 09:00", "2026-02-04 08:00"},
			"2026-04-22",
		},
		{"the law before, by the receipt", "new law", "2026-06-30 09:00", "2026-07-10 09:00", nil, "2026-07-21"},
		{"the new law", "new law", "2026-07-01 09:00", "2026-07-10 09:00", nil, "2026-07-24"},
		{"the law before, not complete", "new law", "2026-06-30 09:00", "", nil, "2026-07-21"},
		{"working days from a Friday on", "work", "2026-03-02 09:00", "2026-03-13 09:00", nil, "2026-03-18"},
		{"working days, a pause over two", "work", "2026-03-02 09:00", "2026-03-13 09:00", []string{"2026-03-10 09:00", "2026-03-17 08:00"}, "2026-03-20"},
	} {
		received, complete := at(tt.received), at(tt.complete)
		due := rules.Of(tt.caseType)(received, complete)
		var spans []pause.Interval
		for pair := range slices.Chunk(tt.paused, 2) {
			spans = append(spans, pause.Interval{From: at(pair[0]), Until: at(pair[1])})
		}
		if paused := rules.Paused(tt.caseType); paused != nil {
			due = paused(received, complete, slices.Values(spans))
		}
		got := ""
		if due != 0 {
			got = time.Unix(int64(due), 0).In(oslo(t)).Format(time.DateTime)
			tt.want += " 23:59:59"
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	// Where totals alone are known, a case was paused before it was complete as far as that can be.
	received, complete := at("2026-01-05 09:00"), at("2026-01-19 09:00")
	plain := rules.Of("large")(received, complete)
	for seconds, want := range map[uint32]uint32{0: plain, 14 * 86400: plain, 14*86400 + 5: plain + 5} {
		if got := rules.PausedFor("large")(received, complete, seconds, 0); got != want {
			t.Errorf("paused for %d s in all: %d, want %d", seconds, got, want)
		}
	}
	if got := rules.PausedFor("large")(received, 0, 86400, complete); got != 0 {
		t.Errorf("paused and not complete: %d", got)
	}
	none := slices.Values([]pause.Interval(nil))
	if n, counted := rules.Workdays("work")(at("2026-03-02 09:00"), at("2026-03-13 09:00"), at("2026-03-17 15:00"), none); n != 2 || !counted {
		t.Errorf("from a Friday to a Tuesday are %d working days, %v", n, counted)
	}
	if _, counted := rules.Workdays("work")(at("2026-03-02 09:00"), 0, at("2026-03-17 15:00"), none); counted {
		t.Error("a case that never was complete took working days")
	}
}
