package panel

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"casework/dashboards/query"
	"casework/dashboards/text"
)

type (
	override = dashboard.DashboardFieldConfigSourceOverrides
	property = dashboard.DynamicConfigValue
)

// overrides give queries and columns what the panel's defaults do not.
func (p Panel) overrides(w *text.Writer) []override {
	if p.isJoined() {
		return p.columnOverrides(w)
	}
	var made []override
	for _, m := range p.Named {
		made = append(made, override{Matcher: dashboard.MatcherConfig{Id: "byName", Options: m.Value}, Properties: []property{
			{Id: "displayName", Value: w.Say(m.Key)},
			{Id: "color", Value: map[string]any{"mode": "fixed", "fixedColor": m.Color}},
		}})
	}
	for _, q := range p.Queries {
		if q.Color == "" {
			continue
		}
		made = append(made, override{
			Matcher: dashboard.MatcherConfig{Id: "byFrameRefID", Options: q.Ref}, Properties: q.lines(w),
		})
		last := &made[len(made)-1]
		if len(q.Mapping) > 0 {
			last.Properties = append(last.Properties, property{Id: "mappings", Value: mappings(q.Mapping, w)})
		}
		if p.Opens != "" {
			last.Properties = append(last.Properties, link(w.Say("link.effect"), "effect-"+w.Language(), "outcome="+p.Opens))
		}
	}
	return made
}

// link opens another board, with this one's time range and variables, and one
// more.
func link(title, board, variable string) property {
	return property{Id: "links", Value: []map[string]any{{
		"title": title, "url": "/d/casework-" + board + "?${__url_time_range}&${__all_variables}&var-" + variable,
	}}}
}

// bandOpacity is that of what is between a band's ends, in per cent.
const bandOpacity = 25

// shareOpacity is that of a share behind lines.
const shareOpacity = 12

// lines are the properties of a query's lines.
func (q Query) lines(w *text.Writer) []property {
	properties := []property{{Id: "color", Value: map[string]any{"mode": "fixed", "fixedColor": q.Color}}}
	if q.Dashed {
		properties = append(properties, property{
			Id: "custom.lineStyle", Value: map[string]any{"fill": "dash", "dash": []int{8, 8}},
		})
	}
	if q.Monthly {
		properties = append(properties, property{Id: "custom.showPoints", Value: "always"}, property{Id: "custom.pointSize", Value: 7},
			property{Id: "custom.spanNulls", Value: monthGap})
	}
	if q.Dots {
		properties = append(properties, property{Id: "custom.drawStyle", Value: "points"}, property{Id: "custom.showPoints", Value: "always"},
			property{Id: "custom.pointSize", Value: 7})
	}
	if q.Share {
		properties = append(properties, property{Id: "custom.axisPlacement", Value: "hidden"}, property{Id: "min", Value: 0}, property{Id: "max", Value: 1},
			property{Id: "custom.lineWidth", Value: 0}, property{Id: "custom.lineInterpolation", Value: "stepAfter"},
			property{Id: "custom.showPoints", Value: "never"}, property{Id: "custom.fillOpacity", Value: shareOpacity})
	}
	if q.Space {
		properties = append(properties, property{Id: "custom.fillOpacity", Value: 0},
			property{Id: "custom.hideFrom", Value: map[string]bool{"legend": true, "tooltip": true, "viz": false}})
	}
	if q.Said {
		properties = append(properties, property{Id: "custom.lineWidth", Value: 0}, property{Id: "custom.showPoints", Value: "never"},
			property{Id: "custom.hideFrom", Value: map[string]bool{"legend": false, "tooltip": true, "viz": false}})
	}
	if q.Unnamed {
		properties = append(properties, property{Id: "custom.hideFrom", Value: map[string]bool{"legend": true, "tooltip": false, "viz": false}})
	}
	if q.Band {
		properties = append(properties, property{Id: "custom.lineWidth", Value: 0}, property{Id: "custom.showPoints", Value: "never"})
	}
	if q.Above != "" { // a field is filled down to the one of that name
		properties = append(properties, property{Id: "custom.fillBelowTo", Value: w.Say(q.Above)}, property{Id: "custom.fillOpacity", Value: bandOpacity})
	}
	if q.Bold {
		properties = append(properties, property{Id: "custom.lineWidth", Value: 3})
	}
	return properties
}

// ofWords are Grafana's own names for colours near to those of lines. It makes
// them light on dark and dark on light: with a contrast of 4.5:1, as WCAG 2.2 wants
// of words (1.4.3). It has no such orange, so words of the two groups are plain.
var ofWords = map[string]string{Blue: Neutral, Orange: Neutral, Purple: "purple", Rose: "red", Teal: "semi-dark-green", Grey: Neutral}

// inWords gives mapped values colours for words.
func inWords(values []ValueMapping) []ValueMapping {
	made := slices.Clone(values)
	for i := range made {
		made[i].Color = cmp.Or(ofWords[made[i].Color], made[i].Color)
	}
	return made
}

