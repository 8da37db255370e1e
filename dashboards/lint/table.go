package lint

import (
	"casework/dashboards/panel"
)

// checkTableWidths wants every column of a table in view, and its title
// readable, on a screen 1600 pixels wide.
func checkTableWidths(b *boardJSON, report func(string, ...any)) {
	for _, p := range b.queries() {
		needed := 0.0
		for _, o := range p.FieldConfig.Overrides {
			for _, property := range o.Properties {
				if width, ok := property.Value.(float64); ok && property.ID == "custom.minWidth" {
					needed += width
				}
			}
		}
		if available := panel.AvailableWidth(uint32(p.GridPos.W)); needed > available {
			report("%v: its columns need %.0f pixels, and there are %.0f", p, needed, available)
		}
	}
}
