package setup

import (
	"slices"
	"strings"

	"casework/collectors/files"
	"casework/collectors/source"
	"casework/collectors/table"
)

// A columnQuestion is a column of a table, and what its heading does.
type columnQuestion struct {
	of, column, does string
}

// key is that of the question in a file of answers.
func (c *columnQuestion) key() string {
	if c.of == string(source.Cases) {
		return keyColumn + strings.ToUpper(c.column)
	}
	return keyColumn + strings.ToUpper(c.of+"_"+c.column)
}

// name is the column in a line of columns.csv. Those of cases are those of every table that
// has such a column.
func (c *columnQuestion) name() string {
	if c.of == string(source.Cases) {
		return c.column
	}
	return c.of + "." + c.column
}

// columnQuestions are the columns whose headings are asked for. A file of cases must have the
// first three, and started_at or closed_at.
var columnQuestions = []columnQuestion{
	{of: "cases", column: "case_id", does: "is the case's number"},
	{of: "cases", column: "unit", does: "is the unit that handles it"},
	{of: "cases", column: "received_at", does: "says when it was received"},
	{of: "cases", column: "started_at", does: "says when work on it began"},
	{of: "cases", column: "closed_at", does: "says when it was closed"},
	{of: "cases", column: "deadline_at", does: "says by when it must be closed"},
	{of: "cases", column: "case_type", does: "says of which type it is"},

	{of: "errors", column: "error_id", does: "is the report's number"},
	{of: "errors", column: "unit", does: "is the unit that it is about"},
	{of: "errors", column: "reported_at", does: "says when it was reported"},
	{of: "errors", column: "kind", does: "says of which kind it is"},
	{of: "sessions", column: "session_id", does: "is the session's number"},
	{of: "sessions", column: "unit", does: "is the unit that it was for"},
	{of: "sessions", column: "planned_at", does: "says for when it was planned"},
	{of: "sessions", column: "programme", does: "is the programme that it was of"},
	{of: "sessions", column: "held_at", does: "says when it was held"},
	{of: "sessions", column: "minutes", does: "says how many minutes it took"},
	{of: "sessions", column: "participants", does: "says how many took part"},
	{of: "sessions", column: "kind", does: "says of which kind it was"},
	{of: "pauses", column: "pause_id", does: "is the pause's number"},
	{of: "pauses", column: "case_id", does: "is the number of its case"},
	{of: "pauses", column: "paused_at", does: "says when it began"},
	{of: "pauses", column: "resumed_at", does: "says when it ended"},
	{of: "programmes", column: "unit", does: "is the unit that takes part"},
	{of: "programmes", column: "programme", does: "is the programme"},
	{of: "programmes", column: "starts_on", does: "says on which day it starts there"},
	{of: "programmes", column: "ends_on", does: "says on which day it ends there"},
	{of: "units", column: "unit", does: "is the unit, as cases have it"},
	{of: "units", column: "name", does: "is the name that is shown"},
	{of: "units", column: "service", does: "is its service area"},
	{of: "units", column: "parent", does: "is the unit above it"},
}

// question asks which of the headings that are left stands for the column.
func (c *columnQuestion) question(proposed string, must bool, all, left []string, answered map[string]string) question {
	q := questionOf(c.key())
	q.def, q.allowed = proposed, listed(left)
	if !must {
		q.ask += ", or none"
		q.allowed += ", or none"
		if q.def == "" {
			q.def = none
		}
	}
	q.fault = func(answer string) string {
		answer = table.Title(answer)
		switch {
		case slices.Contains(left, answer) || !must && answer == none:
			return ""
		case answered[answer] != "":
			return "it stands for " + answered[answer] + " already"
		case files.IsTwice(all, answer):
			return "the file has it twice"
		case slices.Contains(all, answer):
			return "it looks personal, and is not read"
		}
		return "no heading of the file that is not read yet"
	}
	return q
}
