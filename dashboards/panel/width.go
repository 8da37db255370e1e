package panel

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"casework/dashboards/text"
)

// Sizes of Grafana's tables on a screen 1600 pixels wide, in pixels.
const (
	boardWidth   = 1568.0
	panelPadding = 26.0
	cellPadding  = 24.0
	letterWidth  = 7.4
	widestCell   = 340.0
)

// widths say how wide columns are at least, labels before queries, so that
// their titles and names can be read where the panel is wide enough for all.
//
// Grafana shares the width out from left to right: a column that needs less
// than an equal share of what is left gets that share in the end, even if
// columns after it have made it smaller. Such a column is given its width.
func (p Panel) widths(w *text.Writer) [][]property {
	needs := make([]float64, 0, len(p.Labels)+len(p.Queries))
	for _, c := range p.Labels {
		least := c.Width
		if len(c.Mapping) == 0 {
			least = cmp.Or(c.Width, 110)
		}
		needs = append(needs, max(textWidth(w.Say(c.Title)), longest(c.Mapping, w), least))
	}
	for _, q := range p.Queries {
		needs = append(needs, max(textWidth(w.Say(q.Legend)), min(longest(q.Mapping, w), 140), cmp.Or(q.Width, 70)))
	}
	available := AvailableWidth(p.Width)
	fixed := make([]bool, len(needs))
	for {
		left, flexible := available, 0.0
		for i, need := range needs {
			if fixed[i] {
				left -= need
			} else {
				flexible++
			}
		}
		share := left / flexible
		grown := make([]int, 0, len(needs))
		for i, need := range needs {
			switch {
			case fixed[i]:
			case need > share:
				left, flexible = left-need, flexible-1
				share = left / flexible
			default:
				grown = append(grown, i)
			}
		}
		short := slices.IndexFunc(grown, func(i int) bool { return needs[i] > share })
		if short < 0 {
			break
		}
		fixed[grown[short]] = true
	}
	made := make([][]property, len(needs))
	for i, need := range needs {
		made[i] = []property{{Id: "custom.minWidth", Value: int(need)}}
		if fixed[i] {
			made[i] = append(made[i], property{Id: "custom.width", Value: int(need)})
		}
	}
	return made
}

// AvailableWidth is what a panel of that width, of 24, has for columns.
func AvailableWidth(width uint32) float64 { return boardWidth*float64(width)/24 - panelPadding }

func longest(values []ValueMapping, w *text.Writer) float64 {
	width := 0.0
	for _, v := range values {
		width = max(width, textWidth(w.Say(v.Key))+4) // names have wider letters than titles
	}
	return width
}

// textWidth is about how wide a cell must be to show the text.
func textWidth(s string) float64 {
	return min(float64(utf8.RuneCountInString(s))*letterWidth+cellPadding, widestCell)
}
