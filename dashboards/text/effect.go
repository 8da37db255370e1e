package text

var effectTexts = []Message{
	{"effect.title", "Endring forbundet med veiledning", "Change associated with supervision"},
	{
		"effect.help", "Har enheter som begynte med veiledning, endret seg annerledes enn enheter uten, i de samme månedene? Hvor sikre er vi?",
		"Did units that started supervision change differently from units without, over the same months? How sure are we?",
	},
	{"effect.intro.title", "Hva tavlen viser", "What this board shows"},
	{"effect.intro.help", "Hvordan tallene på tavlen skal leses.", "How to read the figures of this board."},
	{
		"effect.intro.text", `Hver enhets endring siden **egne måneder før start**, minus endringen i enheter uten veiledning i *$source*. Tallene regnes ut **én gang i måneden** og står fast til neste; å se etter oftere gir ikke mer å vite. Endringer er **forbundet med** veiledning; de viser ikke årsak. Et intervall som omfatter null, er verken godt eller dårlig. Enheter rangeres ikke.`,
		`Each unit's change since **its own months before the start**, minus the change in units without supervision in *$source*. Figures are computed **once a month** and stay until the next; looking more often tells no more. Changes are **associated with** supervision; they do not show the reason. An interval that includes zero is neither good nor bad. Units are not ranked.`,
	},
	{"effect.age.title", "Beregnet", "Computed"},
	{"effect.age.help", "Hvor lenge siden tallene ble fryst. De regnes ut på nytt noen dager etter hvert månedsskifte.", "How long ago the figures were frozen. They are computed again some days after the end of each month."},
	{"effect.ago", "Siden sist", "Since last"},
	{"effect.next", "Neste om", "Next in"},
	{"column.months.compared", "Måneder", "Months"},
	{"effect.lottery.title", "Loddtrekning", "Drawn by lot"},
	{
		"effect.lottery.help", "Hvor lenge siden starter ble trukket ved lodd (kommandoen plan), og siden filen med trekningen var der. Da sammenlignes bare enhetene som var med, som trukket; frivillig start og utvikling før start er ikke lenger forbehold, og bevisene er trinn 5 på Maryland-skalaen i stedet for 3. Enheter som ikke begynte som trukket: casework_effect_lottery_deviating_units.",
		"How long ago starts were drawn by lot (the command plan), and since the file of the draw was there. Then only units that took part are compared, as drawn; voluntary starts and development before the start are no reservations any more, and the evidence is of level 5 on the Maryland scale instead of 3. Units that did not start as drawn: casework_effect_lottery_deviating_units.",
	},
	{"effect.drawn", "Siden trekningen", "Since the draw"},
	{"effect.drawn.seen", "Filen kjent i", "File known for"},
	{"effect.members.title", "Enheter", "Units compared"},
	{"effect.members.help", "Enheter som har begynt med veiledning og enheter uten, i sammenligningen av det valgte utfallet.", "Units that have started supervision and units without, in the comparison of the chosen outcome."},
	{"effect.outcomes.title", "Alle utfall", "All outcomes"},
	{
		"effect.outcomes.help", "Svar: om enheter med veiledning endret seg annerledes enn enheter uten, og om det er mer enn utviklingen før start tilsier. Før og etter: enhetene med veiledning, før og fra egen start, i dager, saker i måneden per enhet, antall per 100 saker og prosent. Forventet: omtrent hva «etter» ville blitt om endringen hadde vært som i enheter uten. Forskjell: «etter» mot forventet, med 95 %% intervall: forskjellene som tallene passer med. Tider og avsluttede saker i prosent av hva de var. Uten pauser (saksbehandlingstid mens saken ikke sto på vent) og fra start (til avslutning) er utforskende: de vurderes strengere, og de andre ikke strengere for deres skyld; meldte feil som forskjell i antall per 100 avsluttede saker, ikke i prosent; andel innen frist i prosentpoeng. Kan ikke si med et intervall uten 0: en strengere test, eller at ett av flere utfall kan se slik ut ved en tilfeldighet (p under), utelukker det ikke. Tomt: vises ikke, se status.",
		"Answer: whether units with supervision changed differently from units without, and by more than the development before the start accounts for. Before and after: units with supervision, before and from their own start, in days, cases a month and unit, number per 100 cases and per cent. Expected: about what \"after\" would have been had the change been as in units without. Difference: \"after\" against expected, with 95 %% interval: the differences that the figures fit. Times and cases closed in per cent of what they were. Without pauses (processing while the case was not paused) and from start (to closing) are exploratory: they are judged more strictly, and others not more strictly for their sake; errors reported as a difference in number per 100 closed, not in per cent; share within deadline in percentage points. Cannot tell with an interval without 0: a stricter test, or that one of several outcomes may look so by chance (p below), does not rule chance out. Empty: not shown, see status.",
	},
	{"effect.events.title", "Per måned, veiledning fra 0", "By month, supervision from 0"},
	{
		"effect.events.help", "Forskjellen mellom enheter med og uten veiledning, etter måneder fra start (0 er den første): i prosent for ventetid, saksbehandlingstid og avsluttede saker, i antall per 100 avsluttede for meldte feil, i prosentpoeng for frister. Grått: båndet som dekker alle månedene samtidig med 95 %%. Ligger månedene før start langs null, er det et svakt tegn på at gruppene utviklet seg likt.",
		"Difference between units with and without supervision, by months from the start (0 is the first): in per cent for waiting time, processing time and cases closed, in number per 100 closed for errors, in percentage points for deadlines. Grey: the band that covers all months at once with 95 %%. Months before the start along zero are weak evidence that the groups developed alike.",
	},
	{"effect.doubts.title", "Hva kan lure oss", "What could fool us"},
	{"effect.doubts.help", "Forbehold som alltid gjelder.", "Reservations that always hold."},
	{
		"effect.doubts.text", `- **Frivillig start**, om ikke trukket ved lodd. De som velger veiledning, kan være annerledes ledet, eller begynne etter dårlige måneder som uansett ville gått over. Bevisene er trinn 3 på Maryland-skalaen; trukket ved lodd ville de vært trinn 5.
- **Andre tiltak samtidig.** Nye systemer, bemanning eller regler i de samme enhetene lar seg ikke skille fra veiledningen.
- **Ulik utvikling før start.** Testen under finner bare store forskjeller; «ingen forskjell» er svak støtte.
- **Andre saker.** Flere enkle saker ser ut som raskere arbeid, om kilden ikke har sakstyper. Saker og ansatte som flyttes, flytter med seg ventetid.
- **Smitte.** Enheter uten kan lære av enheter med.
- **Avsluttet veiledning** teller så lenge den varte; hva som skjedde siden, er ikke med.
- **Meldte feil** er ikke feil som er gjort. Færre meldinger kan være et dårlig tegn.
- **Mange utfall.** Bare det forhåndsvalgte teller fullt.`,
		`- **Voluntary start**, unless drawn by lot. Those that choose supervision may be led differently, or start after bad months that would have passed anyway. The evidence is of level 3 on the Maryland scale; drawn by lot it would be of level 5.
- **Other measures at the same time.** New systems, staffing or rules in the same units cannot be distinguished from supervision.
- **Different trends before the start.** The test below finds large differences only; "no difference" is weak evidence.
- **Other cases.** More easy cases look like faster work unless the source has case types. Cases and staff that move take waits with them.
- **Spill-over.** Units without can learn from units with.
- **Ended supervision** counts for as long as it lasted; what happened since has no part in it.
- **Errors reported** are not errors made. Fewer reports can be a bad sign.
- **Many outcomes.** Only the one chosen beforehand counts fully.`,
	},
	{"effect.development.title", "Utvikling før start", "Development before the start"},
	{
		"effect.development.help", "Endringen når utviklingen før start fortsetter som den var, med 90 %% intervall; svaret «uforklart forskjell» krever et intervall uten 0. Hvor mange ganger så stor forskjellen i utvikling før start måtte vært for å forklare forskjellen. Ulik utvikling per måned før start, med p og den forskjellen testen oftest ville funnet.",
		"The change if the development before the start had gone on as it was, with 90 %% interval; the answer \"unexplained difference\" needs an interval without 0. How many times as large the difference in development before the start would have to be to explain the difference. Difference in trend a month before the start, with p and the difference that the test would mostly have found.",
	},
	{"effect.technical", "Hva svaret bygger på", "What the answer rests on"},
	{"effect.basis.title", "Valg og grunnlag", "Choice and basis"},
	{
		"effect.basis.help", "Hvilket utfall som er valgt på forhånd og for hvor mange dager siden, status, p (den høyeste av to tester, korrigert for antallet utfall som ikke er valgt), hvor mange måneder som sammenlignes, enheter hvis veiledning er over, og enheter som er utelatt.",
		"Which outcome was chosen beforehand and how many days ago, the state, p (the larger of two tests, corrected for the number of outcomes not chosen), how many months are compared, units whose supervision is over, and units left out.",
	},
	{"effect.checks.title", "Kontroll av sammenligningen", "Checks of the comparison"},
	{
		"effect.checks.help", "I de samme måleenhetene som over. Hvor mange dager av enhetenes egen endring som er at de fikk andre sakstyper. Om måneden før start var uvanlig, så en tilbakevending kan se ut som en endring. Endringen regnet fra den måneden alene, og vektet etter saksmengde. Rå forskjell mellom gruppene, før og etter. Enheter hvis veiledning er over, måneder som sammenlignes, og enheter som er utelatt.",
		"In the units of measure above. How many days of the units' own change is that they got other types of cases. Whether the month before the start was unusual, so that a return can look like a change. The change counted from that month alone, and weighted by caseload. Plain difference between the groups, before and after. Units whose supervision is over, months compared, and units left out.",
	},
	{"variable.outcome", "Utfall", "Outcome"},
	{"column.outcome", "Utfall", "Outcome"},
	{"column.primary", "Forhåndsvalgt", "Primary"},
	{"column.state", "Status", "State"},
	{"column.raw.before", "Rå, før", "Raw, before"},
	{"column.raw.after", "Rå, etter", "Raw, after"},
	{"column.estimate", "Forskjell", "Difference"},
	{"column.lower", "95 %% fra", "95 %% from"},
	{"column.upper", "95 %% til", "95 %% to"},
	{"column.p", "p-verdi", "p-value"},
	{"column.answer", "Svar", "Answer"},
	{"column.own.before", "Før", "Before"},
	{"column.own.after", "Etter", "After"},
	{"column.own.expected", "Forventet", "Expected"},
	{"column.continued", "Utover tidligere utvikling", "Beyond earlier development"},
	{"column.continued.lower", "90 %% fra", "90 %% from"},
	{"column.continued.upper", "90 %% til", "90 %% to"},
	{"column.breakdown", "Ganger tidligere utvikling", "Times earlier development"},
	{"column.mix", "Sakstyper, dager", "Case types, days"},
	{"column.primary.since", "Valgt for dager siden", "Chosen, days ago"},
	{"column.ended", "Avsluttet veiledning", "Ended supervision"},
	{"column.units.with", "Enheter med", "Units with"},
	{"column.units.without", "Enheter uten", "Units without"},
	{"column.cases.after", "Saker", "Cases"},
	{"column.trend", "Ulik utvikling per måned", "Difference in trend per month"},
	{"column.trend.p", "p (utvikling)", "p (trend)"},
	{"column.trend.detectable", "Kunne vært funnet", "Could have been found"},
	{"column.trend.months", "Måneder før", "Months before"},
	{"column.base.extreme", "Uvanlig måned før", "Unusual month before"},
	{"column.base.month", "Fra den alene", "From that alone"},
	{"column.weighted", "Vektet etter saker", "Weighted by cases"},
	{"column.leftout", "Utelatte enheter", "Units left out"},
	{"column.month", "Måneder fra start", "Months from the start"},
	{"event.difference", "Forskjell", "Difference"},
	{"event.lower", "Båndet fra", "Band from"},
	{"event.upper", "Båndet til", "Band to"},
	{"outcome.wait", "Ventetid", "Waiting time"},
	{"change.wait", "Ventetid, %%", "Waiting time, %%"},
	{"outcome.turnaround", "Saksbehandlingstid", "Processing time"},
	{"change.turnaround", "Saksbehandlingstid, %%", "Processing time, %%"},
	{"outcome.throughput", "Avsluttede saker", "Cases closed"},
	{"change.throughput", "Avsluttede saker, %%", "Cases closed, %%"},
	{"outcome.errors", "Meldte feil per 100 avsluttede", "Errors reported per 100 closed"},
	{"change.errors", "Meldte feil, per 100", "Errors, per 100"},
	{"outcome.deadline", "Andel innen frist", "Share within deadline"},
	{"change.deadline", "Innen frist, poeng", "In time, points"},
	{"outcome.net_turnaround", "Saksbehandlingstid uten pauser", "Processing time without pauses"},
	{"change.net_turnaround", "Uten pauser, %%", "Without pauses, %%"},
	{"outcome.handling", "Tid fra start til avslutning", "Time from start to closing"},
	{"change.handling", "Fra start, %%", "From start, %%"},
	{"answer.yes", "Ja", "Yes"},
	{"answer.no", "Nei", "No"},
	{"state.notshown", "Vises ikke, se status", "Not shown, see status"},
	{"state.published", "Vises", "Shown"},
	{"state.preliminary", "Foreløpig", "Preliminary"},
	{"state.too_few_units", "For få enheter", "Too few units"},
	{"state.too_early", "For tidlig å vurdere", "Too early to assess"},
	{"state.pre_trend_differs", "Ulik utvikling før start", "Different trends before the start"},
}

