package report

// doubtTexts say what could mislead, and how the figures were made.
var doubtTexts = map[string]phrase{
	"fool.voluntary": {
		"Frivillig start. Enhetene er ikke trukket ut. De som velger veiledning, kan være annerledes ledet, eller begynne etter dårlige måneder som uansett ville gått over.",
		"Voluntary start. Units were not drawn by lot. Those that choose supervision may be led differently, or start after bad months that would have passed anyway.",
	},
	"fool.events": {
		"Andre tiltak samtidig. Nye systemer, bemanning eller regler i de samme enhetene lar seg ikke skille fra veiledningen. Spør hva annet som endret seg.",
		"Other measures at the same time. New systems, staffing or rules in the same units cannot be distinguished from supervision. Ask what else changed.",
	},
	"fool.trend": {
		"Utvikling før start. Ingen tegn til ulik utvikling (forskjell {1} per måned, {2}), noe som er svak støtte: testen ville oftest bare funnet forskjeller fra {3} per måned.",
		"Trends before the start. No sign of different trends (difference {1} a month, {2}), which is weak evidence: the test would mostly find differences from {3} a month only.",
	},
	"fool.trend.differs": {
		"Utvikling før start. Gruppene utviklet seg ulikt (forskjell {1} per måned, {2}; testen finner oftest forskjeller fra {3}). Da vises ingen justert endring.",
		"Trends before the start. The groups developed differently (difference {1} a month, {2}; the test mostly finds differences from {3}). So no adjusted change is shown.",
	},
	"fool.base": {
		"Måneden før start var ikke uvanlig. Regnet fra den alene ville endringen vært {1}.",
		"The month before the start was not unusual. Counted from that alone, the change would be {1}.",
	},
	"fool.base.extreme": {
		"Måneden før start var uvanlig. En tilbakevending til det normale kan da se ut som en endring. Regnet fra den alene ville endringen vært {1}.",
		"The month before the start was unusual. A return to normal can then look like a change. Counted from that alone, the change would be {1}.",
	},
	"fool.weights": {
		"Gjennomsnittsenhet eller gjennomsnittsborger. Tallene over teller hver enhet likt. Vektet etter saksmengde før start er endringen {1}.",
		"Average unit or average citizen. The figures above count each unit alike. Weighted by caseload before the start, the change is {1}.",
	},
	"fool.many": {
		"Mange utfall. Av {1} utfall finner man lett ett som ser overbevisende ut. Bare det som er valgt på forhånd, teller fullt.",
		"Many outcomes. Among {1} outcomes one easily looks convincing. Only the one chosen beforehand counts fully.",
	},
	"fool.reports": {
		"Meldte feil er ikke feil som er gjort. Færre meldinger kan være et dårlig tegn.",
		"Errors reported are not errors made. Fewer reports can be a bad sign.",
	},
	"method": {
		"Forskjell-i-forskjeller for trinnvis start [1]: hver enhets endring fra gjennomsnittet av de siste månedene før start, minus endringen i enheter som aldri har hatt veiledning; hver enhet teller én gang. Intervall: t-fordeling etter Welch med HC2-varians. p: den høyeste av t-test og permutasjonstest med 999 ombyttinger [2]; andre utfall enn det på forhånd valgte er korrigert [3]. Ventetid og saksbehandlingstid: logaritmen av gjennomsnittet av tiden, avkortet ved oppfølgingstiden, for saker mottatt i måneden [4]; også saker som fortsatt venter, er med. Kontrolldiagram: XmR, gjennomsnitt ± 2,66 × gjennomsnittlig bevegelig spenn [5]. Av 36 stabile måneder gir 29 % av diagrammene minst ett signal.",
		"Difference in differences for staggered adoption [1]: each unit's change from the mean of its last months before the start, minus the change in units that never had supervision; each unit counts once. Interval: Welch's t distribution with HC2 variance. p: the larger of the t test's and of a permutation test with 999 draws [2]; outcomes other than the one chosen beforehand are corrected [3]. Waiting time and turnaround: logarithm of the mean time, cut off at the follow-up, of cases received in the month [4]; cases still waiting are included. Control charts: XmR, mean ± 2.66 × mean moving range [5]. Of 36 stable months, 29 % of charts show at least one signal.",
	},
	"reference.1": {"[1] Callaway og Sant'Anna (2021). Difference-in-Differences with multiple time periods. Journal of Econometrics 225.", "[1] Callaway and Sant'Anna (2021). Difference-in-Differences with multiple time periods. Journal of Econometrics 225."},
	"reference.2": {"[2] Welch (1947), Biometrika 34; Young (2019), Channeling Fisher. Quarterly Journal of Economics 134, om permutasjonstester.", "[2] Welch (1947), Biometrika 34; Young (2019), Channeling Fisher. Quarterly Journal of Economics 134, on permutation tests."},
	"reference.3": {"[3] Holm (1979). Scandinavian Journal of Statistics 6.", "[3] Holm (1979), Scandinavian Journal of Statistics 6."},
	"reference.4": {"[4] Royston og Parmar (2013). Restricted mean survival time. BMC Medical Research Methodology 13.", "[4] Royston and Parmar (2013). Restricted mean survival time. BMC Medical Research Methodology 13."},
	"reference.5": {"[5] NHS England, Making Data Count: reglene for statistisk prosesskontroll.", "[5] NHS England, Making Data Count: the rules of statistical process control."},
}
