package text

var qualityTexts = []Message{
	{"quality.title", "Tjenestekvalitet med og uten veiledning", "Service quality with and without supervision"},
	{
		"quality.help", "Har enheter med veiledning kortere ventetid og færre meldte feil enn enheter uten? En sammenligning, ikke et bevis for årsak.",
		"Do units with supervision have shorter waits and fewer reported errors than units without? A comparison, not evidence of cause.",
	},
	{"quality.details", "Siste seks måneder: medianer og nivåer", "Last six months: medians and levels"},
	{"quality.units", "Alle enhetene", "All units"},
	{"quality.groups", "De to gruppene", "The two groups"},

	{"quality.intro.title", "Hva tavlen viser", "What this board shows"},
	{"quality.intro.help", "Hvordan tallene på tavlen skal leses.", "How to read the figures of this board."},
	{
		"quality.intro.text", `Tavlen sammenligner saker i enheter **med veiledning** og i enheter **uten**, i fagsystemet *$source*, de siste **$window**. En sak regnes med i den gruppen enheten var i da det skjedde.

**Ventetid** er fra mottatt til påbegynt, **saksbehandlingstid** fra mottatt til avsluttet, i kalenderdager. Median: halvparten ventet kortere. P90 (90-persentil): ni av ti ventet kortere. Tall som bygger på færre enn 5 saker vises ikke.

En forskjell har **sammenheng med** veiledning; den viser ikke at veiledningen er årsaken. Enhetene er ikke trukket ut ved loddtrekning, og sommer, jul og påske gir utslag. De første seks månedene etter start er det for tidlig å vurdere.`,
		`This board compares cases of units **with supervision** and of units **without**, in the source *$source*, over the last **$window**. A case counts in the group its unit was in when it happened.

**Waiting time** is from received to started, **processing time** from received to closed, in calendar days. Median: half waited less. P90 (90th percentile): nine of ten waited less. Figures that rest on fewer than 5 cases are not shown.

A difference is **associated with** supervision; it does not show that supervision is the reason. Units were not drawn by lot, and summer, Christmas and Easter show. In the first six months after the start it is too early to assess.`,
	},

	{"quality.age.title", "Sist oppdatert", "Last updated"},
	{
		"quality.age.help", "Hvor lenge siden fagsystemet sist ble lest. Beregnet: nå minus tidspunktet for siste vellykkede lesing.",
		"How long ago the source was last read. Computed: now minus the time of the last successful poll.",
	},
	{"quality.members.title", "Enheter nå", "Units now"},
	{
		"quality.members.help", "Antall enheter med og uten veiledning ved siste lesing. Få enheter i en gruppe gjør sammenligningen usikker.",
		"Number of units with and without supervision at the last poll. Few units in a group make the comparison uncertain.",
	},

	{"quality.headline.title", "De to gruppene, siste $window", "The two groups, last $window"},
	{
		"quality.headline.help", "Hver kolonne er et mål, over alle saker i gruppen samlet (ikke et gjennomsnitt av enhetenes tall). Forskjell er med minus uten veiledning; for andelen i prosentpoeng. Forrige periode er like lang og slutter der denne begynner. Avsluttet per uke er delt på antall enheter i gruppen nå. Meldte feil gjelder alle sakstyper og er meldinger: færre kan også bety at færre meldes.",
		"Each column is a measure, over all cases of the group pooled (not an average of units' figures). Difference is with minus without supervision; for the share in percentage points. The previous period is as long and ends where this one begins. Closed per week is divided by the number of units in the group. Errors are reports, of all case types: fewer can also mean that fewer are reported.",
	},
	{"column.group", "Gruppe", "Group"},

	{"quality.wait.title", "Ventetid, median", "Waiting time, median"},
	{
		"quality.wait.help", "Median ventetid for sakene som ble påbegynt i perioden før hvert tidspunkt, for hver gruppe samlet. Loddrette streker: en enhet begynte med veiledning.",
		"Median waiting time of the cases started in the period before each point in time, for each group pooled. Vertical lines: a unit joined a programme.",
	},
	{"quality.waitp90.title", "Ventetid, 90-persentil", "Waiting time, 90th percentile"},
	{
		"quality.waitp90.help", "Ni av ti saker påbegynt i perioden ventet kortere enn dette, for hver gruppe samlet.",
		"Nine of ten cases started in the period waited less than this, for each group pooled.",
	},
	{"quality.difference.title", "Forskjell i median ventetid", "Difference in median wait"},
	{
		"quality.difference.help", "Median ventetid med veiledning minus uten. Under null: kortere ventetid i enheter med veiledning. Sammenheng, ikke årsak.",
		"Median waiting time with supervision minus without. Below zero: shorter waits in units with supervision. An association only.",
	},
	{"quality.turnaround.title", "Saksbehandlingstid, median", "Processing time, median"},
	{
		"quality.turnaround.help", "Median tid fra mottatt til avsluttet for sakene som ble avsluttet i perioden. Kan stige når gamle saker ryddes unna.",
		"Median time from received to closed of the cases closed in the period. It can rise while old cases are being cleared.",
	},
	{"quality.turnaroundp90.title", "Saksbehandlingstid, 90-persentil", "Processing time, 90th percentile"},
	{
		"quality.turnaroundp90.help", "Ni av ti saker avsluttet i perioden tok kortere tid enn dette, for hver gruppe samlet.",
		"Nine of ten cases closed in the period took less than this, for each group pooled.",
	},
	{"quality.deadline.title", "Andel innen frist", "Share within deadline"},
	{
		"quality.deadline.help", "Andel av sakene med frist, avsluttet i perioden, som ble avsluttet i tide. Les sammen med restansene: saker som fortsatt ligger, teller ikke med.",
		"Share of the cases with a deadline, closed in the period, that were closed in time. Read it with the backlog: cases still open do not count.",
	},
	{"quality.errors.title", "Meldte feil per 100 avsluttede", "Errors reported per 100 closed"},
	{
		"quality.errors.help", "Feil, klager og avvik meldt i perioden, delt på avsluttede saker, ganger 100, for alle sakstyper. Verken flere eller færre meldinger er i seg selv bra.",
		"Errors, complaints and incidents reported in the period over cases closed in it, times 100, for all case types. Neither more nor fewer reports are good in themselves.",
	},
	{"quality.throughput.title", "Avsluttet per uke", "Closed per week"},
	{
		"quality.throughput.help", "Saker avsluttet i perioden, delt på antall uker. Gruppene kan ha ulikt antall enheter: sammenlign utviklingen, ikke nivået.",
		"Cases closed in the period over its number of weeks. Groups can differ in their number of units: compare developments, not levels.",
	},
	{"quality.cases.title", "Datagrunnlag (n)", "Data basis (n)"},
	{
		"quality.cases.help", "Hvor mange saker som ble avsluttet i perioden, og som tallene for saksbehandlingstid bygger på.",
		"How many cases were closed in the period: what the figures of processing time rest on.",
	},

	{"quality.table.title", "Enhetene, etter endring i ventetid", "Units, by change in waiting time"},
	{
		"quality.table.help", "Hver enhet siste periode og endringen fra forrige. Størst økning i ventetid øverst. En enhet som skiftet gruppe i perioden har to rader. Endring vises bare når begge perioder har minst 5 saker i samme gruppe. I de seks første månedene er det for tidlig å vurdere. Klikk på enheten for å se mer.",
		"Each unit over the last period, and its change from the previous. The greatest rise in waiting time first. A unit that changed group in the period has two rows. Changes are shown only where both periods have at least 5 cases in the same group. In the first six months it is too early to assess. Click a unit to see more.",
	},
}

