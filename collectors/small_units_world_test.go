package collectors

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"casework/collectors/ledger"
)

// A world is a town with shown units s0 to s8, hidden ones h0 to h3, and g, which
// is hidden at first and then grows. Of two worlds with the same seed, all is
// the same but what the hidden units have.
type world struct {
	cases      []ledger.Case
	errors     []ledger.Error
	programmes []ledger.Programme
	complaints []string // rows, by day
	audits     string
}

var (
	worldBegins = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	worldSeen   = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC).Unix()
	worldGrows  = time.Date(2025, 7, 10, 0, 0, 0, 0, time.UTC).Unix()
	worldEnds   = time.Date(2025, 12, 15, 12, 0, 0, 0, time.UTC).Unix()
)

// newWorld makes the first or the second of two worlds.
func newWorld(seed uint64, second bool) *world {
	w := &world{audits: "unit,month,reviewed,with_errors\n"}
	unit := func(name string, number uint64, secret bool, from, until int64, pause float64) {
		rng := rand.New(rand.NewPCG(seed, number))
		if secret && second {
			rng, pause = rand.New(rand.NewPCG(seed, number+1000)), pause/2
		}
		for at, n := from+int64(number), uint64(0); at < until; n++ {
			c := ledger.Case{ID: ledger.ID(number<<48 | n<<30), Unit: name, Received: at, Reopened: -1, Started: at + rng.Int64N(3*testDay)}
			c.Closed = c.Started + 1 + rng.Int64N(4*testDay)
			c.Deadline = at + 4*testDay
			w.cases = append(w.cases, c)
			if rng.IntN(3) == 0 {
				w.errors = append(w.errors, ledger.Error{ID: ledger.ID(number<<48 | n<<30), Unit: name, Kind: "error", Reported: c.Closed})
			}
			if rng.IntN(3) == 0 {
				day := time.Unix(c.Closed, 0).UTC().Format(time.DateOnly)
				w.complaints = append(w.complaints, fmt.Sprintf("%s %d-%d,%s,%s,%s,%s\n",
					day, number, n, name, day, day, []string{"upheld", "rejected"}[rng.IntN(2)]))
			}
			at += 1 + int64(pause*(0.5+rng.Float64())*testDay)
		}
		for month := range 6 {
			if number == 31 {
				break // as g has them already
			}
			w.audits += fmt.Sprintf("%s,2025-%02d,%d,%d\n", name, 1+month, 20+rng.IntN(50), rng.IntN(20))
		}
	}
	for i := range 9 {
		name := fmt.Sprint("s", i)
		unit(name, uint64(1+i), false, worldBegins, worldEnds, 2)
		if i < 3 {
			from := time.Date(2025, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
			w.programmes = append(w.programmes, ledger.Programme{Unit: name, Name: "veiledning", From: from.Unix()})
		}
	}
	for i := range 4 {
		unit(fmt.Sprint("h", i), uint64(20+i), true, worldBegins, worldEnds, 18)
	}
	w.programmes = append(w.programmes, ledger.Programme{Unit: "h0", Name: "veiledning", From: time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC).Unix()})
	unit("g", 30, true, worldBegins, worldGrows-10*testDay, 18)
	unit("g", 31, false, worldGrows, worldEnds, 0.2)
	return w
}

// at is the world's source as it is at an instant.
func (w *world) at(f *fake, now int64) {
	known := func(at int64) int64 {
		if at > now {
			return 0
		}
		return at
	}
	f.cases, f.errors, f.programmes = nil, nil, w.programmes
	for _, c := range w.cases {
		if c.Received <= now {
			c.Started, c.Closed, c.Changed = known(c.Started), known(c.Closed), now*1e6
			f.cases = append(f.cases, c)
		}
	}
	for _, e := range w.errors {
		if e.Reported <= now {
			e.Changed = now * 1e6
			f.errors = append(f.errors, e)
		}
	}
}

// tables are the files of the world as of an instant.
func (w *world) tables(now time.Time) map[string]string {
	complaints := "complaint_id,unit,received_at,decided_at,outcome\n"
	for _, row := range w.complaints {
		if day, rest, _ := strings.Cut(row, " "); day <= now.UTC().Format(time.DateOnly) {
			complaints += rest
		}
	}
	return map[string]string{"complaints": complaints, "audits": w.audits}
}

// rename moves all cases and errors of a unit that there are at an instant; it
// has none afterwards.
func (w *world) rename(from, to string, now int64) {
	w.cases = slices.DeleteFunc(w.cases, func(c ledger.Case) bool { return c.Unit == from && c.Received > now })
	w.errors = slices.DeleteFunc(w.errors, func(e ledger.Error) bool { return e.Unit == from && e.Reported > now })
	for i := range w.cases {
		if w.cases[i].Unit == from {
			w.cases[i].Unit = to
		}
	}
	for i := range w.errors {
		if w.errors[i].Unit == from {
			w.errors[i].Unit = to
		}
	}
}

// reorganise does what is due at an instant: a hidden unit goes into a shown
// one, part of a shown one into a hidden one and on into another, hidden ones
// are renamed, and times of hidden cases are corrected.
func (w *world) reorganise(now int64) {
	switch time.Unix(now, 0).UTC().Format("01-02") {
	case "08-15":
		w.rename("h1", "s5", now-3*testDay)
	case "09-02":
		for i, n := 0, 0; n < 7; i++ {
			if c := &w.cases[i]; c.Unit == "s3" && c.Received > now-20*testDay {
				c.Unit = "h2"
				n++
			}
		}
	case "09-20":
		w.rename("h2", "s4", now-3*testDay)
	case "10-05":
		w.rename("h3", "h9", now-3*testDay)
	case "10-20":
		for i := range w.cases {
			if c := &w.cases[i]; c.Unit == "h0" && c.Received < now {
				c.Received--
			}
		}
	}
}
