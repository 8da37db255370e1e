package metric

// Labels of the supplementary tables.
var (
	unitStateLabels   = []Label{Source, Unit, Supervision}
	stateLabels       = []Label{Source, Supervision}
	unitWindowLabels  = []Label{Source, Unit, Supervision, Window}
	stateWindowLabels = []Label{Source, Supervision, Window}
	surveyLabels      = []Label{Source, Unit, Supervision, Audience, Topic}
	surveyGroup       = []Label{Source, Supervision, Audience, Topic}
	responseLabels    = []Label{Source, Unit, Supervision, Audience}
	responseGroup     = []Label{Source, Supervision, Audience}
	actLabels         = []Label{Source, Unit, Supervision, Kind}
	actGroup          = []Label{Source, Supervision, Kind}
	doseLabels        = []Label{Source, Unit, Kind, Window}
	goalLabels        = []Label{Source, Unit, Goal}
	measureLabels     = []Label{Source, Unit, Measure}
	partLabels        = []Label{Source, Unit, Programme}
)

// pooled is the metric of a unit over all units of a group.
func pooled(unit Def, labels []Label) Def {
	return Def{
		Name: "casework_group" + unit.Name[len("casework"):], Type: Gauge, Section: unit.Section, Labels: labels,
		Help: unit.Help + " All units of the group pooled, without small ones that are hidden.",
	}
}

func gauge(section Section, name, help string, labels []Label) Def {
	return Def{Name: "casework_" + name, Type: Gauge, Section: section, Labels: labels, Help: help}
}

// Complaints and appeals in a rolling window, and errors found in reviews.
var (
	WindowComplaints          = gauge(Complaints, "window_complaints", "Complaints and appeals received in the window.", unitWindowLabels)
	WindowComplaintsDecided   = gauge(Complaints, "window_complaints_decided", "Complaints decided in the window.", unitWindowLabels)
	WindowComplaintsUpheld    = gauge(Complaints, "window_complaints_upheld", "Complaints decided in the window and upheld, wholly or in part.", unitWindowLabels)
	WindowComplaintsPerClosed = gauge(Complaints, "window_complaints_per_closed_ratio", "Complaints received in the window for each case closed in it. Absent when none was closed.", unitWindowLabels)
	WindowComplaintsUpheldOf  = gauge(Complaints, "window_complaints_upheld_ratio", "Share of the complaints decided in the window that were upheld, wholly or in part. Absent when none was decided.", unitWindowLabels)
	GroupComplaints           = pooled(WindowComplaints, stateWindowLabels)
	GroupComplaintsDecided    = pooled(WindowComplaintsDecided, stateWindowLabels)
	GroupComplaintsUpheld     = pooled(WindowComplaintsUpheld, stateWindowLabels)
	GroupComplaintsPerClosed  = pooled(WindowComplaintsPerClosed, stateWindowLabels)
	GroupComplaintsUpheldOf   = pooled(WindowComplaintsUpheldOf, stateWindowLabels)
	Audited                   = gauge(Complaints, "period_audited_cases", "Cases reviewed for errors in the latest closed period.", unitStateLabels)
	AuditErrors               = gauge(Complaints, "period_audit_error_ratio", "Share of the reviewed cases in which errors were found. These are errors found, not errors reported.", unitStateLabels)
	GroupAudited              = pooled(Audited, stateLabels)
	GroupAuditErrors          = pooled(AuditErrors, stateLabels)
)

