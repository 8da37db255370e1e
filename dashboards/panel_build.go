package main

import (
	"cmp"
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/bargauge"
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/statetimeline"
	tables "github.com/grafana/grafana-foundation-sdk/go/table"
	texts "github.com/grafana/grafana-foundation-sdk/go/text"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
	trends "github.com/grafana/grafana-foundation-sdk/go/trend"
)

// gap is the longest gap that a line crosses, in milliseconds: history may
// be coarse, but a source that failed for days shows as a gap.
const gap = 2 * 24 * 3600 * 1000.0

// monthGap is the same of points a month apart: a month without shows as a gap.
const monthGap = 45 * 24 * 3600 * 1000

func datasource() common.DataSourceRef {
	return common.DataSourceRef{Type: cog.ToPtr("prometheus"), Uid: cog.ToPtr("${datasource}")}
}

// build makes the panel of the description, at that place of the grid.
func (p panel) build(w *writer, at dashboard.GridPos) (dashboard.Panel, error) {
	built, err := p.visualization(w).Build()
	if err != nil {
		return built, fmt.Errorf("panel %s: %w", p.key, err)
	}
	built.Id = &p.id
	built.Title = cog.ToPtr(w.say(p.key + ".title"))
	built.Description = cog.ToPtr(w.say(p.key + ".help"))
	built.GridPos = &at
	if p.kind == words {
		return built, nil
	}
	built.Datasource = cog.ToPtr(datasource())
	for _, q := range p.queries {
		built.Targets = append(built.Targets, p.target(q, w))
	}
	if p.isOverTime() {
		built.Interval = cog.ToPtr(cmp.Or(p.interval, coarse))
	}
	defaults := &built.FieldConfig.Defaults
	defaults.Unit = cog.ToPtr(grafanaUnit(p.unit, p.decimals, w))
	if !p.hasAxis() || p.decimals > 0 {
		defaults.Decimals = &p.decimals
	} // an axis of whole numbers says noValue at the steps between them
	defaults.NoValue = cog.ToPtr(w.say(cmp.Or(p.empty, "state.none")))
	defaults.Mappings = mappings(p.mapping, w)
	if p.kind == states {
		defaults.Mappings = append(defaults.Mappings, unknownState(w))
	}
	if p.max != 0 {
		defaults.Min, defaults.Max = cog.ToPtr(0.0), &p.max
	}
	built.FieldConfig.Overrides = append(built.FieldConfig.Overrides, p.overrides(w)...)
	return built, nil
}

func (p panel) isOverTime() bool { return p.kind == trend || p.kind == bars || p.kind == states }

// hasAxis reports whether figures are read off an axis.
func (p panel) hasAxis() bool { return p.kind == trend || p.kind == bars || p.kind == ordered }

// isJoined reports whether the queries' results are joined by their labels.
func (p panel) isJoined() bool { return p.kind == table || p.kind == ordered }

