package collectors

import (
	"context"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// A Source reads one case-management database. Its methods are called from
// one goroutine at a time.
type Source interface {
	// Changes reads the rows of a table that changed since a cursor, with an
	// overlap before it for commits that came late, in the order of change.
	// It calls apply once a page; apply's error ends the reading. Cursor 0
	// reads everything.
	Changes(ctx context.Context, t ledger.Table, since ledger.Cursor, apply func(*ledger.Page) error) error

	// Programmes reads the supervision programmes; nil without such a query.
	Programmes(ctx context.Context) ([]ledger.Programme, error)

	// Units reads the list of units; nil without such a query.
	Units(ctx context.Context) ([]ledger.Unit, error)

	// Has reports whether the source has a contract query. An error says that
	// the source cannot tell now.
	Has(ctx context.Context, query source.Query) (bool, error)

	// Columns says which optional columns the source has. It is asked after
	// cases were read.
	Columns() ledger.Columns

	// Span returns the first and last instant that rows of a table were
	// received, reported or planned, in Unix seconds; 0, 0 without rows.
	Span(ctx context.Context, t ledger.Table) (first, last int64, err error)

	// Summaries condenses the rows of [from, until), by unit.
	Summaries(ctx context.Context, t ledger.Table, from, until int64) (map[string]ledger.Summary, error)

	// Rows reads all rows of [from, until), as Changes does.
	Rows(ctx context.Context, t ledger.Table, from, until int64, apply func(*ledger.Page) error) error

	// Wall converts an instant, in Unix seconds, to the clock of a column
	// whose times a Summary adds up.
	Wall(t ledger.Table, column ledger.TimeColumn, unix int64) int64
}
