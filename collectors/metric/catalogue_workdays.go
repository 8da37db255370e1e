package metric

// Turnaround in working days, of the cases whose deadline is counted so. A working day
// is no number of seconds, so that it is a unit of its own. All are absent where no such
// case was closed in the window.
var (
	WindowWorkdaysCases  = window("workdays_cases", "Cases closed in the window whose deadline is counted in working days: the number behind the turnaround in working days."+noWorkdays)
	WindowWorkdaysMedian = window("turnaround_median_workdays", "Median turnaround in working days of the cases closed in the window whose deadline is counted so, exact."+inWorkdays)
	WindowWorkdaysP90    = window("turnaround_p90_workdays", "90th percentile of the turnarounds in working days of the cases closed in the window whose deadline is counted so, exact."+inWorkdays)
	WindowWorkdaysMean   = window("turnaround_mean_workdays", "Mean turnaround in working days of the cases closed in the window whose deadline is counted so."+inWorkdays)
	GroupWorkdaysCases   = group(WindowWorkdaysCases)
	GroupWorkdaysMedian  = group(WindowWorkdaysMedian)
	GroupWorkdaysP90     = group(WindowWorkdaysP90)
	GroupWorkdaysMean    = group(WindowWorkdaysMean)
)

const (
	noWorkdays = " That is, by a rule of the deadlines file in workdays. Absent where there is none. Not of small units that are shown together."
	inWorkdays = " 0 is a closing on the day of receipt. A case is in time if it took no more than its rule allows." + noWorkdays
)

// workdays lists the metrics of working days.
func workdays() []*Def {
	return []*Def{
		&WindowWorkdaysCases, &WindowWorkdaysMedian, &WindowWorkdaysP90, &WindowWorkdaysMean,
		&GroupWorkdaysCases, &GroupWorkdaysMedian, &GroupWorkdaysP90, &GroupWorkdaysMean,
	}
}
