package dropfolder

import "casework/collectors/aggregate"

// The columns of a file of supervision programmes, in the order of
// ProgrammeColumns. A line is a unit's period under a programme; both days are
// included.
const (
	ProgrammeUnit = iota
	ProgrammeName
	ProgrammeStartsOn
	ProgrammeEndsOn // may be missing or empty: the period has no end
)

// ProgrammeColumns are the columns of a file of supervision programmes. Such
// a file is a setting of its own: a drop folder has no table of the name.
func ProgrammeColumns() []aggregate.Column {
	return []aggregate.Column{
		ProgrammeUnit:     {Name: "unit", Kind: aggregate.Text},
		ProgrammeName:     {Name: "programme", Kind: aggregate.Text},
		ProgrammeStartsOn: {Name: "starts_on", Kind: aggregate.Date, Ahead: true},
		ProgrammeEndsOn:   {Name: "ends_on", Kind: aggregate.Date, Ahead: true, Optional: true},
	}
}
