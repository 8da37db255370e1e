package main

import (
	"math/rand/v2"
	"time"

	"casework/collectors/civil"
	"casework/collectors/supplement"
)

// bigArchive holds the supplementary tables of so many units: sums of each
// month, answers and complaints a few a month, sessions of the units under
// supervision every other week.
func bigArchive(units, days int, end int64) *supplement.Archive {
	today := civil.DayOf(time.Unix(end, 0).UTC())
	begin := today - civil.Day(days)
	a, rng := supplement.NewArchive(today), rand.New(rand.NewPCG(3, 4))
	var id keys
	fill := func(t *supplement.Table, every civil.Day, rows func(unit int, day civil.Day) supplement.Row) {
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
	name := func(unit int) supplement.Value { return text(unitName(unit)) }
	fill(supplement.Absence, 31, func(unit int, day civil.Day) supplement.Row {
		return supplement.Row{name(unit), on(day.Month()), number(rng.IntN(40)), number(400), number(20)}
	})
	fill(supplement.TimeUse, 31, func(unit int, day civil.Day) supplement.Row {
		return supplement.Row{name(unit), on(day.Month()), number(1600), number(2900 + rng.IntN(90)), number(20)}
	})
	fill(supplement.Staff, 31, func(unit int, day civil.Day) supplement.Row {
		return supplement.Row{name(unit), on(day.Month()), number(20), number(rng.IntN(20)), number(rng.IntN(20)), number(2), {}}
	})
	fill(supplement.Activities, 31, func(unit int, day civil.Day) supplement.Row {
		return supplement.Row{name(unit), on(day.Month()), text("course"), number(rng.IntN(9))}
	})
	fill(supplement.Surveys, 3, func(unit int, day civil.Day) supplement.Row {
		return supplement.Row{id.next(), name(unit), text("citizen"), on(day), number(rng.IntN(101)), {}}
	})
	fill(supplement.Complaints, 14, func(unit int, day civil.Day) supplement.Row {
		decided := supplement.Value{}
		if day+40 <= today {
			decided = on(day + 40)
		}
		return supplement.Row{id.next(), name(unit), on(day), decided, text("upheld")}
	})
	fill(supplement.Dose, 14, func(unit int, day civil.Day) supplement.Row {
		if unit%2 == 1 {
			return nil
		}
		return supplement.Row{id.next(), name(unit), text("group"), on(day), on(day), number(90), number(6), {}}
	})
	return a
}
