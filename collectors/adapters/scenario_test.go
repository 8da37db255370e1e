package adapters_test

import (
	"testing"
	"time"
)

// A deed is something that people do with a case in a product.
type deed int

const (
	receive deed = iota
	take         // a member of staff makes it theirs
	answer       // a member of staff writes to the person who asked
	ask          // the person who asked writes again
	note         // a member of staff writes something that only staff can read
	pend         // its status becomes another open one: it is no longer new by then
	finish       // it is closed
	confirm      // its closed status is replaced by another, where there are two
	reopen
	move   // to the other unit
	resume // what was pending is worked on again; only writers of products that tell pauses do it
	merge  // into another case, which leaves one
	erase  // it is deleted
)

// A step is a deed to a case at an instant.
type step struct {
	at     string // UTC
	number int    // of the case
	deed   deed
}

// The units of the scenario.
const home, other = "nord", "vest"

// scenario is the same for all products, in the order of time. A deadline is
// the last second of a day in Oslo, as some products know days only.
var scenario = []step{
	// 1: taken, then closed.
	{"2024-01-10 08:00:00", 1, receive},
	{"2024-01-11 09:00:00", 1, take},
	{"2024-01-11 09:30:00", 1, answer},
	{"2024-01-15 12:00:00", 1, finish},
	// 2: answered without being taken, still open.
	{"2024-02-01 10:00:00", 2, receive},
	{"2024-02-02 10:00:00", 2, ask},
	{"2024-02-03 07:30:00", 2, answer},
	// 3: closed, confirmed, reopened, closed again.
	{"2024-03-01 07:00:00", 3, receive},
	{"2024-03-02 07:00:00", 3, take},
	{"2024-03-05 07:00:00", 3, finish},
	{"2024-03-06 07:00:00", 3, confirm},
	{"2024-03-07 07:00:00", 3, ask},
	{"2024-03-08 07:00:00", 3, reopen},
	{"2024-03-12 07:00:00", 3, finish},
	{"2024-03-13 07:00:00", 3, confirm},
	// 4: summer time begins an hour after it came; closed at the first of the
	// two moments when the clocks show half past two.
	{"2024-03-31 00:59:59", 4, receive},
	{"2024-03-31 01:00:00", 4, take},
	// 5: reopened, and open.
	{"2024-05-01 07:00:00", 5, receive},
	{"2024-05-02 07:00:00", 5, answer},
	{"2024-05-03 07:00:00", 5, finish},
	{"2024-05-20 07:00:00", 5, reopen},
	{"2024-05-21 07:00:00", 5, pend},
	// 6: moved, closed there.
	{"2024-06-01 07:00:00", 6, receive},
	{"2024-06-02 07:00:00", 6, move},
	{"2024-06-03 07:00:00", 6, take},
	{"2024-06-03 12:00:00", 6, pend},
	{"2024-06-04 07:00:00", 6, finish},
	// 7 and 8: no longer there at the end.
	{"2024-07-01 07:00:00", 7, receive},
	{"2024-07-02 07:00:00", 7, merge},
	{"2024-07-03 07:00:00", 8, receive},
	{"2024-07-04 07:00:00", 8, take},
	{"2024-07-05 07:00:00", 8, erase},
	// 9: closed as it stood, which is when it was first handled.
	{"2024-08-01 07:00:00", 9, receive},
	{"2024-08-02 07:00:00", 9, finish},
	// 10: neither its asker's letters nor a note among staff begin it.
	{"2024-09-01 07:00:00", 10, receive},
	{"2024-09-02 07:00:00", 10, ask},
	{"2024-09-03 07:00:00", 10, note},
	// 11: reopened twice.
	{"2024-10-01 07:00:00", 11, receive},
	{"2024-10-02 07:00:00", 11, take},
	{"2024-10-03 07:00:00", 11, finish},
	{"2024-10-04 07:00:00", 11, reopen},
	{"2024-10-05 07:00:00", 11, finish},
	{"2024-10-06 07:00:00", 11, reopen},
	{"2024-10-07 07:00:00", 11, finish},
	{"2024-10-27 00:30:00", 4, finish},
}

// mergedInto is the case that 7 is merged into.
const mergedInto = 2

// end is when the scenario is over.
const end = "2024-11-01 12:00:00"

// A record is what the contract says of a case. Times are UTC, "" is none.
type record struct {
	unit, received, started, closed string
	deadline                        string // where the product has deadlines
	reopened                        int
}

// records is what every adapter must make of the scenario.
var records = map[int]record{
	1:  {home, "2024-01-10 08:00:00", "2024-01-11 09:00:00", "2024-01-15 12:00:00", "2024-01-20 22:59:59", 0},
	2:  {home, "2024-02-01 10:00:00", "2024-02-03 07:30:00", "", "2024-02-20 22:59:59", 0},
	3:  {home, "2024-03-01 07:00:00", "2024-03-02 07:00:00", "2024-03-12 07:00:00", "", 1},
	4:  {home, "2024-03-31 00:59:59", "2024-03-31 01:00:00", "2024-10-27 00:30:00", "2024-11-10 22:59:59", 0},
	5:  {home, "2024-05-01 07:00:00", "2024-05-02 07:00:00", "", "", 1},
	6:  {other, "2024-06-01 07:00:00", "2024-06-03 07:00:00", "2024-06-04 07:00:00", "", 0},
	9:  {home, "2024-08-01 07:00:00", "2024-08-02 07:00:00", "2024-08-02 07:00:00", "2024-08-01 21:59:59", 0},
	10: {home, "2024-09-01 07:00:00", "", "", "", 0},
	11: {home, "2024-10-01 07:00:00", "2024-10-02 07:00:00", "2024-10-07 07:00:00", "", 2},
}

// A tally is what the counters of a unit say once all is polled. What was
// merged or deleted since stays counted, and an event belongs to the unit
// that the case was in.
type tally struct{ Received, Started, Closed, Reopened, Met, Missed uint64 }

var tallies = map[string]tally{
	home:  {Received: 11, Started: 8, Closed: 9, Reopened: 4, Met: 2, Missed: 1},
	other: {Started: 1, Closed: 1},
}

// firstClosings are when cases were closed first, by their numbers.
func firstClosings() map[int]string {
	closed := map[int]string{}
	for _, st := range scenario {
		if st.deed == finish && closed[st.number] == "" {
			closed[st.number] = st.at
		}
	}
	return closed
}

// instant parses a time of the scenario.
func instant(t testing.TB, utc string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateTime, utc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// unix is an instant in Unix seconds, 0 for none.
func unix(t testing.TB, utc string) int64 {
	t.Helper()
	if utc == "" {
		return 0
	}
	return instant(t, utc).Unix()
}
