package metric

// Labels that several metrics share.
var (
	unitLabels    = []Label{Source, Unit, Supervision, CaseType}
	ageLabels     = []Label{Source, Unit, Supervision, CaseType, Age}
	kindLabels    = []Label{Source, Unit, Supervision, Kind}
	windowLabels  = []Label{Source, Unit, Supervision, CaseType, Window}
	groupLabels   = []Label{Source, Supervision, CaseType, Window}
	sessionLabels = []Label{Source, Unit, Programme}
	sourceLabels  = []Label{Source}
	queryLabels   = []Label{Source, Query}
)

// The queue as it stands. The supervision label is the unit's state now.
var (
	QueueCases = Def{
		Name: "casework_queue_cases", Type: Gauge, Section: Queue, Labels: unitLabels,
		Help: "Cases received and neither started nor closed, as of the last poll. " +
			"Where a source records no start, all open cases.",
	}
	OpenCases = Def{
		Name: "casework_open_cases", Type: Gauge, Section: Queue, Labels: unitLabels,
		Help: "Cases not closed, as of the last poll.",
	}
	OverdueCases = Def{
		Name: "casework_overdue_cases", Type: Gauge, Section: Queue, Labels: unitLabels,
		Help: "Open cases past their deadline, as of the last poll. Absent where no case has a deadline.",
	}
	QueueOldest = Def{
		Name: "casework_queue_oldest_received_timestamp_seconds", Type: Gauge, Section: Queue, Labels: unitLabels,
		Help: "When the case that has queued longest was received, as of the last poll. Absent when none queues.",
	}
	OpenAgeCases = Def{
		Name: "casework_open_age_cases", Type: Gauge, Section: Queue, Labels: ageLabels,
		Help: "Cases not closed, by how long ago they were received, as of the last poll. Each is in one band alone: all bands of a unit sum to its open cases. " +
			"Bounds: CASEWORK_AGE_BOUNDS. Not of small units that are shown together.",
	}
	QueueAgeCases = Def{
		Name: "casework_queue_age_cases", Type: Gauge, Section: Queue, Labels: ageLabels,
		Help: "Cases in the queue, by how long ago they were received, as of the last poll. Each is in one band alone: all bands of a unit sum to its queue. " +
			"Bounds: CASEWORK_AGE_BOUNDS. Not of small units that are shown together.",
	}
)

// Transitions of cases. The supervision label is the unit's state when the
// transition happened.
var (
	CasesReceived = Def{
		Name: "casework_cases_received_total", Type: Counter, Section: Flow, Labels: unitLabels,
		Help: "Cases received, each counted once when the exporter learns of it.",
	}
	CasesStarted = Def{
		Name: "casework_cases_started_total", Type: Counter, Section: Flow, Labels: unitLabels,
		Help: "Cases whose handling began, each counted once.",
	}
	CasesClosed = Def{
		Name: "casework_cases_closed_total", Type: Counter, Section: Flow, Labels: unitLabels,
		Help: "Closings of cases. A case that is reopened and closed again counts again.",
	}
	CasesReopened = Def{
		Name: "casework_cases_reopened_total", Type: Counter, Section: Flow, Labels: unitLabels,
		Help: "Closings withdrawn.",
	}
	DeadlinesMet = Def{
		Name: "casework_deadlines_met_total", Type: Counter, Section: Flow, Labels: unitLabels,
		Help: "Cases closed at or before their deadline, each judged once, at the first closing that the exporter learns of. Absent where no case has a deadline.",
	}
	DeadlinesMissed = Def{
		Name: "casework_deadlines_missed_total", Type: Counter, Section: Flow, Labels: unitLabels,
		Help: "Cases closed after their deadline, each judged once, at the first closing that the exporter learns of. Absent where no case has a deadline.",
	}
)

// Durations of cases, in gross calendar time.
var (
	Wait = Def{
		Name: "casework_wait_seconds", Type: Histogram, Section: Time, Labels: unitLabels,
		Help: "Time from received to started, observed once a case when its start is learnt. " +
			"Absent where a source records no start.",
	}
	Turnaround = Def{
		Name: "casework_turnaround_seconds", Type: Histogram, Section: Time, Labels: unitLabels,
		Help: "Time from received to closed, observed once a case, at the first closing that the exporter learns of.",
	}
)

// ErrorsReported counts error reports, complaints and incidents.
var ErrorsReported = Def{
	Name: "casework_errors_reported_total", Type: Counter, Section: Faults, Labels: kindLabels,
	Help: "Error reports by kind. Reports are not errors made: fewer can be a bad sign.",
}

