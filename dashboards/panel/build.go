package panel

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/barchart"
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

	"casework/dashboards/query"
	"casework/dashboards/text"
)

// gap is the longest gap that a line crosses, in milliseconds: history may
// be coarse, but a source that failed for days shows as a gap.
const gap = 2 * 24 * 3600 * 1000.0

// perRow is how many panels of a repeated one stand beside each other.
const perRow = 4.0

// monthGap is the same of points a month apart: a month without shows as a gap.
const monthGap = 45 * 24 * 3600 * 1000

// Sizes of the letters of figures on rows, in pixels.
const rowName, rowValue = 14, 16

// nameSize is that of the letters of a sentence in a figure's place: Grafana makes two lines of it
// without making room for the second.
const nameSize = 24

// DecimalSign stands for that of the board's language in an expression that writes
// figures into labels.
const DecimalSign = "<decimal sign>"

// Datasource refers to the data source that the board's reader chose.
func Datasource() common.DataSourceRef {
	return common.DataSourceRef{Type: new("prometheus"), Uid: new("${datasource}")}
}

// Build makes the panel of the description, at that place of the grid.
func (p Panel) Build(w *text.Writer, at dashboard.GridPos) (dashboard.Panel, error) {
	built, err := p.visualization(w).Build()
	if err != nil {
		return built, fmt.Errorf("panel %s: %w", p.Key, err)
	}
	if options, ok := built.Options.(*tables.Options); ok {
		built.Options = tableOptions{Options: options, FrozenColumns: frozenColumns{Left: 1}}
	}
	built.Id = &p.ID
	built.Title = new(p.title(w))
	built.Description = new(w.Say(p.Key + ".help"))
	built.GridPos = &at
	if p.Back != "" {
		built.TimeFrom, built.HideTimeOverride = &p.Back, new(true)
	}
	if p.Each != "" {
		built.Repeat, built.MaxPerRow = &p.Each, new(perRow)
	}
	if p.Kind == Words {
		return built, nil
	}
	built.Datasource = new(Datasource())
	for _, q := range p.Queries {
		built.Targets = append(built.Targets, p.target(q, w))
	}
	if p.Kind == Table {
		built.Targets = append(built.Targets, p.target(p.emptyRow(), w))
	}
	if p.isOverTime() {
		built.Interval = new(cmp.Or(p.Interval, query.Coarse))
	}
	defaults := &built.FieldConfig.Defaults
	defaults.Unit = new(grafanaUnit(p.Unit))
	if !p.hasAxis() || p.Decimals > 0 {
		defaults.Decimals = &p.Decimals
	} // an axis of whole numbers says noValue at the steps between them
	defaults.NoValue = new(w.Say(p.emptyKey()))
	defaults.Mappings = mappings(p.Mapping, w)
	if p.Kind == States {
		defaults.Mappings = append(defaults.Mappings, unknownState(w))
	}
	if p.Max != 0 {
		defaults.Min, defaults.Max = new(0.0), &p.Max
	}
	built.FieldConfig.Overrides = append(built.FieldConfig.Overrides, p.overrides(w)...)
	return built, nil
}

// tableOptions are those of Grafana's tables, with one that its schema in the SDK
// lacks: from 12 on, how many columns stay where a reader scrolls sideways.
type tableOptions struct {
	*tables.Options
	FrozenColumns frozenColumns `json:"frozenColumns"`
}

type frozenColumns struct {
	Left int `json:"left"`
}

func (p Panel) isOverTime() bool { return p.Kind == Trend || p.Kind == Bars || p.Kind == States }

// hasAxis reports whether figures are read off an axis.
func (p Panel) hasAxis() bool {
	return p.Kind == Trend || p.Kind == Bars || p.Kind == Ordered || p.Kind == Months
}

// isJoined reports whether the queries' results are joined by their labels.
func (p Panel) isJoined() bool {
	return p.Kind == Table || p.Kind == Ordered || p.Kind == Months || p.Kind == Intervals
}

