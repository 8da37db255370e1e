package deadline

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"casework/collectors/civil"
)

func oslo(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func day(t testing.TB, date string) civil.Day {
	t.Helper()
	at, err := time.Parse(time.DateOnly, date)
	if err != nil {
		t.Fatal(err)
	}
	return civil.DayOf(at)
}

// ends is the last day of a case of a rule that was received on a date.
func ends(t testing.TB, rule Rule, received string) string {
	t.Helper()
	rule.CaseType, rule.Until = "a", Forever
	rules, err := New([]Rule{rule}, oslo(t))
	if err != nil {
		t.Fatal(err)
	}
	at := day(t, received).Start(oslo(t)).Add(13 * time.Hour)
	due := time.Unix(int64(rules.Of("a")(uint32(at.Unix()), 0)), 0).In(oslo(t))
	if due.Format(time.TimeOnly) != "23:59:59" {
		t.Errorf("%s: the deadline is %v, not the end of a day", received, due)
	}
	return due.Format(time.DateOnly)
}

// TestDeadlinesWorkedOutByHand has dates counted on a printed calendar.
func TestDeadlinesWorkedOutByHand(t *testing.T) {
	rule := func(named string) Rule {
		r, ok := PresetRule(named)
		if !ok {
			t.Fatalf("no rule %s", named)
		}
		return r
	}
	referral, access := rule("no:henvisning"), rule("no:innsyn")
	report, investigation := rule("no:barnevernsmelding"), rule("no:barnevernsundersøkelse")
	moved := func(length int, unit Unit) Rule { return Rule{Length: length, Unit: unit, Moved: true} }
	for _, tt := range []struct {
		name     string
		rule     Rule
		received string
		want     string
	}{
		{"over Easter", referral, "2026-03-26", "2026-04-14"},
		{"over Christmas: the 24th and the 31st are working days", referral, "2025-12-19", "2026-01-07"},
		{"from a Saturday, over Whit Monday; the 17th is a Sunday", referral, "2026-05-16", "2026-06-01"},
		{"from a holiday", referral, "2026-05-14", "2026-05-29"},
		{"in a plain week", access, "2024-03-22", "2024-03-27"},
		{"over Easter, in March and April", access, "2024-03-27", "2024-04-04"},
		{"Whit Monday is the 17th of May", access, "2027-05-13", "2027-05-19"},
		{"over Christmas", access, "2026-12-23", "2026-12-29"},
		{"over New Year", access, "2029-12-31", "2030-01-04"},
		{"a week, over the leap day", report, "2024-02-26", "2024-03-04"},
		{"a week, over New Year", report, "2020-12-28", "2021-01-04"},
		{"a week, over the clocks' change", report, "2026-03-25", "2026-04-01"},
		{"months, to the same date", investigation, "2026-02-28", "2026-05-28"},
		{"months, to a month without the date", investigation, "2025-11-30", "2026-02-28"},
		{"months, to the leap day", investigation, "2023-11-30", "2024-02-29"},
		{"months, from the 31st", investigation, "2026-01-31", "2026-04-30"},
		{"months, from the 31st to the 31st", investigation, "2025-12-31", "2026-03-31"},
		{"days", Rule{Length: 21, Unit: Days}, "2026-02-20", "2026-03-13"},
		{"an end on Maundy Thursday stays", Rule{Length: 1, Unit: Weeks}, "2026-03-26", "2026-04-02"},
		{"or is moved to the Tuesday after Easter", moved(1, Weeks), "2026-03-26", "2026-04-07"},
		{"an end on Sunday the 17th of May is moved to Monday", moved(10, Days), "2026-05-07", "2026-05-18"},
		{"an end on Christmas Eve, a Thursday, stays", moved(1, Weeks), "2026-12-17", "2026-12-24"},
		{"an end on New Year's Day is moved", moved(1, Months), "2025-12-01", "2026-01-02"},
		{"an end on a working day stays", moved(3, Months), "2026-01-31", "2026-04-30"},
		{"an end on a Saturday is moved over a holiday", moved(3, Weeks), "2027-04-24", "2027-05-18"},
	} {
		if got := ends(t, tt.rule, tt.received); got != tt.want {
			t.Errorf("%s: received %s, %v ends on %s, want %s", tt.name, tt.received, &tt.rule, got, tt.want)
		}
	}
}

// walked counts a period a day at a time, with the holidays listed above. It
// shares no code with the rules.
func walked(r *Rule, received time.Time, holidays map[string]bool) time.Time {
	working := func(d time.Time) bool {
		return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && !holidays[d.Format(time.DateOnly)]
	}
	end := received
	switch r.Unit {
	case Days, Weeks:
		n := r.Length
		if r.Unit == Weeks {
			n *= 7
		}
		for range n {
			end = end.AddDate(0, 0, 1)
		}
	case Workdays:
		for n := r.Length; n > 0; {
			if end = end.AddDate(0, 0, 1); working(end) {
				n--
			}
		}
	case Months:
		year, month := received.Year(), int(received.Month())+r.Length
		for month > 12 {
			year, month = year+1, month-12
		}
		last := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
		if month == 2 && year%4 == 0 {
			last = 29
		}
		end = time.Date(year, time.Month(month), min(received.Day(), last), 0, 0, 0, 0, time.UTC)
	}
	for r.Moved && !working(end) {
		end = end.AddDate(0, 0, 1)
	}
	return end
}

// TestTenYearsOfEveryRule holds every rule of the preset, and others of each unit,
// against walked, for cases received at the first and last second of every day of
// ten years.
func TestTenYearsOfEveryRule(t *testing.T) {
	preset, _ := Preset("no")
	if len(preset) < 4 {
		t.Fatalf("the preset has %d rules", len(preset))
	}
	for _, unit := range Units() {
		for _, length := range []int{1, 5, 12} {
			preset = append(preset, Rule{CaseType: fmt.Sprint(unit, length), Length: length, Unit: Unit(unit), Moved: true, Until: Forever})
		}
	}
	holidays, zone := listedHolidays(), oslo(t)
	rules, err := New(preset, zone)
	if err != nil {
		t.Fatal(err)
	}
	for i := range preset {
		r := &preset[i]
		of := rules.Of(r.CaseType)
		for d := day(t, "2020-01-01"); d <= day(t, "2029-12-31"); d++ {
			want := civil.DayOf(walked(r, d.Date(), holidays))
			if want > day(t, "2030-12-24") {
				continue // what is listed ends
			}
			for _, at := range []int64{d.Start(zone).Unix(), (d + 1).Start(zone).Unix() - 1} {
				of := func(at int64) int64 { return int64(of(uint32(at), 0)) }
				if r.Complete { // five days after it was received
					of = func(at int64) int64 { return int64(rules.Of(r.CaseType)(uint32(at)-5*86400, uint32(at))) }
				}
				if got := of(at); got != (want+1).Start(zone).Unix()-1 {
					t.Fatalf("%v: received %s, the deadline is %v, want the end of %s", r, d.Date().Format(time.DateOnly),
						time.Unix(got, 0).In(zone), want.Date().Format(time.DateOnly))
				}
			}
		}
	}
}

// TestDaysAreThoseOfTheZone: in any zone, at any instant, a period of a day ends
// with the next day of the zone.
func TestDaysAreThoseOfTheZone(t *testing.T) {
	made := map[string]*Rules{}
	for _, name := range []string{"Europe/Oslo", "UTC", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu", "Pacific/Kiritimati", "Etc/GMT+12"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		if made[name], err = New([]Rule{{CaseType: AnyType, Length: 1, Unit: Days, Until: Forever}}, zone); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"Europe/Oslo", "UTC", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu", "Pacific/Kiritimati", "Etc/GMT+12"}).Draw(t, "zone")
		zone, _ := time.LoadLocation(name)
		received := rapid.Uint32Range(0, 4294967295-4*86400).Draw(t, "received")
		received -= received % rapid.SampledFrom([]uint32{1, 900, 86400}).Draw(t, "round")
		due := int64(made[name].Of("")(received, 0))
		if want := (civil.DayOf(time.Unix(int64(received), 0).In(zone)) + 2).Start(zone).Unix() - 1; due != want {
			t.Errorf("%s: received %d, the deadline is %d, want %d", name, received, due, want)
		}
	})
}

