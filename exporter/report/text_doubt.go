package report

import "casework/exporter/text"

// doubtTexts say what could mislead, and how the figures were made.
var doubtTexts = map[string]text.Phrase{
	"fool.voluntary": {
		"Frivillig start. Enhetene er ikke trukket ut. De som velger veiledning, kan være annerledes ledet, eller begynne etter dårlige måneder som uansett ville gått over.",
		"Voluntary start. Units were not drawn by lot. Those that choose supervision may be led differently, or start after bad months that would have passed anyway.",
	},
	"fool.events": {
		"Andre tiltak samtidig. Nye systemer, bemanning eller regler i de samme enhetene lar seg ikke skille fra veiledningen. Spør hva annet som endret seg.",
		"Other measures at the same time. New systems, staffing or rules in the same units cannot be distinguished from supervision. Ask what else changed.",
	},
	"fool.rejected": {
		"Avviste rader. {1} umulige rader teller ikke. Er de av andre saker enn resten, eller flere i enheter med veiledning etter start enn ellers, flytter det endringen.",
		"Rejected rows. {1} impossible rows do not count. If they are of other cases than the rest, or more in units with supervision after the start than otherwise, that moves the change.",
	},
	"fool.deviating": {
		"Avvik fra trekningen. {1} enheter begynte i en annen måned enn trukket, eller lot være. De teller som trukket, så endringen er av å bli trukket ut, og oftest for liten som mål på veiledningen.",
		"Departures from the draw. {1} units started in another month than was drawn, or did not. They count as drawn, so the change is that of being drawn, and mostly too small as a measure of supervision.",
	},
	"fool.late": {
		"Når det ble trukket. Eksporteren kjente ikke filen før første start, så den kan ikke vite at det ble trukket på forhånd. Spør hvem som så trekningen.",
		"When it was drawn. The exporter did not know the file before the first start, so it cannot know that it was drawn beforehand. Ask who saw the draw.",
	},
	"method.chosen":   {"trinn 3 på Maryland-skalaen for evidens, der loddtrekning av starter ville gitt 5", "level 3 on the Maryland scale of evidence, which a lottery of starts would make 5"},
	"method.drawn":    {"trinn 5 på Maryland-skalaen for evidens, da startene er trukket ved lodd", "level 5 on the Maryland scale of evidence, as starts were drawn by lot"},
	"method.permuted": {"999 ombyttinger", "999 draws"},
	"method.redrawn":  {"999 nye trekninger av det samme loddet, i {1} størrelsesklasser", "999 new draws of the same lottery, in {1} classes of size"},
	"method.lottery":  {"Trekningen: frø «{1}», SHA-256 {2}.", "The draw: seed \"{1}\", SHA-256 {2}."},
	"method.signed":   {"Signert (Ed25519); nøkkelens SHA-256 er {1}.", "Signed (Ed25519); the key's SHA-256 is {1}."},
	"method.unsigned": {"Filen er usignert.", "The file is unsigned."},
	"fool.trend": {
		"Utvikling før start. Ingen tegn til ulik utvikling (forskjell {1} per måned), noe som er svak støtte: det er oftest bare forskjeller fra {2} per måned som ville blitt oppdaget.",
		"Development before the start. No sign that the groups developed differently (difference {1} a month), which is weak evidence: mostly only differences from {2} a month would have been found.",
	},
	"fool.trend.differs": {
		"Utvikling før start. Gruppene utviklet seg ulikt (forskjell {1} per måned; oftest ville forskjeller fra {2} blitt oppdaget). Derfor kan svaret aldri være «uforklart forskjell».",
		"Development before the start. The groups developed differently (difference {1} a month; mostly, differences from {2} would have been found). So the answer is never \"unexplained difference\".",
	},
	"fool.continued": {
		"Lar man utviklingen før start fortsette som den var, blir forskjellen {1} (90 % intervall {2} til {3}). Bare når det intervallet ikke omfatter 0, er svaret «uforklart forskjell».",
		"If the development before the start is let go on as it was, the difference is {1} (90 % interval {2} to {3}). Only if that interval excludes 0 is the answer \"unexplained difference\".",
	},
	"fool.breakdown": {
		"Ulik utvikling før start måtte vært {1} ganger så stor som den var, for å forklare forskjellen alene.",
		"Different development before the start would have to be {1} times as large as it was to explain the difference alone.",
	},
	"more.than": {"over {1}", "more than {1}"},
	"fool.mix": {
		"Andre saker. Av endringen på {1} dager i enheter med veiledning er {2} at de fikk andre sakstyper, og {3} at saker av samme type tok kortere eller lengre tid. Forskjellen på side 1 er uten det første.",
		"Other cases. Of the change of {1} days in units with supervision, {2} is that they got other types of cases, and {3} that cases of the same type took shorter or longer. The difference on page 1 is without the former.",
	},
	"fool.mix.unknown": {
		"Andre saker. Får enhetene flere av de enkle sakene, ser det ut som en kortere ventetid. Kilden sier ikke hvilken type en sak er av, så det lar seg ikke skille.",
		"Other cases. If units get more of the easy cases, that looks like shorter waiting. The source does not say which type a case is of, so the two cannot be distinguished.",
	},
	"fool.spill": {
		"Smitte. Lærer enheter uten veiledning av dem som har den, blir forskjellen mindre enn den ellers ville vært.",
		"Spill-over. If units without supervision learn from those with it, the difference is smaller than it would be otherwise.",
	},
	"fool.transfers": {
		"Flytting. Saker og ansatte som flyttes mellom enheter, flytter med seg ventetid og feil.",
		"Transfers. Cases and staff that move between units take waits and errors with them.",
	},
	"fool.ended": {
		"Veiledning som er over. {1} av enhetene har sluttet; de teller så lenge den varte. Hva som skjer etterpå, er ikke med.",
		"Supervision that is over. {1} of the units have ended it; they count for as long as it lasted. What happens afterwards is not included.",
	},
	"fool.base": {
		"Måneden før start var ikke uvanlig. Regnet fra den alene ville forskjellen vært {1}.",
		"The month before the start was not unusual. Counted from that alone, the difference would be {1}.",
	},
	"fool.base.extreme": {
		"Måneden før start var uvanlig. En tilbakevending til det normale kan da se ut som en endring. Regnet fra den alene ville forskjellen vært {1}.",
		"The month before the start was unusual. A return to normal can then look like a change. Counted from that alone, the difference would be {1}.",
	},
	"fool.weights": {
		"Gjennomsnittsenhet eller gjennomsnittsborger. Tallene på side 1 teller hver enhet likt. Vektet etter saksmengde før start er forskjellen {1}.",
		"Average unit or average citizen. The figures on page 1 count each unit alike. Weighted by caseload before the start, the difference is {1}.",
	},
	"fool.many": {
		"Mange utfall. Av {1} utfall finner man lett ett som ser overbevisende ut. Bare hovedutfallet, om det er valgt på forhånd, teller fullt; de andre vurderes strengere.",
		"Many outcomes. Among {1} outcomes one easily looks convincing. Only the main outcome, if chosen beforehand, counts fully; the others are judged more strictly.",
	},
	"fool.reports": {
		"Meldte feil er ikke feil som er gjort. Færre meldinger kan være et dårlig tegn.",
		"Errors reported are not errors made. Fewer reports can be a bad sign.",
	},
	"method": {
		"Forskjell-i-forskjeller for trinnvis start [1], {1}: hver enhets endring fra de samme månedene i året før start, minus endringen i enheter uten veiledning; hver enhet teller én gang. Saker som er mottatt så kort før en start at de følges forbi den, teller ikke. Intervall: t-fordeling etter Welch med HC2-varians. p: den høyeste av t-test og permutasjonstest med {2} [2]; andre utfall enn hovedutfallet er korrigert [3]. Ventetid og saksbehandlingstid: logaritmen av tiden, avkortet ved oppfølgingstiden, for saker mottatt i måneden [4], delt på det saker av samme typer tok før noen begynte; også saker som fortsatt venter, er med. Kontrolldiagram: XmR, gjennomsnitt ± 2,66 × gjennomsnittlig bevegelig spenn [5]. Av diagrammer over 36 stabile måneder viser 51 % minst ett signal når grensene er fra tolv måneder, og 38 % når de er fra 24.",
		"Difference in differences for staggered adoption [1], {1}: each unit's change from the same months of the year before the start, minus the change in units without supervision; each unit counts once. Cases received so shortly before a start that they are followed past it do not count. Interval: Welch's t distribution with HC2 variance. p: the larger of the t test's and of a permutation test with {2} [2]; outcomes other than the main one are corrected [3]. Waiting time and processing time: logarithm of the time, cut off at the follow-up, of cases received in the month [4], divided by what cases of the same types took before any unit started; cases still waiting are included. Control charts: XmR, mean ± 2.66 × mean moving range [5]. Of charts of 36 stable months, 51 % show at least one signal where limits are from twelve months, and 38 % where they are from 24.",
	},
	"reference.1": {"[1] Callaway og Sant'Anna (2021). Difference-in-Differences with multiple time periods. Journal of Econometrics 225.", "[1] Callaway and Sant'Anna (2021). Difference-in-Differences with multiple time periods. Journal of Econometrics 225."},
	"reference.2": {"[2] Welch (1947), Biometrika 34; Young (2019), Channeling Fisher. Quarterly Journal of Economics 134, om permutasjonstester.", "[2] Welch (1947), Biometrika 34; Young (2019), Channeling Fisher. Quarterly Journal of Economics 134, on permutation tests."},
	"reference.3": {"[3] Holm (1979). Scandinavian Journal of Statistics 6.", "[3] Holm (1979), Scandinavian Journal of Statistics 6."},
	"reference.4": {"[4] Royston og Parmar (2013). Restricted mean survival time. BMC Medical Research Methodology 13.", "[4] Royston and Parmar (2013). Restricted mean survival time. BMC Medical Research Methodology 13."},
	"reference.5": {"[5] NHS England, Making Data Count: reglene for statistisk prosesskontroll.", "[5] NHS England, Making Data Count: the rules of statistical process control."},
}
