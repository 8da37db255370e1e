package text

var flowTexts = []Message{
	{"caseflow", "Saksflyt", "Case flow"},
	{"workdays", "Virkedager, for saker med frist i virkedager", "Working days, of cases with a deadline in working days"},
	{"pauses", "Tid uten pauser, i kilder som registrerer pauser", "Time without pauses, of sources that record pauses"},
	{"caseflow.handling.title", "Tid fra start, median", "Time from start, median"},
	{
		"caseflow.handling.help", "Median tid fra saken ble påbegynt til den ble avsluttet, for saker avsluttet i perioden. Saker avsluttet uten å være påbegynt er ikke med.",
		"Median time from when a case was started to when it was closed, of the cases closed in the period. Cases closed without a start are not in it.",
	},
	{"caseflow.started.title", "Andel påbegynt i tide", "Share started in time"},
	{
		"caseflow.started.help", "Andel av alle mottatte saker som ble påbegynt innen så lang tid. Bare saker som er mottatt for så lenge siden er med, så alle er fulgt like lenge. Avsluttet uten å være påbegynt teller som ikke påbegynt.",
		"Share of all cases received that were started within that time. Only cases received so long ago take part, so all were followed equally long. Closed without a start counts as not started.",
	},
	{"caseflow.half.title", "Halvparten påbegynt etter", "Half started after"},
	{
		"caseflow.half.help", "Medianventetid for alle mottatte saker, også de som fortsatt venter (Aalen–Johansen). Avsluttet uten å være påbegynt teller som ikke påbegynt. Tomt: under halvparten er påbegynt. Er tallet mye høyere enn median ventetid, tas de nye sakene først.",
		"Median waiting time of all cases received, those that still wait included (Aalen–Johansen). Closed without a start counts as not started. Empty: fewer than half are started. Much higher than the median waiting time: new cases are taken first.",
	},
	{"caseflow.units.title", "Ventetid, med og uten sakene som venter", "Waiting time, with and without what waits"},
	{
		"caseflow.units.help", "Median ventetid bygger bare på saker som er påbegynt. Tiden til halvparten er påbegynt tar med alle mottatte saker, og er tom der under halvparten er påbegynt. Andelen påbegynt gjelder den lengste tiden i CASEWORK_STARTED_WITHIN.",
		"The median waiting time rests on cases that were started alone. The time until half are started takes in all cases received, and is empty where fewer than half are started. The share started is for the longest time in CASEWORK_STARTED_WITHIN.",
	},
	{"caseflow.active", "Med veiledning, innen {{within}}", "With supervision, within {{within}}"},
	{"caseflow.inactive", "Uten veiledning, innen {{within}}", "Without supervision, within {{within}}"},
	{"caseflow.group.active", "Gruppen med, innen {{within}}", "The group with, within {{within}}"},
	{"caseflow.group.inactive", "Gruppen uten, innen {{within}}", "The group without, within {{within}}"},
	{"caseflow.unit", "Enheten, innen {{within}}", "The unit, within {{within}}"},
	{"column.received.intake", "Mottatt", "Received"},
	{"column.half", "Halvparten påbegynt etter", "Half started after"},
	{"column.started.within", "Påbegynt i tide", "Started in time"},
	{"column.handling.median", "Fra start, median", "From start, median"},
}
