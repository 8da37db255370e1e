package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

type (
	override = dashboard.DashboardFieldConfigSourceOverrides
	property = dashboard.DynamicConfigValue
)

// overrides give queries and columns what the panel's defaults do not.
func (p panel) overrides(w *writer) []override {
	if p.isJoined() {
		return p.columnOverrides(w)
	}
	var made []override
	for _, m := range p.named {
		made = append(made, override{Matcher: dashboard.MatcherConfig{Id: "byName", Options: m.value}, Properties: []property{
			{Id: "displayName", Value: w.say(m.key)},
			{Id: "color", Value: map[string]any{"mode": "fixed", "fixedColor": m.color}},
		}})
	}
	for _, q := range p.queries {
		if q.color == "" {
			continue
		}
		made = append(made, override{
			Matcher: dashboard.MatcherConfig{Id: "byFrameRefID", Options: q.ref}, Properties: q.lines(),
		})
	}
	return made
}

// lines are the properties of a query's lines.
func (q query) lines() []property {
	properties := []property{{Id: "color", Value: map[string]any{"mode": "fixed", "fixedColor": q.color}}}
	if q.dashed {
		properties = append(properties, property{
			Id: "custom.lineStyle", Value: map[string]any{"fill": "dash", "dash": []int{8, 8}},
		})
	}
	if q.monthly {
		properties = append(properties, property{Id: "custom.showPoints", Value: "always"}, property{Id: "custom.pointSize", Value: 7},
			property{Id: "custom.spanNulls", Value: monthGap})
	}
	if q.bold {
		properties = append(properties, property{Id: "custom.lineWidth", Value: 3})
	}
	return properties
}

// ofWords are Grafana's own names for colours near to those of lines. It makes
// them light on dark and dark on light, so that words in them can be read.
var ofWords = map[string]string{blue: "blue", orange: "dark-orange", purple: "purple", red: "dark-orange", green: "green"}

// inWords gives mapped values colours for words.
func inWords(values []mapped) []mapped {
	made := slices.Clone(values)
	for i := range made {
		made[i].color = cmp.Or(ofWords[made[i].color], made[i].color)
	}
	return made
}

func (p panel) columnOverrides(w *writer) []override {
	var made []override
	add := func(name string, properties ...property) {
		made = append(made, override{
			Matcher: dashboard.MatcherConfig{Id: "byName", Options: name}, Properties: properties,
		})
	}
	widths := p.widths(w)
	for i, c := range p.labels {
		properties := append([]property{{Id: "displayName", Value: w.say(c.title)}}, widths[i]...)
		if len(c.mapping) > 0 {
			properties = append(properties, property{Id: "mappings", Value: mappings(inWords(c.mapping), w)},
				property{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}})
		}
		if c.link {
			properties = append(properties, property{Id: "links", Value: []map[string]any{{
				"title": w.say("link.unit"),
				"url": fmt.Sprintf("/d/casework-unit-%s?${__url_time_range}&${datasource:queryparam}"+
					"&${source:queryparam}&${window:queryparam}&var-unit=${__value.raw:percentencode}", w.code),
			}}})
		}
		add(c.label, properties...)
	}
	for i, q := range p.queries {
		properties := append([]property{
			{Id: "displayName", Value: w.say(q.legend)},
			{Id: "unit", Value: grafanaUnit(q.unit, q.decimals, w)},
			{Id: "decimals", Value: q.decimals},
			{Id: "noValue", Value: w.say("cell.none")},
		}, widths[len(p.labels)+i]...)
		if len(q.mapping) > 0 {
			properties = append(properties, property{Id: "mappings", Value: mappings(inWords(q.mapping), w)},
				property{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}})
		}
		if q.color != "" {
			properties = append(properties, q.lines()...)
		}
		if q.tint {
			nothing := 0.5 * math.Pow(10, -q.decimals) // what is less is shown as 0
			properties = append(properties,
				property{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}},
				property{Id: "thresholds", Value: map[string]any{"mode": "absolute", "steps": []map[string]any{
					{"color": ofWords[blue], "value": nil}, {"color": "text", "value": -nothing}, {"color": ofWords[orange], "value": nothing},
				}}})
		}
		add(p.column(q.ref), properties...)
	}
	return made
}

// column is what Grafana calls the column of a query's values.
func (p panel) column(ref string) string {
	if len(p.queries) == 1 {
		return "Value"
	}
	return "Value #" + ref
}

// transformations make one table of a table's queries: a row for each set
// of labels, columns in the order of the description.
func (p panel) transformations() []dashboard.DataTransformerConfig {
	order := map[string]any{}
	for _, c := range p.labels {
		order[c.label] = len(order)
	}
	for _, q := range p.queries {
		order[p.column(q.ref)] = len(order)
	}
	sort := map[string]any{"field": p.column(p.sort), "desc": true}
	if p.sortBy != "" {
		sort = map[string]any{"field": p.sortBy, "desc": false}
	}
	made := []dashboard.DataTransformerConfig{{Id: "merge", Options: map[string]any{}}}
	if p.kind == ordered {
		made = append(made, dashboard.DataTransformerConfig{Id: "convertFieldType", Options: map[string]any{
			"fields":      map[string]any{},
			"conversions": []any{map[string]any{"targetField": p.labels[0].label, "destinationType": "number"}},
		}})
	}
	return append(made, []dashboard.DataTransformerConfig{
		{Id: "sortBy", Options: map[string]any{"fields": map[string]any{}, "sort": []any{sort}}},
		{Id: "organize", Options: map[string]any{
			"excludeByName": map[string]any{"Time": true}, "indexByName": order, "renameByName": map[string]any{},
		}},
	}...)
}
