package change

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/ledger"
)

func day(t testing.TB, s string) civil.Day {
	t.Helper()
	d, ok := civil.ParseDay(s)
	if !ok {
		t.Fatalf("%q is no day", s)
	}
	return d
}

func oslo(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// world is the history of a unit whose waits become longer by a factor from a day on.
func world(rng *rand.Rand, from, until, rise civil.Day, by, perDay float64, zone *time.Location) *ledger.UnitHistory {
	h := &ledger.UnitHistory{Unit: "unit"}
	for d := from; d < until; d++ {
		for range int(perDay*2*rng.Float64() + 0.5) {
			at := d.Start(zone).Unix() + rng.Int64N(80000)
			wait := 10 * math.Exp(0.6*rng.NormFloat64())
			if d >= rise {
				wait *= by
			}
			p := ledger.Passage{Received: at, Started: at + int64(wait*86400), Due: at + 20*86400}
			p.Closed = p.Started + rng.Int64N(5*86400)
			h.Cases = append(h.Cases, p)
			if rng.IntN(3) == 0 {
				h.Reports = append(h.Reports, p.Closed)
			}
		}
	}
	slices.SortFunc(h.Cases, func(a, b ledger.Passage) int { return int(a.Received - b.Received) })
	slices.Sort(h.Reports)
	return h
}

// at is a history as it is known at the beginning of a day.
func at(h *ledger.UnitHistory, d civil.Day, zone *time.Location) *ledger.UnitHistory {
	now := d.Start(zone).Unix()
	by := func(t int64) int64 {
		if t > now {
			return 0
		}
		return t
	}
	out := &ledger.UnitHistory{Unit: h.Unit}
	for _, p := range h.Cases {
		if p.Received <= now {
			out.Cases = append(out.Cases, ledger.Passage{Received: p.Received, Started: by(p.Started), Closed: by(p.Closed), Due: p.Due})
		}
	}
	for _, r := range h.Reports {
		if r <= now {
			out.Reports = append(out.Reports, r)
		}
	}
	return out
}

func of(changes []Change, m detect.Measure) *Change {
	for i := range changes {
		if changes[i].Measure == m {
			return &changes[i]
		}
	}
	return nil
}

// TestANewLevelIsNotToldAgain: a level that has become usual is taken from the days since it was found. Those before, on
// which it was on its way, would draw it towards the old one, and the same change would be found again.
func TestANewLevelIsNotToldAgain(t *testing.T) {
	zone := oslo(t)
	rise := day(t, "2025-03-10")
	from, until := day(t, "2023-01-02"), day(t, "2026-02-01")
	for seed := range uint64(8) {
		h := world(rand.New(rand.NewPCG(1, 21+seed)), from, until, rise, 2, 6, zone)
		told, was := 0, detect.Normal
		for _, found := range New(Options{Location: zone}).Judge(h, 0, rise, until) {
			is := of(found, detect.Wait).State
			if is == detect.Risen && was != detect.Risen {
				told++
			}
			was = is
		}
		if told != 1 {
			t.Errorf("seed %d: found %d times", seed, told)
		}
	}
}

// TestARiseIsFoundOnce: what was known when a change was found stays, and a level that lasts becomes usual.
func TestARiseIsFoundOnce(t *testing.T) {
	zone := oslo(t)
	rise := day(t, "2025-03-10")
	from, until := day(t, "2023-01-02"), day(t, "2026-02-01")
	h := world(rand.New(rand.NewPCG(1, 1)), from, until, rise, 2, 6, zone)
	days := New(Options{Location: zone}).Judge(h, 0, from, until)
	if first := slices.IndexFunc(days, func(c []Change) bool { return of(c, detect.Wait) != nil }); first != LeastHistory+1 {
		t.Errorf("first judged after %d days", first)
	}
	var found []Found
	var adopted civil.Day
	for i := int(rise - from); i < len(days); i++ {
		c := of(days[i], detect.Wait)
		if c == nil {
			t.Fatalf("not judged on day %d", i)
		}
		if (c.State == detect.Risen) != (c.Found.Since != 0) {
			t.Fatalf("%+v", c)
		}
		if c.State == detect.Risen && !slices.Contains(found, c.Found) {
			found = append(found, c.Found)
			if soon := from + civil.Day(i) - rise; soon > 35 {
				t.Errorf("found %d days after", soon)
			}
		}
		if c.Adopted != 0 && adopted == 0 {
			adopted = c.Adopted
			if c.State != detect.Normal || c.Usual < 15 {
				t.Errorf("on the day on which the level became usual: %+v", c)
			}
		}
	}
	if len(found) != 1 || found[0].Since < rise-5 || found[0].Since > rise+21 || found[0].Usual < 9 || found[0].Usual > 11 || found[0].N < 15 {
		t.Errorf("found %+v", found)
	}
	if soon := adopted - rise; soon < 182 || soon > 230 {
		t.Errorf("usual after %d days", soon)
	}
}

// TestAJudgeSaysWhatOneWithoutMemorySays: whatever it judged before, and whatever rows came late; and days together
// are as one by one.
func TestAJudgeSaysWhatOneWithoutMemorySays(t *testing.T) {
	zone := oslo(t)
	rng := rand.New(rand.NewPCG(2, 2))
	from, until := day(t, "2023-05-01"), day(t, "2026-02-10")
	for _, perDay := range []float64{0.4, 3} {
		h := world(rng, from, until, day(t, "2025-04-01"), 1.6, perDay, zone)
		live := New(Options{Location: zone})
		remembers := New(Options{Location: zone})
		together := remembers.Judge(h, 0, until-120, until)
		late := func(back civil.Day) { // a case is closed again, and another comes late
			i := rng.IntN(len(h.Cases))
			for i > 0 && h.Cases[i].Received > (until-back).Start(zone).Unix() {
				i--
			}
			h.Cases[i].Closed += 86400
			h.Cases[i].Started = h.Cases[i].Received + 50*86400
		}
		judged := 0
		for d := until - 300; d <= until; d += civil.Day(1 + rng.IntN(6)) {
			got := live.Judge(at(h, d, zone), 0, d, d)
			if d >= until-120 && judged%2 == 0 {
				fresh := New(Options{Location: zone}).Judge(at(h, d, zone), 0, d, d)
				if diff := cmp.Diff(fresh, got); diff != "" {
					t.Fatalf("%v: without memory, and with it:\n%s", d.Date(), diff)
				}
			}
			if d >= until-120 && perDay == 3 && len(got[0]) == 0 {
				t.Errorf("%v: nothing is judged", d.Date())
			}
			judged++
			if d < until-120 && judged%10 == 0 {
				late(civil.Day(rng.IntN(400)))
				together = remembers.Judge(h, 0, until-120, until)
			}
			if d >= until-120 {
				if diff := cmp.Diff(together[d-(until-120)], got[0]); diff != "" {
					t.Fatalf("%v: together, and one by one:\n%s", d.Date(), diff)
				}
			}
		}
	}
}

// TestWhatWasHiddenIsNotKnown: of the time before a unit was shown nothing is known.
func TestWhatWasHiddenIsNotKnown(t *testing.T) {
	zone := oslo(t)
	from, until, since := day(t, "2023-01-02"), day(t, "2025-06-01"), day(t, "2024-03-01")
	rng := rand.New(rand.NewPCG(3, 3))
	h := world(rng, from, until, until, 1, 3, zone)
	other := &ledger.UnitHistory{Unit: h.Unit, Reports: h.Reports}
	start := since.Start(zone).Unix()
	for _, p := range h.Cases {
		if p.Closed != 0 && p.Closed < start { // what was over before it was shown was over at another time
			p.Started, p.Closed = p.Received+3600, p.Received+7200
		}
		other.Cases = append(other.Cases, p)
	}
	a := New(Options{Location: zone}).Judge(h, start, until, until)
	b := New(Options{Location: zone}).Judge(other, start, until, until)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("what was hidden shows:\n%s", diff)
	}
	if c := of(a[0], detect.Wait); c == nil {
		t.Error("waits are not judged")
	}
	if got := New(Options{Location: zone}).Judge(h, start, since+LeastHistory+1, since+LeastHistory+1); got[0] != nil {
		t.Errorf("judged with half a year: %+v", got)
	}
}