// Survey answers, sickness absence and turnover, in the latest closed period.
var (
	PeriodStart         = gauge(People, "period_start_timestamp_seconds", "When the latest closed period began, that every casework_period metric is about.", sourceLabels)
	PeriodEnd           = gauge(People, "period_end_timestamp_seconds", "When the latest closed period ended.", sourceLabels)
	SurveyAnswers       = gauge(People, "period_survey_answers", "Answers given in the period. Absent where withheld.", surveyLabels)
	SurveyMean          = gauge(People, "period_survey_mean_score", "Mean score of the answers, 0 to 100. Absent where withheld.", surveyLabels)
	SurveySuppressed    = gauge(People, "period_survey_suppressed", "1 if answers were given and are withheld, because they are too few or all the same, or so that others cannot be computed; else 0.", surveyLabels)
	GroupSurveyAnswers  = pooled(SurveyAnswers, surveyGroup)
	GroupSurveyMean     = pooled(SurveyMean, surveyGroup)
	GroupSurveyHidden   = pooled(SurveySuppressed, surveyGroup)
	ResponseRatio       = gauge(People, "period_survey_response_ratio", "Share of those invited in the period who answered. Absent where withheld.", responseLabels)
	ResponseSuppressed  = gauge(People, "period_survey_response_suppressed", "1 if the response rate is withheld, else 0.", responseLabels)
	GroupResponseRatio  = pooled(ResponseRatio, responseGroup)
	GroupResponseHidden = pooled(ResponseSuppressed, responseGroup)

	AbsenceAgreed      = gauge(People, "period_absence_agreed_workdays", "Working days agreed on in the period: what the share of sickness absence rests on. Absent where withheld or incomplete.", unitStateLabels)
	AbsenceRatio       = gauge(People, "period_absence_ratio", "Working days lost to sickness for each day agreed on, in the period. Absent where withheld or incomplete.", unitStateLabels)
	AbsenceSuppressed  = gauge(People, "period_absence_suppressed", "1 if sickness absence is withheld because the unit has too few staff, or so that others' cannot be computed; else 0.", unitStateLabels)
	GroupAbsenceAgreed = pooled(AbsenceAgreed, stateLabels)
	GroupAbsenceRatio  = pooled(AbsenceRatio, stateLabels)
	GroupAbsenceHidden = pooled(AbsenceSuppressed, stateLabels)

	TimeWorked      = gauge(People, "period_worked_seconds", "Working time registered in the period. Absent where withheld or incomplete.", unitStateLabels)
	TimeCore        = gauge(People, "period_core_time_ratio", "Share of the working time that went to core tasks, in the period. Absent where withheld or incomplete.", unitStateLabels)
	TimeSuppressed  = gauge(People, "period_core_time_suppressed", "1 if the use of time is withheld because the unit has too few staff, or so that others' cannot be computed; else 0.", unitStateLabels)
	GroupTimeWorked = pooled(TimeWorked, stateLabels)
	GroupTimeCore   = pooled(TimeCore, stateLabels)
	GroupTimeHidden = pooled(TimeSuppressed, stateLabels)
)

// What was done: the dose of supervision and what belongs to a programme.
var (
	DosePlanned       = gauge(Dose, "window_dose_sessions_planned", "Supervision sessions planned for a day in the window, by kind.", doseLabels)
	DoseHeld          = gauge(Dose, "window_dose_sessions_held", "Of the sessions planned for a day in the window, those held by now.", doseLabels)
	DoseSeconds       = gauge(Dose, "window_dose_seconds", "Length of the sessions held in the window. Absent where none of those known says how long it was.", doseLabels)
	DosePersonSeconds = gauge(Dose, "window_dose_participant_seconds", "Length of the sessions held in the window times their participants. Sessions without a number of participants add nothing. Absent where none has one.", doseLabels)

	StaffCount       = gauge(Dose, "staff", "People employed in the unit, in the latest month known before the latest closed period ended. Absent where withheld.", unitStateLabels)
	StaffReached     = gauge(Dose, "staff_reached_ratio", "Share of staff who took part in supervision in that month. Absent where withheld.", unitStateLabels)
	StaffPlans       = gauge(Dose, "staff_with_plan_ratio", "Share of staff with a current development plan. Absent where withheld.", unitStateLabels)
	StaffSupervisors = gauge(Dose, "trained_supervisors", "Staff trained as supervisors. Absent where withheld.", unitStateLabels)
	MentorPairs      = gauge(Dose, "mentor_pairs", "Active pairs of mentors. Absent where withheld.", unitStateLabels)
	StaffSuppressed  = gauge(Dose, "staff_suppressed", "1 if figures of staff are withheld because the unit has too few, or so that others' cannot be computed; else 0.", unitStateLabels)
	GroupStaff       = pooled(StaffCount, stateLabels)
	GroupReached     = pooled(StaffReached, stateLabels)
	GroupPlans       = pooled(StaffPlans, stateLabels)
	GroupSupervisors = pooled(StaffSupervisors, stateLabels)
	GroupMentorPairs = pooled(MentorPairs, stateLabels)
	GroupStaffHidden = pooled(StaffSuppressed, stateLabels)
	Activities       = gauge(Dose, "period_activities_completed", "Courses completed, leader reviews held, reflection logs and feedback given in the period, by kind. Absent where withheld.", actLabels)
	ActivitiesHidden = gauge(Dose, "period_activities_suppressed", "1 if the number is withheld because it is small and staff gave it in confidence, or so that others cannot be computed; else 0.", actLabels)
	GroupActivities  = pooled(Activities, actGroup)
	GroupActsHidden  = pooled(ActivitiesHidden, actGroup)
	ProgrammePhase   = gauge(Dose, "programme_phase", "1 for the phase of the programme that the unit is in, 0 for the others.", []Label{Source, Unit, Programme, Phase})
	PhaseStart       = gauge(Dose, "programme_phase_start_timestamp_seconds", "When the unit's phase of the programme began.", partLabels)
	Evaluated        = gauge(Dose, "programme_evaluated_timestamp_seconds", "When the programme was last evaluated in the unit. Absent if it never was.", partLabels)
)

