package metric

// What remains of times without those in which a case was paused, and which cases
// are paused. All are absent where a source has no pauses.
var (
	PausedCases = Def{
		Name: "casework_paused_cases", Type: Gauge, Section: Queue, Labels: unitLabels,
		Help: "Open cases that are paused, as they wait for somebody else, as of the last poll. Absent where a source has no pauses.",
	}
	NetTurnaround = Def{
		Name: "casework_net_turnaround_seconds", Type: Histogram, Section: Time, Labels: unitLabels,
		Help: "Time from received to closed without the time in which the case was paused, observed once a case, at the first closing that the exporter learns of. " +
			"Absent where a source has no pauses.",
	}

	WindowNetWaitMedian       = window("net_wait_median_seconds", "Median wait, without pauses, of the cases started in the window, exact."+noPauses)
	WindowNetWaitP90          = window("net_wait_p90_seconds", "90th percentile of the waits, without pauses, of the cases started in the window, exact."+noPauses)
	WindowNetWaitMean         = window("net_wait_mean_seconds", "Mean wait, without pauses, of the cases started in the window."+noPauses)
	WindowNetTurnaroundMedian = window("net_turnaround_median_seconds", "Median turnaround, without pauses, of the cases closed in the window, exact."+noPauses)
	WindowNetTurnaroundP90    = window("net_turnaround_p90_seconds", "90th percentile of the turnarounds, without pauses, of the cases closed in the window, exact."+noPauses)
	WindowNetTurnaroundMean   = window("net_turnaround_mean_seconds", "Mean turnaround, without pauses, of the cases closed in the window."+noPauses)
	GroupNetWaitMedian        = group(WindowNetWaitMedian)
	GroupNetWaitP90           = group(WindowNetWaitP90)
	GroupNetWaitMean          = group(WindowNetWaitMean)
	GroupNetTurnaroundMedian  = group(WindowNetTurnaroundMedian)
	GroupNetTurnaroundP90     = group(WindowNetTurnaroundP90)
	GroupNetTurnaroundMean    = group(WindowNetTurnaroundMean)
)

const noPauses = " Absent where a source has no pauses."

// net lists the metrics of pauses.
func net() []*Def {
	return []*Def{
		&PausedCases, &NetTurnaround,
		&WindowNetWaitMedian, &WindowNetWaitP90, &WindowNetWaitMean,
		&WindowNetTurnaroundMedian, &WindowNetTurnaroundP90, &WindowNetTurnaroundMean,
		&GroupNetWaitMedian, &GroupNetWaitP90, &GroupNetWaitMean,
		&GroupNetTurnaroundMedian, &GroupNetTurnaroundP90, &GroupNetTurnaroundMean,
	}
}
