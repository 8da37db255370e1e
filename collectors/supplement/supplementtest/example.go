// Package supplementtest makes rows of any supplementary table, for tests that
// try every table.
package supplementtest

import (
	"strconv"
	"strings"
	"time"

	"casework/collectors/civil"
	"casework/collectors/supplement"
)

// Example is a row of a table that nothing is wrong with, as texts in the order
// of its columns: of a unit, with a day wherever it has a day or a month. Every
// number is n, or the most that its column allows; its key is key.
func Example(t *supplement.Table, key int, unit string, day civil.Day, n int) []string {
	row := make([]string, len(t.Columns))
	for i := range t.Columns {
		c := &t.Columns[i]
		switch c.Kind {
		case supplement.Key:
			row[i] = strconv.Itoa(key)
		case supplement.Text:
			row[i] = "x"
			if c.OneOf != nil {
				row[i] = c.OneOf[0]
			}
			if c.Name == "unit" {
				row[i] = unit
			}
		case supplement.Date, supplement.Month:
			row[i] = day.Date().Format(time.DateOnly)
		case supplement.Count, supplement.Number:
			row[i] = strconv.Itoa(n)
			if c.Max != 0 && float64(n) > c.Max {
				row[i] = strconv.Itoa(int(c.Max))
			}
		}
	}
	return row
}

// Header is the names of a table's columns, separated by commas.
func Header(t *supplement.Table) string {
	names := make([]string, len(t.Columns))
	for i := range t.Columns {
		names[i] = t.Columns[i].Name
	}
	return strings.Join(names, ",")
}
