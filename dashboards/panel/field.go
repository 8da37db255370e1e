package panel

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

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
			Matcher: dashboard.MatcherConfig{Id: "byFrameRefID", Options: q.Ref}, Properties: q.lines(),
		})
	}
	return made
}

// lines are the properties of a query's lines.
func (q Query) lines() []property {
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
	if q.Bold {
		properties = append(properties, property{Id: "custom.lineWidth", Value: 3})
	}
	return properties
}

// ofWords are Grafana's own names for colours near to those of lines. It makes
// them light on dark and dark on light, so that words in them can be read.
var ofWords = map[string]string{Blue: "blue", Orange: "dark-orange", Purple: "purple", Red: "dark-orange", Green: "green"}

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
		if len(c.Mapping) > 0 {
			properties = append(properties, property{Id: "mappings", Value: mappings(inWords(c.Mapping), w)},
				property{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}})
		}
		if c.Link {
			properties = append(properties, property{Id: "links", Value: []map[string]any{{
				"title": w.Say("link.unit"),
				"url": fmt.Sprintf("/d/casework-unit-%s?${__url_time_range}&${datasource:queryparam}"+
					"&${source:queryparam}&${window:queryparam}&var-unit=${__value.raw:percentencode}", w.Language()),
			}}})
		}
		add(c.Label, properties...)
	}
	for i, q := range p.Queries {
		properties := append([]property{
			{Id: "displayName", Value: w.Say(q.Legend)},
			{Id: "unit", Value: grafanaUnit(q.Unit, q.Decimals, w)},
			{Id: "decimals", Value: q.Decimals},
			{Id: "noValue", Value: w.Say("cell.none")},
		}, widths[len(p.Labels)+i]...)
		if len(q.Mapping) > 0 {
			properties = append(properties, property{Id: "mappings", Value: mappings(inWords(q.Mapping), w)},
				property{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}})
		}
		if q.Color != "" {
			properties = append(properties, q.lines()...)
		}
		if q.Tint {
			nothing := 0.5 * math.Pow(10, -q.Decimals) // what is less is shown as 0
			properties = append(properties,
				property{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}},
				property{Id: "thresholds", Value: map[string]any{"mode": "absolute", "steps": []map[string]any{
					{"color": ofWords[Blue], "value": nil}, {"color": "text", "value": -nothing}, {"color": ofWords[Orange], "value": nothing},
				}}})
		}
		add(p.column(q.Ref), properties...)
	}
	return made
}

// Column is what Grafana calls the column of a query's values.
func (p Panel) column(ref string) string {
	if len(p.Queries) == 1 {
		return "Value"
	}
	return "Value #" + ref
}

// transformations make one table of a table's queries: a row for each set
// of labels, columns in the order of the description.
func (p Panel) transformations() []dashboard.DataTransformerConfig {
	order := map[string]any{}
	for _, c := range p.Labels {
		order[c.Label] = len(order)
	}
	for _, q := range p.Queries {
		order[p.column(q.Ref)] = len(order)
	}
	sort := map[string]any{"field": p.column(p.Sort), "desc": true}
	if p.SortBy != "" {
		sort = map[string]any{"field": p.SortBy, "desc": false}
	}
	made := []dashboard.DataTransformerConfig{{Id: "merge", Options: map[string]any{}}}
	if p.Kind == Ordered {
		made = append(made, dashboard.DataTransformerConfig{Id: "convertFieldType", Options: map[string]any{
			"fields":      map[string]any{},
			"conversions": []any{map[string]any{"targetField": p.Labels[0].Label, "destinationType": "number"}},
		}})
	}
	return append(made, []dashboard.DataTransformerConfig{
		{Id: "sortBy", Options: map[string]any{"fields": map[string]any{}, "sort": []any{sort}}},
		{Id: "organize", Options: map[string]any{
			"excludeByName": map[string]any{"Time": true}, "indexByName": order, "renameByName": map[string]any{},
		}},
	}...)
}