// monthTexts are the messages of charts by month on the leaders' board.
var monthTexts = []Message{
	{"variable.charted", "Enheter i diagrammer", "Units in charts"},
	{"variable.target", "Måltall for frist", "Target for deadline"},
	{"target.0", "Ikke satt", "None"},
	{"target.70", "70 %%", "70 %%"},
	{"target.80", "80 %%", "80 %%"},
	{"target.90", "90 %%", "90 %%"},
	{"target.95", "95 %%", "95 %%"},
	{"target.100", "100 %%", "100 %%"},

	{"quality.course.wait.title", "Ventetid, snitt per måned", "Waiting time, mean by month"},
	{
		"quality.course.wait.help", "Gjennomsnittlig ventetid for sakene som ble påbegynt i hver avsluttede måned, alle sakene i gruppen samlet. Hver gruppe består av de samme enhetene hele veien: enhetene som har begynt med veiledning, og de som ikke har det. Det blå feltet er andelen av de første som hadde begynt.",
		"Mean wait of the cases started in each closed month, all cases of the group together. Each group is made of the same units throughout: those that have started supervision, and those that have not. The blue area is the share of the first that had started.",
	},
	{"course.active", "Begynt med veiledning", "Started supervision"},
	{"course.inactive", "Uten veiledning", "Without supervision"},
	{"course.started", "Andel som hadde begynt", "Share that had started"},

	{"quality.charts.active", "Kontrolldiagram: enheter som har begynt med veiledning (blått felt: andelen som hadde begynt)", "Control charts: units that have started supervision (blue area: the share that had started)"},
	{"quality.charts.inactive", "Kontrolldiagram: enheter uten veiledning, de samme månedene (endrer begge seg likt, er det noe annet)", "Control charts: units without supervision, over the same months (if both change alike, it is something else)"},
	{"quality.charts.units", "Kontrolldiagram: $outcome, enhet for enhet (blått felt: med veiledning)", "Control charts: $outcome, unit by unit (blue area: under supervision)"},
	{"quality.chart.wait.title", "Ventetid", "Wait"},
	{"quality.chart.wait.help", controlChartNB + "Ventetid: snitt for saker påbegynt i måneden. Lavere er bedre.", controlChartEN + "Wait: mean of the cases started in the month. Lower is better."},
	{"quality.chart.turnaround.title", "Behandling", "Processing"},
	{"quality.chart.turnaround.help", controlChartNB + "Saksbehandlingstid: snitt for saker avsluttet i måneden. Lavere er bedre.", controlChartEN + "Processing time: mean of the cases closed in the month. Lower is better."},
	{"quality.chart.errors.title", "Feil per 100 saker", "Errors per 100"},
	{"quality.chart.errors.help", controlChartNB + "Meldte feil per 100 avsluttede saker. Verken flere eller færre er i seg selv bra, så signaler er lilla: spør om det var færre eller flere feil, eller om færre eller flere ble meldt.", controlChartEN + "Errors reported per 100 cases closed. Neither more nor fewer are good in themselves, so signals are purple: ask whether there were fewer or more errors, or whether fewer or more were reported."},
	{"quality.chart.deadline.title", "Innen frist", "Within deadline"},
	{"quality.chart.deadline.help", controlChartNB + "Andel avsluttet innen fristen. Høyere er bedre. Måltallet velges i menyen øverst: det nås alltid om begge grenser er over det, og aldri om begge er under, så lenge ikke noe endrer seg.", controlChartEN + "Share closed within the deadline. Higher is better. The target is chosen in the menu above: it is always met if both limits are above it, and never if both are below, as long as nothing changes."},
	{"quality.unit.chart.title", "$charted", "$charted"},
	{"quality.unit.chart.help", controlChartNB + "Enheten er holdt mot enheter uten veiledning: blir alle raskere, er det ikke et signal. Vist er de 12 enhetene der siste måned er et signal, og så de med flest saker; velg færre i menyen øverst. Andre enheter har diagrammer på tavlen for en enhet. Enhetene er ikke rangert.", controlChartEN + "The unit is held against units without supervision: if all get faster, that is no signal. Shown are the 12 units whose last month is a signal, then those with most cases; choose fewer in the menu above. Other units have charts on the board of a unit. Units are not ranked."},

	{"chart.month", "Måned", "Month"},
	{"chart.target", "Måltall", "Target"},
	{"variation.better", "Bedre enn vanlig", "Better than usual"},
	{"variation.worse", "Dårligere enn vanlig", "Worse than usual"},
	{"variation.unusual", "Uvanlig", "Unusual"},
	{"variation.better.low", "Lavt, bedre enn vanlig", "Low, better than usual"},
	{"variation.better.high", "Høyt, bedre enn vanlig", "High, better than usual"},
	{"variation.worse.low", "Lavt, dårligere enn vanlig", "Low, worse than usual"},
	{"variation.worse.high", "Høyt, dårligere enn vanlig", "High, worse than usual"},
	{"variation.unusual.low", "Uvanlig lavt", "Unusually low"},
	{"variation.unusual.high", "Uvanlig høyt", "Unusually high"},
	{"variation.usual", "○ Nå: som vanlig", "○ Now: as usual"},
	{"variation.now.better", "✓ Nå: bedre enn vanlig", "✓ Now: better than usual"},
	{"variation.now.worse", "! Nå: dårligere enn vanlig", "! Now: worse than usual"},
	{"variation.now.unusual", "◆ Nå: uvanlig, ikke vurdert", "◆ Now: unusual, not judged"},
	{"variation.now.better.low", "▼ Nå: lavt, bedre", "▼ Now: low, better"},
	{"variation.now.better.high", "▲ Nå: høyt, bedre", "▲ Now: high, better"},
	{"variation.now.worse.low", "▼ Nå: lavt, dårligere", "▼ Now: low, worse"},
	{"variation.now.worse.high", "▲ Nå: høyt, dårligere", "▲ Now: high, worse"},
	{"variation.now.unusual.low", "▼ Lavt: færre feil, eller meldt?", "▼ Low: fewer errors, or reports?"},
	{"variation.now.unusual.high", "▲ Høyt: flere feil, eller meldt?", "▲ High: more errors, or reports?"},
	{"assurance.none", "– Uten måltall", "– No target"},
	{"assurance.always", "● Når målet", "● Meets target"},
	{"assurance.sometimes", "◐ Når målet av og til", "◐ Meets target at times"},
	{"assurance.never", "○ Når ikke målet", "○ Misses target"},
}

const (
	controlChartNB = "Et punkt for hver avsluttede måned, midtlinje og grenser (XmR, stiplet) fra månedene før første start der det er tolv eller flere. Grå punkter er vanlig variasjon. Grønt: bedre enn vanlig, rosa: dårligere, lilla: uvanlig uten å være godt eller dårlig. Et signal er et spørsmål, ikke et svar. "
	controlChartEN = "A point for each closed month, centre line and limits (XmR, dashed) from the months before the first start where there are twelve or more. Grey points are usual variation. Green: better than usual, pink: worse, purple: unusual without being good or bad. A signal is a question, not an answer. "
)
