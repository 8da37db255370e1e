package supplement

import (
	"cmp"
	"maps"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// A monthlySpec says what becomes of a table of sums by unit and month.
type monthlySpec struct {
	table *Table
	kind  int   // column of a kind; -1 for none
	sums  []int // columns that are added up over the period
	staff int   // column of the people behind a row; -1: the figures are not about people, or count acts

	whole bool // shown only where every month of the period is there

	// confidential kinds are withheld while their first sum is small.
	confidential []string

	total, ratio [2]*metric.Def // of a unit, of a group: the last sum, and the first sum of the last
	scale        float64        // of the total
	hidden       [2]*metric.Def // nil where nothing is ever withheld
}

var monthlySpecs = []monthlySpec{
	{
		table: Absence, kind: -1, sums: []int{2, 3}, staff: 4, whole: true, scale: 1,
		total:  [2]*metric.Def{&metric.AbsenceAgreed, &metric.GroupAbsenceAgreed},
		ratio:  [2]*metric.Def{&metric.AbsenceRatio, &metric.GroupAbsenceRatio},
		hidden: [2]*metric.Def{&metric.AbsenceSuppressed, &metric.GroupAbsenceHidden},
	},
	{
		table: TimeUse, kind: -1, sums: []int{2, 3}, staff: 4, whole: true, scale: 3600,
		total:  [2]*metric.Def{&metric.TimeWorked, &metric.GroupTimeWorked},
		ratio:  [2]*metric.Def{&metric.TimeCore, &metric.GroupTimeCore},
		hidden: [2]*metric.Def{&metric.TimeSuppressed, &metric.GroupTimeHidden},
	},
	{
		table: Audits, kind: -1, sums: []int{3, 2}, staff: -1, scale: 1,
		total: [2]*metric.Def{&metric.Audited, &metric.GroupAudited},
		ratio: [2]*metric.Def{&metric.AuditErrors, &metric.GroupAuditErrors},
	},
	{
		table: Activities, kind: 2, sums: []int{3}, staff: -1, scale: 1,
		confidential: []string{"reflection_log", "feedback"},
		total:        [2]*metric.Def{&metric.Activities, &metric.GroupActivities},
		hidden:       [2]*metric.Def{&metric.ActivitiesHidden, &metric.GroupActsHidden},
	},
}

// monthly is the digest of a table of sums by unit and month.
type monthly struct {
	spec *monthlySpec
	rows map[monthOf]monthSums
}

type monthOf struct {
	unit, kind string
	month      civil.Day
}

type monthSums struct {
	sums  [4]float64
	staff int
}

func newMonthly(t *Table) *monthly {
	i := slices.IndexFunc(monthlySpecs, func(s monthlySpec) bool { return s.table == t })
	return &monthly{spec: &monthlySpecs[i], rows: map[monthOf]monthSums{}}
}

func (m *monthly) add(row Row) {
	of := monthOf{unit: row[m.spec.table.column("unit")].Text, month: row[m.spec.table.column("month")].Day}
	if m.spec.kind >= 0 {
		of.kind = row[m.spec.kind].Text
	}
	s := m.rows[of]
	for i, column := range m.spec.sums {
		s.sums[i] += row[column].Number
	}
	if m.spec.staff >= 0 {
		s.staff = int(row[m.spec.staff].Number)
	}
	m.rows[of] = s
}

func (m *monthly) figures(f *fold) {
	f.periodic = true
	kinds := map[string]map[place]*cell{}
	months := map[monthOf]int{} // of the period that a unit and kind have rows of
	for _, of := range m.ordered() {
		if of.month < f.from || of.month >= f.until {
			continue
		}
		months[monthOf{unit: of.unit, kind: of.kind}]++
		if kinds[of.kind] == nil {
			kinds[of.kind] = map[place]*cell{}
		}
		p := place{of.unit, f.state(of.unit, of.month)}
		row := m.rows[of]
		c := kinds[of.kind][p]
		if c == nil {
			c = &cell{unit: p.unit, state: p.state, n: row.staff}
			kinds[of.kind][p] = c
		}
		c.n = min(c.n, row.staff)
		for i, v := range row.sums {
			c.sums[i] += v
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		var cells []*cell
		for _, c := range kinds[kind] {
			if m.spec.staff >= 0 && c.n == 0 {
				c.sums = [4]float64{} // of nobody known: it would show in the pool
			}
			if !m.spec.whole || months[monthOf{unit: c.unit, kind: kind}] == int(f.opts.Period) {
				cells = append(cells, c)
			}
		}
		shown := m.shown(f, kind, cells)
		shown.groups(func(state int, cells []*cell, pool *cell) {
			for _, c := range cells {
				m.show(f, 0, c, m.labels(kind, c.unit, states[state]))
			}
			m.show(f, 1, pool, m.labels(kind, states[state]))
		})
	}
}

// shown decides what is shown of the cells of a kind.
func (m *monthly) shown(f *fold, kind string, cells []*cell) released {
	of := releaseKey{table: m.spec.table.Name, kind: kind}
	switch {
	case m.spec.staff >= 0:
		return f.release(of, f.from, f.until, cells, f.enough)
	case slices.Contains(m.spec.confidential, kind):
		for _, c := range cells {
			c.n = int(c.sums[0])
		}
		return f.release(of, f.from, f.until, cells, f.enoughOrNone)
	}
	out := released{cells: inOrderOfUnits(cells)} // of acts, not of people: as they are
	for _, c := range cells {
		c.n, c.shown = 1, true
		out.pools[c.state].add(c)
		out.pools[c.state].shown = true
	}
	return out
}

// labels are the labels of a series, with the kind if there are kinds.
func (m *monthly) labels(kind string, first ...string) []string {
	if m.spec.kind >= 0 {
		return append(first, kind)
	}
	return first
}

// ordered lists the rows, so that sums are the same each time.
func (m *monthly) ordered() []monthOf {
	return slices.SortedFunc(maps.Keys(m.rows), func(a, b monthOf) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.month, b.month), cmp.Compare(a.kind, b.kind))
	})
}

func (m *monthly) show(f *fold, of int, c *cell, labels []string) {
	if m.spec.hidden[of] != nil && !f.marked(m.spec.hidden[of], c, labels...) || !c.shown {
		return
	}
	total := c.sums[len(m.spec.sums)-1]
	f.put(m.spec.total[of], total*m.spec.scale, labels...)
	if m.spec.ratio[of] != nil && total > 0 {
		f.put(m.spec.ratio[of], c.sums[0]/total, labels...)
	}
}
