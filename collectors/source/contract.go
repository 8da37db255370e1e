package source

import (
	"cmp"

	"casework/collectors/ledger"
	"casework/collectors/supplement"
)

// A Meaning is what a column of the contract stands for.
type Meaning uint8

// The meanings of columns.
const (
	MeansID      Meaning = iota
	MeansText            // a name, such as that of a unit
	MeansInstant         // or a day
	MeansNumber
	MeansDate
	MeansDay   // a date, or an instant of it
	MeansMonth // a date of it, 2026-09 or 202609
)

// A column is one column of a contract query.
type column struct {
	name     string
	meaning  Meaning
	required bool
}

// A contract is what one query of an adapter must answer. The first columns
// of a row table are its identifier and its unit; that of pauses has the case's
// identifier in place of a unit.
type contract struct {
	name    string // of the query, and of its file before ".sql"
	query   string // of a contract that shares another's query: that one's name
	columns []column

	// For the row tables:
	times  [ledger.NumTimeColumns]string // columns, by ledger.TimeColumn; "" if the table has none
	recent []string                      // columns whose recent rows are read again, where changed_at is absent

	// Columns of which a query must have one. Without changed_at, the rows are
	// read again in which the first that there is holds no time, or a recent one.
	ends []string
}

// Positions of the columns of the row tables, in the order of their contract.
const (
	colID, colUnit, colLabel, colFirst = 0, 1, 2, 3 // of every row table but pauses, which has its identifier first too

	caseStarted, caseClosed, caseDeadline, caseReopened = 4, 5, 6, 7
	casePausedSeconds, casePausedSince, caseComplete    = 8, 9, 10 // before changed_at, which is the last of every row table

	sessionHeld, sessionMinutes, sessionParticipants, sessionChanged = 4, 5, 6, 7

	pauseCase, pausePaused, pauseResumed = 1, 2, 3 // pauses name no unit
)

const (
	changedAt     = "changed_at"
	caseID        = "case_id"
	unitName      = "unit"
	caseType      = "case_type"
	startedAt     = "started_at"
	closedAt      = "closed_at"
	resumedAt     = "resumed_at"
	pausedSeconds = "paused_seconds"
	pausedSince   = "paused_since"
	completeAt    = "complete_at"
)

// contracts lists the contract queries. The row tables come first, in the
// order of ledger.Table.
var contracts = append([]contract{
	{
		name: ledger.Cases.String(),
		columns: []column{
			{caseID, MeansID, true},
			{"unit", MeansText, true},
			{caseType, MeansText, false},
			{"received_at", MeansInstant, true},
			{startedAt, MeansInstant, false},
			{closedAt, MeansInstant, false},
			{"deadline_at", MeansInstant, false},
			{"reopened_count", MeansNumber, false},
			{pausedSeconds, MeansNumber, false},
			{pausedSince, MeansInstant, false},
			{completeAt, MeansInstant, false},
			{changedAt, MeansInstant, false},
		},
		times:  [ledger.NumTimeColumns]string{"received_at", startedAt, closedAt, "deadline_at", pausedSince, completeAt},
		recent: []string{"received_at"},
		ends:   []string{closedAt, startedAt},
	},
	{
		name: ledger.Errors.String(),
		columns: []column{
			{"error_id", MeansID, true},
			{"unit", MeansText, true},
			{"kind", MeansText, false},
			{"reported_at", MeansInstant, true},
			{changedAt, MeansInstant, false},
		},
		times:  [ledger.NumTimeColumns]string{"reported_at"},
		recent: []string{"reported_at"},
	},
	{
		name: ledger.Sessions.String(),
		columns: []column{
			{"session_id", MeansID, true},
			{"unit", MeansText, true},
			{"programme", MeansText, false},
			{"planned_at", MeansInstant, true},
			{"held_at", MeansInstant, false},
			{"minutes", MeansNumber, false},
			{"participants", MeansNumber, false},
			{changedAt, MeansInstant, false},
		},
		times:  [ledger.NumTimeColumns]string{"planned_at", "held_at"},
		recent: []string{"planned_at", "held_at"},
	},
	{
		name: ledger.Pauses.String(),
		columns: []column{
			{"pause_id", MeansID, true},
			{caseID, MeansID, true},
			{"paused_at", MeansInstant, true},
			{resumedAt, MeansInstant, true},
			{changedAt, MeansInstant, false},
		},
		times:  [ledger.NumTimeColumns]string{"paused_at", resumedAt},
		recent: []string{"paused_at"},
		ends:   []string{resumedAt},
	},
	{
		name: string(Programmes),
		columns: []column{
			{"unit", MeansText, true},
			{"programme", MeansText, true},
			{"starts_on", MeansDate, true},
			{"ends_on", MeansDate, false},
		},
	},
	{
		name: string(Units),
		columns: []column{
			{"unit", MeansText, true},
			{"name", MeansText, false},
			{"service", MeansText, false},
			{"parent", MeansText, false},
		},
	},
}, tableContracts()...)

// contractOf is the contract of a query by its name, or nil.
func contractOf(query string) *contract {
	for i := range contracts {
		if contracts[i].name == query {
			return &contracts[i]
		}
	}
	return nil
}

// file is the name of the contract's query, and of its file before ".sql".
func (c *contract) file() string { return cmp.Or(c.query, c.name) }

// meanings of the columns of a table of package supplement.
var meanings = map[supplement.Kind]Meaning{
	supplement.Text: MeansText, supplement.Key: MeansID, supplement.Date: MeansDay, supplement.Month: MeansMonth,
	supplement.Count: MeansNumber, supplement.Number: MeansNumber,
}

// tableContracts are the contracts of the supplementary tables.
func tableContracts() []contract {
	var all []contract
	for _, t := range supplement.Tables() {
		c := contract{name: t.Name, query: t.Query}
		for _, col := range t.Columns {
			c.columns = append(c.columns, column{col.Name, meanings[col.Kind], !col.Optional})
		}
		all = append(all, c)
	}
	return all
}

// queryNames lists the queries that an adapter may have, the required one
// first.
func queryNames() []string {
	var names []string
	for i := range contracts {
		if contracts[i].query == "" {
			names = append(names, contracts[i].name)
		}
	}
	return names
}
