// Package panel describes panels in no language and builds Grafana's from them:
// a kind, queries, columns, units and colours. What they show is board's.
package panel

// A Kind is how a panel shows its figures.
type Kind int

// Kinds of panels.
const (
	Words     Kind = iota // text without figures
	Figure                // one or few numbers
	Trend                 // lines over time
	Bars                  // bars over time
	Table                 // a column a query, a row for each set of labels
	States                // states over time
	TopUnits              // bars, the longest first
	Ordered               // lines over a label that is a number, the only one
	Months                // lines over a label that is a month, the only one
	Intervals             // bars beside each other, a row for each value of the only label, stacked from 0
)

// Units of figures. But for seconds they stand in the heading, in the board's
// language. A query of a share is one of 1; readers see it in per cent.
const (
	UnitDays    = "days"
	UnitHours   = "hours"
	UnitWeeks   = "weeks"
	UnitCount   = "count"
	UnitShare   = "share"
	UnitSeconds = "s"
)

// Colours that colour-blind readers tell apart too, after Okabe and Ito. Each has
// a contrast of at least 3:1 to Grafana's panels, light and dark, as WCAG 2.2
// wants of what is drawn (1.4.11).
const (
	Blue    = "#0072B2" // with supervision, and nothing else
	Orange  = "#D55E00" // without supervision, and nothing else
	Purple  = "#B85C9E" // a difference, or the unit itself
	Grey    = "#808080" // the past, and what is neither good nor bad
	Teal    = "#00897B" // what comes out or is as it should be
	Rose    = "#D1456B" // what is late or fails
	Olive   = "#5B8C2A" // one more, where there are several
	Neutral = "text"    // Grafana's own colour of words
)

// Purples are purple, the darker the more a signal weighs.
var Purples = []string{"#CC75B2", "#C068A5", Purple, "#9C4A78"}

// A Panel describes one panel of a board in no language. Its title is the
// message <key>.title, its description <key>.help.
type Panel struct {
	ID       uint32 // stays the same for the life of the board
	Kind     Kind
	Key      string
	Width    uint32 // of 24
	Unit     string
	Decimals float64
	Queries  []Query
	Labels   []Column // of a table: columns of labels, before those of queries
	Sort     string   // of a table: refId of the column by which it is sorted, the greatest first
	SortBy   string   // of a table: label by which it is sorted, in ascending order
	Backward bool     // of a table sorted by a label: in descending order
	Mapping  []ValueMapping
	Interval string         // least time between points; trends have query.Coarse
	Max      float64        // of the scale; 0 for none
	Empty    string         // key of what is said without figures; default state.none
	Centred  bool           // zero is shown in the middle
	Named    []ValueMapping // names and colours of series by their legend
	Shades   string         // colour whose shades series without one of their own have; "" is Grafana's choice
	Aside    bool           // the legend is at the right, for many series
	NameOnly bool           // of a figure: the legend is all that is said
	Rows     bool           // of figures: each on a row of its own, its name before it
	Opens    string         // outcome whose comparison a click on a figure opens
	Each     string         // variable: the panel is there once for each of its values, named by it
	Back     string         // how far back figures over time go, whatever the board's time range
	Free     bool           // the axis of figures over time need not begin at 0
}

// A Query is one PromQL expression.
type Query struct {
	Ref    string
	Expr   string
	Legend string // key of a message, or a format of labels such as {{unit}}
	Color  string
	Dashed bool
	Band   bool   // an end of a band: no line of its own
	Above  string // of a band's upper end: legend of its lower end
	Bold   bool

	Monthly bool // a point a month, joined by lines
	Dots    bool // points alone
	Said    bool // in the legend alone
	Share   bool // a filled share, from nothing at the bottom to 1 at the top, behind the lines
	Unnamed bool // not in the legend
	Space   bool // of a bar: left free

	// In tables, whose columns differ: the column's own.
	Unit     string
	Decimals float64
	Mapping  []ValueMapping
	Width    float64 // least width in pixels of the figures
}

// A Column is a label as a column of a table, titled by a message.
type Column struct {
	Label   string
	Title   string
	Mapping []ValueMapping
	Link    bool    // to the unit's board
	Width   float64 // least width in pixels of values that are not mapped
}

// A ValueMapping shows a value as a message.
type ValueMapping struct {
	Value string
	Key   string
	Color string
	From  *float64 // instead of value: from … up to, both inclusive
	To    *float64
}

// MapValues maps values to the messages that are named by them.
func MapValues(prefix string, values ...string) []ValueMapping {
	all := make([]ValueMapping, len(values))
	for i, v := range values {
		all[i] = ValueMapping{Value: v, Key: prefix + v}
	}
	return all
}
