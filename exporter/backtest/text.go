package backtest

import "casework/exporter/text"

// phrases are all texts.
var phrases = map[string]text.Phrase{
	"title": {
		"Hva varslene ville sagt om kilden {1}, {2} til {3}, i {4} enheter.",
		"What alerts would have said of the source {1}, {2} to {3}, in {4} units.",
	},
	"column.measure":  {"Mål", "Measure"},
	"column.years":    {"Enhetsår", "Unit-years"},
	"column.episodes": {"Varsler per enhet og år", "Alerts a unit and year"},
	"column.lasted":   {"Varte", "Lasted"},
	"column.passed":   {"Gikk over, per enhet og år", "Passed, a unit and year"},
	"column.unit":     {"Enhet", "Unit"},
	"column.day":      {"Dag", "Day"},
	"column.usual":    {"Vanlig", "Usual"},
	"column.then":     {"Da", "Then"},
	"column.now":      {"Nå", "Now"},
	"column.since":    {"Siden", "Since"},
	"column.state":    {"Tilstand", "State"},
	"state.rising":    {"på vei opp", "rising"},
	"state.risen":     {"nytt nivå", "new level"},
	"column.later":    {"8 uker etter", "8 weeks on"},
	"column.held":     {"Varte", "Lasted"},
	"column.between":  {"Falskt hvert {1}. år", "False each {1} y"},
	"wait":            {"Ventetid", "Waiting time"},
	"backlog":         {"Åpne saker", "Open cases"},
	"oldest":          {"Eldste sak i køen", "Oldest case in the queue"},
	"deadline_share":  {"Andel etter fristen", "Share past the deadline"},
	"errors_rising":   {"Flere feilmeldinger", "More error reports"},
	"errors_silent":   {"Feilmeldinger stilnet", "Error reports silent"},
	"days":            {"d", "d"},
	"true":            {"ja", "yes"},
	"false":           {"nei", "no"},
	"unknown":         {"vet ikke", "not known"},
	"withheld":        {"for få til å vises", "too few to be shown"},
	"rises": {
		"Ventetiden økte med 30 % eller mer i minst åtte uker {1} ganger, etter en regel som ser hva som kom etter. {2} av dem ble varslet innen 42 dager. I enheter med få saker er de fleste av dem tilfeldige.",
		"Waiting rose by 30 % or more for at least eight weeks {1} times, by a rule that sees what came after. {2} of them were told within 42 days. In units of few cases most of them are chance.",
	},
	"sure": {
		"Tilfeldigheter forklarer ikke {1} økninger, etter en test som heller ikke vet noe om varslene. {2} av dem ble varslet innen 42 dager, og av dem som ble varslet halvparten innen {3}.",
		"Chance does not explain {1} rises, by a test that knows nothing of alerts either. {2} of them were told within 42 days, and of those that were told half within {3}.",
	},
	"chance": {
		"Tilfeldigheter kan forklare alle.",
		"Chance can explain all of them.",
	},
	"norises": {
		"Ventetiden økte aldri med 30 % eller mer i minst åtte uker.",
		"Waiting never rose by 30 % or more for at least eight weeks.",
	},
	"present": {
		"Det som gjelder {1}: «nytt nivå» ville varslet, «på vei opp» er ikke sikkert ennå.",
		"What holds on {1}: of a new level alerts would tell, what is rising is not sure yet.",
	},
	"nothing": {"Alt er som vanlig {1}.", "All is as usual on {1}."},
	"past":    {"Det som ville blitt varslet:", "What would have been told:"},
	"largest": {"De største endringene som ville blitt varslet:", "The largest changes that would have been told:"},
	"others": {
		"Varsler per enhet og år, og hvor mange som varte, med andre grenser: hvor mange år det skal gå mellom falske varsler i en enhet for hvert mål. Den nest minste er den som gjelder (CASEWORK_CHANGE_FALSE_ALARMS).",
		"Alerts a unit and year, and how many lasted, with other thresholds: how many years are to pass between false alarms of a unit and measure. The second lowest is the one that holds (CASEWORK_CHANGE_FALSE_ALARMS).",
	},
	"how": {
		"Hver dag er dømt etter det som var kjent da, fra et halvt års historie, kalibrert på nytt etter et år og hver 1. januar. Vanlig er medianen i det siste året før endringen. Et varsel varte hvis nivået 56 dager senere fortsatt var 5 % fra det som var vanlig, for andelen etter fristen 2,5 prosentpoeng. Feilmeldinger er per avsluttet sak. Små enheter er utelatt, som ellers.",
		"Each day is judged by what was known then, from half a year of history on, calibrated anew after a year and each 1 January. Usual is the median of the last year before the change. An alert lasted if the level 56 days later was still 5 % from what was usual, for the share past the deadline 2.5 percentage points. Error reports are for each case closed. Small units are left out, as everywhere.",
	},
	"cannot": {
		"Fortiden er slik radene er nå: det som er rettet siden, er rettet her også.",
		"The past is as the rows are now: what was corrected since is corrected here too.",
	},
}