// What is aimed at and what comes of it.
var (
	ProjectsOpen       = gauge(Results, "projects_open", "Improvement projects started and not finished.", unitStateLabels)
	ProjectsStarted    = gauge(Results, "window_projects_started", "Improvement projects started in the window.", unitWindowLabels)
	ProjectsFinished   = gauge(Results, "window_projects_finished", "Improvement projects finished in the window.", unitWindowLabels)
	GoalTarget         = gauge(Results, "goal_target", "What the unit has set itself, in the goal's own unit of measure.", goalLabels)
	GoalActual         = gauge(Results, "goal_actual", "Where it stands, in the goal's own unit of measure. Absent if unknown.", goalLabels)
	GoalDue            = gauge(Results, "goal_due_timestamp_seconds", "When the goal is due.", goalLabels)
	GoalReached        = gauge(Results, "goal_reached", "1 if the goal stands at its target or beyond, else 0. Absent if it is not known where it stands.", goalLabels)
	GoalReachedAt      = gauge(Results, "goal_reached_timestamp_seconds", "When the goal was reached. Absent if it was not, or no day is known.", goalLabels)
	MaturityLevel      = gauge(Results, "maturity_level", "The unit's latest own assessment of a factor of success: 0 not in place, 1 in part, 2 in place. Factors are not added up.", []Label{Source, Unit, Factor})
	ExternalResult     = gauge(Results, "external_result", "The latest result measured by others, in its own unit of measure. Absent where withheld.", measureLabels)
	ExternalAnswers    = gauge(Results, "external_result_answers", "The number of people that the result rests on. Absent where withheld.", measureLabels)
	ExternalSuppressed = gauge(Results, "external_result_suppressed", "1 if the result is withheld because it rests on too few people, else 0.", measureLabels)
	PeriodCost         = gauge(Results, "period_cost", "Costs of the programme in the latest closed period. Kind hours is participants' time at the rate of the settings.", []Label{Source, Kind, Currency})
)

// Of the files of a drop folder.
var (
	DropFiles = gauge(Self, "drop_files", "Files of the drop folder by what became of them: read, kept (refused, and an earlier version is in force), refused, waiting (not complete yet).", []Label{Source, Query, State})
	TableRead = gauge(Self, "table_read_timestamp_seconds", "When a supplementary table was last read whole. Absent for tables that the source does not have.", queryLabels)
)

// people lists the metrics of the supplementary tables.
func people() []*Def {
	return []*Def{
		&WindowComplaints, &WindowComplaintsDecided, &WindowComplaintsUpheld, &WindowComplaintsPerClosed, &WindowComplaintsUpheldOf,
		&GroupComplaints, &GroupComplaintsDecided, &GroupComplaintsUpheld, &GroupComplaintsPerClosed, &GroupComplaintsUpheldOf,
		&Audited, &AuditErrors, &GroupAudited, &GroupAuditErrors,
		&PeriodStart, &PeriodEnd,
		&SurveyAnswers, &SurveyMean, &SurveySuppressed, &GroupSurveyAnswers, &GroupSurveyMean, &GroupSurveyHidden,
		&ResponseRatio, &ResponseSuppressed, &GroupResponseRatio, &GroupResponseHidden,
		&AbsenceAgreed, &AbsenceRatio, &AbsenceSuppressed, &GroupAbsenceAgreed, &GroupAbsenceRatio, &GroupAbsenceHidden,
		&TimeWorked, &TimeCore, &TimeSuppressed, &GroupTimeWorked, &GroupTimeCore, &GroupTimeHidden,
		&DosePlanned, &DoseHeld, &DoseSeconds, &DosePersonSeconds,
		&StaffCount, &StaffReached, &StaffPlans, &StaffSupervisors, &MentorPairs, &StaffSuppressed,
		&GroupStaff, &GroupReached, &GroupPlans, &GroupSupervisors, &GroupMentorPairs, &GroupStaffHidden,
		&Activities, &ActivitiesHidden, &GroupActivities, &GroupActsHidden,
		&ProgrammePhase, &PhaseStart, &Evaluated,
		&ProjectsOpen, &ProjectsStarted, &ProjectsFinished,
		&GoalTarget, &GoalActual, &GoalDue, &GoalReached, &GoalReachedAt,
		&MaturityLevel, &ExternalResult, &ExternalAnswers, &ExternalSuppressed, &PeriodCost,
		&DropFiles, &TableRead,
	}
}
