package main

import "cmp"

// A Key identifies a row: a number in the simulated municipality, a string
// where a CSV file's identifiers are not all numbers.
type Key struct {
	Num int64
	Str string
}

// Compare orders keys as the database does: numbers by value, strings by
// their bytes.
func (k Key) Compare(other Key) int {
	if c := cmp.Compare(k.Num, other.Num); c != 0 {
		return c
	}
	return cmp.Compare(k.Str, other.Str)
}

// A Case is one row of the table cases. Times are Unix seconds; 0 is NULL.
type Case struct {
	ID         Key
	Unit, Type string
	Received   int64
	Started    int64
	Closed     int64
	Deadline   int64
	Reopened   int64
}

// A Pause is one row of the table pauses: a span in which a case waited for
// somebody else. Times are Unix seconds; a Resumed of 0 is NULL.
type Pause struct {
	ID, Case        Key
	Paused, Resumed int64
}

// An ErrorReport is one row of the table errors. Times are Unix seconds.
type ErrorReport struct {
	ID       Key
	Unit     string
	Case     Key // the zero Key is NULL
	Reported int64
	Kind     string
}

// A Session is one row of the table sessions. Times are Unix seconds; 0 is
// NULL.
type Session struct {
	ID              Key
	Unit, Programme string
	Planned, Held   int64
	Minutes, People int64 // 0 until the session is held
}

// A Programme is one row of the table programmes: the days, as YYYY-MM-DD,
// on which a unit's supervision begins and ends. An empty To is NULL.
type Programme struct {
	Unit, Name, From, To string
}

// A Unit is one row of the table units.
type Unit struct {
	Unit, Name, Service, Parent string
}