// What happened in a window (t−w, t], per unit, computed from the rows as
// they stand. The supervision label is the unit's state when it happened.
var (
	WindowReceived         = window("received_cases", "Cases received in the window.")
	WindowStarted          = window("started_cases", "Cases started in the window: the number behind the wait statistics.")
	WindowClosed           = window("closed_cases", "Cases closed in the window and closed still: the number behind the turnaround statistics.")
	WindowErrors           = window("errors", "Errors reported in the window, all kinds.")
	WindowWaitMedian       = window("wait_median_seconds", "Median wait of the cases started in the window, exact.")
	WindowWaitP90          = window("wait_p90_seconds", "90th percentile of the waits of the cases started in the window, exact.")
	WindowWaitMean         = window("wait_mean_seconds", "Mean wait of the cases started in the window.")
	WindowTurnaroundMedian = window("turnaround_median_seconds", "Median turnaround of the cases closed in the window, exact.")
	WindowTurnaroundP90    = window("turnaround_p90_seconds", "90th percentile of the turnarounds of the cases closed in the window, exact.")
	WindowTurnaroundMean   = window("turnaround_mean_seconds", "Mean turnaround of the cases closed in the window.")
	WindowErrorsPerClosed  = window("errors_per_closed_ratio", "Errors reported in the window for each case closed in it. Absent when none was closed.")
	WindowDeadlineCases    = window("deadline_cases", "Cases closed in the window that have a deadline: the number behind the share within it.")
	WindowDeadlineMetRatio = window("deadline_met_ratio", "Share of the cases with a deadline closed in the window that were closed in time.")
	GroupUnits             = Def{Name: "casework_group_units", Type: Gauge, Section: Groups, Labels: []Label{Source, Supervision}, Help: "Units under supervision and not, as of the last poll, without small ones that are hidden."}
	GroupReceived          = group(WindowReceived)
	GroupStarted           = group(WindowStarted)
	GroupClosed            = group(WindowClosed)
	GroupErrors            = group(WindowErrors)
	GroupWaitMedian        = group(WindowWaitMedian)
	GroupWaitP90           = group(WindowWaitP90)
	GroupWaitMean          = group(WindowWaitMean)
	GroupTurnaroundMedian  = group(WindowTurnaroundMedian)
	GroupTurnaroundP90     = group(WindowTurnaroundP90)
	GroupTurnaroundMean    = group(WindowTurnaroundMean)
	GroupErrorsPerClosed   = group(WindowErrorsPerClosed)
	GroupDeadlineCases     = group(WindowDeadlineCases)
	GroupDeadlineMetRatio  = group(WindowDeadlineMetRatio)
)

func window(name, help string) Def {
	return Def{Name: "casework_window_" + name, Type: Gauge, Section: Windows, Labels: windowLabels, Help: help}
}

// group is the metric of a unit's window over all units of a group: cases
// are pooled, never averages averaged.
func group(unit Def) Def {
	return Def{
		Name: "casework_group" + unit.Name[len("casework"):], Type: Gauge, Section: Groups, Labels: groupLabels,
		Help: unit.Help + " All units of the group pooled, without small ones that are hidden.",
	}
}

// Supervision programmes and their sessions.
var (
	UnitInfo = Def{
		Name: "casework_unit_info", Type: Gauge, Section: Programmes,
		Labels: []Label{Source, Unit, UnitName, ServiceArea, Parent, Service},
		Help:   "Always 1. What the source says of the unit. The label service is service_area by its old name, and goes in 0.3.0.",
	}
	SupervisionActive = Def{
		Name: "casework_supervision_active", Type: Gauge, Section: Programmes, Labels: sessionLabels,
		Help: "1 while the unit takes part in the programme, else 0.",
	}
	SupervisionStart = Def{
		Name: "casework_supervision_start_timestamp_seconds", Type: Gauge, Section: Programmes, Labels: sessionLabels,
		Help: "When the unit's current or else latest part in the programme began.",
	}
	SessionsPlanned = Def{
		Name: "casework_supervision_sessions_planned_total", Type: Counter, Section: Programmes, Labels: sessionLabels,
		Help: "Supervision sessions whose planned time has come.",
	}
	SessionsHeld = Def{
		Name: "casework_supervision_sessions_held_total", Type: Counter, Section: Programmes, Labels: sessionLabels,
		Help: "Supervision sessions held.",
	}
	SupervisionSeconds = Def{
		Name: "casework_supervision_held_seconds_total", Type: Counter, Section: Programmes, Labels: sessionLabels,
		Help: "Length of the supervision sessions held.",
	}
	WindowSessionsPlanned = session("sessions_planned", "Supervision sessions planned for a time in the window.")
	WindowSessionsHeld    = session("sessions_held", "Of the sessions planned for a time in the window, those held by now.")
	WindowSupervision     = session("supervision_seconds", "Length of the supervision sessions held in the window, whenever planned.")
)

