package mysql

import (
	"math"
	"strconv"
	"strings"

	"casework/collectors/source"
)

// operators reads a plan as TiDB gives it: a tree of operators, drawn by
// indents, of which those that read or sort become steps. A sort gets the rows
// of the operator below it that has most, as its own may be those of a LIMIT.
func operators(lines []map[string]string) source.Plan {
	var plan source.Plan
	for i, line := range lines {
		name, depth := operator(line["id"])
		st := source.Step{Rows: estimate(line)}
		for part := range strings.SplitSeq(line["access object"], ", ") {
			if table, ok := strings.CutPrefix(part, "table:"); ok {
				st.Table = table
			}
		}
		switch name {
		case "TableFullScan", "IndexFullScan":
			st.Scans = true
		case "TableRangeScan", "IndexRangeScan":
		case "Sort", "TopN":
			st.Sorts = true
			for _, below := range lines[i+1:] {
				if _, d := operator(below["id"]); d <= depth {
					break
				}
				st.Rows = max(st.Rows, estimate(below))
				if table, ok := strings.CutPrefix(below["access object"], "table:"); ok && st.Table == "" {
					st.Table, _, _ = strings.Cut(table, ",")
				}
			}
		default:
			continue
		}
		plan = append(plan, st)
	}
	return plan
}

// operator is the name of an operator without its number, and how deep in the
// tree it stands.
func operator(id string) (name string, depth int) {
	name = strings.TrimLeft(id, " │├└─")
	depth = len([]rune(id)) - len([]rune(name))
	name, _, _ = strings.Cut(name, "_")
	return name, depth
}

// estimate is how many rows the server expects of an operator.
func estimate(line map[string]string) int64 {
	rows, err := strconv.ParseFloat(line["estRows"], 64)
	if err != nil { // N/A
		return 0
	}
	return int64(math.Ceil(min(rows, math.MaxInt32)))
}
