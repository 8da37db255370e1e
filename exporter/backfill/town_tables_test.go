package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors"
	"casework/collectors/civil"
	"casework/collectors/dropfolder"
	"casework/collectors/supplement"
)

// A dated row is of a supplementary table. It is there from a day on, and
// from a later one on, if there is one, it has other values.
type dated struct {
	from  civil.Day
	row   supplement.Row
	later civil.Day
	then  map[int]supplement.Value
}

// townTables are the rows of the supplementary tables. All months of the
// town count, and every kind of thing that can happen to a row does.
func townTables(rng *rand.Rand, from, until int64) map[*supplement.Table][]dated {
	all := map[*supplement.Table][]dated{}
	var id keys
	first, last := civil.DayOf(time.Unix(from, 0).UTC()), civil.DayOf(time.Unix(until, 0).UTC())
	var no supplement.Value
	for i := range 6 {
		unit := text(unitName(i))
		add := func(t *supplement.Table, day civil.Day, values ...supplement.Value) *dated {
			all[t] = append(all[t], dated{from: day, row: values})
			return &all[t][len(all[t])-1]
		}
		for day := first; day <= last; day++ {
			if day.Date().Day() == 1 {
				month := on(day)
				add(supplement.Invitations, day, unit, text("citizen"), month, number(40))
				add(supplement.Invitations, day, unit, text("employee"), month, number(30))
				add(supplement.Absence, day, unit, month, number(rng.IntN(50)), number(400), number([]int{9, 12, 5, 4, 18, 21}[i]))
				add(supplement.Audits, day, unit, month, number(30), number(rng.IntN(9)))
				add(supplement.Staff, day, unit, month, number(5+i), number(4), number(rng.IntN(5)), number(1), number(i))
				add(supplement.Activities, day, unit, month, text("feedback"), number(rng.IntN(12)))
				add(supplement.TimeUse, day, unit, month, number(1500+rng.IntN(300)), number(2900), number(20))
				add(supplement.Checklist, day, unit, text("ledelse"), month, number(rng.IntN(3)))
				add(supplement.External, day, unit, text("trivsel"), month, number(4), number(5+i))
				if i == 0 {
					add(supplement.Costs, day, month, text("training"), number(1000+rng.IntN(500)))
				}
			}
			if rng.IntN(2) == 0 {
				add(supplement.Surveys, day, id.next(), unit, text([]string{"citizen", "employee"}[rng.IntN(2)]), on(day), number(rng.IntN(101)), text("overall"))
			}
			if rng.IntN(9) == 0 {
				r := add(supplement.Complaints, day, id.next(), unit, on(day), no, no)
				r.later = day + civil.Day(rng.IntN(30))
				r.then = map[int]supplement.Value{3: on(r.later), 4: text([]string{"upheld", "rejected"}[rng.IntN(2)])}
			}
			if rng.IntN(20) == 0 {
				r := add(supplement.Projects, day, id.next(), unit, on(day), no)
				r.later = day + civil.Day(rng.IntN(60))
				r.then = map[int]supplement.Value{3: on(r.later)}
			}
			if i < 3 && rng.IntN(10) == 0 {
				r := add(supplement.Dose, day, id.next(), unit, text("group"), on(day), no, no, no, no)
				r.later = day + civil.Day(rng.IntN(5))
				r.then = map[int]supplement.Value{4: on(r.later), 5: number(90), 6: number(5)}
			}
		}
		goal := add(supplement.Goals, 0, unit, text("ventetid"), number(21), no, text("at_most"), on(last), no)
		goal.later = first + civil.Day(20*(i+1))
		goal.then = map[int]supplement.Value{3: number(20), 6: on(goal.later)}
		phase := add(supplement.Phases, first+30, unit, text("veiledning"), text("running"), on(first+30), no)
		phase.later = first + 90
		phase.then = map[int]supplement.Value{4: on(phase.later)}
	}
	return all
}

// readers are where tables are read from.
func (t *town) readers() []collectors.TableReader {
	if t.drops == "" {
		return []collectors.TableReader{t}
	}
	folder := dropfolder.New(t.drops, dropfolder.Options{Now: func() time.Time { return time.Unix(t.now, 0) }})
	return []collectors.TableReader{folder, t}
}

// drop writes the file of the sessions as it stands today: with those that are
// planned, and those of them that were held.
func (t *town) drop(tb testing.TB) {
	tb.Helper()
	if t.drops == "" {
		return
	}
	var b strings.Builder
	b.WriteString("session_id,unit,programme,planned_at,held_at,minutes,participants\n")
	on := func(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.DateOnly) }
	for i, s := range t.sessions {
		if s.Held == 0 || on(s.Held) > on(t.now) {
			fmt.Fprintf(&b, "%d,%s,%s,%s,,,\n", i+1, s.Unit, s.Programme, on(s.Planned))
		} else {
			fmt.Fprintf(&b, "%d,%s,%s,%s,%s,%d,6\n", i+1, s.Unit, s.Programme, on(s.Planned), on(s.Held), s.Minutes)
		}
	}
	path, left := filepath.Join(t.drops, "sessions.csv"), time.Unix(t.now-3600, 0)
	if err := errors.Join(os.WriteFile(path, []byte(b.String()), 0o600), os.Chtimes(path, left, left)); err != nil {
		tb.Fatal(err)
	}
}

// ReadTable reads the rows of a table as they stand now.
func (t *town) ReadTable(_ context.Context, table *supplement.Table, since civil.Day, add func(supplement.Row)) (bool, error) {
	today := civil.DayOf(time.Unix(t.now, 0).UTC())
	for _, r := range t.tables[table] {
		if r.from > today || table.Dated >= 0 && r.row[table.Dated].Day < since {
			continue
		}
		row := slices.Clone(r.row)
		if r.later <= today {
			for i, v := range r.then {
				row[i] = v
			}
		}
		add(row)
	}
	return true, nil
}

// recount gives every answer to a survey another score, and every month of a
// unit another absence, as if they were corrected.
func (t *town) recount() {
	for table, column := range map[*supplement.Table]int{supplement.Surveys: 4, supplement.Absence: 2} {
		for _, r := range t.tables[table] {
			r.row[column].Number = float64(int(r.row[column].Number+1) % 50)
		}
	}
}