func session(name, help string) Def {
	return Def{
		Name: "casework_window_" + name, Type: Gauge, Section: Programmes,
		Labels: []Label{Source, Unit, Programme, Window}, Help: help,
	}
}

// The exporter's own working.
var (
	SourceUp = Def{
		Name: "casework_source_up", Type: Gauge, Section: Self, Labels: sourceLabels,
		Help: "1 if the last poll of the source succeeded, else 0.",
	}
	SourceLastSuccess = Def{
		Name: "casework_source_last_success_timestamp_seconds", Type: Gauge, Section: Self, Labels: sourceLabels,
		Help: "When the last successful poll of the source began. Absent before the first.",
	}
	SourceWithheld = Def{
		Name: "casework_source_withheld", Type: Gauge, Section: Self, Labels: sourceLabels,
		Help: "1 while the source's gauges are withheld because they would be out of date, else 0.",
	}
	PollDuration = Def{
		Name: "casework_source_poll_duration_seconds", Type: Gauge, Section: Self, Labels: sourceLabels,
		Help: "How long the last poll took to read the database and bring the ledger up to date.",
	}
	PublishDuration = Def{
		Name: "casework_source_publish_duration_seconds", Type: Gauge, Section: Self, Labels: sourceLabels,
		Help: "How long it took to save what the last poll found and to prepare it for scraping.",
	}
	Polls = Def{
		Name: "casework_source_polls_total", Type: Counter, Section: Self, Labels: sourceLabels,
		Help: "Polls of the source since the exporter started.",
	}
	PollFailures = Def{
		Name: "casework_source_poll_failures_total", Type: Counter, Section: Self, Labels: []Label{Source, Stage},
		Help: "Polls that failed, by what they failed at, since the exporter started.",
	}
	RowsRead = Def{
		Name: "casework_source_rows_read_total", Type: Counter, Section: Self, Labels: queryLabels,
		Help: "Rows read from the source, including those read again, since the exporter started. Absent for cases and errors where small units are hidden.",
	}
	Renewals = Def{
		Name: "casework_source_renewals_total", Type: Counter, Section: Self, Labels: queryLabels,
		Help: "Times that the rows of a query had other identifiers than those known, and were read anew without counting any, since the exporter started.",
	}
	RowsRejected = Def{
		Name: "casework_source_rows_rejected", Type: Gauge, Section: Self, Labels: []Label{Source, Query, Reason},
		Help: "Rows of the source that are impossible as they stand, and so not counted. Those started_before_received count, but their wait does not; those in_future count as far as they have happened; those of a duplicate_id count as one row.",
	}
	SmallUnits = Def{
		Name: "casework_small_units", Type: Gauge, Section: Self, Labels: []Label{Source, Shown},
		Help: "Units whose case statistics are hidden, groups included, as they have too few cases: combined and shown as one unit as of the beginning of each month (merged), or suppressed (nowhere).",
	}
	LedgerRows = Def{
		Name: "casework_ledger_rows", Type: Gauge, Section: Self, Labels: queryLabels,
		Help: "Rows that the ledger counts. Absent for cases and errors where small units are hidden.",
	}
	Corrections = Def{
		Name: "casework_ledger_corrections_total", Type: Counter, Section: Self, Labels: []Label{Source, Query, Kind},
		Help: "Changes to what was already known of a row. Kind drifted: found by reconciliation, missed by polls.",
	}
	Reconciled = Def{
		Name: "casework_source_reconciled_timestamp_seconds", Type: Gauge, Section: Self, Labels: sourceLabels,
		Help: "When the ledger was last compared with the whole database. Absent before the first time.",
	}
	LateTransaction = Def{
		Name: "casework_source_late_transaction_seconds", Type: Gauge, Section: Self, Labels: sourceLabels,
		Help: "By how much the oldest open transaction that writes in the database is older than the source's overlap; 0 if none is. What it commits is found at night only. Absent where the database does not tell (MariaDB, MySQL).",
	}
	ChangedAhead = Def{
		Name: "casework_source_changed_ahead_seconds", Type: Gauge, Section: Self, Labels: sourceLabels,
		Help: "How far the latest changed_at that polls met within the overlap and an hour lies ahead of the database's clock; 0 if none does. A computer that writes has a fast clock, or the time zone is set wrong. Absent for files.",
	}
	StateSaved = Def{
		Name: "casework_state_saved_timestamp_seconds", Type: Gauge, Section: Self, Labels: sourceLabels,
		Help: "When counters were last saved. Absent without a state directory. While saving fails, counters stand still.",
	}
	ProgrammesValid = Def{
		Name: "casework_programmes_file_valid", Type: Gauge, Section: Self, Labels: sourceLabels,
		Help: "1 if the programmes file was read as it stands, 0 if an earlier version is in force. Absent without a file.",
	}
	ProgrammesUnknownUnits = Def{
		Name: "casework_programmes_unknown_units", Type: Gauge, Section: Self, Labels: sourceLabels,
		Help: "Units with a programme that has begun, but without a case and not on the list of units: perhaps misspelt. Absent until cases are read.",
	}
	BuildInfo = Def{
		Name: "casework_build_info", Type: Gauge, Section: Self, Labels: []Label{"version", "revision", "goversion"},
		Help: "Always 1. The version that is running.",
	}
)

