package deadline

import (
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"casework/collectors/civil"
	"casework/collectors/pause"
)

// never is that a case was never paused.
var never iter.Seq[pause.Interval] = slices.Values([]pause.Interval(nil))

// TestWorkdaysWorkedOutByHand has days counted on a printed calendar.
func TestWorkdaysWorkedOutByHand(t *testing.T) {
	at := func(zone *time.Location, clock string) uint32 {
		when, err := time.ParseInLocation("2006-01-02 15:04:05", clock, zone)
		if err != nil {
			t.Fatal(err)
		}
		return uint32(when.Unix())
	}
	for _, tt := range []struct {
		name             string
		zone             string
		received, closed string
		paused           []string // begins and ends
		pausable         bool
		want             uint32
	}{
		{name: "the same day", received: "2026-01-08 09:00:00", closed: "2026-01-08 23:59:59"},
		{name: "at midnight the next day has begun", received: "2026-01-08 09:00:00", closed: "2026-01-09 00:00:00", want: 1},
		{name: "received at midnight", received: "2026-01-08 00:00:00", closed: "2026-01-08 09:00:00"},
		{name: "closed before it was received, by a slow clock", received: "2026-01-08 00:02:00", closed: "2026-01-07 23:59:00"},
		{name: "Friday to Monday", received: "2026-01-09 09:00:00", closed: "2026-01-12 09:00:00", want: 1},
		{name: "Friday to Saturday, which is of Monday", received: "2026-01-09 09:00:00", closed: "2026-01-10 09:00:00", want: 1},
		{name: "from a Saturday", received: "2026-01-10 09:00:00", closed: "2026-01-12 09:00:00", want: 1},
		{name: "from a Saturday to the Sunday", received: "2026-01-10 09:00:00", closed: "2026-01-11 09:00:00", want: 1},
		{name: "within a Saturday", received: "2026-01-10 09:00:00", closed: "2026-01-10 19:00:00"},
		{name: "over Easter", received: "2026-04-01 09:00:00", closed: "2026-04-07 09:00:00", want: 1},
		{name: "on Easter Monday", received: "2026-03-31 09:00:00", closed: "2026-04-06 09:00:00", want: 2},
		{name: "received on a holiday", received: "2026-05-14 09:00:00", closed: "2026-05-18 09:00:00", want: 2},
		{name: "Christmas Eve is a working day", received: "2026-12-23 09:00:00", closed: "2026-12-28 09:00:00", want: 2},
		{name: "the day on which clocks go forward", received: "2026-03-27 23:59:59", closed: "2026-03-30 00:00:00", want: 1},
		{name: "within it", received: "2026-03-29 00:30:00", closed: "2026-03-29 23:30:00"},
		{name: "the day on which clocks go back", received: "2026-10-25 00:30:00", closed: "2026-10-25 23:59:59"},
		{name: "after it", received: "2026-10-25 00:30:00", closed: "2026-10-27 00:00:00", want: 2},
		{name: "in a zone where it is the day before", zone: "America/Sao_Paulo", received: "2026-01-08 22:00:00", closed: "2026-01-08 23:30:00"},
		{name: "a pause from one day to the next", received: "2026-01-05 09:00:00", closed: "2026-01-09 09:00:00", paused: []string{"2026-01-06 15:00:00", "2026-01-07 08:00:00"}, pausable: true, want: 3},
		{name: "one within a day", received: "2026-01-05 09:00:00", closed: "2026-01-09 09:00:00", paused: []string{"2026-01-06 08:00:00", "2026-01-06 15:00:00"}, pausable: true, want: 4},
		{name: "one over a weekend", received: "2026-01-08 09:00:00", closed: "2026-01-13 09:00:00", paused: []string{"2026-01-09 15:00:00", "2026-01-12 08:00:00"}, pausable: true, want: 2},
		{name: "one to the closing", received: "2026-01-05 09:00:00", closed: "2026-01-09 09:00:00", paused: []string{"2026-01-06 15:00:00", "2026-01-09 09:00:00"}, pausable: true, want: 1},
		{name: "one of all the time", received: "2026-01-05 09:00:00", closed: "2026-01-09 09:00:00", paused: []string{"2026-01-05 09:00:00", "2026-01-09 09:00:00"}, pausable: true},
		{name: "where the law goes on", received: "2026-01-05 09:00:00", closed: "2026-01-09 09:00:00", paused: []string{"2026-01-06 15:00:00", "2026-01-09 09:00:00"}, want: 4},
	} {
		zone := oslo(t)
		if tt.zone != "" {
			zone, _ = time.LoadLocation(tt.zone)
		}
		rules, err := New([]Rule{{CaseType: "a", Length: 3, Unit: Workdays, Pausable: tt.pausable, Until: Forever}}, zone)
		if err != nil {
			t.Fatal(err)
		}
		var spans []pause.Interval
		for pair := range slices.Chunk(tt.paused, 2) {
			spans = append(spans, pause.Interval{From: at(zone, pair[0]), Until: at(zone, pair[1])})
		}
		if got, counted := rules.Workdays("a")(at(zone, tt.received), 0, at(zone, tt.closed), slices.Values(spans)); !counted || got != tt.want {
			t.Errorf("%s: %d working days (%v), want %d", tt.name, got, counted, tt.want)
		}
	}
}

