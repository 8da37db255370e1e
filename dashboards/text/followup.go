package text

var followUpTexts = []Message{
	{"follow-up.title", "Oppfølging av veiledning", "Supervision follow-up"},
	{
		"follow-up.help", "Blir veiledningen gjennomført som planlagt, hvor mye, og hvor lenge har enhetene vært med?",
		"Is supervision held as planned, how much of it, and for how long have units taken part?",
	},
	{"follow-up.units", "Enhetene", "The units"},

	{"follow-up.intro.title", "Hva tavlen viser", "What this board shows"},
	{"follow-up.intro.help", "Hvordan tallene på tavlen skal leses.", "How to read the figures of this board."},
	{
		"follow-up.intro.text", `Planlagte og gjennomførte veiledningsmøter i *$source* de siste **$window**. De første seks månedene i et program er det **for tidlig å vurdere** om tallene for tjenesten har sammenheng med veiledningen.`,
		`Supervision sessions planned and held in *$source* over the last **$window**. In the first six months of a programme it is **too early to assess** whether figures of service are associated with supervision.`,
	},

	{"follow-up.coverage.title", "Dekning", "Coverage"},
	{"follow-up.coverage.help", "Andel av enhetene som er med i et veiledningsprogram nå.", "Share of units that take part in a supervision programme now."},
	{"follow-up.held.title", "Holdt av planlagt", "Held of planned"},
	{"follow-up.held.help", "Andel av møtene planlagt i perioden som er gjennomført.", "Share of the sessions planned in the period that were held."},
	{"follow-up.hours.title", "Veiledning", "Supervision"},
	{"follow-up.hours.help", "Samlet lengde av møtene gjennomført i perioden.", "Total length of the sessions held in the period."},
	{"follow-up.early.title", "For tidlig å vurdere", "Too early to assess"},
	{"follow-up.early.help", "Enheter som er i sine første seks måneder i et program (183 dager).", "Units in their first six months in a programme (183 days)."},

	{"follow-up.sessions.title", "Møter i perioden", "Sessions in the period"},
	{
		"follow-up.sessions.help", "Møter planlagt i perioden før hvert tidspunkt, og hvor mange av dem som er gjennomført, alle enheter. Summene lagres av Prometheus hvert femte minutt og finnes fra reglene ble tatt i bruk.",
		"Sessions planned in the period before each point in time, and how many of them were held, all units. Prometheus records the sums every five minutes, from when its rules were put to use.",
	},
	{"follow-up.planned", "Planlagt", "Planned"},
	{"follow-up.done", "Gjennomført", "Held"},
	{"follow-up.trend.title", "Veiledningstimer over tid", "Supervision hours over time"},
	{
		"follow-up.trend.help", "Samlet lengde av møtene gjennomført i perioden før hvert tidspunkt, for hvert program.",
		"Total length of the sessions held in the period before each point in time, of each programme.",
	},

	{"follow-up.table.title", "Enheter i veiledning", "Units under supervision"},
	{
		"follow-up.table.help", "Enheter som er med i et program nå, nyeste sist. Måneder er 30,4 dager. Møter og timer gjelder perioden. Klikk på enheten for å se tallene for tjenesten.",
		"Units that take part in a programme now, the newest last. Months are 30.4 days. Sessions and hours are those of the period. Click a unit to see its service figures.",
	},
	{"follow-up.response", "Timer veiledning og endring: sammenheng, ikke mer", "Hours of supervision and change: association, no more"},
	{"follow-up.response.units.title", "Enheter sammenlignet (n)", "Units compared (n)"},
	{
		"follow-up.response.units.help", "Enheter som var i veiledning i denne perioden og den forrige, har møter, og minst 5 saker bak tallene i begge. Med færre enn 5 enheter vises ikke tabellen.",
		"Units under supervision in this period and the previous one that have sessions, and at least 5 cases behind the figures of both. With fewer than 5 units the table is not shown.",
	},
	{"follow-up.response.table.title", "Timer veiledning og endring, enhet for enhet", "Hours of supervision and change, unit by unit"},
	{
		"follow-up.response.table.help", "Hver enhets timer veiledning per uke, ved siden av endringen fra forrige periode i median ventetid og meldte feil per 100 avsluttede, og i sykefravær (prosentpoeng) fra forrige kvartal. Det viser sammenheng, ikke årsak: enheter er ikke trukket ut, den som strever kan få mer veiledning, og få saker svinger mye. Enhetene er ikke rangert.",
		"Each unit's hours of supervision a week, beside its change from the previous period in median waiting time and errors reported per 100 closed, and in sickness absence (percentage points) from the previous quarter. It shows association, not cause: units were not drawn by lot, who struggles may get more supervision, and few cases vary a lot. Units are not ranked.",
	},
	{"state.fewunits", "Færre enn 5 enheter: vises ikke", "Fewer than 5 units: not shown"},
	{"column.errors.change", "Endring feil per 100", "Change in errors per 100"},
	{"column.absence.change", "Endring sykefravær (pp)", "Change in absence (points)"},
	{"column.phase", "Vurdering", "Assessment"},
	{"column.planned", "Planlagt", "Planned"},
	{"column.held", "Gjennomført", "Held"},
	{"column.heldshare", "Andel gjennomført", "Share held"},
	{"column.hours", "Veiledning", "Supervision"},
	{"phase.early", "For tidlig å vurdere", "Too early to assess"},
	{"phase.early.short", "For tidlig", "Too early"},
	{"phase.ready", "Kan vurderes", "Can be assessed"},
}
