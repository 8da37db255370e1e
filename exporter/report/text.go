package report

import (
	"maps"
	"sync"

	"casework/exporter/text"
)

// references is how many works the report refers to.
const references = 5

// phrases are the texts of the report that are its own.
var phrases = sync.OnceValue(func() map[string]text.Phrase {
	all := map[string]text.Phrase{}
	for _, part := range []map[string]text.Phrase{frameTexts, doubtTexts} {
		maps.Copy(all, part)
	}
	return all
})

var frameTexts = map[string]text.Phrase{
	"title":                      {"Tjenestekvalitet med og uten veiledning", "Service quality with and without supervision"},
	"row.wait":                   {"Ventetid, dager", "Waiting time, days"},
	"row.turnaround":             {"Saksbehandlingstid, dager", "Processing time, days"},
	"row.throughput":             {"Avsluttede saker, per enhet i måneden", "Cases closed, a unit and month"},
	"row.errors":                 {"Meldte feil per 100 saker", "Errors reported per 100 cases"},
	"row.deadline":               {"Innen frist, %", "Within deadline, %"},
	"row.net_turnaround":         {"– uten pauser*", "– without pauses*"},
	"row.handling":               {"– fra start*", "– from the start*"},
	"row.chosen.net_turnaround":  {"– uten pauser", "– without pauses"},
	"row.chosen.handling":        {"– fra start", "– from the start"},
	"table.exploratory":          {"*Utforskende: saksbehandlingstid mens saken ikke sto på vent, og fra start til avslutning. Vurderes strengere; de andre ikke strengere for det.", "*Exploratory: processing time while the case was not paused, and from start to closing. Judged more strictly; others not more strictly for it."},
	"basis.net":                  {"Uten pauser: den delen av de samme {1} dagene som saken var åpen og ikke på vent. En sak som ofte settes på vent, får kort slik tid: se den sammen med saksbehandlingstiden.", "Without pauses: what of the same {1} days the case was open and not paused. A case that is often paused has little such time: look at it beside processing time."},
	"basis.handling":             {"Tid fra start teller saker etter måneden de ble påbegynt i, og følger hver i {1} dager fra da av; det er med pauser.", "Time from start counts cases by the month in which they were started, and follows each for {1} days from then; it includes pauses."},
	"reading.cannot_tell":        {"At tallene ikke kan si det, er ikke det samme som at veiledning ikke betyr noe.", "That the figures cannot tell is not the same as supervision making no difference."},
	"reading.drawn":              {"Hva som likevel kan lure oss, står på side 2.", "What could fool us nevertheless stands on page 2."},
	"reading.reason":             {"Om veiledning eller noe annet er grunnen, er ikke vist: ingen loddtrekning avgjorde hvem som begynte, og annet kan ha endret seg (side 2).", "Whether supervision or something else is the reason is not shown: no draw of lots decided who started, and other things may have changed (page 2)."},
	"claim":                      {"Kilde: {1}. Veiledning av ansatte: endring som henger sammen med den, sammenlignet med enheter uten.", "Source: {1}. Supervision of staff: change that goes with it, compared with units without."},
	"early":                      {"Det er for tidlig å sammenligne enheter med og uten veiledning.", "It is too early to compare units with and without supervision."},
	"early.queue":                {"I kø nå", "In the queue now"},
	"early.oldest":               {"Eldste i kø, mottatt", "Oldest in queue, received"},
	"early.open":                 {"Åpne saker", "Open cases"},
	"early.hidden":               {"Skjulte enheter", "Units hidden"},
	"heading.data":               {"Datagrunnlag", "The data"},
	"heading.table":              {"Alle utfall", "All outcomes"},
	"heading.event":              {"Endring i {1} mot endringen i enheter uten, måned for måned: 0 er lik endring", "Change in {1} against the change in units without, month by month: 0 is like change"},
	"heading.charts":             {"Kontrolldiagram, enheter med og uten veiledning", "Control charts, units with and without supervision"},
	"heading.fool":               {"Hva kan lure oss", "What could fool us"},
	"heading.basis":              {"For fagfolk: hva hvert utfall bygger på", "For specialists: what each outcome rests on"},
	"heading.method":             {"Metode", "Method"},
	"fact.months":                {"Måneder", "Months"},
	"fact.span":                  {"{1} til {2}", "{1} to {2}"},
	"fact.span.followed":         {"Hver sak følges i {1} dager, så senere måneder er ikke med ennå", "Each case is followed for {1} days, so later months are not included yet"},
	"fact.units":                 {"Enheter", "Units"},
	"fact.units.roll":            {"etter {1} er det for få enheter som ikke har begynt, så sammenligningen slutter der", "after {1} too few units have not started, so the comparison ends there"},
	"fact.cases":                 {"Saker", "Cases"},
	"fact.cases.value":           {"{1} etter start, sammenlignet med {2} fra før start og fra enheter uten (for {3})", "{1} after the start, compared with {2} from before it and from units without (for {3})"},
	"basis.months":               {"Måneder der en enhet har under {1} saker, teller ikke i noen av de to.", "Months in which a unit has fewer than {1} cases count in neither."},
	"basis.units":                {"I de andre teller enheter med minst {1} saker i måneden før start.", "In the others, units with at least {1} cases a month before the start count."},
	"fact.rejected":              {"Avviste rader", "Rows rejected"},
	"fact.chosen":                {"Hovedutfall", "Main outcome"},
	"fact.chosen.since":          {"{1}, valgt på forhånd: valget er registrert siden {2}", "{1}, chosen beforehand: the choice is on record since {2}"},
	"fact.chosen.late":           {"{1}. Det kan være valgt etter at tallene var kjent: valget er registrert fra {2}, og de første enhetene begynte i {3}; et valg i etterkant svekker svaret", "{1}. It may have been chosen when the figures were known: the choice is on record since {2}, and the first units started in {3}; a choice made afterwards weakens the answer"},
	"fact.chosen.was":            {"{1} fra {2}", "{1} from {2}"},
	"fact.chosen.before":         {"Før det: {1}. Derfor vurderes hovedutfallet like strengt som de andre", "Before that: {1}. So the main outcome is judged as strictly as the others"},
	"fact.chosen.unknown":        {"{1}. Siden når det er valgt, er ikke registrert (CASEWORK_STATE_DIR)", "{1}. Since when it is chosen is not on record (CASEWORK_STATE_DIR)"},
	"fact.asof":                  {"Data fram til", "Data up to"},
	"fact.asof.value":            {"{1}. Sammenligningen regnes ut på nytt én gang i måneden", "{1}. The comparison is computed anew once a month"},
	"table.note":                 {"Før og etter: enhetene med veiledning, før og fra egen start. Forventet: omtrent hva «etter» ville blitt om endringen hadde vært som i enheter uten. Forskjell: «etter» mot forventet, regnet måned for måned, så siste siffer kan avvike. 95 % intervall: usikkerheten i forskjellen, ikke spredningen mellom enheter eller saker. Fet skrift: hovedutfallet. «Kan ikke si» betyr ikke «ingen forskjell».", "Before and after: units with supervision, before and from their own start. Expected: about what \"after\" would have been had the change been as in units without. Difference: \"after\" against expected, computed month by month, so the last digit may differ. 95 % interval: the uncertainty of the difference, not the spread of units or cases. Bold: the main outcome. \"Cannot tell\" does not mean \"no difference\"."},
	"column.before":              {"Før", "Before"},
	"column.after":               {"Etter", "After"},
	"column.as":                  {"Forventet, som i enheter uten", "Expected, as in units without"},
	"column.estimate":            {"Forskjell fra forventet", "Difference from expected"},
	"column.interval":            {"95 % intervall", "95 % interval"},
	"column.months":              {"Måneder", "Months"},
	"column.units":               {"Enheter med / uten", "Units with / without"},
	"column.cases":               {"Saker etter start / ellers", "Cases after start / otherwise"},
	"column.tests":               {"p: t-test / permutasjon", "p: t test / permutation"},
	"column.p":                   {"p, som teller", "p, which counts"},
	"basis.note":                 {"Ventetid og saksbehandlingstid teller saker etter måneden de ble mottatt i, og følger hver i {1} dager: derfor slutter månedene tidligere, og sakene er færre.", "Waiting and processing time count cases by the month they were received in, and follow each for {1} days: so their months end earlier, and their cases are fewer."},
	"event.title":                {"Forskjell fra enheter uten veiledning, etter måneder fra start", "Difference from units without supervision, by months from the start"},
	"event.start":                {"veiledning begynner", "supervision begins"},
	"event.axis":                 {"måneder fra start av veiledning", "months from the start of supervision"},
	"event.note":                 {"Hvert punkt: hvor annerledes det har gått enn i enheter uten, målt fra månedene før start. {1} Figuren viser når en forskjell kom, ikke hvorfor. Åpne punkter er før start, fylte etter. Strekene: 95 % usikkerhet, så brede at de gjelder alle månedene på én gang. Når en strek 0, er den måneden for usikker alene; svaret øverst bygger på alle. Punkter før start nær 0 tyder på at gruppene utviklet seg likt, men beviser det ikke.", "Each point: how differently it went from units without, measured from the months before the start. {1} The figure shows when a difference came, not why. Hollow points are before the start, filled ones after. Bars: 95 % uncertainty, so wide that it holds for all months at once. Where one reaches 0, that month is too uncertain by itself; the answer on top rests on all. Points before the start near 0 suggest that the groups developed alike, but do not prove it."},
	"event.unsure":               {"Grått felt: under fem enheter, med eller uten veiledning, har tall så langt fra start. Hver slik måned er for usikker til å vises, men teller med i tallene øverst.", "Grey field: fewer than five units, with or without supervision, have figures so far from the start. Each such month is too uncertain to be shown, but counts in the figures on top."},
	"event.few":                  {"under 5 enheter:", "fewer than 5 units:"},
	"event.few.so":               {"for usikkert til å vises", "too uncertain to be shown"},
	"event.sides.wait":           {"Under 0: ventetiden ble kortere enn ventet.", "Below 0: waits became shorter than expected."},
	"event.sides.turnaround":     {"Under 0: saksbehandlingstiden ble kortere enn ventet.", "Below 0: processing became shorter than expected."},
	"event.sides.throughput":     {"Over 0: flere saker ble avsluttet enn ventet.", "Above 0: more cases were closed than expected."},
	"event.sides.errors":         {"Under 0: færre feil ble meldt enn ventet.", "Below 0: fewer errors were reported than expected."},
	"event.sides.deadline":       {"Over 0: flere saker kom innen fristen enn ventet.", "Above 0: more cases were within the deadline than expected."},
	"event.sides.net_turnaround": {"Under 0: saksbehandlingstiden uten pauser ble kortere enn ventet.", "Below 0: processing without pauses became shorter than expected."},
	"event.sides.handling":       {"Under 0: tiden fra start til avslutning ble kortere enn ventet.", "Below 0: the time from start to closing became shorter than expected."},
	"event.unit.errors":          {"Tallene er forskjell i meldte feil per 100 avsluttede saker.", "Figures are differences in errors reported per 100 cases closed."},
	"event.unit.deadline":        {"Tallene er forskjell i prosentpoeng.", "Figures are differences in percentage points."},
	"event.beyond":               {"Pil og tall: streken går utenfor aksen, så langt som tallet sier.", "Arrow and figure: the bar goes beyond the axis, as far as the figure says."},
	"event.none":                 {"Vises ikke: for få enheter eller måneder.", "Not shown: too few units or months."},
	"charts.order":               {"Enhetene står alfabetisk og er ikke rangert.", "Units are in alphabetical order, not ranked."},
	"charts.drawn":               {"Tegnet: {1} av {2} enheter. Ikke tegnet: {3}.", "Drawn: {1} of {2} units. Not drawn: {3}."},
	"charts.out.room":            {"{1} som det ikke er plass til (se enhetstavlen)", "{1} that there is no room for (see the unit board)"},
	"charts.out.few":             {"{1} med for få saker", "{1} with too few cases"},
	"charts.out.small":           {"{1} skjult som små (CASEWORK_MIN_CELL)", "{1} hidden as small (CASEWORK_MIN_CELL)"},
	"charts.out.elsewhere":       {"{1} som en annen eksporter viser (CASEWORK_SHARD)", "{1} that another exporter shows (CASEWORK_SHARD)"},
	"charts.out.gone":            {"{1} som ikke lenger er i kilden", "{1} no longer in the source"},
	"footer":                     {"Laget av Casework Exporter. Viser grupper og enheter, aldri enkeltsaker.", "Made by Casework Exporter. It shows groups and units, never single cases."},
	"page":                       {"Side {1} av 3", "Page {1} of 3"},
	"column.trend":               {"p, ulik utvikling før start", "p, different development before"},
	"column.continued":           {"Om utviklingen før fortsatte (90 %)", "If development before went on (90 %)"},
	"column.breakdown":           {"M*", "M*"},
	"continued":                  {"{1} ({2} til {3})", "{1} ({2} to {3})"},
	"tests.note":                 {"p: hvor ofte tilfeldigheter alene gir så stor forskjell når det ikke er noen. Den høyeste av de to teller, for andre utfall enn hovedutfallet korrigert for antallet [3], utforskende (*) for antallet av alle. Svaret «uforklart forskjell» krever p under 0,05, p for ulik utvikling på 0,05 eller mer, og et 90 % intervall uten 0; trukket ved lodd bare det første. M*: hvor mange ganger så stor den ulike utviklingen før start måtte vært for å forklare forskjellen; 0: tilfeldigheter kan.", "p: how often chance alone makes so large a difference where there is none. The larger of the two counts, for outcomes other than the main one corrected for their number [3], exploratory ones (*) for the number of all. The answer \"unexplained difference\" needs p below 0.05, a p of different development of 0.05 or more, and a 90 % interval without 0; if drawn by lot, only the first. M*: how many times as large different development before the start would have to be to explain the difference; 0: chance can."},
}
