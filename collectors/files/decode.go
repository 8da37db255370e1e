package files

import (
	"bytes"
	"unicode"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/supplement"
	"casework/collectors/table"
)

// Positions of the columns of the row tables. The first three are of each; pauses
// have the case in place of the unit.
const (
	colID, colUnit, colFirst = 0, 1, 2
	pauseCase                = 1

	caseType, caseStarted, caseClosed, caseDeadline, caseReopened                = 3, 4, 5, 6, 7
	casePausedSeconds, casePausedSince, caseComplete, caseChanged                = 8, 9, 10, 11
	errorKind, errorChanged                                                      = 3, 4
	pauseResumed, pauseChanged                                                   = 3, 4
	sessionProgramme, sessionHeld, sessionMinutes, sessionPeople, sessionChanged = 3, 4, 5, 6, 7 // behind them kind, of the supplementary table
)

func must(name string) supplement.Column { return supplement.Column{Name: name, Kind: supplement.Text} }

func may(name string) supplement.Column {
	return supplement.Column{Name: name, Kind: supplement.Text, Optional: true}
}

// time and number columns, in which "..", as statistics write it, is no value.
func when(name string) supplement.Column { return supplement.Column{Name: name, Kind: supplement.Date} }

// whenOrNot is a column that must be there, and may be empty.
func whenOrNot(name string) supplement.Column { return when(name) }

func mayWhen(name string) supplement.Column {
	return supplement.Column{Name: name, Kind: supplement.Date, Optional: true}
}

func mayCount(name string) supplement.Column {
	return supplement.Column{Name: name, Kind: supplement.Count, Optional: true}
}

// columns are those of the row tables, by ledger.Table: those of the contract.
var columns = [...][]supplement.Column{
	ledger.Cases: {
		must("case_id"), must("unit"), when("received_at"), may("case_type"), mayWhen("started_at"), mayWhen("closed_at"),
		mayWhen("deadline_at"), mayCount("reopened_count"),
		mayCount("paused_seconds"), mayWhen("paused_since"), mayWhen("complete_at"), mayWhen("changed_at"),
	},
	ledger.Errors: {must("error_id"), must("unit"), when("reported_at"), may("kind"), mayWhen("changed_at")},
	ledger.Sessions: {
		must("session_id"), must("unit"), when("planned_at"), may("programme"), mayWhen("held_at"), mayCount("minutes"),
		mayCount("participants"), mayWhen("changed_at"), may("kind"),
	},
	ledger.Pauses: {must("pause_id"), must("case_id"), when("paused_at"), whenOrNot("resumed_at"), mayWhen("changed_at")},
}

// seldom are columns that few products have: nobody misses them.
var seldom = []string{"paused_seconds", "paused_since", "complete_at"}

// A decoder turns the rows of a file into rows of the ledger.
type decoder struct {
	source *Source
	table  ledger.Table
	rows   *table.Rows
	bad    bool // a fault was found in the row at hand
}

// add adds the row at hand to a page, and returns its identifier. It reports
// false if the row has none, or is wrong.
func (d *decoder) add(p *ledger.Page) (id ledger.ID, ok bool) {
	key := d.rows.Field(colID)
	if len(key) == 0 {
		p.Unkeyed++
		return 0, false
	}
	d.bad = false
	if reason := table.IdentifierFault(key); reason != "" {
		d.fault(colID, reason)
	}
	id = d.source.opts.Keyer.Text(key)
	if d.table == ledger.Pauses {
		return d.addPause(p, ledger.PauseID(id)), !d.bad
	}
	unit, first := d.source.names.Unit(d.text(colUnit)), d.time(colFirst)
	switch d.table {
	case ledger.Cases:
		started := d.time(caseStarted, first)
		p.Cases = append(p.Cases, ledger.Case{
			ID: id, Unit: unit, Type: d.source.names.Type(d.text(caseType)), Received: first, Started: started, Closed: d.time(caseClosed, first, started),
			Deadline: d.deadline(), Reopened: d.count(caseReopened, -1), Changed: d.version(caseChanged),
			PausedSeconds: d.count(casePausedSeconds, 0), PausedSince: d.end(casePausedSince), Complete: d.end(caseComplete),
		})
	case ledger.Errors:
		p.Errors = append(p.Errors, ledger.Error{
			ID: id, Unit: unit, Kind: d.source.names.Label(d.text(errorKind)), Reported: first, Changed: d.version(errorChanged),
		})
	case ledger.Sessions:
		p.Sessions = append(p.Sessions, ledger.Session{
			ID: id, Unit: unit, Programme: d.source.names.Label(d.text(sessionProgramme)), Planned: first, Held: d.time(sessionHeld),
			Minutes: d.count(sessionMinutes, 0), Participants: d.count(sessionPeople, 0), Changed: d.version(sessionChanged),
		})
	}
	return id, !d.bad
}

// addPause adds a pause to a page.
func (d *decoder) addPause(p *ledger.Page, id ledger.ID) ledger.ID {
	of := ledger.ID(0)
	if key := d.rows.Field(pauseCase); len(key) > 0 {
		if reason := table.IdentifierFault(key); reason != "" {
			d.fault(pauseCase, reason)
		}
		of = d.source.opts.Keyer.Text(key)
	}
	paused := d.time(colFirst)
	p.Pauses = append(p.Pauses, ledger.Pause{
		ID: id, Case: of, Paused: paused, Resumed: d.end(pauseResumed, paused), Changed: d.version(pauseChanged),
	})
	return id
}

// text is a text that may become the value of a label.
func (d *decoder) text(column int) []byte {
	field := d.rows.Field(column)
	if len(field) > 0 && (field[0] == '=' || field[0] == '#') {
		if reason := table.SpreadsheetFault(string(field)); reason != "" {
			d.fault(column, reason)
			return nil
		}
	}
	if !isPlain(field) && bytes.IndexFunc(field, unicode.IsControl) >= 0 {
		d.fault(column, "has a character that does not print")
		return nil
	}
	return field
}

// isPlain reports whether all letters are of ASCII, and print.
func isPlain(field []byte) bool {
	for _, c := range field {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

func (d *decoder) fault(column int, reason string) {
	d.bad = true
	d.rows.Fault(column, "%s", reason)
}

func (d *decoder) moment(column int) (w source.Written, micro int64) {
	m, _, ok := d.rows.Moment(column)
	if !ok {
		d.fault(column, "is no time such as "+table.MomentForms+table.CountFault(d.rows.Field(column)))
		return source.Written{}, 0
	}
	return source.Written{Wall: m.Wall, Instant: m.Zoned, Day: m.Date}, m.Micro
}

// time is when something happened that cannot have been before some others.
func (d *decoder) time(column int, others ...int64) int64 {
	w, _ := d.moment(column)
	return d.source.clocks.After(w, others...)
}

// end is time of when something ends.
func (d *decoder) end(column int, others ...int64) int64 {
	w, _ := d.moment(column)
	return d.source.clocks.EndAfter(w, others...)
}

func (d *decoder) deadline() int64 {
	w, _ := d.moment(caseDeadline)
	return d.source.clocks.Deadline(w)
}

func (d *decoder) version(column int) int64 {
	w, micro := d.moment(column)
	return d.source.clocks.Version(w, micro)
}

func (d *decoder) count(column int, none int64) int64 {
	n, has, ok := d.rows.Whole(column)
	switch {
	case !ok || n < 0:
		d.fault(column, "is no whole number from 0 on")
		return none
	case !has:
		return none
	}
	return n
}