func core() []*Def {
	return []*Def{
		&QueueCases, &OpenCases, &OverdueCases, &QueueOldest, &OpenAgeCases, &QueueAgeCases,
		&CasesReceived, &CasesStarted, &CasesClosed, &CasesReopened, &DeadlinesMet, &DeadlinesMissed,
		&Wait, &Turnaround,
		&ErrorsReported,
		&WindowReceived, &WindowStarted, &WindowClosed, &WindowErrors,
		&WindowWaitMedian, &WindowWaitP90, &WindowWaitMean,
		&WindowTurnaroundMedian, &WindowTurnaroundP90, &WindowTurnaroundMean, &WindowHandled, &WindowHandlingMedian, &WindowHandlingP90, &WindowHandlingMean,
		&WindowErrorsPerClosed, &WindowDeadlineCases, &WindowDeadlineMetRatio,
		&GroupUnits, &GroupReceived, &GroupStarted, &GroupClosed, &GroupErrors,
		&GroupWaitMedian, &GroupWaitP90, &GroupWaitMean,
		&GroupTurnaroundMedian, &GroupTurnaroundP90, &GroupTurnaroundMean, &GroupHandled, &GroupHandlingMedian, &GroupHandlingP90, &GroupHandlingMean,
		&GroupErrorsPerClosed, &GroupDeadlineCases, &GroupDeadlineMetRatio,
		&UnitInfo, &SupervisionActive, &SupervisionStart,
		&SessionsPlanned, &SessionsHeld, &SupervisionSeconds,
		&WindowSessionsPlanned, &WindowSessionsHeld, &WindowSupervision,
		&EffectPrimary, &EffectPrimarySince, &EffectState, &EffectAnswer, &EffectEstimate, &EffectLower, &EffectUpper, &EffectP, &EffectRaw,
		&EffectSensitivity, &EffectContinued, &EffectContinuedLower, &EffectContinuedUpper, &EffectBreakdown,
		&EffectOwn, &EffectOwnPart, &EffectEnded, &EffectUnits, &EffectUnitsLeftOut, &EffectCases,
		&EffectPreTrend, &EffectPreTrendP, &EffectPreTrendDetectable, &EffectPreTrendMonths, &EffectBaseMonthExtreme,
		&EffectEvent, &EffectEventLower, &EffectEventUpper, &EffectEventUnits,
		&EffectPanelStart, &EffectPanelEnd, &EffectAsOf, &EffectNext,
		&EffectLotteryDrawn, &EffectLotterySeen, &EffectLotteryDeviating, &GainWorked, &GainAmount,
		&ChartValue, &ChartCentre, &ChartLower, &ChartUpper, &ChartPoints, &ChartSignal, &ChartMonthEnd,
		&ChartAdjusted, &ChartAdjustedCentre, &ChartAdjustedLower, &ChartAdjustedUpper, &ChartAdjustedSignal, &ChartDirection, &ChartReference, &ChartMonthValue, &ChartMonthDirection,
		&GroupChartValue, &GroupChartDirection, &GroupChartCentre, &GroupChartLower, &GroupChartUpper, &GroupChartUnits, &GroupChartStarted,
		&SourceUp, &SourceLastSuccess, &SourceWithheld, &PollDuration, &PublishDuration,
		&Polls, &PollFailures, &RowsRead, &Renewals, &RowsRejected, &SmallUnits, &LedgerRows, &Corrections,
		&Reconciled, &LateTransaction, &ChangedAhead, &StateSaved, &ProgrammesValid, &ProgrammesUnknownUnits, &BuildInfo,
	}
}
