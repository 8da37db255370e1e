package backtest

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"casework/collectors/change"
	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/ledger"
)

// How the past is judged, in days.
const (
	leastHistory = change.LeastHistory // before the first judgement
	quarter      = 91
	window       = 28 // of a level
	later        = 56 // after which a level that is still up has lasted
	lasted       = 1.05
)

// betweens are the thresholds that are tried, as multiples of the days between false alarms that the settings say.
var betweens = []float64{0.5, 1, 2, 4}

const usual = 1 // index in betweens of the settings' own threshold

var errYoung = errors.New("no unit that is shown has half a year of history with enough cases to be judged by")

// A finding is what alerts would have said.
type finding struct {
	from, until civil.Day
	units       int
	least       int // cases of a figure that may be shown
	settings    detect.Options
	since       func(unit string) int64  // as of options
	of          map[detect.Measure][]sum // by index in betweens
	largest     []episode
	present     []present // that hold on the last day
	rises       [readings]tally
}

// A tally counts rises of waits that lasted, and keeps the delays, in days, of those that an alert told of.
type tally struct {
	rises  int
	delays []float64
}

// A sum is what one threshold of one measure would have done.
type sum struct {
	years                   float64 // of units
	episodes, known, lasted int     // known: it is known whether it lasted
}

// An episode is one alert.
type episode struct {
	unit              string
	measure           detect.Measure
	day               civil.Day
	now, usual, later float64
	n                 int
	known, lasted     bool
}

// options say how histories are judged.
type options struct {
	detect detect.Options
	since  func(unit string) int64 // since when a unit is shown, Unix seconds; 0 is always. Nothing is said of the time before
}

