package supplement

import (
	"hash/maphash"

	"casework/collectors/civil"
	"casework/collectors/disclosure"
	"casework/collectors/metric"
)

// Staff is the table of counts of staff, by month.
var Staff = &Table{
	Name: "staff", Columns: []Column{
		unit(), month(),
		{Name: "staff", Kind: Count},
		optional(Column{Name: "reached", Kind: Count, Note: "of staff, took part in supervision in the month"}),
		optional(Column{Name: "with_plan", Kind: Count, Note: "of staff, have a current development plan"}),
		optional(Column{Name: "supervisors", Kind: Count, Note: "of staff, are trained as supervisors"}),
		optional(Column{Name: "mentor_pairs", Kind: Count}),
	},
	Unique: []int{0, 1}, Dated: 1, check: all(within(3, 2), within(4, 2), within(5, 2)),
	Without: "no metrics of staff reached, development plans, supervisors and mentors",
	Covers: []Coverage{
		{"staff reached, development plans, trained supervisors, mentor pairs", &metric.StaffPlans, "programme"},
	},

	subject: aboutPeople,
	history: history{appears: []int{1}},
	since:   func(h horizon) civil.Day { return h.today - validDays - 31 },
	summary: func(*Table, maphash.Seed) summary { return staffTable{} },
	metrics: []*metric.Def{
		&metric.StaffCount, &metric.StaffReached, &metric.StaffPlans, &metric.StaffSupervisors, &metric.MentorPairs, &metric.StaffSuppressed,
		&metric.GroupStaff, &metric.GroupReached, &metric.GroupPlans, &metric.GroupSupervisors, &metric.GroupMentorPairs, &metric.GroupStaffHidden,
	},
}

// validDays is for how long counts of staff are shown when no later come.
const validDays = 400

// staffTable is the summary of the staff of each unit, by month.
type staffTable map[monthKey]staffCounts

type staffCounts struct {
	staff   int
	counts  [4]float64 // reached, with plan, supervisors, mentor pairs
	unknown [4]bool
}

func (s staffTable) add(row Row) {
	one := staffCounts{staff: int(row[2].Number)}
	for i := range one.counts {
		one.counts[i], one.unknown[i] = row[3+i].Number, !row[3+i].Set
	}
	s[monthKey{unit: row[0].Text, month: row[1].Day}] = one
}

// latest are the cells of the latest month of each unit before the end of the
// period. Month by month, each who comes or goes would show.
func (s staffTable) latest(acc *accumulator) []*disclosure.Cell {
	months := map[string]civil.Day{}
	for of := range s {
		if of.month >= acc.until-validDays && of.month < acc.until && !acc.hides(of.unit, of.month) {
			months[of.unit] = max(months[of.unit], of.month)
		}
	}
	var cells []*disclosure.Cell
	for unit, month := range months {
		one := s[monthKey{unit: unit, month: month}]
		cells = append(cells, &disclosure.Cell{
			Unit: unit, State: acc.state(unit, acc.until-1), N: one.staff, Sums: one.counts, Unknown: one.unknown,
		})
	}
	return cells
}

// staffMetrics are those of staff: a share of staff, or a number.
var staffMetrics = [4]struct {
	unit, group *metric.Def
	share       bool
}{
	{&metric.StaffReached, &metric.GroupReached, true},
	{&metric.StaffPlans, &metric.GroupPlans, true},
	{&metric.StaffSupervisors, &metric.GroupSupervisors, false},
	{&metric.MentorPairs, &metric.GroupMentorPairs, false},
}

func (s staffTable) figures(acc *accumulator) {
	acc.periodic = true
	shown := acc.release(disclosure.Set{Table: Staff.Name}, acc.from, acc.until, s.latest(acc), acc.enough)
	shown.Groups(func(state int, cells []*disclosure.Cell, pool *disclosure.Cell) {
		for _, c := range cells {
			if acc.marked(&metric.StaffSuppressed, c, c.Unit, states[state]) {
				acc.put(&metric.StaffCount, float64(c.N), c.Unit, states[state])
				for i, m := range staffMetrics {
					acc.putStaff(m.unit, m.share, c, i, c.Unit, states[state])
				}
			}
		}
		if acc.marked(&metric.GroupStaffHidden, pool, states[state]) {
			acc.put(&metric.GroupStaff, float64(pool.N), states[state])
			for i, m := range staffMetrics {
				acc.putStaff(m.group, m.share, pool, i, states[state])
			}
		}
	})
}

// putStaff shows a count of a cell; that of a pool only if every unit has it, as a
// pool of some would be of others.
func (acc *accumulator) putStaff(def *metric.Def, share bool, c *disclosure.Cell, i int, labels ...string) {
	switch {
	case c.Unknown[i]:
	case share:
		acc.put(def, c.Sums[i]/float64(c.N), labels...)
	default:
		acc.put(def, c.Sums[i], labels...)
	}
}
