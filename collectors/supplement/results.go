package supplement

import (
	"cmp"
	"maps"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// projects is the digest of improvement projects.
type projects []project

type project struct {
	unit              string
	started, finished civil.Day // finished 0 if it is not
}

func (p *projects) add(row Row) {
	*p = append(*p, project{row[1].Text, row[2].Day, row[3].Day})
}

func (p *projects) figures(f *fold) {
	open := map[place]float64{}
	for _, unit := range f.Units {
		open[place{unit, f.state(unit, f.Today)}] = 0
	}
	for i := range *p {
		one := &(*p)[i]
		if one.started <= f.Today && (one.finished == 0 || one.finished > f.Today) {
			open[place{one.unit, f.state(one.unit, f.Today)}]++
		}
	}
	for at, n := range open {
		f.put(&metric.ProjectsOpen, n, at.unit, states[at.state])
	}
	for _, w := range f.opts.Windows {
		started, finished := map[place]float64{}, map[place]float64{}
		for at := range open {
			started[at], finished[at] = 0, 0
		}
		for i := range *p {
			one := &(*p)[i]
			if f.inWindow(one.started, w) {
				started[place{one.unit, f.state(one.unit, one.started)}]++
			}
			if one.finished != 0 && f.inWindow(one.finished, w) {
				finished[place{one.unit, f.state(one.unit, one.finished)}]++
			}
		}
		for at, n := range started {
			f.put(&metric.ProjectsStarted, n, at.unit, states[at.state], w.Name)
		}
		for at, n := range finished {
			f.put(&metric.ProjectsFinished, n, at.unit, states[at.state], w.Name)
		}
	}
}

// goals is the digest of the goals that units have set.
type goals []goal

type goal struct {
	unit, name     string
	target, actual float64
	known, most    bool      // whether actual is known; whether it must be at most the target
	due, reached   civil.Day // reached 0 if no day is known
}

func (g *goals) add(row Row) {
	*g = append(*g, goal{
		unit: row[0].Text, name: row[1].Text, target: row[2].Number, actual: row[3].Number, known: row[3].Set,
		most: row[4].Text == "at_most", due: row[5].Day, reached: row[6].Day,
	})
}

func (g *goals) figures(f *fold) {
	for i := range *g {
		one := &(*g)[i]
		f.put(&metric.GoalTarget, one.target, one.unit, one.name)
		f.put(&metric.GoalDue, float64(one.due)*86400, one.unit, one.name)
		if one.reached != 0 {
			f.put(&metric.GoalReachedAt, float64(one.reached)*86400, one.unit, one.name)
		}
		if !one.known {
			continue
		}
		f.put(&metric.GoalActual, one.actual, one.unit, one.name)
		f.flag(&metric.GoalReached, one.actual >= one.target && !one.most || one.actual <= one.target && one.most, one.unit, one.name)
	}
}

// programmePhases is the digest of the phases of programmes.
type programmePhases []programmePhase

type programmePhase struct {
	unit, programme, phase string
	since, evaluated       civil.Day // evaluated 0 if it never was
}

func (p *programmePhases) add(row Row) {
	*p = append(*p, programmePhase{row[0].Text, row[1].Text, row[2].Text, row[3].Day, row[4].Day})
}

func (p *programmePhases) figures(f *fold) {
	for i := range *p {
		one := &(*p)[i]
		for _, phase := range phases {
			f.flag(&metric.ProgrammePhase, phase == one.phase, one.unit, one.programme, phase)
		}
		f.put(&metric.PhaseStart, float64(one.since)*86400, one.unit, one.programme)
		if one.evaluated != 0 {
			f.put(&metric.Evaluated, float64(one.evaluated)*86400, one.unit, one.programme)
		}
	}
}

// checklist is the digest of units' latest assessments of themselves.
type checklist map[assessed]assessment

type assessed struct{ unit, factor string }

type assessment struct {
	day   civil.Day
	level float64
}

func (c checklist) add(row Row) {
	of := assessed{row[0].Text, row[1].Text}
	if before, ok := c[of]; !ok || before.day <= row[2].Day {
		c[of] = assessment{row[2].Day, row[3].Number}
	}
}

func (c checklist) figures(f *fold) {
	for of, a := range c {
		f.put(&metric.MaturityLevel, a.level, of.unit, of.factor)
	}
}

// external is the digest of the latest results measured elsewhere.
type external map[measured]result

type measured struct{ unit, measure string }

type result struct {
	day            civil.Day
	value, answers float64
}

func (e external) add(row Row) {
	of := measured{row[0].Text, row[1].Text}
	if before, ok := e[of]; !ok || before.day <= row[2].Day {
		e[of] = result{row[2].Day, row[3].Number, row[4].Number}
	}
}

func (e external) figures(f *fold) {
	of := slices.SortedFunc(maps.Keys(e), func(a, b measured) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.measure, b.measure))
	})
	for _, of := range of {
		r := e[of]
		one := &cell{unit: of.unit, n: int(r.answers), sums: [4]float64{r.value}}
		shown := f.release(releaseKey{External.Name, of.measure, of.unit}, r.day, r.day+1, []*cell{one}, f.enough)
		for _, c := range shown.cells { // one, or none
			if f.marked(&metric.ExternalSuppressed, c, of.unit, of.measure) {
				f.put(&metric.ExternalResult, c.sums[0], of.unit, of.measure)
				f.put(&metric.ExternalAnswers, float64(c.n), of.unit, of.measure)
			}
		}
	}
}

// costs is the digest of what a programme costs beside hours.
type costs map[monthOf]float64

func (c costs) add(row Row) { c[monthOf{kind: row[1].Text, month: row[0].Day}] += row[2].Number }

func (c costs) figures(f *fold) {
	kinds := map[string]float64{}
	months := slices.SortedFunc(maps.Keys(c), func(a, b monthOf) int { return cmp.Compare(a.month, b.month) })
	for _, of := range months { // in order, so that sums are the same each time
		if of.month >= f.from && of.month < f.until {
			kinds[of.kind] += c[of]
		}
	}
	for kind, amount := range kinds {
		f.cost(kind, amount)
	}
}

// hoursKind is the kind of cost that is participants' time.
const hoursKind = "hours"

func (f *fold) cost(kind string, amount float64) {
	f.periodic = true
	f.put(&metric.PeriodCost, amount, kind, f.opts.Currency)
}
