package supplement

import (
	order "cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casework/collectors/civil"
)

// asOf is a row as a table had it on a day, had it been filled in as things
// came about: false if it was not there yet.
func asOf(t *Table, row Row, day civil.Day) (Row, bool) {
	row = slices.Clone(row)
	at := func(name string) *Value { return &row[t.column(name)] }
	past := func(name string) bool { return at(name).Set && at(name).Day <= day }
	unknown := func(names ...string) {
		for _, name := range names {
			*at(name) = Value{}
		}
	}
	switch t {
	case Complaints:
		if !past("decided_at") {
			unknown("decided_at", "outcome")
		}
		return row, past("received_at")
	case Surveys:
		return row, past("answered_at")
	case Dose:
		held := past("held_at")
		if !held {
			unknown("held_at", "minutes", "participants")
		}
		return row, past("planned_at") || held
	case Projects:
		if !past("finished_on") {
			unknown("finished_on")
		}
		return row, past("started_on")
	case Goals:
		if !past("reached_on") {
			unknown("reached_on", "actual")
		}
		return row, true
	case Phases:
		if !past("evaluated_on") {
			unknown("evaluated_on")
		}
		return row, past("since")
	case Checklist:
		return row, past("assessed_on")
	case External:
		return row, past("as_of")
	}
	return row, past("month")
}

// drawRow draws a row of a table that is possible, of days up to an end.
func drawRow(t *rapid.T, table *Table, n int, begin, end civil.Day) Row {
	row := make(Row, len(table.Columns))
	for i, c := range table.Columns {
		if c.Optional && rapid.Bool().Draw(t, "empty") {
			continue
		}
		switch c.Kind {
		case Key:
			row[i] = txt(fmt.Sprint(n / 2)) // topics of one response
		case Text:
			row[i] = txt(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, c.Name))
			if c.OneOf != nil {
				row[i] = txt(rapid.SampledFrom(c.OneOf).Draw(t, c.Name))
			}
		case Date:
			row[i] = on(rapid.Custom(func(t *rapid.T) civil.Day {
				return civil.Day(rapid.Int32Range(int32(begin), int32(end)).Draw(t, "day"))
			}).Draw(t, c.Name))
		case Month:
			row[i] = on(civil.Day(rapid.Int32Range(int32(begin), int32(end)).Draw(t, c.Name)).Month())
		case Count, Number:
			row[i] = num(float64(rapid.IntRange(0, 30).Draw(t, c.Name)))
			if c.Max != 0 {
				row[i].Number = min(row[i].Number, c.Max)
			}
		}
	}
	return row
}

func byName(figures []Figure) []Figure {
	return slices.SortedFunc(slices.Values(figures), func(a, b Figure) int {
		return order.Or(order.Compare(a.Def.Name, b.Def.Name), slices.Compare(a.Labels, b.Labels))
	})
}

func sameFigure(a, b Figure) bool {
	return a.Def == b.Def && a.Value == b.Value && slices.Equal(a.Labels, b.Labels)
}

// TestReplayIsLive: on every day a Replay shows what a Store shows that was read
// every day from tables that were filled in as things came about.
func TestReplayIsLive(t *testing.T) {
	begin, end := date("2025-01-01"), date("2026-01-01")
	made := map[*Table]int{}
	rapid.Check(t, func(t *rapid.T) {
		opts := Options{
			Windows: []Window{{"14d", 14}, {"28d", 28}}, Period: rapid.SampledFrom([]Period{Monthly, Quarterly}).Draw(t, "period"),
			HourlyCost: 100, Currency: "NOK",
		}
		archive, rows := NewArchive(end), map[*Table][]Row{}
		for _, table := range Tables() {
			n := rapid.IntRange(0, 12).Draw(t, table.Name)
			if n == 0 {
				continue // there is no such table
			}
			add, put := archive.Fill(table)
			check := NewStore(opts).Begin(table, end, anyUnit)
			for i := range n {
				row := drawRow(t, table, i, begin, end)
				before := len(check.seen)
				check.Add(slices.Clone(row)) // what is wrong in the end is left out, as it always was
				add(slices.Clone(row))
				if len(check.seen) > before {
					rows[table] = append(rows[table], row)
				}
			}
			put()
			if rows[table] == nil {
				rows[table] = []Row{}
			}
		}
		known := map[string]civil.Day{}
		for _, unit := range []string{"a", "b", "c"} {
			known[unit] = begin + civil.Day(rapid.Int32Range(-10, 200).Draw(t, "known"))
		}
		active := begin + civil.Day(rapid.Int32Range(0, 300).Draw(t, "active"))
		past, live := NewReplay(archive, opts), NewStore(opts)
		for day := begin + civil.Day(rapid.Int32Range(0, 60).Draw(t, "first")); day <= end+120; day += civil.Day(rapid.Int32Range(0, 50).Draw(t, "days")) {
			is := func(unit string) bool { return known[unit] <= day }
			now := &Inputs{
				Today:  day,
				Active: func(unit string, on civil.Day) bool { return unit == "a" && on >= active },
				Closed: func(_ string, _, window int) int { return int(day)%5 + window },
			}
			for _, unit := range []string{"a", "b", "c"} {
				if is(unit) {
					now.Units = append(now.Units, unit)
				}
			}
			for table, all := range rows {
				r := live.Begin(table, day, is)
				for _, row := range all {
					row, there := asOf(table, row, day)
					if there && (table.Dated < 0 || row[table.Dated].Day >= live.Since(table, day)) {
						r.Add(row)
					}
				}
				live.Commit(r)
			}
			var got []Figure
			for i, figures := range past.Figures(now, len(now.Units), is) {
				got = append(got, figures...)
				if i == len(past.tables) {
					continue // of the period
				}
				table := past.tables[i].Table
				made[table] += len(figures)
				for _, one := range figures {
					if !slices.Contains(table.metrics, one.Def) {
						t.Fatalf("%s makes %s, which it does not list", table.Name, one.Def.Name)
					}
				}
			}
			if want, got := byName(slices.Concat(live.Figures(now)...)), byName(got); !slices.EqualFunc(want, got, sameFigure) {
				t.Fatalf("on %s (-live +past):\n%s", day.Date().Format("2006-01-02"), cmp.Diff(want, got, sameMetric))
			}
			if rapid.IntRange(0, 4).Draw(t, "over") == 0 {
				break
			}
		}
	})
	for _, table := range Tables() {
		if made[table] < 50 && table != Invitations { // which show with the surveys
			t.Errorf("%s made only %d figures", table.Name, made[table])
		}
	}
}
