package finding

import "casework/exporter/text"

// answerTexts say what was found, and where nothing is shown, why.
var answerTexts = map[string]text.Phrase{
	"outcome.wait":           {"ventetiden", "waiting time"},
	"outcome.turnaround":     {"saksbehandlingstiden", "processing time"},
	"outcome.throughput":     {"antall avsluttede saker", "the number of cases closed"},
	"outcome.errors":         {"antall meldte feil per 100 saker", "the number of errors reported per 100 cases"},
	"outcome.deadline":       {"andelen innen frist", "the share within the deadline"},
	"outcome.net_turnaround": {"saksbehandlingstiden uten pauser", "processing time without pauses"},
	"outcome.handling":       {"tiden fra start til avslutning", "the time from start to closing"},

	"answer.own": {
		"I enheter som begynte med veiledning, gikk {1} fra {2} til {3}. Hadde endringen vært som i enheter uten i de samme månedene, ville det blitt omtrent {4}.",
		"In units that started supervision, {1} went from {2} to {3}. Had the change been as in units without over the same months, it would have come to about {4}.",
	},
	"answer.alone": {
		"Her holdes endringen av {1} i enheter som begynte med veiledning, mot endringen i enheter uten.",
		"Here the change of {1} in units that started supervision is held against the change in units without.",
	},
	"level.wait":           {"{1}\u00a0dager", "{1}\u00a0days"},
	"level.turnaround":     {"{1}\u00a0dager", "{1}\u00a0days"},
	"level.net_turnaround": {"{1}\u00a0dager", "{1}\u00a0days"},
	"level.handling":       {"{1}\u00a0dager", "{1}\u00a0days"},
	"level.throughput":     {"{1} i måneden per enhet", "{1} a month and unit"},
	"level.errors":         {"{1}", "{1}"}, // the name of the outcome says of how many
	"level.deadline":       {"{1} %", "{1} %"},

	"answer.against": {
		"{1} i stedet for {2} er {3}",
		"{1} instead of {2} is {3}",
	},
	"answer.against.alone": {
		"Målt mot den er den {1}",
		"Measured against that, it is {1}",
	},
	"answer.beyond_earlier_development": {
		"; usikkerheten går fra {1} (95 % intervall). To forklaringer er prøvd, tilfeldigheter og utvikling fra før start: de er ikke nok til å forklare forskjellen. Andre er ikke prøvd.",
		"; the uncertainty reaches from {1} (95 % interval). Two explanations were tested, chance and development from before the start: they are not enough to explain the difference. Others were not tested.",
	},
	"answer.drawn": {
		"; usikkerheten går fra {1} (95 % intervall). Hvem som begynte når, ble trukket ved lodd {2}, så utvikling før start og frivillig start forklarer ikke forskjellen.",
		"; the uncertainty reaches from {1} (95 % interval). Who started when was drawn by lot on {2}, so development before the start and voluntary starts do not explain the difference.",
	},
	"answer.may_continue_earlier_development": {
		"; usikkerheten går fra {1} (95 % intervall). Men forskjellen kan ha begynt før veiledningen: utviklingen før start kan være nok til å forklare den.",
		"; the uncertainty reaches from {1} (95 % interval). But the difference may have begun before supervision: development before the start may be enough to explain it.",
	},
	"answer.cannot_tell": {
		", men tallene kan ikke si om det er mer enn tilfeldigheter: usikkerheten går fra {1} (95 % intervall).",
		", but the figures cannot tell whether that is more than chance: the uncertainty reaches from {1} (95 % interval).",
	},
	"answer.contested": {
		" (95 % intervall {1}), men tallene kan ikke si om det er mer enn tilfeldigheter: intervallet utelukker det, en annen og strengere test gjør det ikke, og det minst gunstige gjelder.",
		" (95 % interval {1}), but the figures cannot tell whether that is more than chance: the interval rules chance out, a second and stricter test does not, and the less favourable counts.",
	},
	"answer.many": {
		" (95 % intervall {1}), men tallene kan ikke si om det er mer enn tilfeldigheter: når {2} utfall prøves, kan ett av dem se slik ut ved en tilfeldighet.",
		" (95 % interval {1}), but the figures cannot tell whether that is more than chance: where {2} outcomes are tried, one of them may look so by chance.",
	},
	"answer.early": {
		" (95 % intervall {1}), men tallene kan ikke si noe sikkert ennå: det er under tolv måneder før start å sammenligne med.",
		" (95 % interval {1}), but the figures cannot tell yet: there are fewer than twelve months before the start to compare with.",
	},
	"answer.norange": {
		", men tallene kan ikke si noe sikkert: under fem enheter er for få til å si hvor usikkert det er.",
		", but the figures cannot tell: fewer than five units are too few to say how uncertain that is.",
	},
	"answer.too_few_units": {
		"Tallene kan ikke sammenligne {1}: det trengs minst tre enheter som har begynt med veiledning, og fem uten, med nok saker og måneder.",
		"The figures cannot compare {1}: it takes at least three units that have started supervision, and five without, with enough cases and months.",
	},
	"answer.too_early": {
		"Det er for tidlig å sammenligne {1}: for få enheter har hatt veiledning i minst tre avsluttede måneder.",
		"It is too early to compare {1}: too few units have had supervision for at least three closed months.",
	},

	"expected.nothing": {
		"Kilden har ingen saker ennå. Månedstall og kontrolldiagram kommer når den har én hel, avsluttet måned med saker.",
		"The source has no cases yet. Figures of months and control charts come once it has one whole, closed month of cases.",
	},
	"expected.months": {
		"Kilden har saker siden {1}. Den første hele måneden er {2}, og tallene for den kommer {3}.",
		"The source has cases since {1}. {2} is the first whole month, and its figures come on {3}.",
	},
	"expected.since": {"Kilden har saker siden {1}.", "The source has cases since {1}."},
	"expected.waits": {
		"Ventetid og saksbehandlingstid sammenlignes når hver sak er fulgt i {1} dager: fra {2}.",
		"Waiting and processing times are compared once each case was followed for {1} days: from {2} on.",
	},
	"expected.answer": {
		"Et svar om veiledning trenger minst tre enheter som har begynt, fem uten, og tre avsluttede måneder etter start.",
		"An answer on supervision needs at least three units that have started, five without, and three closed months after the start.",
	},

	"nothing.old": {
		"Det er ingenting å sammenligne: den nyeste saken er fra {1}, og ingenting har skjedd i månedene som sammenlignes ({2}).",
		"There is nothing to compare: the newest case is of {1}, and nothing happened in the months that are compared ({2}).",
	},
	"nothing.outcome": {
		"Det er ingenting å sammenligne: kilden har ikke registrert noe av utfallet som er valgt på forhånd, {1}, i månedene som sammenlignes ({2}).",
		"There is nothing to compare: the source has recorded nothing of the outcome chosen beforehand, {1}, in the months that are compared ({2}).",
	},
	"fact.units.none": {
		"ingen enhet har veiledning: fyll inn i programmes.csv, filen i {1}, hvilke enheter som begynte, og når",
		"no unit has supervision: fill in programmes.csv, the file of {1}, with the units that started, and when",
	},
	"fact.units.value":  {"{1} som begynte med veiledning, {2} uten", "{1} that started supervision, {2} without"},
	"fact.left":         {"Enheter utelatt", "Units left out"},
	"fact.left.already": {"{1} hadde veiledning fra første måned", "{1} under supervision from the first month"},
	"fact.left.recent":  {"{1} begynte nylig", "{1} started recently"},
	"fact.left.short":   {"{1} har kort tid før start", "{1} with a short time before the start"},
	"fact.left.sparse":  {"{1} har for få saker", "{1} with too few cases"},

	"says.beyond_earlier_development":       {"Uforklart forskjell", "Unexplained difference"},
	"says.drawn":                            {"Mer enn tilfeldigheter", "More than chance"},
	"says.may_continue_earlier_development": {"Kan ha begynt før veiledningen", "May have begun before supervision"},
	"says.cannot_tell":                      {"Kan ikke si", "Cannot tell"},

	"why.beyond_earlier_development":       {"mer enn tilfeldigheter og tidligere utvikling", "more than chance and earlier development"},
	"why.may_continue_earlier_development": {"tidligere utvikling kan være nok", "earlier development may be enough"},
	"why.drawn":                            {"starter er trukket ved lodd", "starts were drawn by lot"},
	"why.chance":                           {"den kan gå begge veier", "it may go either way"},
	"why.many":                             {"ikke sikkert nok når {1} utfall prøves samtidig", "not certain enough where {1} outcomes are tried at once"},
	"why.contested":                        {"en strengere test utelukker ikke tilfeldigheter", "a stricter test does not rule out chance"},
	"why.early":                            {"foreløpig: under tolv måneder før start", "preliminary: under twelve months before the start"},
	"why.norange":                          {"under fem enheter", "fewer than five units"},

	"state.published":         {"Vises", "Shown"},
	"state.preliminary":       {"Foreløpig", "Preliminary"},
	"state.too_few_units":     {"For få enheter", "Too few units"},
	"state.too_early":         {"For tidlig å vurdere", "Too early to assess"},
	"state.pre_trend_differs": {"Ulik utvikling før start", "Different trends before the start"},
}
