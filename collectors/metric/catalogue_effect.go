package metric

// The comparison of units with and without supervision, computed once a
// closed month. Ratios are relative changes for the outcomes that are times and
// for throughput (−0.1 is 10 % less), and differences for errors (per case
// closed) and deadline (share of cases).
var (
	outcomeLabels = []Label{Source, Outcome}
	eventLabels   = []Label{Source, Outcome, EventMonth}
	chartLabels   = []Label{Source, Unit, Outcome}

	chartMonthLabels = []Label{Source, Unit, Supervision, Outcome, Month}
	groupChartLabels = []Label{Source, Supervision, Outcome}
	groupMonthLabels = []Label{Source, Supervision, Outcome, Month}

	EffectPrimary = compared("primary", outcomeLabels,
		"1 for the outcome that was named beforehand to be judged by, 0 for the others.")
	EffectPrimarySince = compared("primary_since_timestamp_seconds", outcomeLabels,
		"Since when the primary outcome is the chosen one. Once it has taken another's place, its p-value is corrected as those of the others are. Absent without a state directory.")
	EffectState = compared("state", []Label{Source, Outcome, State},
		"1 for the state that the estimate is in, else 0. Only published, preliminary and pre_trend_differs show one.")
	EffectAnswer = compared("answer", []Label{Source, Outcome, Answer},
		"1 for what the comparison allows to be said, else 0. beyond_earlier_development: units with supervision changed otherwise than units without, by more than their earlier development "+
			"would come to; boards call it an unexplained difference, as neither chance nor earlier development is enough, and nothing else was tested. may_continue_earlier_development: they changed otherwise, but that may have begun before supervision: their earlier development may explain it. cannot_tell: anything else.")
	EffectEstimate = compared("estimate_ratio", outcomeLabels,
		"Change associated with supervision, compared with units without over the same months: "+
			"relative for wait, turnaround, throughput, net_turnaround (without pauses) and handling (from start to closing): -0.1 is 10 % less. Not relative for errors and deadline: there a difference in errors for each case closed "+
			"(-0.033 is 3.3 errors fewer per 100 cases, not 3 % fewer) and in the share of cases (0.02 is 2 percentage points). Frozen until the next month.")
	EffectLower = compared("lower_ratio", outcomeLabels,
		"Lower end of the estimate's 95 % interval, in the same unit. Absent with fewer than 5 units under supervision.")
	EffectUpper = compared("upper_ratio", outcomeLabels,
		"Upper end of the estimate's 95 % interval, in the same unit. Absent with fewer than 5 units under supervision.")
	EffectP = compared("p_value", []Label{Source, Outcome, Test},
		"Two-sided p-values of the estimate. Test published is the larger of the two; for outcomes that are not primary, corrected for their number (Holm), in which net_turnaround and handling have no part but for their own p-values.")
	EffectRaw = compared("raw_ratio", []Label{Source, Outcome, Period},
		"Plain difference between units under supervision and units without, in the same unit as the estimate, before and after the start.")
	EffectSensitivity = compared("sensitivity_ratio", []Label{Source, Outcome, Variant},
		"The estimate computed otherwise: from the month before the start alone, and weighted by the units' caseload before any start. In the same unit.")
	EffectContinued = compared("continued_ratio", outcomeLabels,
		"The change beyond the line that units followed over at most 24 months before the start, in the same unit as the estimate: it lets earlier development go on.")
	EffectContinuedLower = compared("continued_lower_ratio", outcomeLabels,
		"Lower end of its 90 % interval. The answer beyond_earlier_development needs an interval without 0.")
	EffectContinuedUpper = compared("continued_upper_ratio", outcomeLabels, "Upper end of its 90 % interval.")
	EffectBreakdown      = compared("breakdown_factor", outcomeLabels,
		"How many times as large the difference in earlier development would have to be to explain the estimate: 0 if chance can, at most 100.")
	EffectOwn = compared("own_level", []Label{Source, Outcome, Period},
		"What units with supervision went from (period before) and to (after), by themselves: mean days for times, cases closed a month and unit, errors for each case closed, share within deadline.")
	EffectOwnPart = compared("own_change_days", []Label{Source, Outcome, Part},
		"How much of that change of a time is mix, that units got other types of cases, and pace, that cases of a type took longer or shorter. Absent where the source has no case types.")
	EffectEnded = compared("ended_units", outcomeLabels,
		"Compared units whose supervision is over: they count for as long as it lasted.")
	EffectUnits = compared("units", []Label{Source, Outcome, Supervision},
		"Units that the estimate rests on.")
	EffectUnitsLeftOut = compared("units_left_out", []Label{Source, Outcome, Reason},
		"Units that the estimate leaves out, by reason.")
	EffectCases = compared("cases", []Label{Source, Outcome, Supervision},
		"Cases of the units and months that the estimate rests on: of units under supervision from their start on, and before it or of units without.")
	EffectPreTrend = compared("pre_trend_ratio", outcomeLabels,
		"By how much more a month the outcome grew in units that started supervision later than in units without, before the start.")
	EffectPreTrendP = compared("pre_trend_p_value", outcomeLabels,
		"Two-sided p-value of that difference in trend. A large one is weak evidence that trends were alike.")
	EffectPreTrendDetectable = compared("pre_trend_detectable_ratio", outcomeLabels,
		"Difference in trend that would have been found in 80 % of cases.")
	EffectPreTrendMonths = compared("pre_trend_months", outcomeLabels,
		"Months before the start that the trends are taken over.")
	EffectBaseMonthExtreme = compared("base_month_extreme", outcomeLabels,
		"1 if units tended to start after an unusual month, so that a return to normal can look like a change, else 0.")
	EffectEvent = compared("event_ratio", eventLabels,
		"Difference at so many months from the start of supervision, in the same unit as the estimate. Month 0 is the first under supervision.")
	EffectEventLower = compared("event_lower_ratio", eventLabels, "Lower end of the band that covers all months at once with 95 %.")
	EffectEventUpper = compared("event_upper_ratio", eventLabels, "Upper end of the band that covers all months at once with 95 %.")
	EffectEventUnits = compared("event_units", eventLabels, "Units under supervision behind the difference.")
	EffectPanelStart = compared("panel_start_timestamp_seconds", outcomeLabels, "Beginning of the first month compared.")
	EffectPanelEnd   = compared("panel_end_timestamp_seconds", outcomeLabels,
		"End of the last month compared: for times the last whose cases could be followed for the whole follow-up.")
	EffectAsOf = compared("as_of_timestamp_seconds", []Label{Source},
		"Instant as of which all comparisons and control charts are.")
	EffectLotteryDrawn = compared("lottery_drawn_timestamp_seconds", []Label{Source},
		"When the starts that are compared were drawn by lot. Absent where they were not: units chose for themselves, or somebody for them.")
	EffectLotterySeen = compared("lottery_seen_timestamp_seconds", []Label{Source},
		"When the file of that draw was first there. It should be before the first start. Absent where it is not kept.")
	EffectLotteryDeviating = compared("lottery_deviating_units", []Label{Source},
		"Units that did not start as was drawn for them. They count as drawn.")
	EffectNext = compared("next_timestamp_seconds", []Label{Source},
		"When they are computed next.")

	GainWorked = Def{
		Name: "casework_gain_worked_seconds", Type: Gauge, Section: Comparison, Labels: []Label{Source, Bound},
		Help: "Estimate of working time freed in units under supervision: casework_group_period_worked_seconds{supervision=\"active\"} × (1 − 1/(1 + r)), " +
			"r being casework_effect_estimate_ratio{outcome=\"throughput\"} or an end of its interval: 1 + r times as many cases in the same working time. " +
			"Negative where fewer are closed. Absent unless that estimate is published, and without working time.",
	}
	GainAmount = Def{
		Name: "casework_gain_amount", Type: Gauge, Section: Comparison, Labels: []Label{Source, Bound, Currency},
		Help: "That working time at the hourly cost of the settings. Not money saved: time that can be used otherwise. Absent without an hourly cost.",
	}
)

