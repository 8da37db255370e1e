package source

import (
	"fmt"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
)

// A Query names one query of the contract: that of the file of an adapter
// that has its name before ".sql".
type Query string

// The queries that a source is asked for by name. Supplementary tables have
// queries too, which Source.ReadTable asks.
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

// readAdapter reads the statements of an adapter, with the statuses of the options in
// which cases are paused, and its query of the statuses that the product has.
func readAdapter(driver string, opts *Options) (statements map[string]string, statuses string, err error) {
	if statements, err = adapters.Read(opts.Adapter, queryNames(), driver); err != nil {
		return nil, "", err
	}
	if statuses, err = adapters.Statuses(opts.Adapter, driver); err != nil {
		return nil, "", err
	}
	if len(opts.PauseStatuses) > 0 {
		pauses, err := adapters.WithPauseStatuses(statements[string(Pauses)], opts.PauseStatuses)
		if err != nil {
			return nil, "", fmt.Errorf("statuses of pauses: %w", err)
		}
		statements[string(Pauses)] = pauses
	}
	return statements, statuses, nil
}
