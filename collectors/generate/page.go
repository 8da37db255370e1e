package main

import (
	"fmt"
	"slices"
	"strings"

	"casework/collectors/metric"
	"casework/collectors/supplement"
)

// columns is the table of the supplementary tables' columns, in Markdown.
func columns() string {
	var b strings.Builder
	b.WriteString("| name | columns (optional ones in parentheses) |\n|---|---|\n")
	for _, t := range supplement.Tables() {
		listed, also := t.Columns, ""
		if t.Query != "" { // the page says before what the query's other columns are
			listed = slices.DeleteFunc(slices.Clone(listed), func(c supplement.Column) bool { return remark(&c) == "" })
			also = "as above, and "
		}
		fmt.Fprintf(&b, "| `casework_%s` | %s%s |\n", t.File(), also, columnList(listed))
	}
	return b.String()
}

// columnList names columns, with those in parentheses that may be missing.
func columnList(columns []supplement.Column) string {
	var items []string
	for len(columns) > 0 {
		if c := &columns[0]; !c.Optional {
			item := "`" + c.Name + "`"
			if remark := remark(c); remark != "" {
				item += " (" + remark + ")"
			}
			items, columns = append(items, item), columns[1:]
			continue
		}
		var optional []string
		separator := ", "
		for len(columns) > 0 && columns[0].Optional {
			item := "`" + columns[0].Name + "`"
			if remark := remark(&columns[0]); remark != "" {
				item, separator = item+": "+remark, "; "
			}
			optional, columns = append(optional, item), columns[1:]
		}
		items = append(items, "("+strings.Join(optional, separator)+")")
	}
	return strings.Join(items, ", ")
}

// remark is what is said of a column: its values, and its note.
func remark(c *supplement.Column) string {
	var parts []string
	if n := len(c.OneOf); n > 1 {
		parts = append(parts, strings.Join(c.OneOf[:n-1], ", ")+" or "+c.OneOf[n-1])
	} else if n == 1 {
		parts = append(parts, c.OneOf[0])
	}
	if c.Note != "" {
		parts = append(parts, c.Note)
	}
	return strings.Join(parts, "; ")
}

// A covered is a line of the coverage.
type covered struct {
	supplement.Coverage

	table string // as the page writes it
}

// Of what is covered without a supplementary table: what cases and errors
// tell, and what the programme does.
var (
	ofCases = []covered{
		{supplement.Coverage{
			Claim:  "waiting, processing time, bottlenecks, throughput, deadlines",
			Metric: &metric.GroupWaitMedian, Board: "quality",
		}, "`cases`"},
		{supplement.Coverage{
			Claim:  "complexity: case types distinguished",
			Metric: &metric.GroupTurnaroundMedian, Board: "quality",
		}, "`cases`"},
		{supplement.Coverage{Claim: "errors reported, incidents", Metric: &metric.GroupErrorsPerClosed, Board: "quality"}, "`errors`"},
	}
	ofProgrammes = []covered{
		{supplement.Coverage{
			Claim:  "too early to assess: the first six months",
			Metric: &metric.SupervisionStart, Board: "follow-up",
		}, "`programmes`"},
		{supplement.Coverage{
			Claim:  "the source's claims next to what is measured here",
			Metric: &metric.EffectEstimate, Board: "programme",
		}, "all"},
	}
)

// coverage is the table of what is covered, in Markdown.
func coverage() string {
	lines := slices.Clone(ofCases)
	for _, t := range supplement.Tables() {
		for _, c := range t.Covers {
			lines = append(lines, covered{c, "`" + t.File() + "`"})
		}
	}
	lines = append(lines, ofProgrammes...)
	var b strings.Builder
	b.WriteString("| claim or part of a programme | table | metric | board |\n|---|---|---|---|\n")
	for _, line := range lines {
		fmt.Fprintf(&b, "| %s | %s | `%s` | %s |\n", line.Claim, line.table, line.Metric.Name, line.Board)
	}
	return b.String()
}
