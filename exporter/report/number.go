package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"casework/collectors/study"
)

// change writes a change with its sign, as the outcome's reader thinks of it:
// per cent, or reports for each hundred cases, or percentage points.
func (d *document) change(o study.Outcome, v float64) string { return d.signed(o, v, 1) }

// fine writes a small change, as log or level, with one digit more.
func (d *document) fine(o study.Outcome, v float64) string { return d.signed(o, o.Ratio(v), 2) }

func (d *document) signed(o study.Outcome, v float64, digits int) string {
	text := d.cell(o, v, digits)
	if o == study.Deadline && text != unknown {
		text += "\u00a0" + d.Say("unit.points")
	}
	return text
}

// cell is a signed change without percentage points, which the table and the
// chart name once.
func (d *document) cell(o study.Outcome, v float64, digits int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return unknown
	}
	text := d.number(100*v, digits)
	if v > 0 && !isZero(text) {
		text = "+" + text
	}
	if o.Relative() {
		text += "\u00a0%"
	}
	return text
}

// unknown stands for what could not be computed.
const unknown = "–"

// isZero reports whether a number as written is 0.
func isZero(text string) bool { return strings.Trim(text, "−0,.") == "" }

// amount says a change in words, such as 12.5 % shorter.
func (d *document) amount(o study.Outcome, v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return unknown
	}
	text := d.number(100*math.Abs(v), 1)
	if isZero(text) {
		return d.Say("amount.none")
	}
	return d.Say(towards(o, v), d.measured(o, text))
}

// span says the two ends of an interval in words.
func (d *document) span(o study.Outcome, low, high float64) string {
	near, far := low, high
	if high < 0 {
		near, far = high, low
	}
	short := d.number(100*math.Abs(near), 1)
	if low*high <= 0 || isZero(short) || math.IsNaN(low*high) || math.IsInf(low*high, 0) {
		return d.Say("range", d.amount(o, low), d.amount(o, high))
	}
	return d.Say(towards(o, far), short+"–"+d.measured(o, d.number(100*math.Abs(far), 1)))
}

// towards is the key of the text for a growth or a decline of an outcome.
func towards(o study.Outcome, v float64) string {
	switch long := o == study.Wait || o == study.Turnaround; {
	case long && v < 0:
		return "amount.shorter"
	case long:
		return "amount.longer"
	case v < 0:
		return "amount.lower"
	default:
		return "amount.higher"
	}
}

// measured is a number with the unit of an outcome's changes.
func (d *document) measured(o study.Outcome, number string) string {
	switch {
	case o.Relative():
		return number + "\u00a0%"
	case o == study.Deadline:
		return number + "\u00a0" + d.Say("unit.points")
	}
	return number
}

// shownAs is what a value of a control chart is multiplied by to be shown: in
// days, cases, reports for each hundred cases, or per cent.
func shownAs(o study.Outcome) float64 {
	switch o {
	case study.Wait, study.Turnaround:
		return 1. / 86400
	case study.Errors, study.Deadline:
		return 100
	default:
		return 1
	}
}

// brief writes a number of an axis.
func (d *document) brief(v float64) string {
	digits := 0
	if v != math.Round(v) {
		digits = 1
	}
	return d.number(v, digits)
}

// smallestP is the smallest p that is written as a number.
const smallestP = 0.001

// p writes a p for a table's cell.
func (d *document) p(v float64) string {
	if v < smallestP {
		return "< " + d.number(smallestP, 3)
	}
	return d.number(v, 3)
}

// pIs says in a sentence what p is: "p = 0.250", "p < 0.001".
func (d *document) pIs(v float64) string {
	if v < smallestP {
		return "p " + d.p(v)
	}
	return "p = " + d.p(v)
}

// number writes a number with so many decimals, as the language does.
func (d *document) number(v float64, digits int) string {
	text := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-")
	}
	if d.Lang == "nb" {
		text = strings.ReplaceAll(text, ".", ",")
	}
	return strings.ReplaceAll(text, "-", "−")
}

// whole writes a whole number with narrow spaces between its thousands.
func (d *document) whole(n int) string {
	text := strconv.Itoa(n)
	digits := strings.TrimPrefix(text, "-")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "\u202f" + digits[i:]
	}
	if n < 0 {
		return "−" + digits
	}
	return digits
}

func (d *document) monthOf(unix int64) string {
	t := time.Unix(unix, 0).In(d.zone)
	return strings.Fields(d.Say("months"))[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

func (d *document) date(unix int64) string {
	t := time.Unix(unix, 0).In(d.zone)
	return d.Say("date", strconv.Itoa(t.Day()), strings.Fields(d.Say("months"))[t.Month()-1], strconv.Itoa(t.Year()))
}
