package files

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"casework/collectors/dropfolder"
	"casework/collectors/ledger"
	"casework/collectors/name"
	"casework/collectors/supplement"
	"casework/collectors/table"
)

// known are headings in bokmål, nynorsk and English that stand for columns, by
// table, as "column: heading, heading". A heading is there only if it can mean
// nothing else: when a case was created, registered or decided is not when it was
// received or closed.
var known = map[string][]string{
	"cases": {
		"case_id: saksnummer, saksnr, saknr, saknummer, saksnummar, sak-id, sakid, saksid, case id, caseid, case number, case no",
		unitHeadings,
		"received_at: mottatt, mottatt dato, mottattdato, dato mottatt, mottaksdato, innkommet, innkommet dato, motteken, motteken dato, received, received date, date received, receiveddate",
		"case_type: sakstype, saktype, case type, casetype",
		"started_at: påbegynt, påbegynt dato, startet, startet dato, startdato, påbyrja, påbyrja dato, starta, started, started date, start date",
		"closed_at: avsluttet, avsluttet dato, avslutningsdato, lukket, lukket dato, ferdigbehandlet, ferdigbehandlet dato, avslutta, avslutta dato, lukka, ferdigbehandla, closed, closed date, date closed, closeddate",
		"deadline_at: frist, fristdato, saksbehandlingsfrist, behandlingsfrist, deadline, due, due date",
		"reopened_count: antall gjenåpninger, gjenåpninger, antal gjenopningar, reopened count, reopenings",
		"paused_seconds: sekunder på vent, seconds on hold, seconds paused",
		"paused_since: på vent siden, på vent sidan, on hold since, paused since",
		"complete_at: komplett, komplett dato, komplett søknad, fullstendig, fullstendig dato, complete, complete date, application complete",
		changedHeadings,
	},
	"errors": {
		"error_id: avviksnummer, avviksnr, avvik-id, avvikid, feil-id, error id, errorid, incident id",
		unitHeadings,
		"reported_at: meldt, meldt dato, meldedato, rapportert, rapportert dato, reported, reported date, date reported",
		"kind: avvikstype, feiltype, kind of error, error type, type feil",
		changedHeadings,
	},
	"sessions": {
		"session_id: møte-id, økt-id, session id, sessionid",
		unitHeadings, programmeHeadings,
		"planned_at: planlagt, planlagt dato, planned, planned date",
		"held_at: gjennomført, gjennomført dato, held, held date",
		"minutes: minutter, minutt, varighet i minutter, length in minutes",
		"participants: deltakere, antall deltakere, deltakarar, number of participants",
		"kind: møtetype, økttype, type økt, kind of session, session type",
		changedHeadings,
	},
	"pauses": {
		"pause_id: pausenummer, pause-id, pauseid, pause id",
		"case_id: saksnummer, saksnr, saknr, saknummer, saksnummar, sak-id, sakid, saksid, case id, caseid, case number, case no",
		"paused_at: satt på vent, pause fra, pause frå, sett på vent, paused, paused date, on hold from",
		"resumed_at: gjenopptatt, pause til, teken opp att, resumed, resumed date, on hold until",
		changedHeadings,
	},
	"programmes": {
		unitHeadings, programmeHeadings,
		"starts_on: startdato, starter, fra dato, frå dato, starts, start date", "ends_on: sluttdato, slutter, til dato, sluttar, ends, end date",
	},
	"units": {
		unitHeadings,
		"name: navn på enhet, enhetsnavn, namn på eining, einingsnamn, unit name", "service: tjenesteområde, tenesteområde, service area",
		"parent: overordnet enhet, overordna eining, parent unit",
	},
}

const (
	unitHeadings      = "unit: enhet, avdeling, organisasjonsenhet, ansvarlig enhet, eining, ansvarleg eining, department"
	programmeHeadings = "programme: program, tiltak, program name, programme name"
	changedHeadings   = "changed_at: endret, sist endret, endret dato, endra, sist endra, last changed, last modified, changed"
)

