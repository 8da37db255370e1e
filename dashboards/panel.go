package main

// A kind is how a panel shows its figures.
type kind int

const (
	words    kind = iota // text without figures
	figure               // one or few numbers
	trend                // lines over time
	bars                 // bars over time
	table                // a column a query, a row for each set of labels
	states               // states over time
	topUnits             // bars, the longest first
	ordered              // lines over a label that is a number, the only one
)

// Units of figures beyond Grafana's own. They are written out in the
// board's language.
const (
	unitDays  = "days"
	unitHours = "hours"
	unitWeeks = "weeks"
	unitCount = "none"
	unitShare = "percentunit"
)

// Colours that colour-blind readers tell apart too (Okabe and Ito). Where the
// two groups are compared, they always have the same two.
const (
	blue   = "#0072B2" // with supervision; started, closed
	orange = "#E69F00" // without supervision; received
	purple = "#CC79A7" // a difference, or the unit itself
	grey   = "#8C8C8C" // the past, and what is neither good nor bad
	green  = "#009E73"
	sky    = "#56B4E9"
	red    = "#D55E00"
)

// purples are purple, the darker the more a signal weighs.
var purples = []string{"#E8C9DA", "#DAA3C3", purple, "#9C4A78"}

// A panel describes one panel of a board in no language. Its title is the
// message <key>.title, its description <key>.help.
type panel struct {
	id       uint32 // stays the same for the life of the board
	kind     kind
	key      string
	width    uint32 // of 24
	unit     string
	decimals float64
	queries  []query
	labels   []column // of a table: columns of labels, before those of queries
	sort     string   // of a table: refId of the column by which it is sorted, the greatest first
	sortBy   string   // of a table: label by which it is sorted, in ascending order
	mapping  []mapped
	interval string // least time between points; trends have coarse
	max      float64
	empty    string   // key of what is said without figures; default state.none
	centred  bool     // zero is shown in the middle
	named    []mapped // names and colours of series by their legend
	shades   string   // colour whose shades series without one of their own have; "" is Grafana's choice
	aside    bool     // the legend is at the right, for many series
	nameOnly bool     // of a figure: the legend is all that is said
}

// A query is one PromQL expression.
type query struct {
	ref    string
	expr   string
	legend string // key of a message, or a format of labels such as {{unit}}
	color  string
	dashed bool
	bold   bool

	monthly bool // a point a month, joined by lines

	// In tables, whose columns differ: the column's own.
	unit     string
	decimals float64
	mapping  []mapped
	tint     bool    // colours cells on a diverging scale: below zero is less
	width    float64 // least width in pixels of the figures
}

// A column is a label as a column of a table, titled by a message.
type column struct {
	label   string
	title   string
	mapping []mapped
	link    bool    // to the unit's board
	width   float64 // least width in pixels of values that are not mapped
}

// A mapped value is shown as a message.
type mapped struct {
	value string
	key   string
	color string
	from  *float64 // instead of value: from … up to, both inclusive
	to    *float64
}

// as maps values to the messages that are named by them.
func as(prefix string, values ...string) []mapped {
	all := make([]mapped, len(values))
	for i, v := range values {
		all[i] = mapped{value: v, key: prefix + v}
	}
	return all
}

// A section is a heading and its lines of panels; the first of a board has
// no heading.
type section struct {
	id    uint32 // of the heading
	key   string
	lines []line
}

// A line is panels beside each other; their widths sum to 24.
type line struct {
	height uint32
	panels []panel
}

var supervisionStates = []mapped{
	{value: "active", key: "group.active", color: blue},
	{value: "inactive", key: "group.inactive", color: orange},
}

var yesOrNo = []mapped{{value: "1", key: "answer.yes"}, {value: "0", key: "answer.no"}}

// outcomes are what is compared and charted.
var outcomes = []string{"wait", "turnaround", "throughput", "errors", "deadline"}

var sourceColumn = column{label: "source", title: "variable.source"}

var unitColumn = column{label: "unit", title: "column.unit", link: true, width: 172}

var programmeColumn = column{label: "programme", title: "column.programme"}

var stateColumn = column{label: "supervision", title: "column.supervision", mapping: supervisionStates}
