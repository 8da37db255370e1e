package board

import (
	"strings"

	"casework/collectors/families"
	"casework/exporter/finding"
)

// ages are how old open cases are: a row a band, the youngest first.
type ages struct {
	Heads []string // of the bands, and of their numbers: open cases, those in the queue, and how long cases are paused
	Rows  []ageRow
}

// An ageRow is a band and its numbers.
type ageRow struct {
	Name    string
	Numbers []string
}

// agesOf are those of a unit, or of several; empty without bands.
func agesOf(w *finding.Writer, o *families.Overview, u *families.UnitNow) ages {
	a := ages{Heads: []string{w.Say("ages")}}
	open, queue := !o.Columns.Unclosed, o.Columns.Started || o.Columns.Unclosed
	if open {
		a.Heads = append(a.Heads, w.Say("open"))
	}
	if queue {
		a.Heads = append(a.Heads, w.Say("queue"))
	}
	paused := open && o.Pauses
	if paused {
		a.Heads = append(a.Heads, w.Say("paused.for"))
	}
	for band, name := range o.AgeBands {
		row := ageRow{Name: bandName(w, name)}
		if open {
			row.Numbers = append(row.Numbers, w.Whole(u.Queue.OpenAges[band]))
		}
		if queue {
			row.Numbers = append(row.Numbers, w.Whole(u.Queue.WaitingAges[band]))
		}
		if paused {
			row.Numbers = append(row.Numbers, w.Whole(u.Queue.PausedAges[band]))
		}
		a.Rows = append(a.Rows, row)
	}
	return a
}

// bandName is a band such as "0-7d", "7-28d" or "28d+" in words.
func bandName(w *finding.Writer, band string) string {
	length := w.Say("ages.days")
	if strings.Contains(band, "h") {
		length = w.Say("ages.hours")
	}
	bounds := strings.TrimRight(band, "dh+")
	from, to, closed := strings.Cut(bounds, "-")
	switch {
	case !closed:
		return w.Say("ages.over", from, length)
	case from == "0":
		return w.Say("ages.under", to, length)
	}
	return w.Say("ages.between", from, to, length)
}