// judge replays the histories.
func judge(ctx context.Context, histories []ledger.UnitHistory, zone *time.Location, now time.Time, o options) (*finding, error) {
	f := &finding{of: map[detect.Measure][]sum{}, settings: o.detect.WithDefaults(), since: o.since, until: civil.DayOf(now.In(zone))}
	f.from = f.until
	for i := range histories {
		if cases := histories[i].Cases; len(cases) > 0 {
			f.from = min(f.from, civil.DayOf(time.Unix(cases[0].Received, 0).In(zone)))
		}
	}
	clocks, calendar := civil.NewZone(zone), change.Offices(f.until)
	for i := range histories {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(histories[i].Cases) > 0 {
			f.unit(&histories[i], zone, clocks, calendar, detect.Measures()...)
		}
	}
	if f.units == 0 {
		return nil, errYoung
	}
	slices.SortStableFunc(f.largest, func(a, b episode) int {
		switch x, y := a.size(), b.size(); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	f.largest = f.largest[:min(len(f.largest), 10)]
	return f, nil
}

// size is how large a change is, as a ratio in either direction.
func (e *episode) size() float64 { return math.Abs(math.Log((e.now + 0.01) / (e.usual + 0.01))) }

// unit judges a unit by some measures, in a zone that has its clocks.
func (f *finding) unit(u *ledger.UnitHistory, zone *time.Location, clocks *civil.Zone, calendar *detect.Calendar, measures ...detect.Measure) {
	first := civil.DayOf(time.Unix(u.Cases[0].Received, 0).In(zone))
	if since := f.since(u.Unit); since != 0 {
		first = max(first, civil.DayOf(time.Unix(since, 0).In(zone))+1)
	}
	judged := false
	f.holds(u, zone)
	pasts := change.Pasts(u, first, f.until, clocks, calendar)
	for _, m := range measures {
		judged = f.replay(u.Unit, m, pasts[m]) || judged
	}
	if judged {
		f.units++
	}
}

// replay judges a unit by a measure, day by day, and reports whether it could.
func (f *finding) replay(unit string, m detect.Measure, past *detect.Past) bool {
	if f.of[m] == nil {
		f.of[m] = make([]sum, len(betweens))
	}
	var all []*detect.Detector
	for _, between := range betweens {
		o := f.settings
		o.Between = int(between * float64(o.Between))
		all = append(all, detect.New(m, past.First+leastHistory, o))
	}
	risen := make([]bool, len(all))
	days := 0
	scales := make([]*detect.Scale, len(all))
	var told, over []int
	for i := leastHistory; i < len(past.Days); i++ {
		known, day := &detect.Past{First: past.First, Days: past.Days[:i]}, past.First+int32(i)
		fits := i == leastHistory || change.Refits(civil.Day(day))
		if fits && (i == leastHistory || slices.Contains(scales, nil) || change.Calibrates(civil.Day(past.First), civil.Day(day))) {
			if s := detect.Calibrate(m, known); s != nil {
				for j := range scales {
					scales[j] = s
				}
			}
		}
		if fits {
			for j, d := range all {
				d.Fit(scales[j], known)
			}
		}
		for j, d := range all {
			is := d.Add(&past.Days[i]) == detect.Risen
			if d.Adopted() == day {
				known := &detect.Past{First: past.First, Days: past.Days[:i+1]}
				if s := detect.Calibrate(m, known); s != nil {
					scales[j] = s
				}
				d.Fit(scales[j], known)
			}
			if j == usual && is != risen[j] {
				if is {
					told = append(told, i)
				} else {
					over = append(over, i)
				}
			}
			if is && !risen[j] {
				e := episodeAt(unit, m, past, i, d.Verdict())
				f.of[m][j].add(&e)
				if j == usual {
					f.largest = append(f.largest, e)
				}
			}
			risen[j] = is
		}
		if all[usual].Verdict().Judged {
			days++
		}
	}
	for j := range f.of[m] {
		f.of[m][j].years += float64(days) / 365.25
	}
	if m == detect.Wait && days > 0 {
		f.soon(past, told, over)
	}
	return days > 0
}

// soon notes how soon rises that lasted were told.
func (f *finding) soon(past *detect.Past, told, over []int) {
	for how, days := range rises(past, leastHistory) {
		f.rises[how].note(days, told, over)
	}
}

// note notes rises, by the days on which alerts were told and over.
func (t *tally) note(rises, told, over []int) {
	for _, rise := range rises {
		t.rises++
		for i, day := range told {
			if i < len(over) && over[i] <= rise {
				continue // it had ended
			}
			if day <= rise+later {
				t.delays = append(t.delays, float64(max(0, day-rise)))
			}
			break
		}
	}
}

func (s *sum) add(e *episode) {
	s.episodes++
	if e.known {
		s.known++
	}
	if e.lasted {
		s.lasted++
	}
}

// episodeAt is the alert of a day.
func episodeAt(unit string, m detect.Measure, past *detect.Past, i int, v detect.Verdict) episode {
	e := episode{unit: unit, measure: m, day: civil.Day(past.First) + civil.Day(i), now: v.Now, usual: v.Usual, n: v.N}
	if i+later >= len(past.Days) {
		return e
	}
	level, n := levelAt(m, past, i+later)
	e.later, e.known = level, n > 0
	switch m {
	case detect.DeadlineShare:
		e.lasted = e.known && level > e.usual+detect.ShareRise/4
	case detect.ErrorsSilent:
		e.lasted = e.known && level*lasted < e.usual
	default:
		e.lasted = e.known && level > lasted*e.usual
	}
	return e
}

// levelAt is the level of the window that ends with a day, and on how many values or
// expectations it rests.
func levelAt(m detect.Measure, past *detect.Past, i int) (level float64, n int) {
	days := past.Days[max(0, i-window+1) : i+1]
	if m.Valued() {
		return medianOf(days)
	}
	var expected, x float64
	for j := range days {
		expected += float64(days[j].N)
		x += float64(days[j].X)
	}
	if expected == 0 {
		return 0, 0
	}
	return x / expected, int(math.Ceil(expected))
}

func medianOf(days []detect.Day) (median float64, n int) {
	var all []float32
	for i := range days {
		all = append(all, plain(&days[i])...)
	}
	if len(all) == 0 {
		return 0, 0
	}
	slices.Sort(all)
	return float64(all[len(all)/2]+all[(len(all)-1)/2]) / 2, len(all)
}

// plain are the values of a day as people count them.
func plain(d *detect.Day) []float32 {
	if d.Plain != nil {
		return d.Plain
	}
	return d.Values
}