func TestSweep(t *testing.T) {
	j := New(Options{})
	h := world(rand.New(rand.NewPCG(5, 5)), 19000, 19010, 19010, 1, 3, time.UTC)
	j.Judge(h, 0, 19010, 19010)
	j.Sweep()
	if len(j.units) != 1 {
		t.Error("a unit that was judged is forgotten")
	}
	j.Sweep()
	if len(j.units) != 0 {
		t.Error("a unit that is gone is remembered")
	}
}

// TestANewYearChangesNoAlert: what was known when a change was found stays over the turn of a year, whoever looks on
// either side of it.
func TestANewYearChangesNoAlert(t *testing.T) {
	zone := oslo(t)
	from, until := day(t, "2021-01-04"), day(t, "2026-02-01")
	h := world(rand.New(rand.NewPCG(6, 6)), from, until, day(t, "2025-10-15"), 1.8, 4, zone)
	var found []Found
	for _, on := range []string{"2025-12-20", "2025-12-31", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-20"} {
		d := day(t, on)
		c := of(New(Options{Location: zone}).Judge(at(h, d, zone), 0, d, d)[0], detect.Wait)
		if c == nil || c.State != detect.Risen {
			t.Fatalf("on %s: %+v", on, c)
		}
		found = append(found, c.Found)
	}
	for _, f := range found[1:] {
		if f != found[0] {
			t.Errorf("found %+v, and %+v", found[0], f)
		}
	}
}

// TestCalibrates: when the judgement begins, once there is a year of history, and each 1 January after that.
func TestCalibrates(t *testing.T) {
	first := day(t, "2021-03-10")
	var got []string
	for i, stop := range stops(first, day(t, "2025-06-01")) {
		if i > 0 && !Refits(stop) {
			t.Errorf("%v begins no quarter", stop.Date())
		}
		if i == 0 || Calibrates(first, stop) {
			got = append(got, stop.Date().Format(time.DateOnly))
		}
	}
	if diff := cmp.Diff([]string{"2021-09-08", "2022-04-01", "2023-01-01", "2024-01-01", "2025-01-01"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
