package lint

import (
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
		for _, o := range p.FieldConfig.Overrides {
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
		if columns := len(p.FieldConfig.Overrides); len(widths) != columns-1 {
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