func (p panel) visualization(w *writer) cog.Builder[dashboard.Panel] {
	tooltip := common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).
		Sort(common.SortOrderNone)
	legend := common.NewVizLegendOptionsBuilder().ShowLegend(true).
		DisplayMode(common.LegendDisplayModeList).Placement(common.LegendPlacementBottom)
	if p.aside {
		legend = legend.Placement(common.LegendPlacementRight)
	}
	latest := common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"}).Values(false)
	switch p.kind {
	case words:
		return texts.NewPanelBuilder().Mode(texts.TextModeMarkdown).Content(w.say(p.key + ".text")).Transparent(true)
	case figure:
		shown := common.BigValueTextModeValue
		if p.queries[0].legend != "" {
			shown = common.BigValueTextModeValueAndName
		}
		if p.nameOnly {
			shown = common.BigValueTextModeName
		}
		return stat.NewPanelBuilder().ReduceOptions(latest).GraphMode(common.BigValueGraphModeNone).
			ColorMode(common.BigValueColorModeValue).TextMode(shown).
			Orientation(common.VizOrientationAuto).
			ColorScheme(fixed(grey))
	case topUnits:
		return bargauge.NewPanelBuilder().ReduceOptions(latest).Orientation(common.VizOrientationHorizontal).
			DisplayMode(common.BarGaugeDisplayModeBasic).ValueMode(common.BarGaugeValueModeText).
			Min(0).ColorScheme(fixed(blue))
	case states:
		return statetimeline.NewPanelBuilder().MergeValues(true).ShowValue(common.VisibilityModeAuto).
			SpanNullsThreshold(gap).Legend(legend).Tooltip(tooltip).
			ColorScheme(fixed(grey)) // else there is no legend
	case table:
		return tables.NewPanelBuilder().ShowHeader(true).
			Footer(common.NewTableFooterOptionsBuilder().Reducer([]string{})). // else "reducer": null, which the schema forbids
			CellHeight(common.TableCellHeightSm).ColorScheme(dashboard.NewFieldColorBuilder().Mode(dashboard.FieldColorModeIdThresholds)).
			Thresholds(dashboard.NewThresholdsConfigBuilder().Mode(dashboard.ThresholdsModeAbsolute).
				Steps([]dashboard.Threshold{{Color: "text"}})). // else cells are green, as if they were good
			Transformations(p.transformations())
	case ordered:
		return trends.NewPanelBuilder().Legend(legend).Tooltip(tooltip).XField(p.labels[0].label).
			LineWidth(2).ShowPoints(common.VisibilityModeAuto).AxisSoftMin(0).AxisSoftMax(0).
			Transformations(p.transformations())
	default:
		b := timeseries.NewPanelBuilder().Legend(legend).Tooltip(tooltip).
			SpanNulls(common.BoolOrFloat64{Float64: cog.ToPtr(gap)}).
			ShowPoints(common.VisibilityModeAuto).LineWidth(2).AxisSoftMin(0).AxisCenteredZero(p.centred)
		if p.kind == bars {
			b = b.DrawStyle(common.GraphDrawStyleBars).FillOpacity(80).LineWidth(0).
				Stacking(common.NewStackingConfigBuilder().Mode(common.StackingModeNormal).Group("A"))
		}
		if p.shades != "" {
			b = b.ColorScheme(dashboard.NewFieldColorBuilder().Mode(dashboard.FieldColorModeIdShades).FixedColor(p.shades))
		}
		return b
	}
}

func fixed(color string) cog.Builder[dashboard.FieldColor] {
	return dashboard.NewFieldColorBuilder().Mode(dashboard.FieldColorModeIdFixed).FixedColor(color)
}

// target is a query as Grafana has it: over the time range for what is
// shown over time, else at its end.
func (p panel) target(q query, w *writer) variants.Dataquery {
	b := prometheus.NewDataqueryBuilder().RefId(q.ref).Expr(q.expr).Datasource(datasource()).
		EditorMode(prometheus.QueryEditorModeCode)
	if q.legend != "" {
		b = b.LegendFormat(w.or(q.legend, q.legend))
	}
	switch {
	case p.isJoined():
		b = b.Instant().Format(prometheus.PromQueryFormatTable)
	case p.isOverTime():
		b = b.Range()
	default:
		b = b.Instant()
	}
	built, err := b.Build()
	if err != nil {
		panic(err) // no setting above can fail
	}
	return built
}

// grafanaUnit is a unit as Grafana writes it after figures, with a space
// before words. Whole numbers are written as the reader's browser has them,
// so that thousands can be read.
func grafanaUnit(unit string, decimals float64, w *writer) string {
	switch {
	case unit == unitDays, unit == unitHours, unit == unitWeeks:
		return "suffix:" + w.say("unit."+unit)
	case unit == unitCount && decimals == 0:
		return "locale"
	}
	return unit
}

// unknownState is what the legend and gaps of states over time say; else both
// would say that there are no figures at all.
func unknownState(w *writer) dashboard.ValueMapping {
	m := dashboard.NewSpecialValueMap()
	m.Options.Match = dashboard.SpecialValueMatchNull
	m.Options.Result = dashboard.ValueMappingResult{Text: cog.ToPtr(w.say("cell.none")), Color: cog.ToPtr("transparent")}
	return dashboard.ValueMapping{SpecialValueMap: m}
}

func mappings(values []mapped, w *writer) []dashboard.ValueMapping {
	var made []dashboard.ValueMapping
	exact := dashboard.NewValueMap()
	for i, v := range values {
		result := dashboard.ValueMappingResult{Text: cog.ToPtr(w.say(v.key)), Index: cog.ToPtr(int32(i))}
		if v.color != "" {
			result.Color = &v.color
		}
		if v.from == nil && v.to == nil {
			exact.Options[v.value] = result
			continue
		}
		span := dashboard.NewRangeMap()
		span.Options = dashboard.DashboardRangeMapOptions{From: v.from, To: v.to, Result: result}
		made = append(made, dashboard.ValueMapping{RangeMap: span})
	}
	if len(exact.Options) > 0 {
		made = append(made, dashboard.ValueMapping{ValueMap: exact})
	}
	return made
}
