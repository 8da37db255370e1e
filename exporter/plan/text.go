package plan

import "casework/exporter/text"

// phrases are all texts of the table.
var phrases = map[string]text.Phrase{
	"title": {
		"Hvor liten en endring i {1} kunne vært sett i kilden {2}? {3} enheter, {4} til {5}.",
		"How small a change of {1} would have been seen in the source {2}? {3} units, {4} to {5}.",
	},
	"outcome.wait":           {"ventetiden", "waiting time"},
	"outcome.turnaround":     {"saksbehandlingstiden", "processing time"},
	"outcome.throughput":     {"antall avsluttede saker", "the number of cases closed"},
	"outcome.errors":         {"antall meldte feil per 100 saker", "the number of errors reported per 100 cases"},
	"outcome.deadline":       {"andelen innen frist", "the share within the deadline"},
	"outcome.net_turnaround": {"saksbehandlingstiden uten pauser", "processing time without pauses"},
	"outcome.handling":       {"tiden fra start til avslutning", "the time from start to closing"},
	"column.units":           {"Enheter som begynner", "Units that start"},
	"column.after":           {"{1} måneder etter", "{1} months after"},
	"unseen":                 {"ingen", "none"},
	"how": {
		"Første tall: den minste endringen som ble sett (p under 0,05) i {2} % av {1} tenkte starter. Andre tall: den som heller ikke tidligere utvikling kunne forklare. «Ingen»: ikke en gang en tidel ble sett. Startene er lagt i enhetenes egen fortid uten veiledning, endringen er lagt til, og alt er regnet gjennom den samme analysen som tavlene og rapporten bruker. Alle begynner i samme måned, og alle endrer seg like mye.",
		"First figure: the smallest change that was seen (p below 0.05) in {2} % of {1} made-up starts. Second: the one that earlier development could not explain either. \"None\": not even a tenth was seen. Starts are put in the units' own past without supervision, the change is added, and all goes through the very analysis that boards and the report use. All start in the same month, and all change by as much.",
	},
	"unit.ratio":    {"Tallene er prosent av det det var.", "Figures are per cent of what it was."},
	"unit.errors":   {"Tallene er forskjell i meldte feil per 100 avsluttede saker.", "Figures are differences in errors reported per 100 cases closed."},
	"unit.deadline": {"Tallene er prosentpoeng.", "Figures are percentage points."},
	"false": {
		"Uten noen endring ble en endring påstått ved {1} % av startene.",
		"Without any change, one was claimed at {1} % of the starts.",
	},
	"gap.few_units": {
		"–, for få enheter: av {1} må minst fem stå igjen uten veiledning.",
		"–, too few units: of {1} at least five must be left without supervision.",
	},
	"gap.few_months": {
		"–, for få måneder: {2} måneder er for kort til tolv måneder før en start og så mange etter; for ventetid og saksbehandlingstid kommer oppfølgingstiden i tillegg.",
		"–, too few months: {2} months are too short for twelve months before a start and as many after; for waiting and processing time the follow-up is added.",
	},
	"gap.few_usable": {
		"–, for få saker: ved de fleste startene viser analysen ingenting, fordi for mange enheter har måneder med for få saker.",
		"–, too few cases: at most starts the analysis shows nothing, as too many units have months with too few cases.",
	},
	"cannot": {
		"Tabellen kan ikke si om framtiden blir som fortiden, hvor stor en endring dere får, eller om den kommer av veiledningen. Endrer enhetene seg ulikt, eller gradvis, må endringen være større. Med få måneder ligger de tenkte startene over hverandre, og tallene er usikre.",
		"The table cannot tell whether the future will be as the past was, how large a change you will get, or whether it comes from supervision. Where units change unlike each other, or gradually, a change must be larger. With few months the made-up starts overlap, and the figures are uncertain.",
	},
	"draw": {
		"Trekkes starter ved lodd (casework-exporter plan --units=all --per-month=… --seed=…), er det første tallet nok: da kan ikke tidligere utvikling forklare endringen.",
		"Where starts are drawn by lot (casework-exporter plan --units=all --per-month=… --seed=…), the first figure is enough: earlier development cannot explain the change then.",
	},
}
