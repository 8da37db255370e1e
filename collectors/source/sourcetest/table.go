package sourcetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/civil"
	"casework/collectors/source"
	"casework/collectors/supplement"
)

// ReadTable lists the rows of a table, sorted, as text.
func ReadTable(t testing.TB, s *source.Source, table *supplement.Table, since string) []string {
	t.Helper()
	from := civil.Day(0)
	if since != "" {
		from, _ = civil.ParseDay(since)
	}
	var rows []string
	present, err := s.ReadTable(t.Context(), table, from, func(row supplement.Row) {
		var b strings.Builder
		for i, v := range row {
			switch kind := table.Columns[i].Kind; {
			case !v.Set:
				b.WriteString("- ")
			case kind == supplement.Date || kind == supplement.Month:
				b.WriteString(v.Day.Date().Format(time.DateOnly) + " ")
			case kind == supplement.Text || kind == supplement.Key:
				b.WriteString(v.Text + " ")
			default:
				fmt.Fprint(&b, v.Number, " ")
			}
		}
		rows = append(rows, strings.TrimSpace(b.String()))
	})
	if err != nil {
		t.Fatalf("%s: %v", table.Name, err)
	}
	if !present {
		return []string{"absent"}
	}
	slices.Sort(rows)
	return rows
}