// chartTexts are the messages of control charts on the unit board.
var chartTexts = []Message{
	{"unit.charts", "Kontrolldiagram, måned for måned", "Control charts, month by month"},
	{"chart.wait.title", "Ventetid, kontrolldiagram", "Waiting time, control chart"},
	{
		"chart.wait.help", "Hvert grønne punkt er gjennomsnittlig ventetid for saker påbegynt i en avsluttet måned, satt omtrent midt i den, slik den ville vært om enheter uten veiledning hadde stått stille: blir hele kommunen raskere, er det ikke et signal. Lilla: ventetiden som den var. Er det under fem andre enheter uten veiledning, er de to like. Midtlinje og grenser (XmR) er slik de var da. Måneden vises noen dager etter at den er slutt. Der enheten har tolv måneder eller mer før veiledning, er grensene fra dem. Punktene begynner da eksporteren ble tatt i bruk. Velg et lengre tidsrom for flere måneder.",
		"Each green point is the mean wait of the cases started in a closed month, put at about its middle, as it would have been had units without supervision stood still: a town that gets faster as a whole is no signal. Purple: the wait as it was. With fewer than five other units without supervision the two are the same. Centre line and limits (XmR) are as they were then. A month is shown some days after its end. Where the unit has twelve months or more before supervision, limits are from those. Points begin when the exporter was put to use. Choose a longer time range for more months.",
	},
	{"chart.errors.title", "Meldte feil, kontrolldiagram", "Errors reported, control chart"},
	{
		"chart.errors.help", "Hvert grønne punkt er meldte feil per 100 saker avsluttet i en avsluttet måned, satt omtrent midt i den, slik de ville vært om enheter uten veiledning hadde stått stille; lilla som de var. Midtlinje og grenser (XmR) er slik de var da. Færre meldinger kan være et dårlig tegn.",
		"Each green point is errors reported per 100 cases closed in a closed month, put at about its middle, as they would have been had units without supervision stood still; purple as they were. Centre line and limits (XmR) are as they were then. Fewer reports can be a bad sign.",
	},
	{"chart.signals.title", "Signaler om særskilt årsak", "Signals of special cause"},
	{
		"chart.signals.help", "Hvilke avsluttede måneder som er et signal, og etter hvilken regel: det tyngste, om det er flere. Utenfor: utenfor grensene. Nær grensen: to av tre måneder. Jevn trend: stiger eller faller måned etter måned. Én side: lenge på samme side av midtlinjen. Et signal er et spørsmål, ikke et svar: av diagrammer over 36 stabile måneder viser 51 %% minst ett når grensene er fra tolv måneder, og 38 %% når de er fra 24. Sprang fra måned til måned på 3,267 ganger gjennomsnittet eller mer er holdt utenfor grensene.",
		"Which closed months are a signal, and by which rule: the gravest, if there are several. Outside: outside the limits. Near limit: two of three months. Trend: rises or falls month after month. One side: long on the same side of the centre line. A signal is a question, not an answer: of charts of 36 stable months, 51 %% show at least one where limits are from twelve months, and 38 %% where they are from 24. Moves from month to month of 3.267 times their mean and more have no part in limits.",
	},
	{"chart.value", "Måneden, holdt mot enheter uten", "The month, held against units without"},
	{"chart.observed", "Måneden som den var", "The month as it was"},
	{"chart.centre", "Midtlinje", "Centre line"},
	{"chart.limits.lower", "Nedre grense", "Lower limit"},
	{"chart.limits.upper", "Øvre grense", "Upper limit"},
	{"rule.none", "Intet signal", "No signal"},
	{"rule.outside", "Utenfor", "Outside"},
	{"rule.trend", "Jevn trend", "Trend"},
	{"rule.two_of_three", "Nær grensen", "Near limit"},
	{"rule.shift", "Én side", "One side"},
}