func compared(name string, labels []Label, help string) Def {
	return Def{Name: "casework_effect_" + name, Type: Gauge, Section: Comparison, Labels: labels, Help: help}
}

// The XmR control chart of each unit's months. Values are seconds for wait
// and turnaround, cases for throughput, ratios for errors and deadline.
var (
	ChartValue = charted("value", chartLabels,
		"Last closed month: mean wait of cases started and mean turnaround of cases closed in seconds, cases closed (throughput), "+
			"errors for each case closed, share of cases closed within their deadline. Absent with too few cases.")
	ChartCentre = charted("centre", chartLabels, "Centre line of the control chart of the unit alone: mean of its baseline. Goes in 0.3.0 for that of the adjusted chart.")
	ChartLower  = charted("lower_limit", chartLabels, "Lower control limit of the chart of the unit alone, at least 0. Goes in 0.3.0 for that of the adjusted chart.")
	ChartUpper  = charted("upper_limit", chartLabels, "Upper control limit of the chart of the unit alone. Goes in 0.3.0 for that of the adjusted chart.")
	ChartPoints = charted("points", chartLabels, "Months on the control chart. With fewer than 12 its limits are on trial.")
	ChartSignal = charted("signal", []Label{Source, Unit, Outcome, Rule},
		"1 if the last closed month is a signal on the chart of the unit alone, else 0: also of what all units have in common. Goes in 0.3.0 for that of the adjusted chart.")
	ChartAdjusted = charted("adjusted_value", chartLabels,
		"Last closed month as it would have been had units without supervision stayed as they were on average in the unit's baseline. "+
			"As observed where casework_control_chart_reference_units is 0. At least 0, and a share at most 1.")
	ChartAdjustedCentre = charted("adjusted_centre", chartLabels, "Centre line of the adjusted chart: mean of its baseline.")
	ChartAdjustedLower  = charted("adjusted_lower_limit", chartLabels,
		"Lower control limit of the adjusted chart, at least 0. Moving ranges of 3.267 times their mean and more have no part in limits.")
	ChartAdjustedUpper  = charted("adjusted_upper_limit", chartLabels, "Upper control limit of the adjusted chart; of a share at most 1.")
	ChartAdjustedSignal = charted("adjusted_signal", []Label{Source, Unit, Outcome, Rule},
		"1 if the last closed month is a signal of special cause on the adjusted chart by the rule, else 0. A signal is a question, not an answer.")
	ChartDirection = charted("adjusted_direction", chartLabels,
		"1 if the last closed month is a signal of the adjusted chart above its mean or a rise, -1 if below it or a fall, 0 if it is none.")
	ChartReference = charted("reference_units", chartLabels,
		"Other units without supervision that the adjusted chart holds the unit against, in the last month. 0 where fewer than 5 have a value: then it is the chart of the unit alone.")
	ChartMonthValue = charted("adjusted_month_value", chartMonthLabels,
		"Each month of the adjusted chart, of at most 12 units an outcome: those whose last month is a signal, then those with most cases in it. "+
			"The label supervision is the unit's in that month. In the units of casework_control_chart_value.")
	ChartMonthDirection = charted("adjusted_month_direction", chartMonthLabels,
		"1 if the month is a signal of special cause above the mean or a rise, -1 if below it or a fall. Absent if it is none.")
	GroupChartValue = charted("group_value", groupMonthLabels,
		"Each month of the control chart of a group, all cases of its units together: active, the units that have started supervision by the last month; "+
			"inactive, those that have not. The same units in every month, of those that are shown by themselves. In the units of casework_control_chart_value; throughput is a mean of units. Absent with shards.")
	GroupChartDirection = charted("group_direction", groupMonthLabels,
		"1 if the month is a signal of special cause above the mean or a rise, -1 if below it or a fall, else 0. A signal is a question, not an answer.")
	GroupChartCentre  = charted("group_centre", groupChartLabels, "Centre line of the group's chart: mean of the months before the first unit started, if they are 12 or more, else of all.")
	GroupChartLower   = charted("group_lower_limit", groupChartLabels, "Lower control limit of the group's chart, at least 0.")
	GroupChartUpper   = charted("group_upper_limit", groupChartLabels, "Upper control limit of the group's chart; of a share at most 1.")
	GroupChartUnits   = charted("group_units", groupChartLabels, "Units of the group on its chart.")
	GroupChartStarted = charted("group_started_ratio", []Label{Source, Outcome, Month},
		"Share of the units of the group active that had started supervision by the end of the month.")
	ChartMonthEnd = charted("month_end_timestamp_seconds", []Label{Source}, "End of the last month on the control charts.")
)

func charted(name string, labels []Label, help string) Def {
	return Def{Name: "casework_control_chart_" + name, Type: Gauge, Section: Charts, Labels: labels, Help: help}
}
