package mysql

import (
	"cmp"

	"casework/collectors/ledger"
	"casework/collectors/supplement"
)

// A meaning is what a column of the contract stands for.
type meaning uint8

const (
	identifier meaning = iota
	text
	instant
	number
	date
	day   // a date, or an instant of it
	month // a date of it, 2026-09 or 202609
)

// types lists the column types that can carry a meaning, by the names the
// driver gives them, without UNSIGNED.
var types = map[meaning][]string{
	identifier: {
		"BIGINT", "INT", "MEDIUMINT", "SMALLINT", "TINYINT", "DECIMAL",
		"VARCHAR", "CHAR", "TEXT", "VARBINARY", "BINARY",
	},
	text: {
		"VARCHAR", "CHAR", "TEXT", "MEDIUMTEXT", "LONGTEXT", "TINYTEXT", "ENUM", "SET",
		"VARBINARY", "BINARY", "BIGINT", "INT", "MEDIUMINT", "SMALLINT", "TINYINT", "DECIMAL",
	},
	instant: {"DATETIME", "TIMESTAMP", "DATE", "BIGINT", "INT", "MEDIUMINT", "DECIMAL"},
	number:  {"BIGINT", "INT", "MEDIUMINT", "SMALLINT", "TINYINT", "DECIMAL", "DOUBLE", "FLOAT"},
	date:    {"DATE", "DATETIME", "TIMESTAMP"},
	day:     {"DATE", "DATETIME", "TIMESTAMP", "BIGINT", "INT"},
	month:   {"DATE", "DATETIME", "TIMESTAMP", "VARCHAR", "CHAR", "BIGINT", "INT", "MEDIUMINT"},
}

// A column is one column of a contract query.
type column struct {
	name     string
	meaning  meaning
	required bool
}

// A contract is what one query of an adapter must answer. The first columns
// of a row table are its identifier and its unit.
type contract struct {
	name    string // of the query, and of its file before ".sql"
	query   string // of a contract that shares another's query: that one's name
	columns []column

	// For the row tables:
	marks   [4]string // columns of a ledger.Summary: first, started, closed, deadline; "" if the table has none
	recent  []string  // columns whose recent rows are read again, where changed_at is absent
	pending string    // column that is NULL in rows that are read again for as long as it is
}

// Positions of the columns of the row tables, in the order of their contract.
const (
	colID, colUnit, colLabel, colFirst = 0, 1, 2, 3 // of every row table

	caseStarted, caseClosed, caseDeadline, caseReopened, caseChanged = 4, 5, 6, 7, 8

	sessionHeld, sessionMinutes, sessionParticipants, sessionChanged = 4, 5, 6, 7
)

const (
	changedAt  = "changed_at"
	caseType   = "case_type"
	programmes = "programmes"
	units      = "units"
)

// contracts lists the contract queries. The row tables come first, in the
// order of ledger.Table.
var contracts = append([]contract{
	{
		name: ledger.Cases.String(),
		columns: []column{
			{"case_id", identifier, true},
			{"unit", text, true},
			{caseType, text, true},
			{"received_at", instant, true},
			{"started_at", instant, false},
			{"closed_at", instant, true},
			{"deadline_at", instant, false},
			{"reopened_count", number, false},
			{changedAt, instant, false},
		},
		marks:   [4]string{"received_at", "started_at", "closed_at", "deadline_at"},
		recent:  []string{"received_at", "closed_at"},
		pending: "closed_at",
	},
	{
		name: ledger.Errors.String(),
		columns: []column{
			{"error_id", identifier, true},
			{"unit", text, true},
			{"kind", text, true},
			{"reported_at", instant, true},
			{changedAt, instant, false},
		},
		marks:  [4]string{0: "reported_at"},
		recent: []string{"reported_at"},
	},
	{
		name: ledger.Sessions.String(),
		columns: []column{
			{"session_id", identifier, true},
			{"unit", text, true},
			{"programme", text, true},
			{"planned_at", instant, true},
			{"held_at", instant, false},
			{"minutes", number, false},
			{"participants", number, false},
			{changedAt, instant, false},
		},
		marks:  [4]string{"planned_at", "held_at"},
		recent: []string{"planned_at", "held_at"},
	},
	{
		name: programmes,
		columns: []column{
			{"unit", text, true},
			{"programme", text, true},
			{"starts_on", date, true},
			{"ends_on", date, false},
		},
	},
	{
		name: units,
		columns: []column{
			{"unit", text, true},
			{"name", text, true},
			{"service", text, true},
			{"parent", text, false},
		},
	},
}, tableContracts()...)

// file is the name of the contract's query, and of its file before ".sql".
func (c *contract) file() string { return cmp.Or(c.query, c.name) }

// meanings of the columns of a table of package supplement.
var meanings = map[supplement.Kind]meaning{
	supplement.Text: text, supplement.Key: identifier, supplement.Date: day, supplement.Month: month,
	supplement.Count: number, supplement.Number: number,
}

// tableContracts are the contracts of the tables beside the cases.
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
