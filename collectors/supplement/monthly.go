package supplement

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/disclosure"
	"casework/collectors/metric"
)

// A monthlySpec says what becomes of a table of sums by unit and month.
type monthlySpec struct {
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

// monthly is the summary of a table of sums by unit and month.
type monthly struct {
	spec  *monthlySpec
	table *Table
	rows  map[monthKey]monthSums
}

type monthKey struct {
	unit, kind string
	month      civil.Day
}

type monthSums struct {
	sums  [4]float64
	staff int
}

// sumsByMonth makes the summaries of a table of which a spec says what becomes.
func sumsByMonth(spec monthlySpec) func(*Table, maphash.Seed) summary {
	return func(t *Table, _ maphash.Seed) summary {
		return &monthly{spec: &spec, table: t, rows: map[monthKey]monthSums{}}
	}
}

func (m *monthly) add(row Row) {
	of := monthKey{unit: row[m.table.column("unit")].Text, month: row[m.table.column("month")].Day}
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

func (m *monthly) figures(acc *accumulator) {
	acc.periodic = true
	kinds := map[string]map[cellKey]*disclosure.Cell{}
	months := map[monthKey]int{} // of the period that a unit and kind have rows of
	for _, of := range m.ordered() {
		if of.month < acc.from || of.month >= acc.until || acc.hides(of.unit, of.month) {
			continue
		}
		months[monthKey{unit: of.unit, kind: of.kind}]++
		if kinds[of.kind] == nil {
			kinds[of.kind] = map[cellKey]*disclosure.Cell{}
		}
		p := cellKey{of.unit, acc.state(of.unit, of.month)}
		row := m.rows[of]
		c := kinds[of.kind][p]
		if c == nil {
			c = &disclosure.Cell{Unit: p.unit, State: p.state, N: row.staff}
			kinds[of.kind][p] = c
		}
		c.N = min(c.N, row.staff)
		for i, v := range row.sums {
			c.Sums[i] += v
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		var cells []*disclosure.Cell
		for _, c := range kinds[kind] {
			if m.spec.staff >= 0 && c.N == 0 {
				c.Sums = [4]float64{} // of an unknown number of people: it would show in the pool
			}
			if !m.spec.whole || months[monthKey{unit: c.Unit, kind: kind}] == int(acc.opts.Period) {
				cells = append(cells, c)
			}
		}
		shown := m.shown(acc, kind, cells)
		shown.Groups(func(state int, cells []*disclosure.Cell, pool *disclosure.Cell) {
			for _, c := range cells {
				m.show(acc, 0, c, m.labels(kind, c.Unit, states[state]))
			}
			m.show(acc, 1, pool, m.labels(kind, states[state]))
		})
	}
}

// shown decides what is shown of the cells of a kind.
func (m *monthly) shown(acc *accumulator, kind string, cells []*disclosure.Cell) disclosure.Release {
	of := disclosure.Set{Table: m.table.Name, Kind: kind}
	switch {
	case m.spec.staff >= 0:
		return acc.release(of, acc.from, acc.until, cells, acc.enough)
	case slices.Contains(m.spec.confidential, kind):
		for _, c := range cells {
			c.N = int(c.Sums[0])
		}
		return acc.release(of, acc.from, acc.until, cells, acc.enoughOrNone)
	}
	return disclosure.ShowAll(cells)
}

// labels are the labels of a series, with the kind if there are kinds.
func (m *monthly) labels(kind string, first ...string) []string {
	if m.spec.kind >= 0 {
		return append(first, kind)
	}
	return first
}

// ordered lists the rows, so that sums are the same each time.
func (m *monthly) ordered() []monthKey {
	return slices.SortedFunc(maps.Keys(m.rows), func(a, b monthKey) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.month, b.month), cmp.Compare(a.kind, b.kind))
	})
}

func (m *monthly) show(acc *accumulator, of int, c *disclosure.Cell, labels []string) {
	if m.spec.hidden[of] != nil && !acc.marked(m.spec.hidden[of], c, labels...) || !c.Shown {
		return
	}
	total := c.Sums[len(m.spec.sums)-1]
	acc.put(m.spec.total[of], total*m.spec.scale, labels...)
	if m.spec.ratio[of] != nil && total > 0 && (m.spec.staff >= 0 || total >= float64(acc.opts.LeastCases)) {
		acc.put(m.spec.ratio[of], c.Sums[0]/total, labels...)
	}
}