func (p Panel) visualization(w *text.Writer) cog.Builder[dashboard.Panel] {
	tooltip := common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).
		Sort(common.SortOrderNone)
	legend := common.NewVizLegendOptionsBuilder().ShowLegend(true).
		DisplayMode(common.LegendDisplayModeList).Placement(common.LegendPlacementBottom)
	if p.Aside {
		legend = legend.Placement(common.LegendPlacementRight)
	}
	latest := common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"}).Values(false)
	switch p.Kind {
	case Words:
		return texts.NewPanelBuilder().Mode(texts.TextModeMarkdown).Content(w.Say(p.Key + ".text")).Transparent(true)
	case Figure:
		shown := common.BigValueTextModeValue
		if p.Queries[0].Legend != "" {
			shown = common.BigValueTextModeValueAndName
		}
		if p.NameOnly {
			shown = common.BigValueTextModeName
		}
		orientation := common.VizOrientationAuto
		if p.Rows {
			orientation = common.VizOrientationHorizontal
		}
		b := stat.NewPanelBuilder().ReduceOptions(latest).GraphMode(common.BigValueGraphModeNone).
			ColorMode(common.BigValueColorModeValue).TextMode(shown).
			Orientation(orientation).
			ColorScheme(fixed(Neutral))
		if p.NameOnly {
			b = b.Text(common.NewVizTextDisplayOptionsBuilder().TitleSize(nameSize).ValueSize(nameSize))
		}
		if p.Rows {
			b = b.Text(common.NewVizTextDisplayOptionsBuilder().TitleSize(rowName).ValueSize(rowValue))
		}
		return b
	case TopUnits:
		return bargauge.NewPanelBuilder().ReduceOptions(latest).Orientation(common.VizOrientationHorizontal).
			DisplayMode(common.BarGaugeDisplayModeBasic).ValueMode(common.BarGaugeValueModeText).
			NamePlacement(common.BarGaugeNamePlacementTop). // beside the bar Grafana makes too little room for long names
			Min(0).ColorScheme(fixed(Teal))
	case States:
		return statetimeline.NewPanelBuilder().MergeValues(true).ShowValue(common.VisibilityModeAuto).
			SpanNullsThreshold(gap).Legend(legend).Tooltip(tooltip).
			ColorScheme(fixed(Grey)) // else there is no legend
	case Table:
		return tables.NewPanelBuilder().ShowHeader(true).
			Footer(common.NewTableFooterOptionsBuilder().Reducer([]string{})). // else "reducer": null, which the schema forbids
			CellHeight(common.TableCellHeightSm).ColorScheme(dashboard.NewFieldColorBuilder().Mode(dashboard.FieldColorModeIdThresholds)).
			Thresholds(dashboard.NewThresholdsConfigBuilder().Mode(dashboard.ThresholdsModeAbsolute).
				Steps([]dashboard.Threshold{{Color: "text"}})). // else cells are green, as if they were good
			Transformations(p.transformations())
	case Ordered:
		return trends.NewPanelBuilder().Legend(legend).Tooltip(tooltip).XField(p.Labels[0].Label).
			LineWidth(2).ShowPoints(common.VisibilityModeAuto).AxisSoftMin(0).AxisSoftMax(0).
			Thresholds(dashboard.NewThresholdsConfigBuilder().Mode(dashboard.ThresholdsModeAbsolute). // a line at 0
															Steps([]dashboard.Threshold{{Color: "transparent"}, {Color: Grey, Value: new(0.0)}})).
			ThresholdsStyle(common.NewGraphThresholdsStyleConfigBuilder().Mode(common.GraphThresholdsStyleModeLine)).
			Transformations(p.transformations())
	case Intervals:
		return barchart.NewPanelBuilder().Legend(legend).Tooltip(tooltip).XField(p.Labels[0].Label).
			Orientation(common.VizOrientationHorizontal).Stacking(common.StackingModeNormal).ShowValue(common.VisibilityModeNever).
			BarWidth(0.8).GroupWidth(0.9).LineWidth(0).FillOpacity(90).XTickLabelMaxLength(40).
			Transformations(p.transformations())
	default:
		b := timeseries.NewPanelBuilder().Legend(legend).Tooltip(tooltip).
			SpanNulls(common.BoolOrFloat64{Float64: new(gap)}).
			ShowPoints(common.VisibilityModeAuto).LineWidth(2).AxisCenteredZero(p.Centred)
		if !p.Free {
			b = b.AxisSoftMin(0)
		}
		if p.Kind == Months {
			b = b.Transformations(p.transformations())
		}
		if p.Kind == Bars {
			b = b.DrawStyle(common.GraphDrawStyleBars).FillOpacity(80).LineWidth(0).
				Stacking(common.NewStackingConfigBuilder().Mode(common.StackingModeNormal).Group("A"))
		}
		if p.Shades != "" {
			b = b.ColorScheme(dashboard.NewFieldColorBuilder().Mode(dashboard.FieldColorModeIdShades).FixedColor(p.Shades))
		}
		return b
	}
}

