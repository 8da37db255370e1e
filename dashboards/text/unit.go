package text

var unitTexts = []Message{
	{"unit.title", "Enhet", "Unit"},
	{
		"unit.help", "Én enhet over tid: mot sin egen historie og mot enheter med og uten veiledning.",
		"One unit over time: against its own history, and against units with and without supervision.",
	},
	{"unit.flow", "Saksinngang og restanser", "Intake and backlog"},
	{"unit.supervision", "Feil og veiledning", "Errors and supervision"},

	{"unit.intro.title", "Hva tavlen viser", "What this board shows"},
	{"unit.intro.help", "Hvordan tallene på tavlen skal leses.", "How to read the figures of this board."},
	{
		"unit.intro.text", `Enheten **$unit** i *$source*. Tallene gjelder de siste **$window** før hvert tidspunkt. En linje skifter farge når enheten begynner eller slutter med veiledning. Tall som bygger på færre enn 5 saker vises ikke. En forskjell mellom linjene har **sammenheng med** veiledning, den viser ikke årsak.`,
		`The unit **$unit** in *$source*. Figures are over the last **$window** before each point in time. A line changes colour when the unit begins or ends supervision. Figures that rest on fewer than 5 cases are not shown. A difference between lines is **associated with** supervision, it does not show the reason.`,
	},

	{"unit.queue.title", "I kø nå", "In the queue"},
	{
		"unit.queue.help", "Saker mottatt, men verken påbegynt eller avsluttet, ved siste lesing.",
		"Cases received and neither started nor closed, at the last poll.",
	},
	{"unit.oldest.title", "Eldste i kø", "Oldest in queue"},
	{
		"unit.oldest.help", "Hvor lenge saken som har ventet lengst har ligget. Tomt: ingen saker i kø.",
		"How long the case that has queued longest has waited. Empty: no case queues.",
	},
	{"unit.overdue.title", "Over frist nå", "Past deadline"},
	{
		"unit.overdue.help", "Åpne saker som har passert fristen, ved siste lesing. Tomt: fagsystemet har ingen frister.",
		"Open cases past their deadline, at the last poll. Empty: the source has no deadlines.",
	},
	{"unit.n.title", "Påbegynt (n)", "Started (n)"},
	{"unit.n.help", "Saker påbegynt i perioden: det ventetiden bygger på.", "Cases started in the period: what waiting times rest on."},

	{"unit.wait.title", "Ventetid, median", "Waiting time, median"},
	{
		"unit.wait.help", "Median ventetid for saker påbegynt i perioden før hvert tidspunkt: enheten, de to gruppene samlet, og enheten ett år (52 uker) før.",
		"Median waiting time of the cases started in the period before each point: the unit, the two groups pooled, and the unit a year (52 weeks) before.",
	},
	{"unit.waitp90.title", "Ventetid, 90-persentil", "Waiting time, 90th percentile"},
	{"unit.waitp90.help", "Ni av ti saker påbegynt i perioden ventet kortere enn dette.", "Nine of ten cases started in the period waited less than this."},
	{"unit.turnaround.title", "Saksbehandlingstid", "Processing time"},
	{
		"unit.turnaround.help", "Median og 90-persentil av tiden fra mottatt til avsluttet, for saker avsluttet i perioden.",
		"Median and 90th percentile of the time from received to closed, of the cases closed in the period.",
	},
	{"unit.net.wait.title", "Ventetid uten pauser, median", "Waiting time without pauses, median"},
	{
		"unit.net.wait.help", "Median ventetid for saker påbegynt i perioden, med og uten tiden da saken sto på vent, for eksempel på søkeren. Tomt: fagsystemet har ingen pauser.",
		"Median waiting time of the cases started in the period, with and without the time in which the case was paused, such as for its applicant. Empty: the source has no pauses.",
	},
	{"unit.net.turnaround.title", "Saksbehandlingstid uten pauser, median", "Processing time without pauses, median"},
	{
		"unit.net.turnaround.help", "Median tid fra mottatt til avsluttet for saker avsluttet i perioden, med og uten tiden da saken sto på vent. Tomt: fagsystemet har ingen pauser.",
		"Median time from received to closed of the cases closed in the period, with and without the time in which the case was paused. Empty: the source has no pauses.",
	},
	{"unit.workdays.title", "Saksbehandlingstid i virkedager, median", "Processing time in working days, median"},
	{
		"unit.workdays.help", "Median antall virkedager fra mottatt til avsluttet, for saker avsluttet i perioden som har frist i virkedager. 0: avsluttet samme dag. Pauser er trukket fra der fristen stanser. Tomt: ingen frist regnes i virkedager, eller for få saker.",
		"Median number of working days from received to closed, of the cases closed in the period that have a deadline in working days. 0: closed the same day. Pauses are taken out where the deadline stands still. Empty: no deadline is counted in working days, or too few cases.",
	},
	{"unit.workdaysp90.title", "Saksbehandlingstid i virkedager, 90-persentil", "Processing time in working days, 90th percentile"},
	{
		"unit.workdaysp90.help", "Ni av ti saker med frist i virkedager ble avsluttet innen så mange virkedager, eller færre.",
		"Nine of ten cases with a deadline in working days were closed within this many working days, or fewer.",
	},
	{"unit.gross", "Med pauser", "With pauses"},
	{"unit.net", "Uten pauser (stiplet)", "Without pauses (dashed)"},
	{"unit.median", "Median", "Median"},
	{"unit.p90", "90-persentil (stiplet)", "90th percentile (dashed)"},
	{"unit.deadline.title", "Andel innen frist", "Share within deadline"},
	{
		"unit.deadline.help", "Andel av sakene med frist, avsluttet i perioden, som ble avsluttet i tide: enheten og de to gruppene.",
		"Share of the cases with a deadline, closed in the period, that were closed in time: the unit and the two groups.",
	},
	{"unit.intake.title", "Mottatt og avsluttet per uke", "Received and closed per week"},
	{
		"unit.intake.help", "Saker mottatt og avsluttet i perioden, delt på antall uker. Mottatt over avsluttet: restansene vokser.",
		"Cases received and closed in the period over its number of weeks. Received above closed: the backlog grows.",
	},
	{"unit.backlog.title", "Restanser", "Backlog"},
	{
		"unit.backlog.help", "Åpne saker, saker i kø og saker over frist ved hvert tidspunkt.",
		"Open cases, cases in the queue and cases past their deadline at each point in time.",
	},
	{"unit.errors.title", "Meldte feil per uke, etter slag", "Errors reported per week, by kind"},
	{
		"unit.errors.help", "Feil, klager og avvik meldt i hver uke. Meldinger er ikke det samme som feil: få meldinger kan være et dårlig tegn.",
		"Errors, complaints and incidents reported in each week. Reports are not errors made: few reports can be a bad sign.",
	},
	{"unit.periods.title", "Perioder med veiledning", "Periods of supervision"},
	{"unit.periods.help", "Når enheten var med i hvert veiledningsprogram.", "When the unit took part in each supervision programme."},
	{"unit.counts.title", "Meldte feil i perioden", "Errors reported in the period"},
	{"unit.counts.help", "Antall meldinger i perioden før hvert tidspunkt, alle slag.", "Number of reports in the period before each point in time, of all kinds."},
	{"unit.reported", "Meldt", "Reported"},
	{"report.error", "Feil", "Errors"},
	{"report.complaint", "Klager", "Complaints"},
	{"report.incident", "Avvik", "Incidents"},
	{"report.rework", "Omgjøring", "Rework"},
	{"report.appeal", "Medhold i klage", "Appeals upheld"},
}
