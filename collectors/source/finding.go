package source

// A Level is how much a Finding matters.
type Level uint8

// The levels of a Finding.
const (
	OK      Level = iota // as it should be, or worth knowing
	Warning              // works, but should be looked at
	Problem              // does not work, or harms the database
)

// String is the level as it is printed: OK, warning or PROBLEM.
func (l Level) String() string { return [...]string{"OK", "warning", "PROBLEM"}[l] }

// A Finding is one thing that an inspection looked at. It holds no value of
// any row.
type Finding struct {
	Level   Level
	Subject string // what was looked at, such as "grants" or "cases.sql"
	Detail  string
	Hint    string // what to do about it; "" if nothing needs to be done
}
