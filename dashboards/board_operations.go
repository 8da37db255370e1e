package main

import "casework/collectors/metric"

// operationsBoard is for those who run the exporter.
func operationsBoard() board {
	const bySource = " by (job, instance, source)"
	const scraped = ` and on (job, instance) `
	last := func(d metric.Def) string { return one(now, bySource, selfOf(d)) }
	rate := func(by string, d metric.Def, times string, matchers ...string) string {
		return "sum by (" + by + ") (rate(" + selfOf(d, matchers...) + "[$__rate_interval])) * " + times
	}
	lines := func(id uint32, key, unit, legend, expr string) panel {
		return panel{
			id: id, kind: trend, key: key, width: 8, unit: unit, interval: "1m", empty: "state.nodata",
			queries: []query{{ref: "A", legend: legend, expr: expr}},
		}
	}
	many := func(id uint32, key, legend, expr string) panel {
		p := lines(id, key, unitCount, legend, expr)
		p.aside = true
		return p
	}
	tenths := func(p panel) panel { p.decimals = 1; return p }
	either := func(no, noColor, yes, yesColor string) []mapped {
		return []mapped{{value: "0", key: no, color: noColor}, {value: "1", key: yes, color: yesColor}}
	}
	return board{
		key: "operations", from: "now-24h",
		variables: []variable{ofDatasource, ofJob, ofInstances, ofSources},
		sections: []section{
			{lines: []line{{height: 7, panels: []panel{
				{
					id: 1, kind: table, key: "operations.sources", empty: "state.nodata", width: 20, unit: unitCount, sort: "B",
					labels: []column{
						sourceColumn,
						{label: "job", title: "variable.job"},
						{label: "instance", title: "variable.instance", width: 140},
					},
					queries: []query{
						{ref: "A", legend: "column.up", unit: unitCount, expr: last(metric.SourceUp), mapping: either("up.no", red, "up.yes", green)},
						{ref: "B", legend: "column.age", unit: "s", expr: "time() - " + last(metric.SourceLastSuccess)},
						{
							ref: "C", legend: "column.withheld", unit: unitCount, expr: last(metric.SourceWithheld),
							mapping: either("withheld.no", green, "withheld.yes", red),
						},
						{ref: "D", legend: "column.reconciled", unit: "s", expr: "time() - " + last(metric.Reconciled)},
						{ref: "E", legend: "column.saved", unit: "s", expr: "time() - " + last(metric.StateSaved)},
						{
							ref: "F", legend: "column.programmes", unit: unitCount, expr: last(metric.ProgrammesValid),
							mapping: either("file.old", red, "file.good", green),
						},
						{ref: "G", legend: "column.strangers", unit: unitCount, expr: last(metric.ProgrammesUnknownUnits)},
					},
				},
				{id: 2, kind: figure, key: "operations.version", empty: "state.nodata", width: 4, unit: unitCount, nameOnly: true, queries: []query{
					{
						ref: "A", legend: "{{version}}", color: blue,
						expr: "count by (version) (" + self(metric.BuildInfo.Name) + ")",
					},
				}},
			}}}},
			{id: 20, key: "operations.reading", lines: []line{
				{height: 8, panels: []panel{
					half(tenths(lines(3, "operations.polls", unitCount, "{{source}}", rate("source", metric.Polls, "60")))),
					saying("state.nofailures", half(tenths(many(4, "operations.failures", "{{source}}: {{stage}}",
						rate("source, stage", metric.PollFailures, "3600")+" > 0")))),
				}},
				{height: 8, panels: []panel{
					{id: 5, kind: trend, key: "operations.duration", empty: "state.nodata", width: 12, unit: "s", interval: "1m", queries: []query{
						{ref: "A", legend: "operations.poll", expr: "max by (source) (" + selfOf(metric.PollDuration) + ")"},
						{ref: "B", legend: "operations.publish", expr: "max by (source) (" + selfOf(metric.PublishDuration) + ")"},
					}},
					half(many(6, "operations.read", "{{source}}: {{query}}", rate("source, query", metric.RowsRead, "1"))),
				}},
			}},
			{id: 21, key: "operations.ledger", lines: []line{
				{height: 8, panels: []panel{
					saying("state.norejects", half(many(7, "operations.rejected", "{{source}}: {{query}}, {{reason}}",
						"max by (source, query, reason) ("+selfOf(metric.RowsRejected)+") > 0"))),
					half(lines(8, "operations.rows", unitCount, "{{source}}: {{query}}", "max by (source, query) ("+selfOf(metric.LedgerRows)+")")),
				}},
				{height: 8, panels: []panel{
					half(tenths(lines(9, "operations.drift", unitCount, "{{source}}: {{query}}",
						rate("source, query", metric.Corrections, "86400", `kind="drifted"`)))),
					saying("state.nocorrections", half(tenths(many(10, "operations.corrections", "{{source}}: {{query}}, {{kind}}",
						rate("source, query, kind", metric.Corrections, "3600")+" > 0")))),
				}},
			}},
			{id: 22, key: "operations.serving", lines: []line{{height: 8, panels: []panel{
				half(lines(11, "operations.scrape", "s", "{{instance}}",
					self("scrape_duration_seconds")+scraped+self(metric.BuildInfo.Name))),
				half(lines(12, "operations.size", unitCount, "{{instance}}",
					self("scrape_samples_scraped")+scraped+self(metric.BuildInfo.Name))),
			}}}},
		},
	}
}
