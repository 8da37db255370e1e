package finding

import (
	"math"
	"strconv"
	"strings"
	"time"

	"casework/collectors/study"
)

// Change writes a change with its sign, as the outcome's reader thinks of it:
// per cent, or reports for each hundred cases, or percentage points.
func (w *Writer) Change(o study.Outcome, v float64) string { return w.signed(o, v, 1) }

// Fine writes a small change, as log or level, with one digit more.
func (w *Writer) Fine(o study.Outcome, v float64) string { return w.signed(o, o.Ratio(v), 2) }

func (w *Writer) signed(o study.Outcome, v float64, digits int) string {
	text := w.Bare(v, digits)
	if text == Unknown {
		return text
	}
	return w.measured(o, text)
}

// Tick is a signed change for a chart, which names a unit other than per cent
// beside it.
func (w *Writer) Tick(o study.Outcome, v float64, digits int) string {
	text := w.Bare(v, digits)
	if o.Relative() && text != Unknown {
		text += "\u00a0%"
	}
	return text
}

// Bare is a signed change in hundredths, without a unit.
func (w *Writer) Bare(v float64, digits int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Unknown
	}
	text := w.Number(100*v, digits)
	if v > 0 && !isZero(text) {
		text = "+" + text
	}
	return text
}

// Unknown stands for what could not be computed.
const Unknown = "–"

// isZero reports whether a number as written is 0.
func isZero(text string) bool { return strings.Trim(text, "−0,.") == "" }

// Amount says a change in words, such as 12.5 % shorter.
func (w *Writer) Amount(o study.Outcome, v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Unknown
	}
	text := w.Number(100*math.Abs(v), 1)
	if isZero(text) {
		return w.Say("amount.none")
	}
	return w.Say(towards(o, v), w.measured(o, text))
}

// Span says the two ends of an interval in words.
func (w *Writer) Span(o study.Outcome, low, high float64) string {
	near, far := low, high
	if high < 0 {
		near, far = high, low
	}
	short := w.Number(100*math.Abs(near), 1)
	if low*high <= 0 || isZero(short) || math.IsNaN(low*high) || math.IsInf(low*high, 0) {
		return w.Say("range", w.Amount(o, low), w.Amount(o, high))
	}
	return w.Say(towards(o, far), w.Say("range", short, w.measured(o, w.Number(100*math.Abs(far), 1))))
}

// towards is the key of the text for a growth or a decline of an outcome.
func towards(o study.Outcome, v float64) string {
	switch long := o.Time(); {
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
func (w *Writer) measured(o study.Outcome, number string) string {
	switch {
	case o.Relative():
		return number + "\u00a0%"
	case o == study.Deadline:
		return number + " " + w.Say("unit.points")
	case o == study.Errors:
		return number + " " + w.Say("unit.errors")
	}
	return number
}

// ShownAs is what a value of a control chart is multiplied by to be shown: in
// days, cases, reports for each hundred cases, or per cent.
func ShownAs(o study.Outcome) float64 {
	switch {
	case o.Time():
		return 1. / 86400
	case o == study.Errors, o == study.Deadline:
		return 100
	default:
		return 1
	}
}

// Brief writes a number of an axis.
func (w *Writer) Brief(v float64) string {
	digits := 0
	if v != math.Round(v) {
		digits = 1
	}
	return w.Number(v, digits)
}

// smallestP is the smallest p that is written as a number.
const smallestP = 0.001

// P writes a p for a table's cell.
func (w *Writer) P(v float64) string {
	if v < smallestP {
		return "< " + w.Number(smallestP, 3)
	}
	return w.Number(v, 3)
}

// PIs says in a sentence what p is: "p = 0.250", "p < 0.001".
func (w *Writer) PIs(v float64) string {
	if v < smallestP {
		return "p " + w.P(v)
	}
	return "p = " + w.P(v)
}

// Number writes a number with so many decimals, as the language does.
func (w *Writer) Number(v float64, digits int) string {
	text := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-")
	}
	if w.lang == "nb" {
		text = strings.ReplaceAll(text, ".", ",")
	}
	return strings.ReplaceAll(text, "-", "−")
}

// Whole writes a whole number with narrow spaces between its thousands.
func (w *Writer) Whole(n int) string {
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

// Month writes the month of an instant, in Unix seconds, such as "Nov 2026".
func (w *Writer) Month(unix int64) string {
	t := time.Unix(unix, 0).In(w.zone)
	return strings.Fields(w.Say("months"))[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Date writes the day of an instant, in Unix seconds.
func (w *Writer) Date(unix int64) string {
	t := time.Unix(unix, 0).In(w.zone)
	return w.Say("date", strconv.Itoa(t.Day()), strings.Fields(w.Say("months"))[t.Month()-1], strconv.Itoa(t.Year()))
}