func (p Panel) columnOverrides(w *text.Writer) []override {
	var made []override
	add := func(name string, properties ...property) {
		made = append(made, override{
			Matcher: dashboard.MatcherConfig{Id: "byName", Options: name}, Properties: properties,
		})
	}
	widths := p.widths(w)
	for i, c := range p.Labels {
		properties := append([]property{{Id: "displayName", Value: w.Say(c.Title)}}, widths[i]...)
		if p.Kind == Months || p.Kind == Intervals {
			properties = properties[:1]
		}
		if p.Kind == Ordered { // whole numbers along the axis
			properties = []property{properties[0], {Id: "unit", Value: grafanaUnit(UnitCount)}, {Id: "decimals", Value: 0}}
		}
		mapped := inWords(c.Mapping)
		if p.Kind == Table && c.Label == p.emptyLabel() {
			mapped = append(mapped, p.emptyMapping())
		}
		if p.Kind == Intervals {
			properties = append(properties, property{Id: "mappings", Value: mappings(c.Mapping, w)})
		} else if len(mapped) > 0 {
			properties = append(properties, property{Id: "mappings", Value: mappings(mapped, w)})
		}
		if p.Kind != Intervals && len(c.Mapping) > 0 {
			properties = append(properties, property{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}})
		}
		if c.Link {
			properties = append(properties, link(w.Say("link.unit"), "unit-"+w.Language(), "unit=${__value.raw:percentencode}"))
		}
		add(c.Label, properties...)
	}
	for i, q := range p.Queries {
		name := headed(w.Say(q.Legend), q.Unit, w)
		if p.Kind != Table {
			name = w.Say(q.Legend)
		}
		if p.Kind == Months && q.Said {
			made = append(made, override{Matcher: dashboard.MatcherConfig{Id: "byFrameRefID", Options: q.Ref}, Properties: q.lines(w)})
			continue
		}
		properties := append([]property{
			{Id: "displayName", Value: name},
			{Id: "unit", Value: grafanaUnit(q.Unit)},
			{Id: "decimals", Value: q.Decimals},
			{Id: "noValue", Value: w.Say("cell.none")},
		}, widths[len(p.Labels)+i]...)
		if len(q.Mapping) > 0 {
			properties = append(properties, property{Id: "mappings", Value: mappings(inWords(q.Mapping), w)},
				property{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}})
		} else if p.Kind == Table && q.Decimals > 0 && q.Unit != UnitSeconds {
			properties = append(properties, property{Id: "mappings", Value: []dashboard.ValueMapping{almostZero(q.Decimals)}})
		}
		if q.Color != "" {
			properties = append(properties, q.lines(w)...)
		}
		add(p.column(q.Ref), properties...)
	}
	if first := p.Labels[0]; p.Kind == Table && first.Label != p.emptyLabel() {
		add(p.emptyLabel(), append([]property{{Id: "displayName", Value: w.Say(first.Title)}},
			append(widths[0], property{Id: "mappings", Value: mappings([]ValueMapping{p.emptyMapping()}, w)})...)...)
	}
	return made
}

// almostZero has a figure that rounds to nothing written without a sign: Grafana writes
// −0.04 with one decimal as −0.
func almostZero(decimals float64) dashboard.ValueMapping {
	m := dashboard.NewRangeMap()
	m.Options = dashboard.DashboardRangeMapOptions{
		From: new(-0.5 * math.Pow(10, -decimals)), To: new(0.0), Result: dashboard.ValueMappingResult{Text: new("0"), Index: new(int32(0))},
	}
	return dashboard.ValueMapping{RangeMap: m}
}

// headed is a heading of figures with what they are in.
func headed(heading, unit string, w *text.Writer) string {
	if unit == UnitShare {
		return heading + " (%)"
	}
	if unit == UnitDays || unit == UnitHours || unit == UnitWeeks {
		return heading + " (" + w.Say("unit."+unit) + ")"
	}
	return heading
}

// Column is what Grafana calls the column of a query's values.
func (p Panel) column(ref string) string {
	if len(p.Queries) == 1 && p.Kind != Table {
		return "Value"
	}
	return "Value #" + ref
}

// transformations make one table of a table's queries: a row for each set
// of labels, columns in the order of the description.
func (p Panel) transformations() []dashboard.DataTransformerConfig {
	order := map[string]any{}
	if p.Kind == Table && p.Labels[0].Label != p.emptyLabel() {
		order[p.emptyLabel()] = 0
	}
	for _, c := range p.Labels {
		order[c.Label] = len(order)
	}
	for _, q := range p.Queries {
		order[p.column(q.Ref)] = len(order)
	}
	sort := map[string]any{"field": p.column(p.Sort), "desc": true}
	if p.SortBy != "" {
		sort = map[string]any{"field": p.SortBy, "desc": p.Backward}
	}
	var made []dashboard.DataTransformerConfig
	if p.Kind != Months { // else what is said of nothing is in the legend too
		made = append(made, dashboard.DataTransformerConfig{Id: "merge", Options: map[string]any{}})
	}
	if p.Kind == Ordered {
		made = append(made, dashboard.DataTransformerConfig{Id: "convertFieldType", Options: map[string]any{
			"fields":      map[string]any{},
			"conversions": []any{map[string]any{"targetField": p.Labels[0].Label, "destinationType": "number"}},
		}})
	}
	left := map[string]any{"Time": true}
	if p.Kind == Table {
		left[p.column(query.EmptyRef)] = true
	}
	organize := dashboard.DataTransformerConfig{Id: "organize", Options: map[string]any{
		"excludeByName": left, "indexByName": order, "renameByName": map[string]any{},
	}}
	if p.Kind == Months { // what is said keeps its time
		var drawn []string
		for _, q := range p.Queries {
			if !q.Said {
				drawn = append(drawn, q.Ref)
			}
		}
		organize.Filter = &dashboard.MatcherConfig{Id: "byRefId", Options: "/^(?:" + strings.Join(drawn, "|") + ")$/"}
	}
	made = append(made, dashboard.DataTransformerConfig{Id: "sortBy", Options: map[string]any{"fields": map[string]any{}, "sort": []any{sort}}}, organize)
	if p.Kind == Months { // after Time is left out, which would take the month with it
		made = append(made, dashboard.DataTransformerConfig{Id: "convertFieldType", Options: map[string]any{
			"fields":      map[string]any{},
			"conversions": []any{map[string]any{"targetField": p.Labels[0].Label, "destinationType": "time", "dateFormat": "YYYY-MM"}},
		}})
	}
	return made
}
