package supplement

import (
	"casework/collectors/civil"
	"casework/collectors/metric"
)

// dose is the digest of supervision sessions, by unit, kind and day.
type dose map[dosed]doseSums

type dosed struct {
	unit, kind    string
	planned, held civil.Day // 0 if not held
}

type doseSums struct{ sessions, minutes, people float64 } // people times minutes

func (d dose) add(row Row) {
	of := dosed{unit: row[1].Text, kind: row[2].Text, planned: row[3].Day}
	if row[4].Set {
		of.held = row[4].Day
	}
	s := d[of]
	s.sessions++
	if row[4].Set {
		s.minutes += row[5].Number
		s.people += row[5].Number * row[6].Number
	}
	d[of] = s
}

func (d dose) figures(f *fold) {
	type key struct{ unit, kind string }
	for _, w := range f.opts.Windows {
		planned, held := map[key]float64{}, map[key]float64{}
		minutes, people := map[key]float64{}, map[key]float64{}
		for of, s := range d {
			k := key{of.unit, of.kind}
			planned[k] += 0 // there from the first session on
			if f.inWindow(of.planned, w) {
				planned[k] += s.sessions
				if of.held != 0 && of.held <= f.Today {
					held[k] += s.sessions
				}
			}
			if of.held != 0 && f.inWindow(of.held, w) {
				minutes[k] += s.minutes
				people[k] += s.people
			}
		}
		for k := range planned {
			f.put(&metric.DosePlanned, planned[k], k.unit, k.kind, w.Name)
			f.put(&metric.DoseHeld, held[k], k.unit, k.kind, w.Name)
			f.put(&metric.DoseSeconds, minutes[k]*60, k.unit, k.kind, w.Name)
			f.put(&metric.DosePersonSeconds, people[k]*60, k.unit, k.kind, w.Name)
		}
	}
	if f.opts.HourlyCost > 0 {
		f.cost(hoursKind, d.inPeriod(f)*f.opts.HourlyCost)
	}
}

// inPeriod is how many person-hours of supervision were held in the period.
func (d dose) inPeriod(f *fold) float64 {
	minutes := 0.0
	for of, s := range d {
		if of.held != 0 && of.held >= f.from && of.held < f.until {
			minutes += s.people
		}
	}
	return minutes / 60
}
