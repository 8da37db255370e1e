package report

// answerTexts say what was found, and where nothing is shown, why.
var answerTexts = map[string]phrase{
	"outcome.wait":       {"ventetiden", "waiting time"},
	"outcome.turnaround": {"saksbehandlingstiden", "turnaround"},
	"outcome.throughput": {"antall avsluttede saker", "the number of cases closed"},
	"outcome.errors":     {"antall meldte feil per 100 saker", "the number of errors reported per 100 cases"},
	"outcome.deadline":   {"andelen innen frist", "the share within the deadline"},

	"answer.change": {
		"I enheter som begynte med veiledning, ble {1} {2} (95 % intervall {3}), sammenlignet med endringen i enheter uten i de samme månedene.",
		"In units that started supervision, {1} became {2} (95 % interval {3}), compared with the change in units without over the same months.",
	},
	"answer.unsure": {
		"Tallene kan ikke si om det er en forskjell: i enheter som begynte med veiledning, ble {1} {2}, sammenlignet med endringen i enheter uten, men 95 % intervallet går fra {3} og omfatter ingen endring.",
		"The figures cannot tell whether there is a difference: in units that started supervision, {1} became {2}, compared with the change in units without, but the 95 % interval runs from {3} and includes no change.",
	},
	"answer.contested": {
		"Ikke sikkert: i enheter som begynte med veiledning, ble {1} {2} (95 % intervall {3}), sammenlignet med endringen i enheter uten. Null endring ligger utenfor intervallet, men den strengeste av to tester utelukker den ikke ({4}); det minst gunstige gjelder.",
		"Not certain: in units that started supervision, {1} became {2} (95 % interval {3}), compared with the change in units without. Zero change lies outside the interval, but the stricter of two tests does not rule it out ({4}); the less favourable counts.",
	},
	"answer.norange": {
		"Foreløpig, av under fem enheter: i enheter som begynte med veiledning, ble {1} {2}, sammenlignet med endringen i enheter uten ({3}). Så få enheter gir ikke grunnlag for et intervall.",
		"Preliminary, from fewer than five units: in units that started supervision, {1} became {2}, compared with the change in units without ({3}). So few units do not support an interval.",
	},
	"answer.preliminary": {"Foreløpig, med under tolv måneder før start:", "Preliminary, with fewer than twelve months before the start:"},
	"answer.too_few_units": {
		"Tallene kan ikke sammenligne {1}: det trengs minst tre enheter som har begynt med veiledning, og fem uten, med nok saker og måneder.",
		"The figures cannot compare {1}: it takes at least three units that have started supervision, and five without, with enough cases and months.",
	},
	"answer.too_early": {
		"Det er for tidlig å sammenligne {1}: for få enheter har hatt veiledning i minst tre avsluttede måneder.",
		"It is too early to compare {1}: too few units have had supervision for at least three closed months.",
	},
	"answer.pre_trend_differs": {
		"Tallene kan ikke sammenligne {1}: gruppene utviklet seg ulikt allerede før veiledningen begynte.",
		"The figures cannot compare {1}: the groups developed differently already before supervision began.",
	},

	"state.published":         {"Nok data", "Enough data"},
	"state.contested":         {"Ikke sikkert*", "Not certain*"},
	"state.contested.too":     {"ikke sikkert*", "not certain*"},
	"state.preliminary":       {"Foreløpig", "Preliminary"},
	"state.too_few_units":     {"For få enheter", "Too few units"},
	"state.too_early":         {"For tidlig å vurdere", "Too early to assess"},
	"state.pre_trend_differs": {"Ulik utvikling før start", "Different trends before the start"},
}
