package board

import (
	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

// operationsBoard is for those who run the exporter.
func operationsBoard() Board {
	const bySource = " by (job, instance, source)"
	const scraped = ` and on (job, instance) `
	last := func(d metric.Def) string { return query.One(query.Now, bySource, query.OfSource(d)) }
	rate := func(by string, d metric.Def, times string, matchers ...string) string {
		return "sum by (" + by + ") (rate(" + query.OfSource(d, matchers...) + "[$__rate_interval])) * " + times
	}
	lines := func(id uint32, key, unit, legend, expr string) panel.Panel {
		return panel.Panel{
			ID: id, Kind: panel.Trend, Key: key, Width: 8, Unit: unit, Interval: "1m", Empty: "state.nodata",
			Queries: []panel.Query{{Ref: "A", Legend: legend, Expr: expr}},
		}
	}
	many := func(id uint32, key, legend, expr string) panel.Panel {
		p := lines(id, key, panel.UnitCount, legend, expr)
		p.Aside = true
		return p
	}
	tenths := func(p panel.Panel) panel.Panel { p.Decimals = 1; return p }
	either := func(no, noColor, yes, yesColor string) []panel.ValueMapping {
		return []panel.ValueMapping{{Value: "0", Key: no, Color: noColor}, {Value: "1", Key: yes, Color: yesColor}}
	}
	return Board{
		Key: "operations", from: "now-24h",
		variables: []variable{ofDatasource, ofJob, ofInstances, ofSources},
		sections: []section{
			{lines: []line{{height: 7, panels: []panel.Panel{
				{
					ID: 1, Kind: panel.Table, Key: "operations.sources", Empty: "state.nodata", Width: 24, Unit: panel.UnitCount, Sort: "B",
					Labels: []panel.Column{
						sourceColumn,
						{Label: "job", Title: "variable.job", Width: 90},
						{Label: "instance", Title: "variable.instance", Width: 120},
					},
					Queries: []panel.Query{
						{
							Ref: "A", Legend: "column.up", Unit: panel.UnitCount,
							Expr: last(metric.SourceUp) + " + (" + last(metric.SourceUp) + " == bool 1) * on (job, instance, source) (" +
								rate("job, instance, source", metric.PollFailures, "1") + " > bool 0)",
							Mapping: append(either("up.no", panel.Rose, "up.yes", panel.Teal), panel.ValueMapping{Value: "2", Key: "up.some", Color: panel.Rose}),
						},
						{Ref: "B", Legend: "column.age", Unit: panel.UnitSeconds, Expr: "time() - " + last(metric.SourceLastSuccess)},
						{
							Ref: "C", Legend: "column.withheld", Unit: panel.UnitCount, Expr: last(metric.SourceWithheld),
							Mapping: either("withheld.no", panel.Teal, "withheld.yes", panel.Rose),
						},
						{Ref: "D", Legend: "column.reconciled", Unit: panel.UnitSeconds, Expr: "time() - " + last(metric.Reconciled)},
						{Ref: "E", Legend: "column.saved", Unit: panel.UnitSeconds, Expr: "time() - " + last(metric.StateSaved)},
						{
							Ref: "F", Legend: "column.programmes", Unit: panel.UnitCount, Expr: last(metric.ProgrammesValid),
							Mapping: either("file.old", panel.Rose, "file.good", panel.Teal),
						},
						{Ref: "G", Legend: "column.units.unknown", Unit: panel.UnitCount, Expr: last(metric.ProgrammesUnknownUnits)},
					},
				},
			}}, {height: 4, panels: []panel.Panel{
				{ID: 2, Kind: panel.Figure, Key: "operations.version", Empty: "state.nodata", Width: 24, Unit: panel.UnitCount, NameOnly: true, Queries: []panel.Query{
					{
						Ref: "A", Legend: "{{version}}", Color: panel.Neutral,
						Expr: "count by (version) (" + query.OfExporter(metric.BuildInfo.Name) + ")",
					},
				}},
			}}}},
			{id: 20, key: "operations.reading", lines: []line{
				{height: 8, panels: []panel.Panel{
					half(tenths(lines(3, "operations.polls", panel.UnitCount, "{{source}}", rate("source", metric.Polls, "60")))),
					saying("state.nofailures", half(tenths(many(4, "operations.failures", "{{source}}: {{stage}}",
						rate("source, stage", metric.PollFailures, "3600")+" > 0")))),
				}},
				{height: 8, panels: []panel.Panel{
					{ID: 5, Kind: panel.Trend, Key: "operations.duration", Empty: "state.nodata", Width: 12, Unit: panel.UnitSeconds, Interval: "1m", Queries: []panel.Query{
						{Ref: "A", Legend: "operations.poll", Expr: "max by (source) (" + query.OfSource(metric.PollDuration) + ")"},
						{Ref: "B", Legend: "operations.publish", Expr: "max by (source) (" + query.OfSource(metric.PublishDuration) + ")"},
					}},
					half(many(6, "operations.read", "{{source}}: {{query}}", rate("source, query", metric.RowsRead, "1"))),
				}},
			}},
			{id: 21, key: "operations.ledger", lines: []line{
				{height: 8, panels: []panel.Panel{
					saying("state.norejects", half(many(7, "operations.rejected", "{{source}}: {{query}}, {{reason}}",
						"max by (source, query, reason) ("+query.OfSource(metric.RowsRejected)+") > 0"))),
					half(lines(8, "operations.rows", panel.UnitCount, "{{source}}: {{query}}", "max by (source, query) ("+query.OfSource(metric.LedgerRows)+")")),
				}},
				{height: 8, panels: []panel.Panel{
					half(tenths(lines(9, "operations.drift", panel.UnitCount, "{{source}}: {{query}}",
						rate("source, query", metric.Corrections, "86400", `kind="drifted"`)))),
					saying("state.nocorrections", half(tenths(many(10, "operations.corrections", "{{source}}: {{query}}, {{kind}}",
						rate("source, query, kind", metric.Corrections, "3600")+" > 0")))),
				}},
			}},
			{id: 22, key: "operations.serving", lines: []line{{height: 8, panels: []panel.Panel{
				half(lines(11, "operations.scrape", panel.UnitSeconds, "{{instance}}",
					query.OfExporter("scrape_duration_seconds")+scraped+query.OfExporter(metric.BuildInfo.Name))),
				half(lines(12, "operations.size", panel.UnitCount, "{{instance}}",
					query.OfExporter("scrape_samples_scraped")+scraped+query.OfExporter(metric.BuildInfo.Name))),
			}}}},
		},
	}
}
