package main

import (
	"fmt"

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
	return properties
}

func (p panel) columnOverrides(w *writer) []override {
	var made []override
	add := func(name string, properties ...property) {
		made = append(made, override{
			Matcher: dashboard.MatcherConfig{Id: "byName", Options: name}, Properties: properties,
		})
	}
	for _, c := range p.labels {
		properties := []property{{Id: "displayName", Value: w.say(c.title)}}
		if len(c.mapping) > 0 {
			properties = append(properties, property{Id: "mappings", Value: mappings(c.mapping, w)},
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
	for _, q := range p.queries {
		properties := []property{
			{Id: "displayName", Value: w.say(q.legend)},
			{Id: "unit", Value: grafanaUnit(q.unit, w)},
			{Id: "decimals", Value: q.decimals},
		}
		if len(q.mapping) > 0 {
			properties = append(properties, property{Id: "mappings", Value: mappings(q.mapping, w)},
				property{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}})
		}
		if q.color != "" {
			properties = append(properties, q.lines()...)
		}
		if q.tint {
			properties = append(properties,
				property{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}},
				property{Id: "color", Value: map[string]any{"mode": "thresholds"}},
				property{Id: "thresholds", Value: map[string]any{"mode": "absolute", "steps": []map[string]any{
					{"color": blue, "value": nil}, {"color": "text", "value": 0}, {"color": red, "value": 0.000001},
				}}})
		}
		add("Value #"+q.ref, properties...)
	}
	return made
}

// transformations make one table of a table's queries: a row for each set
// of labels, columns in the order of the description.
func (p panel) transformations() []dashboard.DataTransformerConfig {
	order := map[string]any{}
	for _, c := range p.labels {
		order[c.label] = len(order)
	}
	for _, q := range p.queries {
		order["Value #"+q.ref] = len(order)
	}
	sort := map[string]any{"field": "Value #" + p.sort, "desc": true}
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
