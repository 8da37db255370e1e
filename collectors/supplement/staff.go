package supplement

import (
	"casework/collectors/civil"
	"casework/collectors/metric"
)

// validDays is for how long counts of staff are shown when no later come.
const validDays = 400

// staffs is the digest of the staff of each unit, by month.
type staffs map[monthOf]staffed

type staffed struct {
	staff   int
	counts  [4]float64 // reached, with plan, supervisors, mentor pairs
	unknown [4]bool
}

func (s staffs) add(row Row) {
	one := staffed{staff: int(row[2].Number)}
	for i := range one.counts {
		one.counts[i], one.unknown[i] = row[3+i].Number, !row[3+i].Set
	}
	s[monthOf{unit: row[0].Text, month: row[1].Day}] = one
}

// latest are the cells of the latest month of each unit before the end of the
// period. Month by month, each who comes or goes would show.
func (s staffs) latest(f *fold) []*cell {
	months := map[string]civil.Day{}
	for of := range s {
		if of.month >= f.until-validDays && of.month < f.until {
			months[of.unit] = max(months[of.unit], of.month)
		}
	}
	var cells []*cell
	for unit, month := range months {
		one := s[monthOf{unit: unit, month: month}]
		cells = append(cells, &cell{
			unit: unit, state: f.state(unit, f.until-1), n: one.staff, sums: one.counts, unknown: one.unknown,
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

func (s staffs) figures(f *fold) {
	f.periodic = true
	shown := f.release(releaseKey{table: Staff.Name}, f.from, f.until, s.latest(f), f.enough)
	shown.groups(func(state int, cells []*cell, pool *cell) {
		for _, c := range cells {
			if f.marked(&metric.StaffSuppressed, c, c.unit, states[state]) {
				f.put(&metric.StaffCount, float64(c.n), c.unit, states[state])
				for i, m := range staffMetrics {
					f.staff(m.unit, m.share, c, i, c.unit, states[state])
				}
			}
		}
		if f.marked(&metric.GroupStaffHidden, pool, states[state]) {
			f.put(&metric.GroupStaff, float64(pool.n), states[state])
			for i, m := range staffMetrics {
				f.staff(m.group, m.share, pool, i, states[state])
			}
		}
	})
}

// staff shows a count of a cell; that of a pool only if every unit has it, as a
// pool of some would be of others.
func (f *fold) staff(def *metric.Def, share bool, c *cell, i int, labels ...string) {
	switch {
	case c.unknown[i]:
	case share:
		f.put(def, c.sums[i]/float64(c.n), labels...)
	default:
		f.put(def, c.sums[i], labels...)
	}
}
