package text

var queuesTexts = []Message{
	{"queues.title", "Køer og frister", "Queues and deadlines"},
	{
		"queues.help", "Hvor restansene vokser, hva som er over frist, og hvilke enheter som trenger hjelp først.",
		"Where the backlog grows, what is past its deadline, and which units need help first.",
	},
	{"queues.development", "Utvikling", "Development"},
	{"queues.help.first", "Hvem trenger hjelp først", "Who needs help first"},

	{"queues.intro.title", "Hva tavlen viser", "What this board shows"},
	{"queues.intro.help", "Hvordan tallene på tavlen skal leses.", "How to read the figures of this board."},
	{
		"queues.intro.text", `Køene i *$source* slik de var ved siste lesing, og saksinngang mot gjennomstrømning de siste **$window**. Andel innen frist teller bare avsluttede saker: les den alltid sammen med restanser og eldste åpne sak.`,
		`The queues of *$source* as they were at the last poll, and intake against throughput over the last **$window**. The share within deadline counts closed cases only: always read it with the backlog and the oldest case.`,
	},

	{"queues.open.title", "Åpne saker", "Open cases"},
	{"queues.open.help", "Saker som ikke er avsluttet, ved siste lesing.", "Cases not closed, at the last poll."},
	{"queues.queue.title", "I kø", "In the queue"},
	{
		"queues.queue.help", "Saker mottatt, men verken påbegynt eller avsluttet, ved siste lesing.",
		"Cases received and neither started nor closed, at the last poll.",
	},
	{"queues.overdue.title", "Over frist", "Past deadline"},
	{
		"queues.overdue.help", "Åpne saker som har passert fristen, ved siste lesing. Tomt: fagsystemet har ingen frister.",
		"Open cases past their deadline, at the last poll. Empty: the source has no deadlines.",
	},
	{"queues.oldest.title", "Eldste sak i kø", "Oldest case in the queue"},
	{"queues.oldest.help", "Hvor lenge saken som har ventet lengst har ligget.", "How long the case that has queued longest has waited."},
	{"queues.net.title", "Mottatt minus avsluttet", "Received minus closed"},
	{
		"queues.net.help", "Saker mottatt minus saker avsluttet i perioden. Over null: restansene har vokst.",
		"Cases received minus cases closed in the period. Above zero: the backlog has grown.",
	},
	{"queues.weeks.title", "Restanser", "Backlog"},
	{
		"queues.weeks.help", "Hvor mange uker det tar å avslutte det som er åpent, i periodens tempo: åpne saker delt på avsluttede per uke.",
		"How many weeks it takes to close what is open, at the pace of the period: open cases over cases closed per week.",
	},

	{"queues.ages.title", "Hvor lenge siden sakene kom inn", "How long ago cases were received"},
	{
		"queues.ages.help", "Åpne saker og saker i kø, ved siste lesing, etter tid siden mottak. d er døgn og h timer; \"7-28d\" er fra og med 7 til 28 døgn. Hver sak er i én rad. Uten små enheter som vises samlet.",
		"Open cases and cases in the queue, at the last poll, by the time since they were received. d is days and h hours; \"7-28d\" is from 7 up to 28 days. Each case is in one row. Without small units that are shown together.",
	},

	{"queues.paused.title", "Saker på vent, og tid uten pauser", "Paused cases, and time without pauses"},
	{
		"queues.paused.help", "Åpne saker som står på vent hos andre enn kommunen, ved siste lesing, og median saksbehandlingstid i perioden med og uten pauser. Tomt: fagsystemet har ingen pauser.",
		"Open cases that wait for others than the authority, at the last poll, and the median processing time of the period with and without pauses. Empty: the source has no pauses.",
	},
	{"queues.pausedages.title", "Hvor lenge på vent", "How long paused"},
	{
		"queues.pausedages.help", "Åpne saker som står på vent ved siste lesing, etter tid siden pausen begynte: de eldste trenger kanskje en purring. d er døgn og h timer. Tomt: fagsystemet har ingen pauser.",
		"Open cases that are paused at the last poll, by the time since the pause began: the oldest may need a reminder. d is days and h hours. Empty: the source has no pauses.",
	},
	{"column.paused", "På vent", "Paused"},
	{"column.turnaround.net", "Uten pauser", "Without pauses"},
	{"queues.flow.title", "Mottatt og avsluttet, per uke", "Received and closed, per week"},
	{
		"queues.flow.help", "Saker mottatt og avsluttet i perioden før hvert tidspunkt, delt på antall uker, alle enheter. Mottatt over avsluttet: restansene vokser.",
		"Cases received and closed in the period before each point in time over its number of weeks, all units. Received above closed: the backlog grows.",
	},
	{"queues.backlog.title", "Restanser over tid", "Backlog over time"},
	{
		"queues.backlog.help", "Åpne saker, saker i kø og saker over frist, alle enheter. Summene lagres av Prometheus hvert femte minutt og finnes fra reglene ble tatt i bruk.",
		"Open cases, cases in the queue and cases past their deadline, all units. Prometheus records the sums every five minutes, from when its rules were put to use.",
	},
	{"queues.deadline.title", "Andel innen frist", "Share within deadline"},
	{
		"queues.deadline.help", "Andel av sakene med frist, avsluttet i perioden, som ble avsluttet i tide, for hver gruppe samlet.",
		"Share of the cases with a deadline, closed in the period, that were closed in time, for each group pooled.",
	},

	{"queues.units.title", "Enhetene, flest over frist først", "Units, most past deadline first"},
	{
		"queues.units.help", "Hver enhets kø ved siste lesing og flyt i perioden. Restanser i uker er åpne saker delt på avsluttede per uke. Klikk på enheten for å se mer.",
		"Each unit's queue at the last poll and its flow in the period. Backlog in weeks is open cases over cases closed per week. Click a unit to see more.",
	},
	{"queues.top.title", "Eldste sak i kø, ti enheter", "Oldest case in the queue, ten units"},
	{
		"queues.top.help", "De ti enhetene der saken som har ventet lengst har ligget lengst.",
		"The ten units whose longest queueing case has waited longest.",
	},
	{"column.open", "Åpne", "Open"},
	{"column.queue", "I kø", "In the queue"},
	{"column.overdue", "Over frist", "Past deadline"},
	{"column.oldest", "Eldste i kø", "Oldest in queue"},
	{"column.net", "Mottatt minus avsluttet", "Net received"},
	{"column.weeks", "Restanser", "Backlog"},
}
