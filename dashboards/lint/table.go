package lint

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"casework/dashboards/panel"
)

// checkTableWidths wants every column of a table in view on a screen of 1366
// pixels, with Grafana's menu open. It wants widths as Grafana 12 takes them:
// each column but the first has one, none has a least width.
func checkTableWidths(b *boardJSON, report func(string, ...any)) {
	for _, p := range b.queries() {
		if p.Type != "table" {
			continue
		}
		var widths []float64
		columns := 0
		for _, o := range p.FieldConfig.Overrides {
			if o.Matcher.Options != emptyColumn {
				columns++
			}
			for _, property := range o.Properties {
				width, ok := property.Value.(float64)
				if ok && property.ID == "custom.width" {
					widths = append(widths, width)
				}
				if property.ID == "custom.minWidth" {
					report("%v: column %v has a least width, which makes tables scroll", p, o.Matcher.Options)
				}
			}
		}
		if len(widths) != columns-1 {
			report("%v: %d of its %d columns have a width, not all but the first", p, len(widths), columns)
		}
		needed, available := panel.TableWidth(widths...), panel.AvailableWidth(panel.NarrowScreen, uint32(p.GridPos.W))
		if needed > available {
			report("%v: its columns need %.0f pixels, and there are %.0f", p, needed, available)
		}
	}
}

// checkTitleWidths wants every panel's title in view on the same screen.
func checkTitleWidths(b *boardJSON, report func(string, ...any)) {
	for _, p := range b.Panels {
		if p.Type == "row" || p.GridPos == nil {
			continue
		}
		needed, available := panel.TitleWidth(p.Title), panel.NarrowScreen*float64(p.GridPos.W)/24
		if needed > available {
			report("%v: its title needs %.0f pixels, and there are %.0f", &p, needed, available)
		}
	}
}

// emptyColumn stands in the place of a table's first column where that is a link and
// there are no rows: it says why.
const emptyColumn = "empty"

// emptyForm is the mapped value of such a row among others of its column.
var emptyForm = regexp.MustCompile(`[\[ ]none:map\[`)

// checkEmptyRows wants no table to make a link of the words that say why it is empty.
func checkEmptyRows(b *boardJSON, report func(string, ...any)) {
	for _, p := range b.queries() {
		if p.Type != "table" {
			continue
		}
		said := false
		for _, o := range p.FieldConfig.Overrides {
			linked, says := false, false
			for _, property := range o.Properties {
				switch property.ID {
				case "links":
					linked = true
				case "mappings":
					says = emptyForm.MatchString(fmt.Sprint(property.Value))
				}
			}
			said = said || says
			if linked && says {
				report("%v: the words of column %v that say why it is empty are a link", p, o.Matcher.Options)
			}
		}
		if !said {
			report("%v: no column says why it is empty", p)
		}
	}
}

// checkZeros wants figures of tables that round to nothing to be written so, else
// Grafana writes -0 of changes that are less than the decimals shown.
func checkZeros(b *boardJSON, report func(string, ...any)) {
	for _, p := range b.queries() {
		if p.Type != "table" {
			continue
		}
		for _, o := range p.FieldConfig.Overrides {
			decimals, unit, zero := 0.0, "", ""
			for _, property := range o.Properties {
				switch property.ID {
				case "decimals":
					decimals, _ = property.Value.(float64)
				case "unit":
					unit, _ = property.Value.(string)
				case "mappings":
					zero = fmt.Sprint(property.Value)
				}
			}
			if from := fmt.Sprintf("from:%g ", -0.5*math.Pow(10, -decimals)); decimals > 0 && unit == "locale" && !strings.Contains(zero, from) {
				report("%v: column %v has -0 written where there is almost nothing", p, o.Matcher.Options)
			}
		}
	}
}
