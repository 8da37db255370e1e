package backtest

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/ledger"
	"casework/exporter/text"
)

// start is when the histories of these tests begin.
var start = time.Date(2020, 1, 6, 9, 0, 0, 0, time.UTC)

// history is three years of a unit with so many cases a day, whose waits become longer by a factor after a number
// of days.
func history(unit string, perDay, rise int, by float64) ledger.UnitHistory {
	rng := rand.New(rand.NewPCG(1, uint64(len(unit))))
	u := ledger.UnitHistory{Unit: unit}
	for day := range 3 * 364 {
		for range perDay {
			at := start.AddDate(0, 0, day).Unix() + int64(rng.IntN(20000))
			wait := 10 * math.Exp(0.5*rng.NormFloat64())
			if day >= rise {
				wait *= by
			}
			started := at + int64(wait*86400)
			u.Cases = append(u.Cases, ledger.Passage{Received: at, Started: started, Closed: started + 86400, Due: at + 30*86400})
			if rng.IntN(5) == 0 {
				u.Reports = append(u.Reports, at)
			}
		}
	}
	return u
}

// always are options of units that were always shown.
var always = options{since: func(string) int64 { return 0 }}

// found judges histories at the end of three years.
func found(t *testing.T, histories ...ledger.UnitHistory) *finding {
	t.Helper()
	f, err := judge(context.Background(), histories, time.UTC, start.AddDate(0, 0, 3*364), always)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestARiseIsToldOnce has one of two units wait twice as long from a day on.
func TestARiseIsToldOnce(t *testing.T) {
	f := found(t, history("calm", 3, 9999, 1), history("rising", 3, 700, 2))
	waits := f.of[detect.Wait][usual]
	if f.units != 2 || waits.years < 4.5 || waits.years > 5.1 || waits.lasted == 0 || waits.episodes > 4 {
		t.Errorf("%d units, waits %+v", f.units, waits)
	}
	for how, found := range f.rises {
		if found.rises != 1 || len(found.delays) != 1 || found.delays[0] > 42 {
			t.Errorf("reading %d: %d rises, told after %v days", how, found.rises, found.delays)
		}
	}
	if e := f.largest[slices.IndexFunc(f.largest, func(e episode) bool { return e.measure == detect.Wait && e.lasted })]; e.unit != "rising" ||
		e.day < civil.DayOf(start.AddDate(0, 0, 700)) || e.usual < 8 || e.usual > 12 || e.later < 16 {
		t.Errorf("told of %+v", e)
	}
	for _, lang := range text.Languages() {
		f.least = 5
		page := string(f.render("kilde", lang))
		for _, want := range []string{"rising", "2020-01-06", "2022"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: %q is missing in\n%s", lang, want, page)
			}
		}
		if chance := phrases["chance"].In(lang); strings.Contains(page, chance) {
			t.Errorf("%s: %q of a rise by a factor of two:\n%s", lang, chance, page)
		}
		if strings.Contains(page, "{") || strings.Contains(page, "column") {
			t.Errorf("%s: a text is not filled in:\n%s", lang, page)
		}
	}
	f.rises[sure], f.least = tally{}, 1e6
	if page := string(f.render("kilde", "en")); !strings.Contains(page, phrases["chance"].In("en")) || !strings.Contains(page, "too few to be shown") {
		t.Errorf("figures of few cases are shown:\n%s", page)
	}
}

