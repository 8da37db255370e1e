package board

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"casework/collectors/families"
	"casework/collectors/study"
	"casework/exporter/finding"
)

// columns are the headings of the units.
type columns struct {
	Name, Queue, Oldest, Overdue heading
	HasOverdue, HasCourse        bool
	Course                       string
}

// A heading is that of a column, which leads to the board sorted by it.
type heading struct{ Text, URL, Sort string }

// A row is a unit.
type row struct {
	Label, URL             string
	Queue, Oldest, Overdue string
	Since, Signal          string
	Line                   string    // drawing commands; empty without a month
	Supervised             []stretch // of the line, under supervision
	Group                  string    // class of the line
	Last                   string    // the last month's value
}

// What the line of a row is drawn into, in pixels.
const (
	lineWidth  = 108
	lineHeight = 28
)

func (s *section) units(o *families.Overview) {
	outcome := charted(o)
	order := s.options.Order
	if order == ByOverdue && !o.Columns.Deadline {
		order = ByOldest
	}
	head := func(key string, by Order, sort string) heading {
		h := heading{Text: s.Say(key), URL: s.options.Base + "board?" + encode(url.Values{"order": {string(by)}, "lang": {s.Lang()}})}
		if by == order {
			h.Sort = sort
		}
		return h
	}
	s.Columns = columns{
		Name: head("column.unit", ByName, "ascending"), Queue: head("queue", ByQueue, "descending"),
		Oldest: head("column.oldest", ByOldest, "descending"), Overdue: head("overdue", ByOverdue, "descending"),
		HasOverdue: o.Columns.Deadline,
	}
	months, last := 0, int64(0)
	for _, u := range sorted(o.Units, order) {
		s.Units = append(s.Units, s.row(o, u, outcome))
		if c := chartOf(u, outcome); c != nil && len(c.Points) > months {
			months, last = len(c.Points), o.Study.Panel.Bounds[c.First+len(c.Points)-1]
		}
	}
	s.UnitsNote = s.Say("units.order")
	if months > 0 {
		s.Columns.HasCourse, s.Columns.Course = true, s.Say("course."+string(outcome))
		s.UnitsNote = s.Say("units.note", s.Say("outcome."+string(outcome)), s.Whole(months), s.Month(last))
	}
	if months == 1 {
		s.UnitsNote = s.Say("units.one", s.Say("outcome."+string(outcome)), s.Month(last))
	}
	if len(s.Units) == 0 {
		s.UnitsNote = s.Say("unitless")
	}
}

// sorted are units in an order, those that are alike by their names.
func sorted(units []families.UnitNow, by Order) []*families.UnitNow {
	all := make([]*families.UnitNow, len(units))
	for i := range units {
		all[i] = &units[i]
	}
	age := func(u *families.UnitNow) int64 { // the larger, the newer
		if u.Queue.Oldest == 0 {
			return math.MaxInt64
		}
		return u.Queue.Oldest
	}
	slices.SortStableFunc(all, func(a, b *families.UnitNow) int {
		oldest := cmp.Compare(age(a), age(b))
		switch by {
		case ByOverdue:
			return cmp.Or(cmp.Compare(b.Queue.Overdue, a.Queue.Overdue), oldest)
		case ByQueue:
			return cmp.Compare(b.Queue.Waiting, a.Queue.Waiting)
		case ByOldest:
			return oldest
		case ByName:
		}
		return cmp.Compare(label(a), label(b))
	})
	return all
}

// A stretch is a part of a line, from left to right.
type stretch struct{ From, To float64 }

func (s *section) row(o *families.Overview, u *families.UnitNow, outcome study.Outcome) row {
	r := row{
		Label: label(u), URL: s.options.Base + "board/unit?" + encode(url.Values{"source": {o.Source}, "unit": {u.Unit.Unit}, "lang": {s.Lang()}}),
		Since: since(s.Writer, u), Queue: finding.Unknown, Oldest: finding.Unknown, Overdue: finding.Unknown,
	}
	if !o.Withheld {
		r.Queue, r.Overdue = s.Whole(u.Queue.Waiting), s.Whole(u.Queue.Overdue)
		if u.Queue.Oldest != 0 {
			r.Oldest = s.Whole(daysSince(u.Queue.Oldest, s.options.Now))
		}
	}
	if c := chartOf(u, outcome); c != nil {
		r.Group = "without"
		if c.Started >= 0 {
			r.Group = "with"
			at := func(point int) float64 {
				return math.Round(lineWidth * float64(point) / float64(max(len(c.Points)-1, 1)))
			}
			for _, under := range c.Under {
				r.Supervised = append(r.Supervised, stretch{at(under[0]), at(min(under[1], len(c.Points)-1))})
			}
		}
		if len(c.Points) > 1 {
			r.Line = sparkline(c)
		}
		if signal := s.Signal(c); signal != "" {
			r.Signal = s.Say("signal.of", s.Say("column."+string(outcome)), lower(signal))
		}
		r.Last = finding.Unknown
		if v := lastValue(&c.Own, outcome); !math.IsNaN(v) {
			r.Last = s.Number(v, 1)
		}
	}
	return r
}

// since says since when a unit has supervision; nothing if it has none now.
func since(w *finding.Writer, u *families.UnitNow) string {
	switch {
	case !u.Supervised:
		return ""
	case u.Since == 0:
		return w.Say("since.unknown")
	}
	return w.Say("since", w.Month(u.Since))
}

// sparkline draws a unit's own months, from 0 up, in whole pixels and as steps from
// point to point: there may be a thousand of them on a page.
func sparkline(c *study.Chart) string {
	var most float64
	for _, p := range c.Own.Points {
		if !math.IsNaN(p.Value) {
			most = max(most, p.Value)
		}
	}
	if most == 0 {
		most = 1
	}
	var b strings.Builder
	down, lastX, lastY := false, 0, 0
	steps := float64(max(len(c.Own.Points)-1, 1))
	for i, p := range c.Own.Points {
		if math.IsNaN(p.Value) {
			down = false
			continue
		}
		x := int(math.Round(lineWidth * float64(i) / steps))
		y := int(math.Round((lineHeight - 2) * (1 - p.Value/most)))
		if down {
			step(&b, 'l', x-lastX, y+1-lastY)
		} else {
			step(&b, 'M', x, y+1)
			if i+1 == len(c.Own.Points) || math.IsNaN(c.Own.Points[i+1].Value) {
				b.WriteString("h.1") // a month alone is a dot
			}
		}
		down, lastX, lastY = true, x, y+1
	}
	return b.String()
}

// step writes a drawing command.
func step(b *strings.Builder, command byte, x, y int) {
	b.WriteByte(command)
	b.WriteString(strconv.Itoa(x))
	if y >= 0 {
		b.WriteByte(' ')
	}
	b.WriteString(strconv.Itoa(y))
}

// joined is a list in a sentence.
func joined(parts []string) string { return strings.Join(parts, ", ") }

// lower is a text that goes on in a sentence.
func lower(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToLower(first)) + text[size:]
}

// sentence is a text as a sentence.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:] + "."
}
