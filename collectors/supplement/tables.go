package supplement

// Values of columns that allow only some.
var (
	outcomes   = []string{"upheld", "partly_upheld", "rejected", "dismissed"}
	audiences  = []string{"citizen", "employee"}
	doseKinds  = []string{"individual", "group", "coaching", "reflection", "mentoring"}
	activities = []string{"course", "workshop", "e_learning", "leader_review", "reflection_log", "feedback"}
	phases     = []string{"mapping", "pilot", "running", "evaluated"}
	directions = []string{"at_least", "at_most"}
	costKinds  = []string{"training", "external", "materials", "travel"}
)

// other stands for values that are not told apart.
const other = "other"

func unit() Column  { return Column{Name: "unit", Kind: Text} }
func month() Column { return Column{Name: "month", Kind: Month} }
func staff() Column { return Column{Name: "staff", Kind: Count} }

func optional(c Column) Column {
	c.Optional = true
	return c
}

// The tables of the contract.
var (
	Complaints = &Table{
		Name: "complaints", Columns: []Column{
			{Name: "complaint_id", Kind: Key},
			unit(),
			{Name: "received_at", Kind: Date},
			{Name: "decided_at", Kind: Date, Optional: true},
			{Name: "outcome", Kind: Text, Optional: true, OneOf: outcomes},
		},
		Unique: []int{0}, Dated: 2, check: inOrder(2, 3), Without: "no metrics of complaints and appeals",
	}
	Surveys = &Table{
		Name: "surveys", Columns: []Column{
			{Name: "response_id", Kind: Key},
			unit(),
			{Name: "audience", Kind: Text, OneOf: audiences},
			{Name: "answered_at", Kind: Date},
			{Name: "score", Kind: Number, Max: 100},
			{Name: "topic", Kind: Text, Optional: true, Default: "overall"},
		},
		Unique: []int{0, 5}, Dated: 3, Without: "no metrics of user and staff surveys",
	}
	Invitations = &Table{
		Name: "invitations", Columns: []Column{
			unit(), {Name: "audience", Kind: Text, OneOf: audiences}, month(), {Name: "invited", Kind: Count},
		},
		Unique: []int{0, 1, 2}, Dated: 2, Without: "no response rate of surveys",
	}
	Absence = &Table{
		Name: "absence", Columns: []Column{
			unit(), month(), {Name: "days_absent", Kind: Number}, {Name: "days_agreed", Kind: Number}, staff(),
		},
		Unique: []int{0, 1}, Dated: 1, check: within(2, 3), Without: "no metrics of sickness absence",
	}
	Audits = &Table{
		Name: "audits", Columns: []Column{
			unit(), month(), {Name: "reviewed", Kind: Count}, {Name: "with_errors", Kind: Count},
		},
		Unique: []int{0, 1}, Dated: 1, check: within(3, 2), Without: "no metrics of errors found in case reviews",
	}
	Dose = &Table{
		Name: "dose", Query: "sessions", Columns: []Column{
			{Name: "session_id", Kind: Key},
			unit(),
			{Name: "kind", Kind: Text, Optional: true, OneOf: doseKinds, Else: other, Default: other},
			{Name: "planned_at", Kind: Date, Ahead: true},
			{Name: "held_at", Kind: Date, Optional: true},
			{Name: "minutes", Kind: Count, Optional: true},
			{Name: "participants", Kind: Count, Optional: true},
			optional(Column{Name: "programme", Kind: Text}), // not told apart here
		},
		Unique: []int{0}, Dated: 3, Without: "no session metrics",
	}
	Staff = &Table{
		Name: "staff", Columns: []Column{
			unit(), month(), staff(),
			optional(Column{Name: "reached", Kind: Count}),
			optional(Column{Name: "with_plan", Kind: Count}),
			optional(Column{Name: "supervisors", Kind: Count}),
			optional(Column{Name: "mentor_pairs", Kind: Count}),
		},
		Unique: []int{0, 1}, Dated: 1, check: all(within(3, 2), within(4, 2), within(5, 2)),
		Without: "no metrics of staff reached, development plans, supervisors and mentors",
	}
	Activities = &Table{
		Name: "activities", Columns: []Column{
			unit(), month(), {Name: "kind", Kind: Text, OneOf: activities, Else: other}, {Name: "completed", Kind: Count},
		},
		Unique: []int{0, 1, 2}, Dated: 1, Without: "no metrics of courses, leader reviews and reflection logs",
	}
	Projects = &Table{
		Name: "projects", Columns: []Column{
			{Name: "project_id", Kind: Key},
			unit(),
			{Name: "started_on", Kind: Date, Ahead: true},
			{Name: "finished_on", Kind: Date, Optional: true, Ahead: true},
		},
		Unique: []int{0}, Dated: -1, check: inOrder(2, 3), Without: "no metrics of improvement projects",
	}
	Goals = &Table{
		Name: "goals", Columns: []Column{
			unit(),
			{Name: "goal", Kind: Text},
			{Name: "target", Kind: Number, Free: true},
			optional(Column{Name: "actual", Kind: Number, Free: true}),
			{Name: "direction", Kind: Text, Optional: true, OneOf: directions, Default: "at_least"},
			{Name: "due_on", Kind: Date, Ahead: true},
			optional(Column{Name: "reached_on", Kind: Date}),
		},
		Unique: []int{0, 1}, Dated: -1, Without: "no metrics of goals",
	}
	Phases = &Table{
		Name: "phases", Columns: []Column{
			unit(),
			{Name: "programme", Kind: Text},
			{Name: "phase", Kind: Text, OneOf: phases},
			{Name: "since", Kind: Date, Ahead: true},
			{Name: "evaluated_on", Kind: Date, Optional: true},
		},
		Unique: []int{0, 1}, Dated: -1, Without: "no metrics of a programme's phase and evaluation",
	}
	Checklist = &Table{
		Name: "checklist", Columns: []Column{
			unit(), {Name: "factor", Kind: Text}, {Name: "assessed_on", Kind: Date}, {Name: "level", Kind: Count, Max: 2},
		},
		Unique: []int{0, 1, 2}, Dated: -1, Without: "no metrics of self-assessment",
	}
	TimeUse = &Table{
		Name: "time_use", Columns: []Column{
			unit(), month(), {Name: "hours_core", Kind: Number}, {Name: "hours_total", Kind: Number}, staff(),
		},
		Unique: []int{0, 1}, Dated: 1, check: within(2, 3), Without: "no metrics of time for core tasks",
	}
	Costs = &Table{
		Name: "costs", Columns: []Column{
			month(), {Name: "kind", Kind: Text, OneOf: costKinds, Else: other}, {Name: "amount", Kind: Number},
		},
		Unique: []int{0, 1}, Dated: 0, Without: "no other costs of a programme than hours",
	}
	External = &Table{
		Name: "external", Columns: []Column{
			unit(),
			{Name: "measure", Kind: Text},
			{Name: "as_of", Kind: Date},
			{Name: "value", Kind: Number, Free: true},
			{Name: "answers", Kind: Count},
		},
		Unique: []int{0, 1, 2}, Dated: -1, Without: "no results measured elsewhere",
	}
)

// Tables lists every table, in the order in which documentation lists them.
func Tables() []*Table {
	return []*Table{
		Complaints, Surveys, Invitations, Absence, Audits, Dose, Staff, Activities, Projects, Goals, Phases,
		Checklist, TimeUse, Costs, External,
	}
}

// inOrder checks that one day, if there is one, is not before another.
func inOrder(first, second int) func(Row) *Fault {
	return func(row Row) *Fault {
		if row[second].Set && row[second].Day < row[first].Day {
			return &Fault{second, Inconsistent, "is before the day that it must follow"}
		}
		return nil
	}
}

// within checks that a number, if there is one, is not above another.
func within(part, whole int) func(Row) *Fault {
	return func(row Row) *Fault {
		if row[part].Set && row[part].Number > row[whole].Number {
			return &Fault{part, Inconsistent, "is more than the whole that it is a part of"}
		}
		return nil
	}
}

func all(checks ...func(Row) *Fault) func(Row) *Fault {
	return func(row Row) *Fault {
		for _, check := range checks {
			if f := check(row); f != nil {
				return f
			}
		}
		return nil
	}
}
