package main

import (
	"math"
	"strconv"
	"time"

	"casework/collectors/dropfolder"
	"casework/collectors/supplement"
	csvtable "casework/collectors/table"
)

// The columns of a file of cases. Times are read by csvRow.time.
const (
	caseIDColumn = iota
	caseUnitColumn
	caseReceivedColumn
	caseTypeColumn
	caseStartedColumn
	caseClosedColumn
	caseDeadlineColumn
	caseReopenedColumn
)

var caseColumns = []supplement.Column{
	caseIDColumn:       {Name: "case_id", Kind: supplement.Key},
	caseUnitColumn:     {Name: "unit", Kind: supplement.Text},
	caseReceivedColumn: {Name: "received_at", Kind: supplement.Key},
	caseTypeColumn:     {Name: "case_type", Kind: supplement.Key, Optional: true},
	caseStartedColumn:  {Name: "started_at", Kind: supplement.Key, Optional: true},
	caseClosedColumn:   {Name: "closed_at", Kind: supplement.Key, Optional: true},
	caseDeadlineColumn: {Name: "deadline_at", Kind: supplement.Key, Optional: true},
	caseReopenedColumn: {Name: "reopened_count", Kind: supplement.Count, Max: math.MaxInt32, Optional: true},
}

// readCases reads a CSV file of cases; zone is that of times as spreadsheets
// write them. Identifiers are strings in what it returns; see numberKeys.
func readCases(name string, content []byte, zone *time.Location) ([]Case, error) {
	// A case without a date of receipt is for the exporter to reject.
	format := csvtable.Format{Columns: caseColumns, Location: zone, MayBeBlank: []int{caseReceivedColumn}, Sheet: "cases"}
	return readKeyed(name, content, format, caseIDColumn, func(r *csvRow) Case {
		return Case{
			ID: Key{Str: r.words(caseIDColumn)}, Unit: r.words(caseUnitColumn), Type: r.words(caseTypeColumn),
			Received: r.time(caseReceivedColumn), Started: r.time(caseStartedColumn), Closed: r.time(caseClosedColumn),
			Deadline: r.time(caseDeadlineColumn), Reopened: int64(r.Row[caseReopenedColumn].Number),
		}
	})
}

// The columns of a file of error reports.
const (
	errorIDColumn = iota
	errorUnitColumn
	errorReportedColumn
	errorKindColumn
	errorCaseColumn
)

var errorColumns = []supplement.Column{
	errorIDColumn:       {Name: "error_id", Kind: supplement.Key},
	errorUnitColumn:     {Name: "unit", Kind: supplement.Text},
	errorReportedColumn: {Name: "reported_at", Kind: supplement.Key},
	errorKindColumn:     {Name: "kind", Kind: supplement.Text},
	errorCaseColumn:     {Name: "case_id", Kind: supplement.Key, Optional: true},
}

// readErrors reads a CSV file of error reports, like readCases.
func readErrors(name string, content []byte, zone *time.Location) ([]ErrorReport, error) {
	format := csvtable.Format{Columns: errorColumns, Location: zone, MayBeBlank: []int{errorReportedColumn}, Sheet: "errors"}
	return readKeyed(name, content, format, errorIDColumn, func(r *csvRow) ErrorReport {
		return ErrorReport{
			ID: Key{Str: r.words(errorIDColumn)}, Unit: r.words(errorUnitColumn), Case: Key{Str: r.words(errorCaseColumn)},
			Reported: r.time(errorReportedColumn), Kind: r.words(errorKindColumn),
		}
	})
}

// readKeyed reads a CSV file of which every line has a key of its own.
func readKeyed[R any](name string, content []byte, format csvtable.Format, key int, read func(*csvRow) R) ([]R, error) {
	var rows []R
	seen := map[string]int{}
	err := parseCSV(name, content, format, func(r *csvRow) {
		row := read(r)
		r.once(key, seen)
		if r.good {
			rows = append(rows, row)
		}
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// readProgrammes reads a CSV file of supervision programmes: any that the
// exporter's own setting of that name takes.
func readProgrammes(name string, content []byte, zone *time.Location) ([]Programme, error) {
	var programmes []Programme
	seen := map[Programme]int{}
	format := csvtable.Format{Columns: dropfolder.ProgrammeColumns(), Location: zone, Sheet: "programmes"}
	err := parseCSV(name, content, format, func(r *csvRow) {
		p := Programme{
			Unit: r.words(dropfolder.ProgrammeUnit), Name: r.words(dropfolder.ProgrammeName),
			From: r.date(dropfolder.ProgrammeStartsOn), To: r.date(dropfolder.ProgrammeEndsOn),
		}
		if p.To != "" && p.To < p.From {
			r.fault(dropfolder.ProgrammeEndsOn, "is before starts_on")
		}
		if !r.good {
			return
		}
		// The database keeps one period of a unit, programme and first day: of
		// several, the longest.
		key := Programme{Unit: p.Unit, Name: p.Name, From: p.From}
		at, again := seen[key]
		if !again {
			seen[key] = len(programmes)
			programmes = append(programmes, p)
		} else if to := &programmes[at].To; p.To == "" || *to != "" && p.To > *to {
			*to = p.To
		}
	})
	if err != nil {
		return nil, err
	}
	return programmes, nil
}

// numberKeys turns identifiers into numbers if every one of them is the usual
// way to write a positive number, and reports whether they remain strings.
func numberKeys(keys []*Key) (strings bool) {
	for _, k := range keys {
		n, err := strconv.ParseInt(k.Str, 10, 64)
		if k.Str != "" && (err != nil || n <= 0 || strconv.FormatInt(n, 10) != k.Str) {
			return true
		}
	}
	for _, k := range keys {
		if n, err := strconv.ParseInt(k.Str, 10, 64); err == nil {
			*k = Key{Num: n}
		}
	}
	return false
}
