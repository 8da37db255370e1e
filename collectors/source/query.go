package source

import (
	"casework/collectors/ledger"
	"casework/collectors/supplement"
)

// A Query names one query of the contract: that of the file of an adapter
// that has its name before ".sql".
type Query string

// The queries that a source is asked for by name. The supplementary tables
// have one each too, see QueryOfTable.
const (
	Cases      Query = "cases" // the only one that every source has
	Errors     Query = "errors"
	Sessions   Query = "sessions"
	Pauses     Query = "pauses"
	Programmes Query = "programmes"
	Units      Query = "units"
)

// QueryOf is the query of a row table.
func QueryOf(t ledger.Table) Query { return Query(t.String()) }

// QueryOfTable is the query of a supplementary table. Tables may share one.
func QueryOfTable(t *supplement.Table) Query { return Query(t.File()) }