// likely are headings that often stand for columns, the likeliest first, and may
// mean something else: a person says whether they do. Beside a known one, they are
// columns of their own.
var likely = map[string][]string{
	"case_id":     {"id", "nummer", "nr", "referanse", "number", "reference"},
	"unit":        {"kontor", "seksjon", "office", "section"},
	"received_at": {"opprettet", "opprettet dato", "oppretta", "registrert", "registrert dato", "created", "created date", "created at", "registered"},
	"started_at":  {"begynt", "behandling startet", "start", "begun"},
	"closed_at": {
		"ferdig", "ferdig dato", "ferdigdato", "fullført", "fullført dato", "ferdigstilt", "ferdigstilt dato",
		"finished", "finished date", "completed", "completed date", "done",
	},
	"deadline_at": {"tidsfrist", "svarfrist", "forfallsdato", "forfall", "due at"},
	"case_type":   {"type", "kategori", "category"},

	"errors.error_id":       {"id", "nummer", "nr", "number"},
	"errors.unit":           {"kontor", "seksjon", "office", "section"},
	"errors.reported_at":    {"dato", "opprettet", "registrert", "date", "created", "registered"},
	"errors.kind":           {"type", "kategori", "category"},
	"sessions.session_id":   {"id", "nummer", "nr", "number"},
	"sessions.planned_at":   {"dato", "date"},
	"pauses.pause_id":       {"id", "nummer", "nr", "number"},
	"pauses.paused_at":      {"fra", "frå", "start", "from"},
	"pauses.resumed_at":     {"til", "slutt", "to", "until"},
	"programmes.starts_on":  {"fra", "frå", "start", "from"},
	"programmes.ends_on":    {"til", "slutt", "to", "until"},
	"sessions.participants": {"deltok", "present"},
	"sessions.kind":         {"type", "form", "kategori", "category"},
}

// A headings says which headings name which columns.
type headings struct {
	of    []stamp             // the file that says so; none
	byOwn map[string][]string // columns that the site maps, as column or table.column, by heading in small letters
	own   map[string]string   // the first of these headings as the site writes it, by column or table.column
	err   error
}

// readHeadings reads the file columns.csv, if it is another than the last time. Its
// lines are a column and a heading: received_at,Mottatt dato; the column of one
// table alone is cases.received_at.
func (s *Source) readHeadings() (*headings, error) {
	files, err := s.lookFor(func(name string) bool { return strings.EqualFold(name, headingsFile) })
	if err != nil {
		return nil, err
	}
	if h := &s.headings; slices.Equal(h.of, files) && (h.byOwn != nil || h.err != nil) {
		return h, h.err
	}
	h := headings{of: files, byOwn: map[string][]string{}, own: map[string]string{}}
	for _, f := range files {
		h.err = s.addHeadings(f, &h)
	}
	s.headings = h
	return &s.headings, h.err
}

func (s *Source) addHeadings(f stamp, h *headings) error {
	opened, err := s.openFile(f)
	if err != nil {
		return err
	}
	defer opened.close()
	return opened.look.Lines(func(line int, fields []string) error {
		fault := func(format string, args ...any) error {
			return fmt.Errorf("%s:%d:1: %s", name.Shown(f.Name), line, fmt.Sprintf(format, args...))
		}
		if len(fields) != 2 || strings.TrimSpace(fields[1]) == "" {
			return fault("allowed is a column and its heading, such as received_at,Mottatt dato")
		}
		column, heading := strings.ToLower(strings.TrimSpace(fields[0])), table.Title(fields[1])
		if line == 1 && column == "column" {
			return nil
		}
		if !slices.ContainsFunc(ours, func(of string) bool { _, is := columnIn(of, column); return is }) {
			return fault("%s is no column; allowed are those of deploy/FILES.md, such as received_at, or errors.kind for one table", name.Shown(name.Brief(fields[0])))
		}
		if other, in := h.conflict(heading, column); other != "" {
			return fault("the heading %s stands for %s in %s already; allowed is one column", name.Shown(name.Brief(fields[1])), other, in)
		}
		h.byOwn[heading] = append(h.byOwn[heading], column)
		if h.own[column] == "" {
			h.own[column] = strings.TrimSpace(fields[1])
		}
		return nil
	})
}

