package main

// A caseType is a kind of case of a service.
type caseType struct {
	name     string
	share    float64 // of the unit's cases
	wait     float64 // times the unit's usual waiting time
	work     float64 // median working days from start to closing
	deadline int     // days from received to the deadline; 0 if deadlines says it
	working  bool    // the deadline counts working days
	paused   float64 // share of the cases that wait for their applicant once they are started
	pause    float64 // median days of that
}

// A unitSpec is a unit of the simulated municipality before any supervision.
type unitSpec struct {
	name, full, service, parent string
	perDay                      float64 // cases received on an ordinary working day
	wait                        float64 // median working days from received to started
	joined                      int     // months before now that supervision begins; 0 never
	delay                       float64 // times as long people wait whose cases are received in the last delayDays; 0 is 1
	types                       []caseType
}

// slower is how many times longer people wait, before any supervision, in the
// units that join it: those in trouble are the ones that ask for help. It is
// the confounder that makes a raw comparison of the two groups mislead.
const slower = 1.35

// town is the simulated municipality. Half of the units join supervision, in
// different months. In one that does not, waits rise for good some weeks before now, so
// that there is a change to tell of. Few of its cases come near to their deadline.
var town = []unitSpec{
	{"Barnevern nord", "Barneverntjenesten, avdeling nord", "barnevern", "Oppvekst", 7, 8, 20, 0, barnevern},
	{"Barnevern sør", "Barneverntjenesten, avdeling sør", "barnevern", "Oppvekst", 7, 8, 0, 0, barnevern},
	{"Byggesak", "Byggesaksavdelingen", "byggesak", "Plan og miljø", 9, 9, 17, 0, []caseType{
		{"ett-trinns søknad", 0.5, 0.6, 4, 0, false, 0.35, 14},
		{"rammetillatelse", 0.3, 1.4, 15, 0, false, 0.5, 21},
		{"dispensasjon", 0.2, 1.6, 18, 0, false, 0.4, 21},
	}},
	{"Kart og oppmåling", "Kart- og oppmålingsavdelingen", "oppmåling", "Plan og miljø", 6, 9, 0, 0, []caseType{
		{"eiendomsopplysning", 0.6, 0.4, 2, 0, false, 0, 0},
		{"oppmålingsforretning", 0.4, 1.8, 20, 112, false, 0.3, 28},
	}},
	{"Sosialtjenesten", "Sosialtjenesten i Nav", "sosialtjeneste", "Velferd", 17, 6, 14, 0, []caseType{
		{"økonomisk sosialhjelp", 0.7, 1, 3, 21, false, 0.2, 7},
		{"nødhjelp", 0.15, 0.1, 0.3, 2, true, 0, 0},
		{"kvalifiseringsprogram", 0.15, 1.5, 9, 42, false, 0.15, 10},
	}},
	{"Gjeldsrådgivningen", "Gjeldsrådgivningen i Nav", "sosialtjeneste", "Velferd", 4, 8, 0, 0, []caseType{
		{"gjeldsrådgivning", 1, 1, 12, 42, false, 0.4, 14},
	}},
	{"Flyktningtjenesten", "Flyktningtjenesten", "integrering", "Velferd", 4, 7, 0, 1.75, []caseType{
		{"bosetting", 0.4, 1.3, 14, 60, false, 0, 0},
		{"introduksjonsprogram", 0.6, 0.9, 10, 90, false, 0, 0},
	}},
	{"Tildelingskontoret", "Tildelingskontoret for helse og omsorg", "omsorg", "Helse", 11, 6, 11, 0, omsorg},
	{"Hjemmetjenesten øst", "Hjemmetjenesten, sone øst", "omsorg", "Helse", 8, 5, 9, 0, omsorg},
	{"PP-tjenesten", "Pedagogisk-psykologisk tjeneste", "oppvekst", "Oppvekst", 5, 12, 6, 0, []caseType{
		{"sakkyndig vurdering", 0.7, 1.2, 25, 90, false, 0.3, 14},
		{"rådgivning", 0.3, 0.6, 6, 30, false, 0.1, 7},
	}},
	{"Barnehageopptak", "Barnehageopptaket", "oppvekst", "Oppvekst", 8, 7, 0, 0, []caseType{
		{"barnehageplass", 0.6, 1.2, 6, 42, false, 0, 0},
		{"redusert foreldrebetaling", 0.4, 0.7, 2, 20, true, 0.25, 10},
	}},
	{"Næring og skjenking", "Nærings- og skjenkekontoret", "næring", "Plan og miljø", 5, 7, 0, 0, []caseType{
		{"skjenkebevilling", 0.4, 1.5, 18, 84, false, 0.35, 14},
		{"enkeltarrangement", 0.6, 0.6, 3, 21, false, 0.1, 5},
	}},
}

var barnevern = []caseType{
	{"bekymringsmelding", 0.6, 0.35, 0.5, 0, false, 0, 0},
	{"undersøkelse", 0.3, 1.4, 22, 0, false, 0, 0},
	{"hjelpetiltak", 0.1, 1.2, 10, 42, false, 0, 0},
}

var omsorg = []caseType{
	{"hjemmetjenester", 0.6, 0.8, 2, 14, false, 0.05, 5},
	{"sykehjemsplass", 0.25, 1.3, 5, 28, false, 0.1, 5},
	{"avlastning", 0.15, 1.6, 7, 42, false, 0.15, 10},
}

// errorKinds are the kinds of error reports and their shares.
var errorKinds = []struct {
	kind  string
	share float64
}{
	{"error", 0.4}, {"complaint", 0.25}, {"rework", 0.2}, {"incident", 0.08}, {"appeal_upheld", 0.07},
}
