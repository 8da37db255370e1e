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
	"title":                {"Veiledning og tjenestekvalitet", "Supervision and service quality"},
	"row.wait":             {"Ventetid, dager", "Waiting time, days"},
	"row.turnaround":       {"Saksbehandlingstid, dager", "Processing time, days"},
	"row.throughput":       {"Avsluttede saker per enhet i måneden", "Cases closed per unit a month"},
	"row.errors":           {"Meldte feil per 100 saker", "Errors reported per 100 cases"},
	"row.deadline":         {"Innen frist, %; endring i prosentpoeng", "Within deadline, %; change in percentage points"},
	"reading.as":           {"Hadde endringen vært som i enheter uten, ville det gått fra {1} til omtrent {2}.", "Had the change been as in units without, it would have gone from {1} to about {2}."},
	"reading.cannot_tell":  {"At tallene ikke kan si det, er ikke det samme som at ingenting har endret seg.", "That the figures cannot tell is not the same as nothing having changed."},
	"reading.drawn":        {"Hva som likevel kan lure oss, står på side 2.", "What could fool us nevertheless stands on page 2."},
	"reading.reason":       {"Dette viser ikke at veiledning er grunnen: enhetene er ikke trukket ved lodd, og annet kan ha endret seg i de samme månedene (side 2).", "This does not show that supervision is the reason: units were not drawn by lot, and other things may have changed in the same months (page 2)."},
	"claim":                {"Endring forbundet med veiledning, sammenlignet med enheter uten.", "Change associated with supervision, compared with units without."},
	"early":                {"Det er for tidlig å sammenligne enheter med og uten veiledning.", "It is too early to compare units with and without supervision."},
	"early.outcome":        {"Det er ingenting å sammenligne: kilden har ikke registrert noe av utfallet som er valgt på forhånd, {1}.", "There is nothing to compare: the source has recorded nothing of the outcome chosen beforehand, {1}."},
	"early.queue":          {"I kø nå", "In the queue now"},
	"early.oldest":         {"Eldste i kø, mottatt", "Oldest in queue, received"},
	"early.open":           {"Åpne saker", "Open cases"},
	"early.hidden":         {"Skjulte enheter", "Units hidden"},
	"heading.data":         {"Datagrunnlag", "The data"},
	"heading.table":        {"Alle utfall", "All outcomes"},
	"heading.event":        {"Forskjell fra enheter uten i {1}, måned for måned", "Difference from units without in {1}, month by month"},
	"heading.charts":       {"Kontrolldiagram, enheter med og uten veiledning", "Control charts, units with and without supervision"},
	"heading.fool":         {"Hva kan lure oss", "What could fool us"},
	"heading.method":       {"Metode", "Method"},
	"fact.months":          {"Måneder", "Months"},
	"fact.span":            {"{1} til {2}", "{1} to {2}"},
	"fact.span.followed":   {"Hver sak følges i {1} dager fra den ble mottatt, så de siste månedene kommer med først når de er fulgt så lenge", "Each case is followed for {1} days from when it was received, so the last months are included only once followed for so long"},
	"fact.units":           {"Enheter", "Units"},
	"fact.units.value":     {"{1} som begynte med veiledning, {2} uten", "{1} that started supervision, {2} without"},
	"fact.units.none":      {"ingen enhet har veiledning: se {1}", "no unit has supervision: see {1}"},
	"fact.units.roll":      {"etter {1} er det for få enheter som ikke har begynt, så sammenligningen slutter der", "after {1} too few units have not started, so the comparison ends there"},
	"fact.cases":           {"Saker (n)", "Cases (n)"},
	"fact.cases.value":     {"{1} etter start, {2} uten eller før start; måneder med minst {3} saker teller", "{1} after the start, {2} without or before it; months with at least {3} cases count"},
	"fact.left":            {"Enheter utelatt", "Units left out"},
	"fact.left.already":    {"{1} hadde veiledning fra første måned", "{1} under supervision from the first month"},
	"fact.left.recent":     {"{1} begynte nylig", "{1} started recently"},
	"fact.left.short":      {"{1} har kort tid før start", "{1} with a short time before the start"},
	"fact.left.sparse":     {"{1} har for få saker", "{1} with too few cases"},
	"fact.rejected":        {"Avviste rader", "Rows rejected"},
	"fact.lottery":         {"Trukket ved lodd", "Drawn by lot"},
	"fact.chosen":          {"Valgt på forhånd", "Chosen beforehand"},
	"fact.chosen.since":    {"{1}, siden {2}", "{1}, since {2}"},
	"fact.chosen.late":     {"ikke sikkert: {1}, først kjent {2}, etter at de første enhetene begynte", "not certain: {1}, first known on {2}, after the first units started"},
	"fact.chosen.before":   {"før det {1}: p er korrigert som for de andre", "before that {1}: its p is corrected as those of the others"},
	"fact.chosen.unknown":  {"ikke kjent siden når (CASEWORK_STATE_DIR)", "not known since when (CASEWORK_STATE_DIR)"},
	"fact.asof":            {"Beregnet", "Computed"},
	"fact.asof.value":      {"{1}; tallene står fast og regnes ut på nytt én gang i måneden", "{1}; figures stay and are computed again once a month"},
	"table.note":           {"Egne før og etter: enhetene med veiledning for seg. Justert endring: hver enhets endring siden egne måneder før start, minus endringen i enheter uten; i prosent der det står %, ellers som i raden. 95 % intervall: endringene som tallene stemmer med, ikke spredningen mellom enheter eller saker. p: hvor ofte tilfeldigheter alene gir så stor forskjell når det ikke er noen; for andre utfall enn det i fet skrift korrigert for antallet.", "Own before and after: units with supervision by themselves. Adjusted change: each unit's change since its own months before the start, minus the change in units without; in per cent where it says %, else as in the row. 95 % interval: the changes that the figures agree with, not the spread of units or cases. p: how often chance alone makes so large a difference where there is none; for outcomes other than the one in bold, corrected for their number."},
	"table.answers":        {"Mer enn tidligere utvikling: gruppene endret seg ulikt, og mer enn utviklingen før start tilsier. Kan være fortsatt utvikling: kanskje allerede før start. Kan ikke si er ikke det samme som ingen endring.", "Beyond earlier development: the groups changed differently, by more than their development before the start accounts for. May continue earlier development: perhaps already before the start. Cannot tell is not the same as no change."},
	"table.answers.drawn":  {"Kan ikke si er ikke det samme som ingen endring.", "Cannot tell is not the same as no change."},
	"table.contested":      {"* Intervallet omfatter ikke 0, men p er ikke under 0,05. p er den høyeste av to tester og for andre utfall korrigert for antallet; det minst gunstige gjelder.", "* The interval excludes 0, but p is not below 0.05. p is the larger of two tests and for other outcomes corrected for their number; the less favourable counts."},
	"event.title":          {"Forskjell fra enheter uten veiledning, etter måneder fra start", "Difference from units without supervision, by months from the start"},
	"event.start":          {"veiledning begynner", "supervision begins"},
	"event.axis":           {"måneder fra start av veiledning", "months from the start of supervision"},
	"event.note":           {"Punktene er forskjellen fra enheter uten, regnet fra månedene før start; 0 er ingen. Strekene dekker alle månedene samtidig med 95 %. Et punkt uten strek har færre enn fem enheter på en av sidene og er mest usikkert; der færre enn tre har kommet så langt, er det ingen punkter. Ligger punktene før start langs 0, er det et svakt tegn på at gruppene utviklet seg likt.", "Points are the difference from units without, counted from the months before the start; 0 is none. Bars cover all months at once with 95 %. A point without a bar has fewer than five units on a side and is the least certain; where fewer than three have come so far, there are no points. Points before the start along 0 are weak evidence that the groups developed alike."},
	"event.unit.errors":    {"Tallene er forskjell i meldte feil per 100 avsluttede saker.", "Figures are differences in errors reported per 100 cases closed."},
	"event.unit.deadline":  {"Tallene er forskjell i prosentpoeng.", "Figures are differences in percentage points."},
	"event.beyond":         {"Pil og tall: streken går utenfor aksen, så langt som tallet sier.", "Arrow and figure: the bar goes beyond the axis, as far as the figure says."},
	"event.none":           {"Vises ikke: for få enheter eller måneder.", "Not shown: too few units or months."},
	"charts.order":         {"Enhetene står alfabetisk og er ikke rangert.", "Units are in alphabetical order, not ranked."},
	"charts.drawn":         {"Tegnet: {1} av {2} enheter. Ikke tegnet: {3}.", "Drawn: {1} of {2} units. Not drawn: {3}."},
	"charts.out.room":      {"{1} som det ikke er plass til (se enhetstavlen)", "{1} that there is no room for (see the unit board)"},
	"charts.out.few":       {"{1} med for få saker", "{1} with too few cases"},
	"charts.out.small":     {"{1} skjult som små (CASEWORK_MIN_CELL)", "{1} hidden as small (CASEWORK_MIN_CELL)"},
	"charts.out.elsewhere": {"{1} som en annen eksporter viser (CASEWORK_SHARD)", "{1} that another exporter shows (CASEWORK_SHARD)"},
	"charts.out.gone":      {"{1} som ikke lenger er i kilden", "{1} no longer in the source"},
	"footer":               {"Laget av Casework Exporter. Viser grupper og enheter, aldri enkeltsaker.", "Made by Casework Exporter. It shows groups and units, never single cases."},
	"page":                 {"Side {1} av 2", "Page {1} of 2"},
}