func TestRulesAreOfTheirTypesAndDays(t *testing.T) {
	zone := oslo(t)
	rules, err := New([]Rule{
		{CaseType: " Skjenking ", Length: 4, Unit: Weeks, Until: day(t, "2025-06-30")},
		{CaseType: "Skjenking", Length: 2, Unit: Weeks, From: day(t, "2025-07-01"), Until: Forever},
		{CaseType: "A\u030apning", Length: 1, Unit: Days, Until: Forever},
		{CaseType: AnyType, Length: 90, Unit: Days, Until: Forever},
	}, zone)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ caseType, received, want string }{
		{"Skjenking", "2025-06-30", "2025-07-28"},
		{"Skjenking", "2025-07-01", "2025-07-15"},
		{"\u00c5pning", "2025-07-01", "2025-07-02"},
		{"skjenking", "2025-07-01", "2025-09-29"}, // another name
		{"", "2025-07-01", "2025-09-29"},
	} {
		due := rules.Of(tt.caseType)(uint32(day(t, tt.received).Start(zone).Unix()), 0)
		if got := time.Unix(int64(due), 0).In(zone).Format(time.DateOnly); got != tt.want {
			t.Errorf("%q received %s is due %s, want %s", tt.caseType, tt.received, got, tt.want)
		}
	}
	later, err := New([]Rule{{CaseType: "a", Length: 1, Unit: Days, From: day(t, "2025-01-01"), Until: day(t, "2025-12-31")}}, zone)
	if err != nil {
		t.Fatal(err)
	}
	for _, date := range []string{"2024-12-31", "2026-01-01"} {
		if due := later.Of("a")(uint32(day(t, date).Start(zone).Unix()), 0); due != 0 {
			t.Errorf("received %s: a deadline at %d, though no rule is in force", date, due)
		}
	}
	if later.Of("b") != nil {
		t.Error("a type without a rule has one")
	}
}

