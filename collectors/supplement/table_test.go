package supplement

import (
	"math"
	"slices"
	"strings"
	"testing"

	"casework/collectors/metric"
)

// right is a row of a table that nothing is wrong with.
func right(t *Table) Row {
	row := make(Row, len(t.Columns))
	for i, c := range t.Columns {
		switch c.Kind {
		case Text, Key:
			row[i] = txt("x")
			if c.OneOf != nil {
				row[i] = txt(c.OneOf[0])
			}
		case Date, Month:
			row[i] = on(100)
		case Count, Number:
			row[i] = num(1)
		}
	}
	return row
}

// TestEveryColumnIsChecked breaks each column of each table in each way.
func TestEveryColumnIsChecked(t *testing.T) {
	for _, table := range Tables() {
		if f := table.Check(right(table), 200); f != nil {
			t.Fatalf("%s: %s %s", table.Name, table.Columns[f.Column].Name, f.Text)
		}
		for i, c := range table.Columns {
			fails := func(v Value, reason Reason, why string) {
				t.Helper()
				row := right(table)
				row[i] = v
				f := table.Check(row, 200)
				if f == nil || f.Column != i || f.Reason != reason {
					t.Errorf("%s.%s %s: %+v, want %s", table.Name, c.Name, why, f, reason)
				}
			}
			row := right(table)
			row[i] = Value{}
			if f := table.Check(row, 200); (f == nil) != (c.Optional || c.Default != "") {
				t.Errorf("%s.%s empty: %+v", table.Name, c.Name, f)
			}
			switch c.Kind {
			case Text:
				if c.OneOf == nil {
					fails(txt(strings.Repeat("å", 256)), OutOfRange, "long")
					fails(txt("a\x00b"), OutOfRange, "unprintable")
				} else if c.Fallback == "" {
					fails(txt("no such"), OutOfRange, "not allowed")
				}
				if !c.Optional {
					fails(txt("  "), MissingValue, "blank")
				}
			case Count:
				fails(num(1.5), OutOfRange, "broken")
				fails(num(-1), OutOfRange, "negative")
			case Number:
				fails(num(math.NaN()), OutOfRange, "not a number")
				if !c.Unbounded {
					fails(num(-0.5), OutOfRange, "negative")
				}
			case Date, Month:
				if !c.AllowFuture {
					fails(on(202), InFuture, "ahead")
				}
			case Key:
			}
			if c.Max != 0 {
				fails(num(c.Max+1), OutOfRange, "too large")
			}
		}
	}
}

func TestRowsContradictThemselves(t *testing.T) {
	for table, change := range map[*Table]func(Row){
		Complaints: func(r Row) { r[3] = on(99) },
		Absence:    func(r Row) { r[2] = num(2) },
		Audits:     func(r Row) { r[3] = num(2) },
		Staff:      func(r Row) { r[4] = num(2) },
		Projects:   func(r Row) { r[3] = on(99) },
		TimeUse:    func(r Row) { r[2] = num(2) },
	} {
		row := right(table)
		change(row)
		if f := table.Check(row, 200); f == nil || f.Reason != Inconsistent {
			t.Errorf("%s: %+v", table.Name, f)
		}
	}
}

// TestEveryMetricHasTable: what the catalogue lists under the headings of the
// supplementary tables is made of one of them, or says which period it is of.
func TestEveryMetricHasTable(t *testing.T) {
	made := []*metric.Def{&metric.PeriodStart, &metric.PeriodEnd}
	for _, table := range Tables() {
		made = append(made, table.metrics...)
	}
	for _, def := range metric.All() {
		switch def.Section {
		case metric.Complaints, metric.People, metric.Dose, metric.Results:
			if !slices.Contains(made, def) {
				t.Errorf("no table makes %s", def.Name)
			}
		}
	}
}

// TestCalled: nobody who sets the program up knows a name that no query has.
func TestCalled(t *testing.T) {
	for name, want := range map[string]string{
		"dose": "sessions by kind", "sessions": "sessions", "cases": "cases", "doses": "doses", "": "",
	} {
		if got := Called(name); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
}
