package text

// changeTexts are about whether units have changed, by their own past.
var changeTexts = []Message{
	{"changes", "Endret etter egen historie", "Changed by its own past"},

	{"changes.unit.title", "Mot enhetens egen historie", "Against the unit's own past"},
	{
		"changes.unit.help",
		"Nivået de siste 28 dagene mot det som er vanlig for enheten, dømt en gang i døgnet. Nytt nivå: det varsles om det. På vei: ikke sikkert ennå. Tilbake?: som vanlig i de siste 28 dagene, men varselet står til det er sikkert. Et nivå som varer et halvt år, blir det vanlige. Feil er per 100 avsluttede saker. Mangler en rad, er det for lite historie: det trengs et halvt år, og nok saker.",
		"The level of the last 28 days against what is usual for the unit, judged once a day. New level: an alert tells of it. On its way: not sure yet. Back?: as usual over the last 28 days, but the alert stays until that is sure. A level that lasts for half a year becomes the usual one. Errors are for each 100 cases closed. A row that is missing has too little history: half a year is needed, and enough cases.",
	},
	{"changes.states.title", "Tilstand over tid", "State over time"},
	{
		"changes.states.help",
		"Når hvert mål var som vanlig, på vei til et nytt nivå, og på det. Tomt: for lite historie.",
		"When each measure was as usual, on its way to a new level, and at it. Empty: too little history.",
	},
	{"changes.all.title", "Enheter som ikke er som vanlig", "Units that are not as usual"},
	{
		"changes.all.help",
		"Enheter og mål som er på et nytt nivå, eller på vei dit, etter enhetens egen historie. Nivået er det for de siste 28 dagene. For nye nivåer sendes varsler. Tilbake?: som vanlig igjen, men varselet står til det er sikkert.",
		"Units and measures that are at a new level, or on their way to one, by the unit's own past. The level is that of the last 28 days. Of new levels alerts are sent. Back?: as usual again, but the alert stays until that is sure.",
	},
	{"changes.judged.title", "Bedømt", "Judged"},
	{
		"changes.judged.help",
		"Hvor mange enheter som har nok historie til å bli bedømt: et halvt år, og nok saker. De andre varsles det ikke om.",
		"How many units have enough history to be judged: half a year, and enough cases. No alert tells of the others.",
	},
	{"state.nohistory", "For lite historie", "Too little history"},
	{"state.nochanges", "Alt er som vanlig, eller for lite historie", "All is as usual, or too little history"},

	{"changes.usual", "Som vanlig", "As usual"},
	{"changes.rising", "På vei", "On its way"},
	{"changes.risen", "Nytt nivå", "New level"},
	{"changes.back", "Tilbake?", "Back?"},

	{"column.change", "Tilstand", "State"},
	{"column.change.now", "Nivå nå", "Level now"},
	{"column.change.usual", "Vanlig", "Usual"},
	{"column.change.since", "Har vart", "Lasted"},
	{"column.change.n", "Antall (n)", "Number (n)"},
	{"column.change.adopted", "Nytt vanlig nivå i", "New usual level for"},

	{"measure.wait", "Ventetid, median (dager)", "Wait, median (days)"},
	{"measure.backlog", "Åpne saker", "Open cases"},
	{"measure.oldest", "Eldste i kø (dager)", "Oldest in queue (days)"},
	{"measure.deadline_share", "Avsluttet over frist (%%)", "Closed past deadline (%%)"},
	{"measure.errors_rising", "Flere feil (per 100)", "More errors (per 100)"},
	{"measure.errors_silent", "Feil stilnet (per 100)", "Errors silent (per 100)"},
	{"changed.wait", "Ventetid", "Wait"},
	{"changed.backlog", "Restanser", "Backlog"},
	{"changed.oldest", "Eldste i kø", "Oldest in queue"},
	{"changed.deadline_share", "Over frist", "Past deadline"},
	{"changed.errors_rising", "Flere feil", "More errors"},
	{"changed.errors_silent", "Feil stilnet", "Errors silent"},
}