// TestWorkdaysAreOfRulesThatCountThem: not of cases to which a rule in another unit, or
// none, applies.
func TestWorkdaysAreOfRulesThatCountThem(t *testing.T) {
	rules, err := New([]Rule{
		{CaseType: "a", Length: 3, Unit: Weeks, Until: day(t, "2025-06-30")},
		{CaseType: "a", Length: 5, Unit: Workdays, From: day(t, "2025-07-01"), Until: day(t, "2025-12-31")},
		{CaseType: "b", Length: 5, Unit: Days, Until: Forever},
		{CaseType: AnyType, Length: 10, Unit: Workdays, Until: Forever},
	}, oslo(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		caseType, received string
		counted            bool
	}{
		{"a", "2025-06-30", false},
		{"a", "2025-07-01", true},
		{"a", "2025-12-31", true},
		{"a", "2026-01-01", false},
		{"another", "2026-01-01", true},
	} {
		at := uint32(day(t, tt.received).Start(oslo(t)).Unix())
		if _, counted := rules.Workdays(tt.caseType)(at, 0, at+86400, never); counted != tt.counted {
			t.Errorf("%q received %s is counted in working days: %v", tt.caseType, tt.received, counted)
		}
	}
	if rules.Workdays("b") != nil {
		t.Error("a type with a rule in days is counted in working days")
	}
}

// TestInTimeIsWithinTheWorkdays: a case is in time, by the deadline of any length,
// exactly if it took no more working days than that; and these are as many as a walk from
// day to day finds, which has the holidays listed and shares no code with the rules.
func TestInTimeIsWithinTheWorkdays(t *testing.T) {
	holidays, zones, made := listedHolidays(), []string{"Europe/Oslo", "UTC", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Kiritimati", "Etc/GMT+12"}, map[string]*Rules{}
	rules := func(t *rapid.T, zone *time.Location, length int, pausable bool) *Rules {
		key := fmt.Sprint(zone, length, pausable)
		if made[key] == nil {
			r, err := New([]Rule{{CaseType: "a", Length: length, Unit: Workdays, Pausable: pausable, Until: Forever}}, zone)
			if err != nil {
				t.Fatal(err)
			}
			made[key] = r
		}
		return made[key]
	}
	inTime, late := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		instant := func(from int64, days int) int64 { // midnight more often than not
			d := civil.DayOf(time.Unix(from, 0).In(zone)) + civil.Day(rapid.IntRange(0, days).Draw(t, "days"))
			midnight := d.Start(zone).Unix()
			return max(from, midnight+rapid.SampledFrom([]int64{-1, 0, 1, rapid.Int64Range(0, 90000).Draw(t, "second")}).Draw(t, "clock"))
		}
		from := civil.DayOf(time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)).Start(zone).Unix()
		received := instant(from, 365*10)
		closed := instant(received, 40)
		var spans []pause.Interval
		for at := received; at < closed && len(spans) < 5; {
			p := pause.Interval{From: uint32(instant(at, 6))}
			if p.Until = uint32(min(instant(int64(p.From), 6), closed)); p.From >= p.Until {
				break
			}
			spans = append(spans, p)
			at = int64(p.Until) + 1
		}
		pausable := rapid.Bool().Draw(t, "pausable")
		r := rules(t, zone, rapid.SampledFrom([]int{1, 2, 3, 5, 10, 25}).Draw(t, "length"), pausable)
		got, counted := r.Workdays("a")(uint32(received), 0, uint32(closed), slices.Values(spans))
		if !counted {
			t.Fatal("the case is not counted in working days")
		}
		if !pausable {
			spans = nil
		}
		if want := walkedWorkdays(received, closed, spans, zone, holidays); int(got) != want {
			t.Fatalf("received %v, closed %v, paused %v: %d working days, want %d", time.Unix(received, 0).In(zone), time.Unix(closed, 0).In(zone), spans, got, want)
		}
		due := r.Of("a")(uint32(received), 0)
		if pausable {
			due = r.Paused("a")(uint32(received), 0, slices.Values(spans))
		}
		length := r.List()[0].Length
		if met := uint32(closed) <= due; met != (int(got) <= length) {
			t.Fatalf("%d working days of %d, and in time: %v", got, length, met)
		} else if met {
			inTime++
		} else {
			late++
		}
	})
	if inTime == 0 || late == 0 {
		t.Errorf("%d cases in time and %d late: the test would prove nothing", inTime, late)
	}
}

// walkedWorkdays walks from the day of receipt to that of the closing, on dates in a
// zone. The working days up to the closing count, and if that is on a day off, the
// next one; but not those at whose last instant the case was paused, the day of receipt
// among them.
func walkedWorkdays(received, closed int64, paused []pause.Interval, zone *time.Location, holidays map[string]bool) int {
	date := func(unix int64) time.Time {
		y, m, d := time.Unix(unix, 0).In(zone).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	n, last := 0, date(closed)
	if last.Equal(date(received)) {
		return 0
	}
	for d := date(received); d.Before(last); d = d.AddDate(0, 0, 1) {
		if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || holidays[d.Format(time.DateOnly)] {
			continue
		}
		if d.After(date(received)) {
			n++
		}
		for _, p := range paused {
			if !date(int64(p.From)).After(d) && date(int64(p.Until)).After(d) {
				n--
			}
		}
	}
	return n + 1
}
