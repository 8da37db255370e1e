package aggregate

import (
	"cmp"
	"maps"
	"slices"

	"casework/collectors/metric"
)

// validDays is for how long counts of staff are shown when no later come.
const validDays = 400

// staffs is the digest of the staff of each unit in the latest month known.
type staffs map[string]staffed

type staffed struct {
	month  Day
	staff  int
	counts [4]float64 // reached, with plan, supervisors, mentor pairs
	set    [4]bool
}

func (s staffs) add(row Row) {
	one := staffed{month: row[1].Day, staff: int(row[2].Number)}
	for i := range one.counts {
		one.counts[i], one.set[i] = row[3+i].Number, row[3+i].Set
	}
	if before, ok := s[row[0].Text]; !ok || before.month <= one.month {
		s[row[0].Text] = one
	}
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
	var cells []*cell
	for _, unit := range slices.Sorted(maps.Keys(s)) {
		if one := s[unit]; one.month > f.Today-validDays && one.month <= f.Today {
			cells = append(cells, &cell{unit: unit, state: f.state(unit, f.Today), n: one.staff, sums: one.counts})
		}
	}
	grouped(cells, func(state int, cells []*cell) {
		pool := protect(cells, func(c *cell) bool { return c.n >= f.opts.Least })
		have := [4]bool{true, true, true, true} // of all units: a pool of some would be of others
		for _, c := range cells {
			set := s[c.unit].set
			for i := range have {
				have[i] = have[i] && set[i]
			}
			if f.marked(&metric.StaffSuppressed, c, c.unit, states[state]) {
				f.put(&metric.StaffCount, float64(c.n), c.unit, states[state])
				for i, m := range staffMetrics {
					f.staff(m.unit, m.share, set[i], c, i, c.unit, states[state])
				}
			}
		}
		if f.marked(&metric.GroupStaffHidden, &pool, states[state]) {
			f.put(&metric.GroupStaff, float64(pool.n), states[state])
			for i, m := range staffMetrics {
				f.staff(m.group, m.share, have[i], &pool, i, states[state])
			}
		}
	})
}

func (f *fold) staff(def *metric.Def, share, set bool, c *cell, i int, labels ...string) {
	switch {
	case !set:
	case share:
		f.put(def, c.sums[i]/float64(c.n), labels...)
	default:
		f.put(def, c.sums[i], labels...)
	}
}

// external is the digest of the latest results measured elsewhere.
type external map[measured]result

type measured struct{ unit, measure string }

type result struct {
	day            Day
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
		c := &cell{shown: int(r.answers) >= f.opts.Least}
		if f.marked(&metric.ExternalSuppressed, c, of.unit, of.measure) {
			f.put(&metric.ExternalResult, r.value, of.unit, of.measure)
			f.put(&metric.ExternalAnswers, r.answers, of.unit, of.measure)
		}
	}
}