// conflict is another column that a heading stands for in a table in which it would stand
// for this one, too.
func (h *headings) conflict(heading, column string) (other, in string) {
	for _, of := range ours {
		one, is := columnIn(of, column)
		for _, other := range h.byOwn[heading] {
			if two, too := columnIn(of, other); is && too && one != two {
				return other, of
			}
		}
	}
	return "", ""
}

// columnIn is the column of a table that a line means: the line's column is one of any
// table, or table.column.
func columnIn(of, column string) (string, bool) {
	table, one, qualified := strings.Cut(column, ".")
	if !qualified {
		table, one = of, column
	}
	return one, table == of && hasColumn(of, one)
}

func hasColumn(of, name string) bool {
	return slices.ContainsFunc(columnsOf(of), func(c supplement.Column) bool { return c.Name == name })
}

// columnsOf are the columns of a table of ours.
func columnsOf(of string) []supplement.Column {
	for _, t := range ledger.Tables() {
		if t.String() == of {
			return columns[t]
		}
	}
	if of == "units" {
		return unitColumns
	}
	return dropfolder.ProgrammeColumns()
}

// titles returns the column that a heading of a table stands for: what the site
// maps; else a column of that name; else what is known, but for columns that the site
// maps.
func (h *headings) titles(of string, without func(name string) bool) func(title string) string {
	byTitle, own := map[string]string{}, map[string]bool{}
	for heading, columns := range h.byOwn {
		for _, column := range columns {
			if name, is := columnIn(of, column); is {
				byTitle[heading], own[name] = name, true
			}
		}
	}
	add := func(heading, name string) {
		if _, mapped := byTitle[heading]; !mapped && !own[name] {
			byTitle[heading] = name
		}
	}
	for _, c := range columnsOf(of) {
		add(c.Name, c.Name)
	}
	for _, line := range known[of] {
		name, list, _ := strings.Cut(line, ": ")
		for heading := range strings.SplitSeq(list, ", ") {
			add(heading, name)
		}
	}
	return func(title string) string {
		if name := byTitle[title]; !without(name) {
			return name
		}
		return ""
	}
}

// String tells headings from others, for a state.
func (h *headings) String() string {
	var all []string
	for _, heading := range slices.Sorted(maps.Keys(h.byOwn)) {
		all = append(all, heading+"="+strings.Join(h.byOwn[heading], "+"))
	}
	return strings.Join(all, ",")
}

// personal are beginnings or parts of headings of what should not be in a file.
var personal = []string{
	"navn", "namn", "name", "fnr", "fødsels", "personnummer", "personnr", "ssn", "birth", "epost", "e-post", "email", "e-mail", "telefon", "phone", "mobil",
	"adresse", "address", "saksbehandler", "saksbehandlar", "caseworker", "case worker", "handler", "tittel", "title", "beskrivelse", "beskriving",
	"description", "notat", "note", "kommentar", "comment", "fritekst", "free text", "diagnos", "kjønn", "gender", "bruker", "søker", "klient", "pasient", "client", "patient",
}

// looksPersonal reports whether a heading may be of what is personal.
func looksPersonal(heading string) bool {
	return slices.ContainsFunc(personal, func(part string) bool { return strings.Contains(heading, part) })
}

// format says how the files of a table are read.
func (s *Source) format(of string) (*table.Format, error) {
	h, err := s.readHeadings()
	if err != nil {
		return nil, err
	}
	without := func(name string) bool { return slices.Contains(s.opts.Without, of+"."+name) }
	return &table.Format{
		Columns: columnsOf(of), Location: s.opts.Location, NoDates: s.opts.NoDates, AnyEncoding: true, OtherColumns: true,
		Title: h.titles(of, without), Sheet: of,
		Own: func(name string) string { return cmp.Or(h.own[of+"."+name], h.own[name]) },
	}, nil
}
