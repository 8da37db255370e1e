package main

import (
	"math/rand/v2"
	"time"

	"casework/collectors/aggregate"
)

// bigArchive is what is known beside the cases of so many units: sums of each
// month, answers and complaints a few a month, sessions of the units under
// supervision every other week.
func bigArchive(units, days int, end int64) *aggregate.Archive {
	today := aggregate.DayOf(time.Unix(end, 0).UTC())
	begin := today - aggregate.Day(days)
	a, rng := aggregate.NewArchive(today), rand.New(rand.NewPCG(3, 4))
	var id keys
	fill := func(t *aggregate.Table, every aggregate.Day, rows func(unit int, day aggregate.Day) aggregate.Row) {
		add, put := a.Fill(t)
		for unit := range units {
			for day := begin; day <= today; day += every {
				if row := rows(unit, day); row != nil {
					add(row)
				}
			}
		}
		put()
	}
	name := func(unit int) aggregate.Value { return text(unitName(unit)) }
	fill(aggregate.Absence, 31, func(unit int, day aggregate.Day) aggregate.Row {
		return aggregate.Row{name(unit), on(day.Month()), number(rng.IntN(40)), number(400), number(20)}
	})
	fill(aggregate.TimeUse, 31, func(unit int, day aggregate.Day) aggregate.Row {
		return aggregate.Row{name(unit), on(day.Month()), number(1600), number(2900 + rng.IntN(90)), number(20)}
	})
	fill(aggregate.Staff, 31, func(unit int, day aggregate.Day) aggregate.Row {
		return aggregate.Row{name(unit), on(day.Month()), number(20), number(rng.IntN(20)), number(rng.IntN(20)), number(2), {}}
	})
	fill(aggregate.Activities, 31, func(unit int, day aggregate.Day) aggregate.Row {
		return aggregate.Row{name(unit), on(day.Month()), text("course"), number(rng.IntN(9))}
	})
	fill(aggregate.Surveys, 3, func(unit int, day aggregate.Day) aggregate.Row {
		return aggregate.Row{id.next(), name(unit), text("citizen"), on(day), number(rng.IntN(101)), {}}
	})
	fill(aggregate.Complaints, 14, func(unit int, day aggregate.Day) aggregate.Row {
		decided := aggregate.Value{}
		if day+40 <= today {
			decided = on(day + 40)
		}
		return aggregate.Row{id.next(), name(unit), on(day), decided, text("upheld")}
	})
	fill(aggregate.Dose, 14, func(unit int, day aggregate.Day) aggregate.Row {
		if unit%2 == 1 {
			return nil
		}
		return aggregate.Row{id.next(), name(unit), text("group"), on(day), on(day), number(90), number(6), {}}
	})
	return a
}
