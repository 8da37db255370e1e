package panel

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"casework/dashboards/text"
)

// Sizes of Grafana's pages and tables, in pixels.
const (
	// NarrowScreen is the width that boards have on a screen of 1366 pixels, with
	// Grafana's menu open beside them.
	NarrowScreen = 1034.0

	panelPadding = 26.0
	cellPadding  = 20.0
	letterWidth  = 7.2
	ligature     = 5.0   // that much wider is æ
	leastCell    = 75.0  // for a number of six digits
	firstCell    = 150.0 // Grafana's least width of a column without one of its own
	iconWidth    = 72.0  // beside a panel's title, for its description and its menu
	sortWidth    = 20.0  // beside the title of the column by which a table is sorted, for an arrow
)

// widths give each column but the first its width, labels before queries: room
// for its values, and for its title on two lines. Grafana gives what is left to
// the first, and never less than firstCell; it stays in view where a reader
// scrolls sideways on a phone.
func (p Panel) widths(w *text.Writer) [][]property {
	needs := make([]float64, 0, len(p.Labels)+len(p.Queries))
	for _, c := range p.Labels {
		least := c.Width
		if len(c.Mapping) == 0 {
			least = cmp.Or(c.Width, 110)
		}
		needs = append(needs, max(headingWidth(w.Say(c.Title)), longest(c.Mapping, w), least))
	}
	for _, q := range p.Queries {
		heading := headingWidth(headed(w.Say(q.Legend), q.Unit, w))
		if q.Ref == p.Sort {
			heading += sortWidth
		}
		needs = append(needs, max(heading, longest(q.Mapping, w), cmp.Or(q.Width, leastCell)))
	}
	made := make([][]property, len(needs))
	if p.Kind != Table {
		return made
	}
	for i, need := range needs {
		made[i] = []property{{Id: "custom.wrapHeaderText", Value: true}}
		if i > 0 {
			made[i] = append(made[i], property{Id: "custom.width", Value: int(need)})
		}
	}
	return made
}

// TableWidth is what a table needs whose columns but the first have those
// widths.
func TableWidth(others ...float64) float64 {
	sum := firstCell
	for _, width := range others {
		sum += width
	}
	return sum
}

// AvailableWidth is what a panel of that width, of 24, has for columns on a
// screen.
func AvailableWidth(screen float64, width uint32) float64 {
	return screen*float64(width)/24 - panelPadding
}

// TitleWidth is about how wide a panel must be for its title.
func TitleWidth(title string) float64 {
	return float64(utf8.RuneCountInString(title))*letterWidth + iconWidth + panelPadding
}

func longest(values []ValueMapping, w *text.Writer) float64 {
	width := 0.0
	for _, v := range values {
		width = max(width, textWidth(w.Say(v.Key))+4) // names have wider letters than titles
	}
	return width
}

// textWidth is about how wide a cell must be to show the text on one line.
func textWidth(s string) float64 {
	return float64(utf8.RuneCountInString(s))*letterWidth + float64(strings.Count(strings.ToLower(s), "æ"))*ligature + cellPadding
}

// headingWidth is about how wide a column must be to show its title on at most two
// lines.
func headingWidth(s string) float64 {
	least := textWidth(s)
	for i, r := range s {
		if r == ' ' {
			least = min(least, max(textWidth(strings.TrimSpace(s[:i])), textWidth(strings.TrimSpace(s[i:]))))
		}
	}
	return least
}