func fixed(color string) cog.Builder[dashboard.FieldColor] {
	return dashboard.NewFieldColorBuilder().Mode(dashboard.FieldColorModeIdFixed).FixedColor(color)
}

// target is a query as Grafana has it: over the time range for what is
// shown over time, else at its end.
func (p Panel) target(q Query, w *text.Writer) variants.Dataquery {
	expr := strings.ReplaceAll(p.expr(q), DecimalSign, w.Say("said.point"))
	b := prometheus.NewDataqueryBuilder().RefId(q.Ref).Expr(expr).Datasource(Datasource()).
		EditorMode(prometheus.QueryEditorModeCode)
	if q.Legend != "" {
		b = b.LegendFormat(w.SayOr(q.Legend, q.Legend))
	}
	switch {
	case p.Kind == Months && q.Said:
		b = b.Range()
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

// grafanaUnit is how Grafana writes figures of a unit: as the reader's browser
// writes numbers, with its decimal sign and thousands. What they are in stands
// in the heading; Grafana's own words would be English, with a decimal point.
func grafanaUnit(unit string) string {
	if unit == UnitSeconds {
		return UnitSeconds // Grafana chooses between ms, s and min
	}
	return "locale"
}

// title is the panel's title, with what its figures are in.
func (p Panel) title(w *text.Writer) string {
	title := w.Say(p.Key + ".title")
	if p.Kind == Words || p.Kind == Table {
		return title
	}
	return headed(title, p.Unit, w)
}

// expr is a query's expression in what readers see: a share in per cent.
func (p Panel) expr(q Query) string {
	if cmp.Or(q.Unit, p.Unit) == UnitShare {
		return "100 * (" + q.Expr + ")"
	}
	return q.Expr
}

// unknownState is what the legend and gaps of states over time say; else both
// would say that there are no figures at all.
func unknownState(w *text.Writer) dashboard.ValueMapping {
	m := dashboard.NewSpecialValueMap()
	m.Options.Match = dashboard.SpecialValueMatchNull
	m.Options.Result = dashboard.ValueMappingResult{Text: new(w.Say("cell.none")), Color: new("transparent")}
	return dashboard.ValueMapping{SpecialValueMap: m}
}

func mappings(values []ValueMapping, w *text.Writer) []dashboard.ValueMapping {
	var made []dashboard.ValueMapping
	exact := dashboard.NewValueMap()
	for i, v := range values {
		result := dashboard.ValueMappingResult{Text: new(w.Say(v.Key)), Index: new(int32(i))}
		if v.Color != "" {
			result.Color = &v.Color
		}
		if v.From == nil && v.To == nil {
			exact.Options[v.Value] = result
			continue
		}
		span := dashboard.NewRangeMap()
		span.Options = dashboard.DashboardRangeMapOptions{From: v.From, To: v.To, Result: result}
		made = append(made, dashboard.ValueMapping{RangeMap: span})
	}
	if len(exact.Options) > 0 {
		made = append(made, dashboard.ValueMapping{ValueMap: exact})
	}
	return made
}
