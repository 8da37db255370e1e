package main

import "strings"

// languages are those that a report can be written in.
func languages() []string { return []string{"nb", "en"} }

// references is how many works the report refers to.
const references = 5

// A reportText is a text of the report in both languages. {1}, {2} … stand
// for what is put in.
type reportText struct{ nb, en string }

// Say is the text of that key in the document's language.
func (d *document) Say(key string, values ...string) string {
	text, ok := reportTexts()[key]
	if !ok {
		d.missing = append(d.missing, key)
		return ""
	}
	said := text.en
	if d.Lang == "nb" {
		said = text.nb
	}
	for i, v := range values {
		said = strings.ReplaceAll(said, "{"+string(rune('1'+i))+"}", v)
	}
	return said
}

// reportTexts are all texts of the report.
func reportTexts() map[string]reportText {
	all := map[string]reportText{}
	for _, part := range []map[string]reportText{frameTexts, answerTexts, doubtTexts} {
		for key, text := range part {
			all[key] = text
		}
	}
	return all
}

var frameTexts = map[string]reportText{
	"title":                    {"Veiledning og tjenestekvalitet", "Supervision and service quality"},
	"claim":                    {"Endring forbundet med veiledning, sammenlignet med enheter uten.", "Change associated with supervision, compared with units without."},
	"question":                 {"Har {1} endret seg annerledes i enheter som begynte med veiledning enn i enheter uten, i de samme månedene?", "Did {1} change differently in units that started supervision than in units without, over the same months?"},
	"heading.data":             {"Datagrunnlag", "The data"},
	"heading.table":            {"Alle utfall", "All outcomes"},
	"heading.event":            {"Måned for måned, før og etter start", "Month by month, before and after the start"},
	"heading.charts":           {"Kontrolldiagram for hver enhet", "Control chart of each unit"},
	"heading.fool":             {"Hva kan lure oss", "What could fool us"},
	"heading.method":           {"Metode", "Method"},
	"fact.months":              {"Måneder", "Months"},
	"fact.span":                {"{1} til {2}", "{1} to {2}"},
	"fact.units":               {"Enheter", "Units"},
	"fact.units.value":         {"{1} som begynte med veiledning, {2} uten", "{1} that started supervision, {2} without"},
	"fact.cases":               {"Saker (n)", "Cases (n)"},
	"fact.cases.value":         {"{1} etter start, {2} uten eller før start", "{1} after the start, {2} without or before it"},
	"fact.left":                {"Utelatt", "Left out"},
	"fact.left.value":          {"{1} enheter: {2} hadde veiledning fra første måned, {3} begynte nylig, {4} har kort tid før start, {5} har for få saker", "{1} units: {2} under supervision from the first month, {3} started recently, {4} with a short time before the start, {5} with too few cases"},
	"fact.asof":                {"Per", "As of"},
	"fact.asof.value":          {"{1}, beregnet én gang i måneden. Måneder med minst {2} saker; hver sak følges i {3} dager fra den ble mottatt", "{1}, computed once a month. Months with at least {2} cases; each case is followed for {3} days from when it was received"},
	"column.outcome":           {"Utfall", "Outcome"},
	"column.before":            {"Rå forskjell før", "Raw difference before"},
	"column.after":             {"Rå forskjell etter", "Raw difference after"},
	"column.estimate":          {"Justert endring", "Adjusted change"},
	"column.interval":          {"95 % intervall", "95 % interval"},
	"column.p":                 {"p", "p"},
	"column.n":                 {"n etter / ellers", "n after / otherwise"},
	"column.state":             {"Status", "Status"},
	"column.wait":              {"Ventetid", "Waiting time"},
	"column.turnaround":        {"Saksbehandlingstid", "Turnaround"},
	"column.throughput":        {"Avsluttede saker", "Cases closed"},
	"column.errors":            {"Meldte feil per 100 saker", "Errors reported per 100 cases"},
	"column.deadline":          {"Andel innen frist", "Share within deadline"},
	"table.note":               {"Rå forskjell: enheter med veiledning minus enheter uten. Justert endring: hver enhets endring siden egne måneder før start, minus endringen i enheter uten. Utfallet i fet skrift er valgt på forhånd; p for de andre er korrigert for antallet. Ingen farger: et intervall som omfatter 0, er verken godt eller dårlig.", "Raw difference: units under supervision minus units without. Adjusted change: each unit's change since its own months before the start, minus the change in units without. The outcome in bold was chosen beforehand; p of the others is corrected for their number. No colours: an interval that includes 0 is neither good nor bad."},
	"event.title":              {"Forskjell fra enheter uten veiledning, etter måneder fra start", "Difference from units without supervision, by months from the start"},
	"event.start":              {"veiledning begynner", "supervision begins"},
	"event.axis":               {"måneder fra start av veiledning", "months from the start of supervision"},
	"event.note":               {"Strekene dekker alle månedene samtidig med 95 %. Ligger punktene før start langs null, er det et svakt tegn på at gruppene utviklet seg likt.", "The bars cover all months at once with 95 %. Points before the start along zero are weak evidence that the groups developed alike."},
	"event.none":               {"Vises ikke: for få enheter eller måneder.", "Not shown: too few units or months."},
	"charts.of.wait":           {"Gjennomsnittlig ventetid i dager for saker påbegynt i måneden.", "Mean wait in days of cases started in the month."},
	"charts.of.turnaround":     {"Gjennomsnittlig saksbehandlingstid i dager for saker avsluttet i måneden.", "Mean turnaround in days of cases closed in the month."},
	"charts.of.throughput":     {"Saker avsluttet i måneden.", "Cases closed in the month."},
	"charts.of.errors":         {"Meldte feil per 100 avsluttede saker.", "Errors reported per 100 cases closed."},
	"charts.of.deadline":       {"Prosent avsluttet innen frist.", "Per cent closed within the deadline."},
	"charts.note":              {"Midtlinje og grenser er fra månedene før veiledning der de er tolv eller flere. Grått felt: under veiledning. Ringer: signal om særskilt årsak, et spørsmål og ikke et svar. Enhetene står alfabetisk og er ikke rangert.", "Centre line and limits are from the months before supervision where there are twelve or more. Grey: under supervision. Rings: signal of special cause, a question and not an answer. Units are in alphabetical order, not ranked."},
	"charts.left":              {"{1} enheter til er ikke tegnet her; se enhetstavlen.", "{1} more units are not drawn here; see the unit board."},
	"charts.none":              {"Ingen enhet har nok saker til et kontrolldiagram.", "No unit has enough cases for a control chart."},
	"signal.outside.low":       {"Siste måned under nedre grense", "Last month below the lower limit"},
	"signal.outside.high":      {"Siste måned over øvre grense", "Last month above the upper limit"},
	"signal.trend.low":         {"Fallende måned for måned", "Falling month by month"},
	"signal.trend.high":        {"Stigende måned for måned", "Rising month by month"},
	"signal.two_of_three.low":  {"To av tre måneder nær nedre grense", "Two of three months near the lower limit"},
	"signal.two_of_three.high": {"To av tre måneder nær øvre grense", "Two of three months near the upper limit"},
	"signal.shift.low":         {"Måneder på rad under midtlinjen", "Months in a row below the centre line"},
	"signal.shift.high":        {"Måneder på rad over midtlinjen", "Months in a row above the centre line"},
	"unit.points":              {"pp", "pp"},
	"range":                    {"{1} til {2}", "{1} to {2}"},
	"date":                     {"{1}. {2} {3}", "{1} {2} {3}"},
	"months":                   {"jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"},
	"footer":                   {"Laget av Casework Exporter. Viser grupper og enheter, aldri enkeltsaker.", "Made by Casework Exporter. It shows groups and units, never single cases."},
	"page":                     {"Side {1} av 2", "Page {1} of 2"},
}
