package text

// gainTexts are the messages of what the estimate comes to in time and money.
var gainTexts = []Message{
	{"programme.gain.title", "Timer frigjort (anslag)", "Hours freed (estimate)"},
	{
		"programme.gain.help", "Arbeidstid i enheter med veiledning i siste avsluttede periode × (1 − 1/(1 + r)), der r er sammenligningens forskjell i avsluttede saker, og endene av dens 95 %% intervall. Under null: færre saker på samme tid. Sammenheng, ikke årsak. Antall enheter er sammenligningens; dagene er siden perioden begynte og sluttet. Tomt: endringen i avsluttede saker er ikke vist uten forbehold, arbeidstid er ikke registrert, eller tallet er skjermet.",
		"Working time of units under supervision in the latest closed period × (1 − 1/(1 + r)), r being the comparison's difference in cases closed, and the ends of its 95 %% interval. Below zero: fewer cases in the same time. Association, not cause. Units are those of the comparison; days are since the period began and ended. Empty: the change in cases closed is not shown without reservation, no working time is recorded, or it is withheld.",
	},
	{"programme.gain.said.title", "Frigjort eller brukt?", "Freed, or spent?"},
	{
		"programme.gain.said.help", "Tallene under i ord, med 95 %% intervall. Sammenheng, ikke årsak.",
		"The figures below in words, with 95 %% interval. Association, not cause.",
	},
	{"gain.said.freed", "Anslagsvis {{hours}} timer frigjort ({{lower}} til {{upper}})", "About {{hours}} hours freed ({{lower}} to {{upper}})"},
	{"gain.said.spent", "Ingen timer frigjort: anslagsvis {{hours}} timer mer brukt ({{lower}} til {{upper}} frigjort)", "No hours freed: about {{hours}} hours more spent ({{lower}} to {{upper}} freed)"},
	{"programme.gain.amount.title", "Timer frigjort i penger (anslag)", "Hours freed in money (estimate)"},
	{
		"programme.gain.amount.help", "Timene ganger timesatsen i innstillingene. Ikke penger spart: tid som kan brukes til annet. Tomt også uten timesats.",
		"The hours at the hourly cost of the settings. Not money saved: time that can be used otherwise. Empty without an hourly cost too.",
	},
	{"programme.gain.doubts.title", "Hva anslaget forutsetter", "What the estimate supposes"},
	{"programme.gain.doubts.help", "Det som må holde for at timene skal bety noe.", "What must hold for the hours to mean anything."},
	{
		"programme.gain.doubts.text", `Timene er **regnet ut, ikke målt**. Det forutsetter at
- endringen i avsluttede saker **gjelder perioden** og alle enheter med veiledning,
- **bemanningen** endret seg likt i enheter med og uten,
- sakene var **like krevende** og like godt behandlet,
- all registrert **arbeidstid** følger antall saker.

Tiden veiledningen selv tok, er ikke trukket fra; den står under kostnader. Omfatter intervallet null, kan svaret være ingen timer.`,
		`The hours are **computed, not measured**. That supposes that
- the change in cases closed **holds for the period** and all units under supervision,
- **staffing** changed alike in units with and without,
- cases were **as demanding** and handled as well,
- all **working time** recorded goes with the number of cases.

The time that supervision itself took is not subtracted; it is among the costs. If the interval includes zero, the answer may be no hours.`,
	},
	{"column.gain", "Anslag", "Estimate"},
	{"state.nogain", "Ingen endring i avsluttede saker å vise, eller ingen arbeidstid", "No change in cases closed to show, or no working time"},
	{"state.noestimate", "Ikke noe anslag, se over", "No estimate, see above"},
	{"state.noamount", "Ingen timer, eller ingen timesats", "No hours, or no hourly cost"},
	{"annotation.goals", "Mål nådd", "Goal reached"},
	{"annotation.goal", "Enheten nådde et mål den har satt seg.", "The unit reached a goal that it has set itself."},
}
