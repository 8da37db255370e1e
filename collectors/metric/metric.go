// Package metric is the catalogue: the name, type, help and labels of every
// metric, once. The collectors that expose them, the boards and rules that
// query them and the documentation are all made from it, so they cannot
// disagree.
package metric

// A Type is a metric's type, spelled as Prometheus spells it.
type Type string

// The types of metric in the catalogue.
const (
	Counter   Type = "counter"
	Gauge     Type = "gauge"
	Histogram Type = "histogram"
)

// A Label is the name of a label.
type Label string

// The labels of the catalogue.
const (
	Source      Label = "source"      // name of the source in the settings
	Unit        Label = "unit"        // organisational unit, as the source names it
	Supervision Label = "supervision" // Active or Inactive
	CaseType    Label = "case_type"   // only where CASE_TYPES names types to distinguish
	Kind        Label = "kind"        // kind of error report, or of correction
	Programme   Label = "programme"   // supervision programme
	Window      Label = "window"      // length of a rolling window, such as "28d"
	Query       Label = "query"       // contract query: cases, errors, …
	Reason      Label = "reason"      // why a row was rejected
	Shown       Label = "shown"       // how small units are shown: merged, or nowhere
	Stage       Label = "stage"       // where a poll failed
	UnitName    Label = "name"        // of casework_unit_info: full name
	Service     Label = "service"     // of casework_unit_info: the old name of ServiceArea
	Parent      Label = "parent"      // of casework_unit_info: unit above it
	Audience    Label = "audience"    // of a survey: citizen or employee
	Topic       Label = "topic"       // of a survey
	Phase       Label = "phase"       // of a programme
	Goal        Label = "goal"        // that a unit has set itself
	Factor      Label = "factor"      // of self-assessment
	Measure     Label = "measure"     // of results measured elsewhere; what a change is of
	Currency    Label = "currency"    // of costs
	Outcome     Label = "outcome"     // what is compared: wait, turnaround, throughput, errors, deadline, net_turnaround or handling
	State       Label = "state"       // whether an estimate may be published; what became of a file
	Answer      Label = "answer"      // what a comparison allows to be said
	Part        Label = "part"        // of a change: mix or pace
	Test        Label = "test"        // of a p-value: welch, permutation or published
	Period      Label = "period"      // before or after the start of supervision
	Variant     Label = "variant"     // other way to estimate: one_month_base or case_weighted
	Bound       Label = "bound"       // estimate, or lower or upper end of its interval
	EventMonth  Label = "event_month" // months since the start of supervision; negative before it
	Month       Label = "month"       // of a control chart, as 2006-01
	Rule        Label = "rule"        // of a control chart
	Intake      Label = "intake"      // how long ago the cases were received at most, such as "91d"
	Within      Label = "within"      // time within which cases are to be started, such as "7d"
	Age         Label = "age"         // band of time since a case was received, such as "7-28d" or "365d+"

	// Of casework_change_risen_info, as on the day on which a new level was found.
	Usual        Label = "usual"
	Since        Label = "since"
	Observations Label = "observations"

	// ServiceArea is of casework_unit_info: the service that a unit gives. A
	// target may have a label service itself, so Service goes in 0.3.0.
	ServiceArea Label = "service_area"
)

// Values of the Supervision label.
const (
	Active   = "active"
	Inactive = "inactive"
)

// A Section is a heading of the catalogue.
type Section string

// The sections, in the order in which documentation lists them.
const (
	Queue      Section = "Queue now"
	Flow       Section = "Flow"
	Time       Section = "Time"
	Faults     Section = "Errors"
	Windows    Section = "Rolling windows, per unit"
	Groups     Section = "Rolling windows, groups pooled"
	Intakes    Section = "What became of the cases received"
	Changes    Section = "Changes, by the unit's own past"
	Programmes Section = "Supervision"
	Complaints Section = "Complaints and errors found"
	People     Section = "Surveys, absence and use of time"
	Dose       Section = "Dose of supervision"
	Results    Section = "Projects, goals and results"
	Comparison Section = "Change associated with supervision, monthly"
	Charts     Section = "Control charts, monthly"
	Self       Section = "The exporter itself"
)

// Sections lists every Section in order.
func Sections() []Section {
	return []Section{
		Queue, Flow, Time, Faults, Windows, Groups, Intakes, Changes, Programmes, Complaints, People, Dose, Results, Comparison, Charts, Self,
	}
}

// A Def defines one metric.
type Def struct {
	Name    string
	Type    Type
	Section Section
	Help    string
	Labels  []Label // in the order in which they are written

	number int // see Number
}