func TestRulesInForceAtOnceAreRefused(t *testing.T) {
	_, err := New([]Rule{
		{CaseType: "a", Length: 3, Unit: Weeks, Until: day(t, "2025-07-01")},
		{CaseType: "a", Length: 12, Unit: Weeks, From: day(t, "2025-07-01"), Until: Forever},
	}, time.UTC)
	const want = `two rules are in force at once: "a": 3 weeks, until 2025-07-01; "a": 12 weeks, from 2025-07-01`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestPresetIsSourced: every rule of the preset says what lays it down, and where
// and of when that was read.
func TestPresetIsSourced(t *testing.T) {
	preset, ok := Preset("no")
	if !ok || len(preset) == 0 {
		t.Fatal("no preset")
	}
	names := PresetRules()
	for i, r := range preset {
		if r.Law == "" || !strings.HasPrefix(r.Source, "https://") || r.Dated == "" {
			t.Errorf("%v: law %q, source %q, dated %q", &preset[i], r.Law, r.Source, r.Dated)
		}
		if again, ok := PresetRule("no:" + r.CaseType); !ok || again != r || !slices.Contains(names, "no:"+r.CaseType) {
			t.Errorf("%v is not found by its name", &preset[i])
		}
	}
	for _, named := range []string{"se:innsyn", "no:", "innsyn", ""} {
		if r, ok := PresetRule(named); ok {
			t.Errorf("%q names %v", named, &r)
		}
	}
}
