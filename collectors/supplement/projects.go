package supplement

import (
	"hash/maphash"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// Projects is the table of improvement projects, one a row.
var Projects = &Table{
	Name: "projects", Columns: []Column{
		{Name: "project_id", Kind: Key},
		unit(),
		{Name: "started_on", Kind: Date, AllowFuture: true},
		{Name: "finished_on", Kind: Date, Optional: true, AllowFuture: true},
	},
	Unique: []int{0}, Dated: -1, check: inOrder(2, 3), Without: "no metrics of improvement projects",
	Covers: []Coverage{{"improvement projects", &metric.ProjectsStarted, "programme"}},

	subject: aboutWork, // what a unit does
	history: history{appears: []int{2}, revisions: []revision{{3, []int{3}}}},
	summary: func(*Table, maphash.Seed) summary { return &projects{} },
	metrics: []*metric.Def{&metric.ProjectsOpen, &metric.ProjectsStarted, &metric.ProjectsFinished},
}

// projects is the summary of improvement projects.
type projects []project

type project struct {
	unit              string
	started, finished civil.Day // finished 0 if it is not
}

func (p *projects) add(row Row) {
	*p = append(*p, project{row[1].Text, row[2].Day, row[3].Day})
}

func (p *projects) figures(acc *accumulator) {
	open := map[cellKey]float64{}
	for _, unit := range acc.Units {
		open[cellKey{unit, acc.state(unit, acc.Today)}] = 0
	}
	for i := range *p {
		one := &(*p)[i]
		if one.started <= acc.Today && (one.finished == 0 || one.finished > acc.Today) {
			open[cellKey{one.unit, acc.state(one.unit, acc.Today)}]++
		}
	}
	for at, n := range open {
		acc.put(&metric.ProjectsOpen, n, at.unit, states[at.state])
	}
	for _, w := range acc.opts.Windows {
		started, finished := map[cellKey]float64{}, map[cellKey]float64{}
		for at := range open {
			started[at], finished[at] = 0, 0
		}
		for i := range *p {
			one := &(*p)[i]
			if acc.inWindow(one.started, w) {
				started[cellKey{one.unit, acc.state(one.unit, one.started)}]++
			}
			if one.finished != 0 && acc.inWindow(one.finished, w) {
				finished[cellKey{one.unit, acc.state(one.unit, one.finished)}]++
			}
		}
		for at, n := range started {
			acc.put(&metric.ProjectsStarted, n, at.unit, states[at.state], w.Name)
		}
		for at, n := range finished {
			acc.put(&metric.ProjectsFinished, n, at.unit, states[at.state], w.Name)
		}
	}
}