// TestWhatHoldsNow has one of two units wait twice as long in the last months.
func TestWhatHoldsNow(t *testing.T) {
	const rise = 3*364 - 100
	f := found(t, history("calm", 3, 9999, 1), history("rising", 3, rise, 2))
	f.least = 5
	at := slices.IndexFunc(f.present, func(c present) bool { return c.measure == detect.Wait })
	if at < 0 {
		t.Fatalf("no wait has changed: %+v", f.present)
	}
	c := f.present[at]
	if since := int(c.since - civil.DayOf(start)); c.unit != "rising" || c.state != detect.Risen || since < rise-20 || since > rise+20 ||
		c.usual < 8 || c.usual > 12 || c.now < 16 || c.n < 50 {
		t.Errorf("%+v, since day %d", c, since)
	}
	row := func(lang string) string {
		for line := range strings.Lines(string(f.render("kilde", lang))) {
			if strings.Contains(line, phrases["state.risen"].In(lang)) && strings.Contains(line, phrases["wait"].In(lang)) {
				return line
			}
		}
		return ""
	}
	for _, lang := range text.Languages() {
		if got := row(lang); !strings.Contains(got, "rising") || !strings.Contains(got, c.since.Date().Format("2006-01-02")) {
			t.Errorf("%s: the new level is told of as %q", lang, got)
		}
	}
	f.least = 1e6
	if got := row("en"); !strings.Contains(got, "too few to be shown") {
		t.Errorf("of few cases: %q", got)
	}
	f.present = nil
	if page := string(f.render("kilde", "en")); !strings.Contains(page, "All is as usual on ") {
		t.Errorf("where nothing has changed:\n%s", page)
	}
}

// TestYoungHistories has too little to judge.
func TestYoungHistories(t *testing.T) {
	u := history("new", 3, 9999, 1)
	u.Cases = u.Cases[:200]
	for _, histories := range [][]ledger.UnitHistory{nil, {u}, {{Unit: "empty"}}} {
		last := start.AddDate(0, 0, 67)
		if f, err := judge(context.Background(), histories, time.UTC, last, always); !errors.Is(err, errYoung) {
			t.Errorf("%+v, %v", f, err)
		}
	}
}

// TestRises holds the rule for rises that lasted, which sees what comes after.
func TestRises(t *testing.T) {
	past := func(by func(day int) float64) *detect.Past {
		rng := rand.New(rand.NewPCG(3, 3))
		p := &detect.Past{Days: make([]detect.Day, 900)}
		for day := range p.Days {
			for range 2 {
				p.Days[day].Values = append(p.Days[day].Values, float32(10*by(day)*math.Exp(0.3*rng.NormFloat64())))
			}
		}
		return p
	}
	between := func(from, until int) func(int) float64 {
		return func(day int) float64 {
			if day >= from && day < until {
				return 1.8
			}
			return 1
		}
	}
	for _, tt := range []struct {
		from, until, want int
	}{{600, 900, 600}, {600, 700, 600}, {600, 620, 0}, {2000, 2000, 0}} {
		for how, days := range rises(past(between(tt.from, tt.until)), leastHistory) {
			switch {
			case tt.want == 0 && len(days) > 0, tt.want > 0 && (len(days) != 1 || days[0] < tt.want-14 || days[0] > tt.want+14):
				t.Errorf("from day %d until %d: rises on days %v by reading %d", tt.from, tt.until, days, how)
			}
		}
	}
}

func TestParseArgs(t *testing.T) {
	for _, args := range [][]string{{"--lang=de"}, {"--until=yesterday"}, {"source"}, {"--other"}} {
		if _, err := ParseArgs(args); err == nil || !strings.HasPrefix(err.Error(), "backtest: ") {
			t.Errorf("%v: %v", args, err)
		}
	}
	o, err := ParseArgs([]string{"--until=2006-12-31", "--lang=nb"})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if got := o.end(time.UTC, now); !got.Equal(time.Date(2007, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("the past ends at %v", got)
	}
	if got := (Options{until: "2030-01-01"}).end(time.UTC, now); !got.Equal(now) {
		t.Errorf("a past that is not over ends at %v", got)
	}
}

// TestWhatWasHiddenIsNotJudged: of a unit that was small nothing is said of the time before it was shown.
func TestWhatWasHiddenIsNotJudged(t *testing.T) {
	h, end := history("rising", 3, 400, 2), start.AddDate(0, 0, 3*364)
	since := options{since: func(string) int64 { return start.AddDate(0, 0, 700).Unix() }}
	f, err := judge(context.Background(), []ledger.UnitHistory{h}, time.UTC, end, since)
	if err != nil {
		t.Fatal(err)
	}
	if years := f.of[detect.Wait][usual].years; years > 0.6 || f.rises[byRatio].rises != 0 {
		t.Errorf("%.1f years and %d rises of a unit that is shown for a year", years, f.rises[byRatio].rises)
	}
}
