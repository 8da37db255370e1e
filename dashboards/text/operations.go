package text

var operationsTexts = []Message{
	{"operations.title", "Drift av eksportøren", "Exporter operations"},
	{"operations.help", "Leses fagsystemene, er tallene ferske, og hva blir avvist?", "Are sources read, are figures fresh, and what is rejected?"},
	{"operations.reading", "Lesing", "Reading"},
	{"operations.ledger", "Innhold", "Contents"},
	{"operations.serving", "Utlevering", "Serving"},

	{"operations.sources.title", "Fagsystemer", "Sources"},
	{
		"operations.sources.help", "Hvert fagsystem: om siste lesing lyktes, hvor gamle tallene er, om de holdes tilbake, og når hovedboken sist ble sammenlignet med databasen og tellerne lagret.",
		"Each source: whether the last poll succeeded, how old its figures are, whether they are withheld, and when the ledger was last compared with the database and counters saved.",
	},
	{"column.up", "Siste lesing", "Last poll"},
	{"column.age", "Alder", "Age"},
	{"column.withheld", "Tallene", "Figures"},
	{"column.reconciled", "Siden avstemt", "Since reconciled"},
	{"column.saved", "Siden lagring", "Since saving"},
	{"column.programmes", "Programfil", "Programmes file"},
	{"column.units.unknown", "Ukjente enheter", "Unknown units"},
	{"up.no", "Feilet", "Failed"},
	{"up.yes", "I orden", "Good"},
	{"withheld.yes", "Holdt tilbake", "Withheld"},
	{"withheld.no", "Vises", "Shown"},
	{"file.old", "Forrige brukes", "Earlier one used"},
	{"file.good", "Lest", "Read"},

	{"operations.polls.title", "Lesinger per minutt", "Polls per minute"},
	{"operations.polls.help", "Hvor ofte hvert fagsystem leses. Null: ingenting leses.", "How often each source is read. Zero: nothing is read."},
	{"operations.failures.title", "Mislykkede lesinger per time", "Failed polls per hour"},
	{"operations.failures.help", "Mislykkede lesinger, etter hva som feilet. Loggen sier mer.", "Polls that failed, by what they failed at. The log says more."},
	{"operations.duration.title", "Varighet av lesing og publisering", "Duration of polls and publishing"},
	{"operations.duration.help", "Hvor lang tid siste lesing og siste publisering tok.", "How long the last poll took, and the last publishing."},
	{"operations.poll", "{{source}}: lesing", "{{source}}: poll"},
	{"operations.publish", "{{source}}: publisering", "{{source}}: publishing"},
	{"operations.read.title", "Rader lest per sekund", "Rows read per second"},
	{"operations.read.help", "Rader lest fra hvert fagsystem, også de som leses på nytt.", "Rows read from each source, including those read again."},

	{"operations.rejected.title", "Avviste rader", "Rejected rows"},
	{
		"operations.rejected.help", "Rader som er umulige slik de står, etter årsak; de telles ikke. Kommandoen check viser eksempler.",
		"Rows that are impossible as they stand, by reason; they are not counted. The command check shows examples.",
	},
	{"operations.rows.title", "Rader i hovedboken", "Rows in the ledger"},
	{"operations.rows.help", "Rader som regnes med, etter spørring.", "Rows that count, by query."},
	{"operations.drift.title", "Avvik funnet ved avstemming", "Drift found by reconciliation"},
	{
		"operations.drift.help", "Rader per døgn som avstemmingen fant endret uten at lesingen så det. Jevnlig drift: changed_at oppdateres ikke.",
		"Rows per day that reconciliation found changed and polls had missed. Steady drift: changed_at is not kept up to date.",
	},
	{"operations.corrections.title", "Rettelser, etter slag", "Corrections, by kind"},
	{"operations.corrections.help", "Endringer per time i det som alt var kjent om rader.", "Changes per hour to what was already known of rows."},

	{"operations.scrape.title", "Tid per innhenting", "Scrape time"},
	{
		"operations.scrape.help", "Hvor lang tid Prometheus brukte på å hente tallene. Innhenting rører aldri databasen.",
		"How long Prometheus took to fetch the figures. A scrape never touches the database.",
	},
	{"operations.size.title", "Størrelse på øyeblikksbildet", "Snapshot size"},
	{"operations.size.help", "Antall tidsserier i hver innhenting.", "Number of series in each scrape."},
	{"operations.version.title", "Versjon", "Version"},
	{"operations.version.help", "Versjonen som kjører.", "The version that is running."},
}
