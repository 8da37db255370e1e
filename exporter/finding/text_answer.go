package finding

import "casework/exporter/text"

// answerTexts say what was found, and where nothing is shown, why.
var answerTexts = map[string]text.Phrase{
	"outcome.wait":       {"ventetiden", "waiting time"},
	"outcome.turnaround": {"saksbehandlingstiden", "processing time"},
	"outcome.throughput": {"antall avsluttede saker", "the number of cases closed"},
	"outcome.errors":     {"antall meldte feil per 100 saker", "the number of errors reported per 100 cases"},
	"outcome.deadline":   {"andelen innen frist", "the share within the deadline"},

	"answer.own": {
		"I enheter som begynte med veiledning, gikk {1} fra {2} til {3}.",
		"In units that started supervision, {1} went from {2} to {3}.",
	},
	"level.wait":       {"{1} dager", "{1} days"},
	"level.turnaround": {"{1} dager", "{1} days"},
	"level.throughput": {"{1} i måneden per enhet", "{1} a month and unit"},
	"level.errors":     {"{1}", "{1}"},
	"level.deadline":   {"{1} %", "{1} %"},

	"answer.beyond_earlier_development": {
		"Det er {1} enn om endringen hadde vært som i enheter uten (95 % intervall {2}), og mer enn gruppenes utvikling før start tilsier.",
		"That is {1} than if it had changed as in units without (95 % interval {2}), and more than the groups' development before the start accounts for.",
	},
	"answer.drawn": {
		"Det er {1} enn om endringen hadde vært som i enheter uten (95 % intervall {2}). Hvem som begynte når, ble trukket ved lodd {3}, så tidligere utvikling og frivillig start forklarer det ikke.",
		"That is {1} than if it had changed as in units without (95 % interval {2}). Who started when was drawn by lot on {3}, so earlier development and voluntary starts do not explain it.",
	},
	"answer.may_continue_earlier_development": {
		"Det er {1} enn om endringen hadde vært som i enheter uten (95 % intervall {2}). Men gruppene kan ha begynt å utvikle seg ulikt før start: dette kan være en fortsettelse av det.",
		"That is {1} than if it had changed as in units without (95 % interval {2}). But the groups may have begun to develop differently before the start: this can be a continuation of that.",
	},
	"answer.cannot_tell": {
		"Tallene kan ikke si om det er mer enn tilfeldigheter: sammenlignet med endringen i enheter uten er det {1}, men 95 % intervallet går fra {2}, så det kan være at det ikke er noen forskjell.",
		"The figures cannot tell whether this is more than chance: compared with the change in units without it is {1}, but the 95 % interval runs from {2}, so there may be no difference at all.",
	},
	"answer.contested": {
		"Tallene kan ikke si om det er mer enn tilfeldigheter: det er {1} enn om endringen hadde vært som i enheter uten (95 % intervall {2}), men den strengeste av to tester utelukker ikke tilfeldigheter ({3}); det minst gunstige gjelder.",
		"The figures cannot tell whether this is more than chance: it is {1} than if it had changed as in units without (95 % interval {2}), but the stricter of two tests does not rule out chance ({3}); the less favourable counts.",
	},
	"answer.early": {
		"Tallene kan ikke si noe sikkert ennå: det er {1} enn om endringen hadde vært som i enheter uten (95 % intervall {2}), men det er under tolv måneder før start å sammenligne med.",
		"The figures cannot tell yet: it is {1} than if it had changed as in units without (95 % interval {2}), but there are fewer than twelve months before the start to compare with.",
	},
	"answer.norange": {
		"Tallene kan ikke si noe sikkert: sammenlignet med endringen i enheter uten er det {1} ({2}), men under fem enheter gir ikke grunnlag for et intervall.",
		"The figures cannot tell: compared with the change in units without it is {1} ({2}), but fewer than five units do not support an interval.",
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
		"Kilden har saker siden {1}. {2} er den første hele måneden, og tallene for den kommer {3}.",
		"The source has cases since {1}. {2} is the first whole month, and its figures come on {3}.",
	},
	"expected.waits": {
		"Ventetid og saksbehandlingstid sammenlignes når hver sak er fulgt i {1} dager: fra {2}.",
		"Waiting and processing times are compared once each case was followed for {1} days: from {2} on.",
	},
	"expected.answer": {
		"Et svar om veiledning trenger minst tre enheter som har begynt, fem uten, og tre avsluttede måneder etter start.",
		"An answer on supervision needs at least three units that have started, five without, and three closed months after the start.",
	},

	"says.beyond_earlier_development":       {"Mer enn tidligere utvikling", "Beyond earlier development"},
	"says.drawn":                            {"Mer enn tilfeldigheter", "More than chance"},
	"says.may_continue_earlier_development": {"Kan være fortsatt utvikling", "May continue earlier development"},
	"says.cannot_tell":                      {"Kan ikke si", "Cannot tell"},

	"state.published":         {"Vises", "Shown"},
	"state.preliminary":       {"foreløpig", "preliminary"},
	"state.too_few_units":     {"For få enheter", "Too few units"},
	"state.too_early":         {"For tidlig å vurdere", "Too early to assess"},
	"state.pre_trend_differs": {"Ulik utvikling før start", "Different trends before the start"},
}
