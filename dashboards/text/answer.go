package text

// answerTexts are the answer on top of the leaders' board, as the report words it.
// {1} is the outcome, {2} and {3}{4} what units went from and to, {10}{4} what they
// would have gone to as units without, {5}{6} by how much they differ, {7} which
// way, {8} and {9} the ends of the interval.
var answerTexts = []Message{
	{"variable.answer", "Svaret", "The answer"},
	{"link.effect", "Åpne sammenligningen", "Open the comparison"},
	{"quality.answer.title", "Har det endret seg, og henger det sammen med veiledning?", "Did it change, and does supervision go with it?"},
	{
		"quality.answer.help", "Svaret for det utfallet som er valgt på forhånd, med færre ord enn i rapporten. Det regnes ut én gang i måneden. Sammenligningen viser sammenheng, ikke årsak. Klikk på et tall under for å se den.",
		"The answer for the outcome that was chosen beforehand, in fewer words than the report. It is computed once a month. The comparison shows an association, not a cause. Click a figure below to see it.",
	},
	{
		"quality.answer.text", "#### $answer\n\nEn sammenheng i *$source*, ikke et bevis for årsak. Alle tall er gjennomsnitt: over, og øverst i hver rute, av månedene før og etter start. Nederst i hver rute: de siste $window, ikke justert; gruppene var ulike fra før.",
		"#### $answer\n\nAn association in *$source*, not evidence of cause. All figures are means: above, and first in each tile, of the months before and after the start. Last in each tile: the last $window, not adjusted; the groups differed before.",
	},
	{"said.point", ",", "."},
	{"said.name.wait", "ventetiden", "waiting time"},
	{"said.name.turnaround", "saksbehandlingstiden", "processing time"},
	{"said.name.throughput", "antall avsluttede saker", "the number of cases closed"},
	{"said.name.errors", "antall meldte feil per 100 saker", "the number of errors reported per 100 cases"},
	{"said.name.deadline", "andelen innen frist", "the share within the deadline"},
	{"said.name.net_turnaround", "saksbehandlingstiden uten pauser", "processing time without pauses"},
	{"said.name.handling", "tiden fra start til avslutning", "the time from start to closing"},
	{"said.level.wait", " dager", " days"},
	{"said.level.turnaround", " dager", " days"},
	{"said.level.net_turnaround", " dager", " days"},
	{"said.level.handling", " dager", " days"},
	{"said.level.throughput", " i måneden per enhet", " a month and unit"},
	{"said.unit.errors", " per 100 saker", " per 100 cases"},
	{"said.unit.deadline", " prosentpoeng", " percentage points"},
	{"said.shorter", "kortere", "shorter"},
	{"said.longer", "lengre", "longer"},
	{"said.lower", "lavere", "lower"},
	{"said.higher", "høyere", "higher"},
	{"said.preliminary", "Foreløpig: ", "Preliminary: "},
	{
		"said.beyond_earlier_development", "I enheter som begynte med veiledning, gikk {1} fra {2} til {3}{4}. Med endringen i enheter uten hadde det blitt omtrent {10}{4}. {3} i stedet for {10} er {5}{6} {7} (95 %% intervall {8} til {9}{6}). Tilfeldigheter og utvikling fra før er ikke nok til å forklare forskjellen. Annet er ikke prøvd: årsaken er ikke vist.",
		"In units that started supervision, {1} went from {2} to {3}{4}. With the change in units without it would have been about {10}{4}. {3} instead of {10} is {5}{6} {7} (95 %% interval {8} to {9}{6}). Chance and earlier development are not enough to explain the difference. Nothing else was tested: the cause is not shown.",
	},
	{
		"said.drawn", "I enheter som begynte med veiledning, gikk {1} fra {2} til {3}{4}. Med endringen i enheter uten hadde det blitt omtrent {10}{4}. {3} i stedet for {10} er {5}{6} {7} (95 %% intervall {8} til {9}{6}). Hvem som begynte når, ble trukket ved lodd, så utvikling før start og frivillig start forklarer ikke forskjellen.",
		"In units that started supervision, {1} went from {2} to {3}{4}. With the change in units without it would have been about {10}{4}. {3} instead of {10} is {5}{6} {7} (95 %% interval {8} to {9}{6}). Who started when was drawn by lot, so development before the start and voluntary starts do not explain the difference.",
	},
	{
		"said.may_continue_earlier_development", "I enheter som begynte med veiledning, gikk {1} fra {2} til {3}{4}. Med endringen i enheter uten hadde det blitt omtrent {10}{4}. {3} i stedet for {10} er {5}{6} {7} (95 %% intervall {8} til {9}{6}). Men forskjellen kan ha begynt før veiledningen: utviklingen før start kan være nok til å forklare den.",
		"In units that started supervision, {1} went from {2} to {3}{4}. With the change in units without it would have been about {10}{4}. {3} instead of {10} is {5}{6} {7} (95 %% interval {8} to {9}{6}). But the difference may have begun before supervision: development before the start may be enough to explain it.",
	},
	{
		"said.cannot_tell", "I enheter som begynte med veiledning, gikk {1} fra {2} til {3}{4}. Med endringen i enheter uten hadde det blitt omtrent {10}{4}. Tallene kan ikke si om forskjellen er mer enn tilfeldigheter: de passer med alt fra {8} til {9}{6} (95 %% intervall), også med ingen forskjell.",
		"In units that started supervision, {1} went from {2} to {3}{4}. With the change in units without it would have been about {10}{4}. The figures cannot tell whether the difference is more than chance: they fit anything from {8} to {9}{6} (95 %% interval), and no difference too.",
	},
	{
		"said.contested", "I enheter som begynte med veiledning, gikk {1} fra {2} til {3}{4}. Med endringen i enheter uten hadde det blitt omtrent {10}{4}. {3} i stedet for {10} er {5}{6} {7} (95 %% intervall {8} til {9}{6}), men tallene kan ikke si om det er mer enn tilfeldigheter: den strengeste av to tester utelukker det ikke.",
		"In units that started supervision, {1} went from {2} to {3}{4}. With the change in units without it would have been about {10}{4}. {3} instead of {10} is {5}{6} {7} (95 %% interval {8} to {9}{6}), but the figures cannot tell whether that is more than chance: the stricter of two tests does not rule it out.",
	},
	{
		"said.early", "I enheter som begynte med veiledning, gikk {1} fra {2} til {3}{4}. Med endringen i enheter uten hadde det blitt omtrent {10}{4}. {3} i stedet for {10} er {5}{6} {7} (95 %% intervall {8} til {9}{6}), men tallene kan ikke si noe sikkert ennå: det er for få måneder før start å sammenligne med.",
		"In units that started supervision, {1} went from {2} to {3}{4}. With the change in units without it would have been about {10}{4}. {3} instead of {10} is {5}{6} {7} (95 %% interval {8} to {9}{6}), but the figures cannot tell yet: there are too few months before the start to compare with.",
	},
	{"said.norange", "Tallene kan ikke si noe sikkert ennå: det er for få enheter eller måneder.", "The figures cannot tell yet: there are too few units or months."},
	{"said.too_few_units", "Tallene kan ikke sammenligne: det trengs minst tre enheter som har begynt med veiledning, og fem uten, med nok saker og måneder.", "The figures cannot compare: it takes at least three units that have started supervision, and five without, with enough cases and months."},
	{"said.too_early", "Det er for tidlig å sammenligne: for få enheter har hatt veiledning i minst tre avsluttede måneder.", "It is too early to compare: too few units have had supervision for at least three closed months."},
	{"said.nothing", "Det er ingen sammenligning ennå: den kommer når en måned er avsluttet.", "There is no comparison yet: it comes when a month has closed."},

	{"quality.tile.wait.title", "Ventetid", "Wait"},
	{
		"quality.tile.wait.help", "Øverst sammenligningen: snittet i månedene etter start, og i parentes hva det ville blitt om endringen hadde vært som i enheter uten. Mot det: forskjellen mellom de to i prosent, med 95 %% intervall. Svaret sier om utviklingen før start kan forklare den. Nå: snitt for sakene påbegynt i perioden, i hver gruppe, ikke justert.",
		"First the comparison: the mean of the months after the start, and in brackets what it would have been had the change been as in units without. vs that: how the two differ in per cent, with 95 %% interval. The answer says whether development before the start may explain it. Now: mean of the cases started in the period, in each group, not adjusted.",
	},
	{"quality.tile.turnaround.title", "Behandling", "Processing"},
	{
		"quality.tile.turnaround.help", "Øverst sammenligningen: snittet i månedene etter start, og i parentes hva det ville blitt om endringen hadde vært som i enheter uten. Mot det: forskjellen i prosent, med 95 %% intervall. Nå: snitt for sakene avsluttet i perioden, i hver gruppe, ikke justert.",
		"First the comparison: the mean of the months after the start, and in brackets what it would have been had the change been as in units without. vs that: how the two differ in per cent, with 95 %% interval. Now: mean of the cases closed in the period, in each group, not adjusted.",
	},
	{"quality.tile.errors.title", "Feil per 100 saker", "Errors per 100"},
	{
		"quality.tile.errors.help", "Øverst sammenligningen: meldte feil per 100 saker etter start, og i parentes hva det ville blitt om endringen hadde vært som i enheter uten. Mot det: forskjellen i antall per 100, med 95 %% intervall. Nå: per 100 avsluttede saker i perioden, i hver gruppe, ikke justert. Færre meldinger kan være et dårlig tegn.",
		"First the comparison: errors reported per 100 cases after the start, and in brackets what it would have been had the change been as in units without. vs that: how the two differ in number per 100, with 95 %% interval. Now: per 100 cases closed in the period, in each group, not adjusted. Fewer reports can be a bad sign.",
	},
	{"quality.tile.deadline.title", "Innen frist", "Within deadline"},
	{
		"quality.tile.deadline.help", "Øverst sammenligningen: andelen innen frist etter start, og i parentes hva det ville blitt om endringen hadde vært som i enheter uten. Mot det: forskjellen i prosentpoeng, med 95 %% intervall. Nå: andelen av sakene med frist, avsluttet i perioden, i hver gruppe, ikke justert.",
		"First the comparison: the share within the deadline after the start, and in brackets what it would have been had the change been as in units without. vs that: how the two differ in percentage points, with 95 %% interval. Now: share of the cases with a deadline, closed in the period, in each group, not adjusted.",
	},
	{"tile.after", "Etter start (forventet {{expected}})", "After start (expected {{expected}})"},
	{"tile.active", "Nå, med veiledning", "Now, with supervision"},
	{"tile.inactive", "Nå, uten", "Now, without"},
	{"tile.change.wait", "Mot det: {{change}} %% ({{lower}} til {{upper}})", "vs that: {{change}} %% ({{lower}} to {{upper}})"},
	{"tile.change.turnaround", "Mot det: {{change}} %% ({{lower}} til {{upper}})", "vs that: {{change}} %% ({{lower}} to {{upper}})"},
	{"tile.change.errors", "Mot det: {{change}} ({{lower}} til {{upper}})", "vs that: {{change}} ({{lower}} to {{upper}})"},
	{"tile.change.deadline", "Mot det, poeng: {{change}} ({{lower}} til {{upper}})", "vs that: {{change}} ({{lower}} to {{upper}}) pts"},
	{"way.down", "▼", "▼"},
	{"way.none", "○", "○"},
	{"way.up", "▲", "▲"},
	{"tile.why", "Fordi", "Because"},
	{"why.few", "for få enheter", "too few units"},
	{"why.zero", "0 er i intervallet", "0 is in the interval"},
	{"why.contested", "en streng test sier nei", "a strict test says no"},
	{"why.early", "for kort tid før start", "too short before start"},
	{"tile.answer", "Forskjellen", "Difference"},
	{"tile.beyond_earlier_development", "● Uforklart", "● Unexplained"},
	{"tile.may_continue_earlier_development", "◐ Kan ha begynt før", "◐ Maybe from before"},
	{"tile.cannot_tell", "○ Kan ikke si", "○ Cannot tell"},
}
