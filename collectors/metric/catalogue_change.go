package metric

// Labels of changes. They have none of supervision: a change is judged across it, and
// an alert must not become another one when a programme begins.
var (
	changeLabels = []Label{Source, Unit, Measure}
	risenLabels  = []Label{Source, Unit, Measure, Usual, Since, Observations}
)

// Whether a unit's measure has changed, by its own past, as of the last whole day. The values of the label measure are those of
// detect.Measure, those of the state of detect.State.
var (
	ChangeState = change("state", "Whether a measure of the unit has changed by its own past: 0 as usual, 1 on its way to a new level and not sure yet, 2 at a new level (errors_silent: fewer error reports than usual). "+
		"Absent where there is too little history to judge by.")
	ChangeSince        = change("since_timestamp_seconds", "When the change began that casework_change_state says. Absent while that is 0.")
	ChangeLevelSeconds = change("level_seconds", "Level of the last 28 days, of the measures wait (median wait of the cases started) and oldest (median of the age of the oldest case in the queue at the end of each day)."+fewObservations)
	ChangeUsualSeconds = change("usual_seconds", "Usual level of the same: its median before the change."+fewObservations)
	ChangeLevelCases   = change("level_cases", "Level of the last 28 days, of the measure backlog (median of the cases open at the end of each day)."+fewObservations)
	ChangeUsualCases   = change("usual_cases", "Usual level of the same: its median before the change."+fewObservations)
	ChangeLevelRatio   = change("level_ratio", "Level of the last 28 days, of the measures deadline_share (share of the cases with a deadline that were closed past it), "+
		"errors_rising and errors_silent (error reports for each one that the cases closed let expect in any unit)."+fewObservations)
	ChangeUsualRatio   = change("usual_ratio", "Usual level of the same, before the change."+fewObservations)
	ChangeObservations = change("observations", "How many observations the level of the last 28 days rests on: cases started (wait), days (backlog, oldest), cases closed with a deadline (deadline_share), error reports (errors_rising, errors_silent).")
	ChangeAdopted      = change("adopted_timestamp_seconds", "When a level that had risen last became the usual one, as it had lasted for CASEWORK_CHANGE_USUAL. Absent if none did in the years that are judged.")
	ChangeFalseAlarms  = change("false_alarm_interval_seconds", "Expected time between false alarms of a unit by this measure, were nothing to change: what CASEWORK_CHANGE_FALSE_ALARMS asks for.")
	ChangeRisenInfo    = Def{
		Name: "casework_change_risen_info", Type: Gauge, Section: Changes, Labels: risenLabels,
		Help: "Always 1, while casework_change_state is 2. The labels say what was known on the day on which that was found, and stay the same for as long as it lasts: usual is the usual level " +
			"(days of wait and oldest, cases of backlog, per cent of deadline_share, error reports that were to be expected in 28 days), since the day on which the change began, observations what the level rested on. usual and observations are empty where they are withheld.",
	}
)

const fewObservations = " Absent where it is of fewer than CASEWORK_MIN_CELL observations, but for none of error reports."

func change(name, help string) Def {
	return Def{Name: "casework_change_" + name, Type: Gauge, Section: Changes, Labels: changeLabels, Help: help}
}

// changes lists the metrics of changes.
func changes() []*Def {
	return []*Def{
		&ChangeState, &ChangeSince, &ChangeLevelSeconds, &ChangeUsualSeconds, &ChangeLevelCases, &ChangeUsualCases,
		&ChangeLevelRatio, &ChangeUsualRatio, &ChangeObservations, &ChangeAdopted, &ChangeFalseAlarms, &ChangeRisenInfo,
	}
}
