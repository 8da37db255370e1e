package civil

import "slices"

// Months finds the month that an instant lies in, without a search: millions of
// instants are looked up in one go.
type Months struct {
	bounds []int64
	byDay  []int32 // month at the beginning of each day since bounds[0]
}

// monthDay is the grain in which months are looked up. No month is shorter.
const monthDay = 86400

// MonthsOf are consecutive months of any length from a day on, given the beginning of
// each and the end of the last, in Unix seconds.
func MonthsOf(bounds []int64) Months {
	m := Months{bounds: bounds}
	if len(bounds) < 2 {
		return m
	}
	month := int32(0)
	for t := bounds[0]; t < bounds[len(bounds)-1]; t += monthDay {
		for t >= bounds[month+1] {
			month++
		}
		m.byDay = append(m.byDay, month)
	}
	return m
}

// N is the number of months.
func (m *Months) N() int { return max(len(m.bounds)-1, 0) }

// Bounds is a copy of what the months were made of.
func (m *Months) Bounds() []int64 { return slices.Clone(m.bounds) }

// Of is the month that an instant lies in, from 0 on, or −1.
func (m *Months) Of(unix int64) int {
	if m.N() == 0 || unix < m.bounds[0] || unix >= m.bounds[len(m.bounds)-1] {
		return -1
	}
	month := int(m.byDay[(unix-m.bounds[0])/monthDay])
	if unix >= m.bounds[month+1] {
		month++
	}
	return month
}
