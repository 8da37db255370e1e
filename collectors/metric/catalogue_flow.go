package metric

// Handling time, and what became of the cases received: how cases get through a
// unit.

// Labels of what became of the cases received. They have no label window: cases are
// followed for longer than a window that shows what goes on now.
var (
	intakeLabels      = []Label{Source, Unit, Supervision, CaseType, Intake}
	withinLabels      = []Label{Source, Unit, Supervision, CaseType, Intake, Within}
	groupIntakeLabels = []Label{Source, Supervision, CaseType, Intake}
	groupWithinLabels = []Label{Source, Supervision, CaseType, Intake, Within}
)

// Handling time of the cases closed in a window, by unit and by group, and what
// became of the cases received.
var (
	WindowHandled        = window("handled_cases", "Cases closed in the window whose start is known: the number behind the handling statistics. Not those closed without a start.")
	WindowHandlingMedian = window("handling_median_seconds", "Median time from start to closing of the cases closed in the window whose start is known, exact.")
	WindowHandlingP90    = window("handling_p90_seconds", "90th percentile of the times from start to closing of the cases closed in the window whose start is known, exact.")
	WindowHandlingMean   = window("handling_mean_seconds", "Mean time from start to closing of the cases closed in the window whose start is known.")
	GroupHandled         = group(WindowHandled)
	GroupHandlingMedian  = group(WindowHandlingMedian)
	GroupHandlingP90     = group(WindowHandlingP90)
	GroupHandlingMean    = group(WindowHandlingMean)

	IntakeCases = intake("cases", intakeLabels, "Cases received in the time that the label intake names, but for those whose wait is unknown: the number behind casework_intake_wait_median_seconds.")
	IntakeWait  = intake("wait_median_seconds", intakeLabels, "Time after which half of the cases received in that time were started, those that still wait included, closed without a start counting as not started (Aalen and Johansen). "+
		"Absent where half is not reached. Not the median wait of those started, which leaves out what waits.")
	IntakeFollowed = intake("followed_cases", withinLabels, "Cases received in a time as long as the label intake says that ended as long ago as the label within says, so that it is known of each whether it was started within it: "+
		"the number behind casework_intake_started_ratio.")
	IntakeStarted = intake("started_ratio", withinLabels, "Share of those cases that were started within the time that the label within names. Those closed without a start were not.")

	GroupIntakeCases    = groupIntake(IntakeCases, groupIntakeLabels)
	GroupIntakeWait     = groupIntake(IntakeWait, groupIntakeLabels)
	GroupIntakeFollowed = groupIntake(IntakeFollowed, groupWithinLabels)
	GroupIntakeStarted  = groupIntake(IntakeStarted, groupWithinLabels)
)

func intake(name string, labels []Label, help string) Def {
	return Def{
		Name: "casework_intake_" + name, Type: Gauge, Section: Intakes, Labels: labels,
		Help: help + " The supervision label is the unit's state when the case was received. Settings: CASEWORK_INTAKE, CASEWORK_STARTED_WITHIN.",
	}
}

func groupIntake(unit Def, labels []Label) Def {
	d := group(unit)
	d.Labels, d.Section = labels, Intakes
	return d
}

func intakes() []*Def {
	return []*Def{
		&IntakeCases, &IntakeWait, &IntakeFollowed, &IntakeStarted,
		&GroupIntakeCases, &GroupIntakeWait, &GroupIntakeFollowed, &GroupIntakeStarted,
	}
}
