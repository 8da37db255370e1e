package metric

// What remains of times without those in which a case was paused, and which cases
// are paused. All but QueueOldestNet are absent where a source has no pauses.
var (
	PausedCases = Def{
		Name: "casework_paused_cases", Type: Gauge, Section: Queue, Labels: unitLabels,
		Help: "Open cases that are paused, as they wait for somebody else, as of the last poll. Absent where a source has no pauses.",
	}
	PausedAgeCases = Def{
		Name: "casework_paused_age_cases", Type: Gauge, Section: Queue, Labels: ageLabels,
		Help: "Open cases that are paused, by how long their pause has lasted, as of the last poll. Each is in one band alone: all bands of a unit sum to its paused cases. " +
			"Bounds: CASEWORK_AGE_BOUNDS. Absent where a source has no pauses. Not of small units that are shown together.",
	}
	QueueOldestNet = Def{
		Name: "casework_queue_oldest_net_received_timestamp_seconds", Type: Gauge, Section: Queue, Labels: unitLabels,
		Help: "When the case was received that has queued longest without pauses, moved on by those, as of the last poll: time() less this is its wait without them. " +
			"Not of cases that are paused. Where a source has no pauses, as casework_queue_oldest_received_timestamp_seconds. Absent when no other case queues, and while pauses cannot be read.",
	}
	NetTurnaround = Def{
		Name: "casework_net_turnaround_seconds", Type: Histogram, Section: Time, Labels: unitLabels,
		Help: "Time from received to closed without the time in which the case was paused, observed once a case, at the first closing that the exporter learns of. " +
			"Absent where a source has no pauses.",
	}

	WindowNetWaitMedian       = window("net_wait_median_seconds", "Median wait, without pauses, of the cases started in the window, exact."+noIntervals)
	WindowNetWaitP90          = window("net_wait_p90_seconds", "90th percentile of the waits, without pauses, of the cases started in the window, exact."+noIntervals)
	WindowNetWaitMean         = window("net_wait_mean_seconds", "Mean wait, without pauses, of the cases started in the window."+noIntervals)
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

const (
	noPauses    = " Absent where a source has no pauses."
	noIntervals = " Absent where a source has no pauses, or says only for how long cases were paused and not when."
)

// net lists the metrics of pauses.
func net() []*Def {
	return []*Def{
		&PausedCases, &PausedAgeCases, &QueueOldestNet, &NetTurnaround,
		&WindowNetWaitMedian, &WindowNetWaitP90, &WindowNetWaitMean,
		&WindowNetTurnaroundMedian, &WindowNetTurnaroundP90, &WindowNetTurnaroundMean,
		&GroupNetWaitMedian, &GroupNetWaitP90, &GroupNetWaitMean,
		&GroupNetTurnaroundMedian, &GroupNetTurnaroundP90, &GroupNetTurnaroundMean,
	}
}
