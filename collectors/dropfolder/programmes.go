package dropfolder

import "casework/collectors/supplement"

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
func ProgrammeColumns() []supplement.Column {
	return []supplement.Column{
		ProgrammeUnit:     {Name: "unit", Kind: supplement.Text},
		ProgrammeName:     {Name: "programme", Kind: supplement.Text},
		ProgrammeStartsOn: {Name: "starts_on", Kind: supplement.Date, AllowFuture: true},
		ProgrammeEndsOn:   {Name: "ends_on", Kind: supplement.Date, AllowFuture: true, Optional: true},
	}
}
