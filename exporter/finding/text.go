package finding

import (
	"maps"
	"sync"

	"casework/exporter/text"
)

// Phrases are the texts that all writers have.
var Phrases = sync.OnceValue(func() map[string]text.Phrase {
	all := map[string]text.Phrase{}
	for _, part := range []map[string]text.Phrase{wordTexts, answerTexts} {
		maps.Copy(all, part)
	}
	return all
})

var wordTexts = map[string]text.Phrase{
	"question":                 {"Har {1} endret seg annerledes i enheter som begynte med veiledning enn i enheter uten, i de samme månedene?", "Did {1} change differently in units that started supervision than in units without, over the same months?"},
	"charts.without":           {"uten veiledning", "without supervision"},
	"rejected.rows":            {"{1} umulige rader teller ikke ({2}); se check", "{1} impossible rows do not count ({2}); see check"},
	"column.outcome":           {"Utfall", "Outcome"},
	"column.state":             {"Svar", "Answer"},
	"column.wait":              {"Ventetid", "Waiting time"},
	"column.turnaround":        {"Saksbehandlingstid", "Processing time"},
	"column.throughput":        {"Avsluttede saker", "Cases closed"},
	"column.errors":            {"Meldte feil per 100 saker", "Errors reported per 100 cases"},
	"column.deadline":          {"Andel innen frist", "Share within deadline"},
	"column.net_turnaround":    {"Saksbehandlingstid uten pauser", "Processing time without pauses"},
	"column.handling":          {"Tid fra start til avslutning", "Time from start to closing"},
	"charts.of.wait":           {"Gjennomsnittlig ventetid i dager for saker påbegynt i måneden.", "Mean wait in days of cases started in the month."},
	"charts.of.turnaround":     {"Gjennomsnittlig saksbehandlingstid i dager for saker avsluttet i måneden.", "Mean processing time in days of cases closed in the month."},
	"charts.of.throughput":     {"Saker avsluttet i måneden.", "Cases closed in the month."},
	"charts.of.errors":         {"Meldte feil per 100 avsluttede saker.", "Errors reported per 100 cases closed."},
	"charts.of.deadline":       {"Prosent avsluttet innen frist.", "Per cent closed within the deadline."},
	"charts.of.net_turnaround": {"Gjennomsnittlig saksbehandlingstid uten pauser, i dager, for saker avsluttet i måneden.", "Mean processing time without pauses, in days, of cases closed in the month."},
	"charts.of.handling":       {"Gjennomsnittlig tid fra start til avslutning, i dager, for saker avsluttet i måneden.", "Mean time from start to closing, in days, of cases closed in the month."},
	"charts.note":              {"Heltrukket linje: måneden slik den ville vært om enheter uten veiledning hadde stått stille; prikket: som den var. Er det under fem andre enheter uten, er de to like. Midtlinje og grenser er fra månedene før veiledning der de er tolv eller flere; sprang på 3,267 ganger gjennomsnittet eller mer er holdt utenfor. Grått felt: under veiledning. Ringer: signal om særskilt årsak, et spørsmål og ikke et svar.", "Solid line: the month as it would have been had units without supervision stood still; dotted: as it was. With fewer than five other units without, the two are the same. Centre line and limits are from the months before supervision where there are twelve or more; moves of 3.267 times their mean and more have no part in them. Grey: under supervision. Rings: signal of special cause, a question and not an answer."},
	"signal.outside.low":       {"Siste måned under nedre grense", "Last month below the lower limit"},
	"signal.outside.high":      {"Siste måned over øvre grense", "Last month above the upper limit"},
	"signal.trend.low":         {"Fallende måned for måned", "Falling month by month"},
	"signal.trend.high":        {"Stigende måned for måned", "Rising month by month"},
	"signal.two_of_three.low":  {"To av tre måneder nær nedre grense", "Two of three months near the lower limit"},
	"signal.two_of_three.high": {"To av tre måneder nær øvre grense", "Two of three months near the upper limit"},
	"signal.shift.low":         {"Måneder på rad under midtlinjen", "Months in a row below the centre line"},
	"signal.shift.high":        {"Måneder på rad over midtlinjen", "Months in a row above the centre line"},
	"unit.points":              {"prosentpoeng", "percentage points"},
	"unit.errors":              {"per 100 saker", "per 100 cases"},
	"fact.lottery":             {"Trukket ved lodd", "Drawn by lot"},
	"lottery.none":             {"nei: ingen loddtrekning avgjorde hvem som begynte", "no: no draw of lots decided which units started"},
	"lottery.drawn":            {"ja, {1}, {2}: {3} av {4} enheter var trukket til å begynne innen siste måned", "yes, on {1}, {2}: {3} of {4} units were drawn to start by the last month"},
	"lottery.signed":           {"signert, nøkkelens fingeravtrykk {1}", "signed, key fingerprint {1}"},
	"lottery.unsigned":         {"usignert", "unsigned"},
	"lottery.others":           {"{1} enheter var ikke med i trekningen og sammenlignes ikke", "{1} units took no part in the draw and are not compared"},
	"lottery.seen":             {"filen er kjent siden {1}", "the file is known since {1}"},
	"lottery.unseen":           {"ikke kjent siden når filen finnes", "not known since when the file is there"},
	"none":                     {"ingen", "none"},
	"amount.none":              {"uten forskjell", "no different"},
	"amount.shorter":           {"{1} kortere", "{1} shorter"},
	"amount.longer":            {"{1} lengre", "{1} longer"},
	"amount.lower":             {"{1} lavere", "{1} lower"},
	"amount.higher":            {"{1} høyere", "{1} higher"},
	"range":                    {"{1} til {2}", "{1} to {2}"},
	"date":                     {"{1}. {2} {3}", "{1} {2} {3}"},
	"months":                   {"jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"},
}
