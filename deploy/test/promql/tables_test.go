package promql

import (
	"context"
	"fmt"
	"time"

	"casework/collectors/civil"
	"casework/collectors/supplement"
)

// ReadTable shows the tables beside the town's cases, as they are by now: a
// row of each month and unit, and what else there is.
func (t *town) ReadTable(_ context.Context, table *supplement.Table, since civil.Day, add func(supplement.Row)) (bool, error) {
	today := civil.Day(t.now / day)
	for at := (today - 400).Month(); at <= today; at = (at + 31).Month() {
		if table.Dated >= 0 && at < since {
			continue
		}
		for i := range unitsOfTown {
			unit := text(unitName(i))
			for _, row := range t.tableRows(table, unit, at) {
				if table.Dated < 0 || row[table.Dated].Day <= today {
					add(row)
				}
			}
		}
	}
	return true, nil
}

func text(s string) supplement.Value       { return supplement.Value{Set: true, Text: s} }
func number(n float64) supplement.Value    { return supplement.Value{Set: true, Number: n} }
func instant(d civil.Day) supplement.Value { return supplement.Value{Set: true, Day: d} }

// tableRows are the rows of a unit and month.
func (t *town) tableRows(table *supplement.Table, unit supplement.Value, at civil.Day) (rows []supplement.Row) {
	month, none := instant(at), supplement.Value{}
	id := func(n int) supplement.Value { return text(fmt.Sprint(table.Name, unit.Text, at, n)) }
	put := func(values ...supplement.Value) { rows = append(rows, values) }
	switch table {
	case supplement.Complaints:
		put(id(0), unit, instant(at+1), instant(at+9), text("upheld"))
		put(id(1), unit, instant(at+8), none, none)
	case supplement.Surveys:
		for n := range 8 {
			for _, audience := range []string{"citizen", "employee"} {
				put(text(fmt.Sprint(audience, id(n).Text)), unit, text(audience), instant(at+civil.Day(n)), number(float64(40+7*n)), none)
			}
		}
	case supplement.Invitations:
		put(unit, text("citizen"), month, number(20))
		put(unit, text("employee"), month, number(16))
	case supplement.Absence:
		put(unit, month, number(20), number(300), number(15))
	case supplement.Audits:
		put(unit, month, number(20), number(3))
	case supplement.Dose:
		put(id(0), unit, text("group"), instant(at+2), instant(at+2), number(90), number(6), none)
		put(id(1), unit, text("coaching"), instant(at+16), instant(at+17), number(60), number(2), none)
	case supplement.Staff:
		put(unit, month, number(15), number(9), number(10), number(2), number(1))
	case supplement.Activities:
		put(unit, month, text("course"), number(3))
		put(unit, month, text("feedback"), number(9))
	case supplement.Projects:
		put(id(0), unit, instant(at+3), instant(at+60))
	case supplement.Goals:
		put(unit, text("goal of "+at.Date().Format(time.DateOnly)), number(90), number(91), none, instant(at+200), instant(at+20))
	case supplement.Phases:
		put(unit, text("veiledning"), text("running"), month, month)
	case supplement.Checklist:
		put(unit, text("involvement"), month, number(float64(at%3)))
	case supplement.TimeUse:
		put(unit, month, number(700), number(1500), number(15))
	case supplement.Costs:
		put(month, text("training"), number(5000))
	case supplement.External:
		put(unit, text("test"), month, number(50), number(30))
	}
	return rows
}

// supplementOptions are those of the figures of tables.
var supplementOptions = supplement.Options{
	Windows: []supplement.Window{{Name: "28d", Days: 28}}, Currency: "NOK", HourlyCost: 600,
}
