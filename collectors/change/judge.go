package change

import (
	"time"

	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/ledger"
)

// Options say how units are judged.
type Options struct {
	Location *time.Location // of the source; default UTC
	Detect   detect.Options
}

// A Change says whether one measure of a unit has changed, as of the beginning of a day.
type Change struct {
	Measure    detect.Measure
	State      detect.State
	Since      civil.Day // when what State says began; 0 if Normal
	Adopted    civil.Day // when a risen level last became the usual one; 0 if none did
	Now, Usual float64   // see detect.Verdict
	N          int       // see detect.Verdict
	Found      Found     // set while State is Risen
}

// Found is what was known on the day on which a change was found Risen.
type Found struct {
	Usual, Expected float64   // see detect.Verdict
	Since           civil.Day // 0 if the change is not Risen
	N               int
}

// Changes are those of the units of a source as of the beginning of a day.
type Changes struct {
	At      civil.Day
	Units   map[string][]Change // of the measures by which each can be judged
	Zone    *time.Location
	Between int // expected days between two false alarms of one unit and measure
}

// A Judge judges units. It may not be used concurrently.
type Judge struct {
	opts    Options
	zone    *civil.Zone // of opts.Location
	offices *detect.Calendar
	until   civil.Day // of offices
	units   map[string]*memory
}

// memory is what is remembered of a unit, by measure.
type memory struct {
	of   []rest
	seen bool // since the last Sweep
}

// New returns a Judge that remembers nothing.
func New(o Options) *Judge {
	if o.Location == nil {
		o.Location = time.UTC
	}
	return &Judge{opts: o, zone: civil.NewZone(o.Location), units: map[string]*memory{}}
}

// yearsBack is how many years before that of the last whole day the days of a unit count.
const yearsBack = 10

// Judge judges a unit as of the beginning of each day of [from, until]. The result has a list for each day, with a Change
// for each measure by which the unit can be judged then. shown is since when the unit is shown, in Unix seconds; 0 is
// always. Of the time before it, Judge uses only which cases were open at its end.
func (j *Judge) Judge(h *ledger.UnitHistory, shown int64, from, until civil.Day) [][]Change {
	out := make([][]Change, until-from+1)
	if len(h.Cases) == 0 {
		return out
	}
	begin := civil.DayOf(time.Unix(h.Cases[0].Received, 0).In(j.opts.Location))
	if shown != 0 {
		begin = max(begin, civil.DayOf(time.Unix(shown, 0).In(j.opts.Location))+1)
	}
	if j.offices == nil || until > j.until {
		j.offices, j.until = Offices(until), newYear(until, 1)
	}
	m := j.units[h.Unit]
	if m == nil {
		m = &memory{of: make([]rest, len(detect.Measures()))}
		j.units[h.Unit] = m
	}
	m.seen = true
	for day := from; day <= until; {
		last := min(until, newYear(day-1, 1)) // whose last whole day is of the same year
		j.year(m, h, begin, day, last, out[day-from:last-from+1])
		day = last + 1
	}
	return out
}

// year is Judge for days that share the year of the day before them, and so the same ten years of history.
func (j *Judge) year(m *memory, h *ledger.UnitHistory, begin, from, until civil.Day, out [][]Change) {
	first := max(begin, newYear(from-1, -yearsBack))
	w := walk{opts: j.opts.Detect, from: from, out: out}
	w.stops = stops(first, until)
	if len(w.stops) == 0 {
		return
	}
	pasts := Pasts(h, first, until, j.zone, j.offices)
	for _, measure := range detect.Measures() {
		w.measure, w.past = measure, pasts[measure]
		m.of[measure] = w.through(&m.of[measure])
	}
}

// Sweep forgets the units that were not judged since the last Sweep.
func (j *Judge) Sweep() {
	for name, m := range j.units {
		if !m.seen {
			delete(j.units, name)
		}
		m.seen = false
	}
}
