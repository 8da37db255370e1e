package board

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
	"casework/dashboards/text"
)

// ofAnswer is what the comparison says of the outcome chosen beforehand, as a
// sentence that Prometheus writes: a hidden variable, as a text shows variables
// only.
var ofAnswer = variable{name: "answer", sentence: answerSentence}

// The answers in the order in which panels number them.
var answers = []string{"beyond_earlier_development", "may_continue_earlier_development", "cannot_tell"}

// withoutEstimate are the states of a comparison that has nothing to show.
var withoutEstimate = []string{"too_few_units", "too_early"}

const (
	cannotTell    = `answer="cannot_tell"`
	published     = `test="published"`
	notBelowLevel = " >= 0.05"                   // the level of the tests
	inRatios      = `outcome!~"errors|deadline"` // relative changes
	inDifferences = `outcome=~"errors|deadline"` // differences for each case
)

// answerSentence is an expression whose one series has the sentence as its label
// text. Figures become labels (count_values), and labels a sentence
// (label_replace): the same words as the report's.
func answerSentence(w *text.Writer) string {
	isPrimary := " and on (outcome) (" + query.One(query.Now, byOutcome, query.Series(metric.EffectPrimary)) + " == 1)"
	series := func(of metric.Def, matchers ...string) string {
		return query.One(query.Now, byOutcome, query.Series(of, matchers...))
	}
	own := func(period string) string {
		period = `period="` + period + `"`
		return "round(" + series(metric.EffectOwn, period, inRatios) + ", 0.1) or round(100 * " + series(metric.EffectOwn, period, inDifferences) + ", 0.1)"
	}
	change := func(of metric.Def) string {
		return "round(100 * " + series(of, inRatios) + ") or round(100 * " + series(of, inDifferences) + ", 0.1)"
	}
	drawn := replaced(query.One(query.Now, " by (source, outcome, answer)", query.Series(metric.EffectAnswer, `answer="beyond_earlier_development"`))+
		` == 1 and on (source) `+query.Series(metric.EffectLotteryDrawn), "answer", "drawn", "", "")
	apart := "(" + series(metric.EffectLower) + " > 0 or " + series(metric.EffectUpper) + " < 0)"
	cannot := query.One(query.Now, " by (outcome, answer)", query.Series(metric.EffectAnswer, cannotTell)) + " == 1 and on (outcome) " + apart
	contested := replaced("("+cannot+" and on (outcome) "+series(metric.EffectP, published)+notBelowLevel+")", "answer", "contested", "", "")
	early := replaced("("+cannot+")", "answer", "early", "", "")
	answer := "max by (outcome, answer) (" + drawn + " or on (outcome) " + contested + " or on (outcome) " + early +
		" or on (outcome) " + query.Series(metric.EffectAnswer) + " == 1)"
	state := query.One(query.Now, " by (outcome, state)", query.Series(metric.EffectState)) + " == 1"

	expr := figureLabel("before", "("+own("before")+")"+isPrimary, w)
	for _, f := range []struct{ label, expr string }{
		{"after", own("after")}, {"expected", "round(" + expectedLevel(byOutcome) + ", 0.1)"}, {"change", change(metric.EffectEstimate)}, {"lower", change(metric.EffectLower)}, {"upper", change(metric.EffectUpper)},
	} {
		expr += " * on (outcome) group_left (" + f.label + ") " + figureLabel(f.label, f.expr, w)
	}
	expr += " * on (outcome) group_left (answer) (" + answer + ") * on (outcome) group_left (state) (" + state + ")"

	for _, o := range outcomes {
		for _, part := range []string{"name", "level", "unit"} {
			expr = replaced(expr, part, w.SayOr("said."+part+"."+o, inPerCent[part+"."+o]), "outcome", o)
		}
	}
	expr = `label_join(` + expr + `, "way", ";", "outcome", "change")`
	expr = replaced(expr, "way", w.Say("said.shorter"), "way", "(?:wait|(?:net_)?turnaround|handling);−.*")
	expr = replaced(expr, "way", w.Say("said.longer"), "way", "(?:wait|(?:net_)?turnaround|handling);.*")
	expr = replaced(expr, "way", w.Say("said.lower"), "way", ".*;−.*")
	expr = replaced(expr, "way", w.Say("said.higher"), "way", ".*;.*")
	expr = replaced(expr, "change", "$1", "change", "−(.*)")
	expr = `label_join(` + expr + `, "all", ";", "answer", "name", "before", "after", "level", "change", "unit", "way", "lower", "upper", "expected")`
	groups := strings.Repeat(";([^;]*)", 10)
	for _, a := range append([]string{"drawn", "contested", "early"}, answers...) {
		expr = replaced(expr, "text", placeholders.ReplaceAllString(w.Say("said."+a), "$$$1"), "all", a+groups)
	}
	expr = replaced(expr, "first", w.Say("said.preliminary"), "state", "preliminary")
	expr = `label_join(` + expr + `, "text", "", "first", "text")`

	none := replaced(state+isPrimary, "text", w.Say("said.norange"), "", "")
	for _, s := range withoutEstimate {
		none = replaced(none, "text", w.Say("said."+s), "state", s)
	}
	nothing := replaced("vector(1)", "text", w.Say("said.nothing"), "", "")
	return "max by (text) (" + expr + " or on () " + none + " or on () " + nothing + ")"
}

// inPerCent is what is said in per cent. The level of errors is in nothing.
var inPerCent = map[string]string{"level.deadline": " %", "unit.wait": " %", "unit.turnaround": " %", "unit.throughput": " %", "unit.net_turnaround": " %", "unit.handling": " %"}

// expectedLevel is what units with supervision would have gone to had their change
// been as in units without, as the report has it: in days, cases a month and unit,
// errors for each hundred cases, and per cent. Matchers are of the outcomes.
func expectedLevel(by string, matchers ...string) string {
	one := func(of metric.Def, more ...string) string {
		return query.One(query.Now, by, query.Series(of, append(more, matchers...)...))
	}
	after := func(outcomes string) string { return one(metric.EffectOwn, `period="after"`, outcomes) }
	estimate := one(metric.EffectEstimate)
	return "(" + after(inRatios) + " / (1 + " + estimate + ")) or 100 * clamp_min(" + after(`outcome="errors"`) + " - " + estimate +
		", 0) or 100 * clamp(" + after(`outcome="deadline"`) + " - " + estimate + ", 0, 1)"
}

// placeholders are those of figures in a sentence.
var placeholders = regexp.MustCompile(`\{([1-9]|10)\}`)

// figureLabel gives each outcome its figure as a label, written as in the board's
// language.
func figureLabel(label, expr string, w *text.Writer) string {
	expr = fmt.Sprintf("count_values by (outcome) (%q, %s)", label, expr)
	expr = replaced(expr, label, "$1"+w.Say("said.point")+"$2", label, `(.*)\\.(.*)`)
	return withMinus(label, expr)
}

// withMinus writes a label that is a figure below zero with a minus sign, where
// Prometheus has a hyphen.
func withMinus(label, expr string) string { return replaced(expr, label, "−$1", label, "-(.*)") }

// replaced sets a label where another one is as the pattern says.
func replaced(expr, label, to, of, pattern string) string {
	return fmt.Sprintf(`label_replace(%s, "%s", "%s", "%s", "%s")`, expr, label, to, of, pattern)
}

// sentenceVariable asks Prometheus for the one series that has the sentence.
func (v variable) sentenceVariable(w *text.Writer) cog.Builder[dashboard.VariableModel] {
	definition := "query_result(" + v.sentence(w) + ")"
	return dashboard.NewQueryVariableBuilder(v.name).Label(w.Say("variable." + v.name)).
		Datasource(panel.Datasource()).Definition(definition).
		Query(dashboard.StringOrMap{Map: map[string]any{"query": definition, "refId": "variable-" + v.name}}).
		Regex(`/text="([^"]*)"/`).Hide(dashboard.VariableHideHideVariable).
		Refresh(dashboard.VariableRefreshOnTimeRangeChanged).Multi(false).AllowCustomValue(false)
}

// answerPanel shows the sentence.
func answerPanel() panel.Panel {
	return panel.Panel{ID: 30, Kind: panel.Words, Key: "quality.answer", Width: 14}
}

// tile is the short answer of one outcome: what units went to, beside what it would
// have been as in units without, how the two differ, with an interval, and what
// can be said of that; then both groups' level now, which is no part of it.
func tile(id uint32, outcome, unit, format string, of, n metric.Def) panel.Panel {
	this := `outcome="` + outcome + `"`
	one := func(of metric.Def, matchers ...string) string {
		return query.One(query.Now, "", query.Series(of, append(matchers, this)...))
	}
	step := ""
	if outcome == "errors" || outcome == "deadline" {
		step = ", 0.1"
	}
	written := func(label string, of metric.Def) string {
		return tileFigure(label, "round(100 * "+one(of)+step+")", step != "")
	}
	scale := "" // a share is shown in per cent, and all that is beside it is not one
	if unit == panel.UnitShare {
		scale = "100 * "
	}
	shown := "" // of the comparison's level, of which one of a case is for each hundred
	if step != "" {
		shown = "100 * "
	}
	p := panel.Panel{
		ID: id, Kind: panel.Figure, Key: "quality.tile." + outcome, Empty: "state.nodata", Width: 6, Unit: unit, Decimals: 1, Rows: true,
		Opens: outcome,
		Queries: []panel.Query{
			{
				Ref: "A", Legend: "tile.after", Color: panel.Neutral, Unit: panel.UnitCount,
				Expr: shown + one(metric.EffectOwn, `period="after"`) + " * on () group_left (expected) " +
					tileFigure("expected", "round("+expectedLevel("", this)+", 0.1)", true),
			},
			{
				Ref: "B", Legend: "tile.change." + outcome, Color: panel.Neutral, Unit: panel.UnitCount, Mapping: ways,
				// No way is shown of a change that cannot be told.
				Expr: "(sgn(" + one(metric.EffectEstimate) + ") * (1 - " + one(metric.EffectAnswer, cannotTell) + "))" +
					" * on () group_left (change) " + written("change", metric.EffectEstimate) +
					" * on () group_left (lower) " + written("lower", metric.EffectLower) +
					" * on () group_left (upper) " + written("upper", metric.EffectUpper),
			},
			{Ref: "C", Legend: "tile.answer", Color: panel.Neutral, Unit: panel.UnitCount},
			{Ref: "D", Legend: "tile.why", Color: panel.Neutral, Unit: panel.UnitCount, Mapping: whys, Expr: whyNot(one)},
			{Ref: "E", Legend: "tile.active", Color: panel.Neutral, Unit: panel.UnitCount, Expr: scale + "(" + query.Grouped(format, of, n)(query.Now, query.Active) + ")"},
			{Ref: "F", Legend: "tile.inactive", Color: panel.Neutral, Unit: panel.UnitCount, Expr: scale + "(" + query.Grouped(format, of, n)(query.Now, query.Inactive) + ")"},
		},
	}
	answer := &p.Queries[2]
	var terms []string
	for i, a := range answers {
		answer.Mapping = append(answer.Mapping, panel.ValueMapping{Value: fmt.Sprint(i + 1), Key: "tile." + a})
		terms = append(terms, fmt.Sprintf("%d * (%s == 1)", i+1, one(metric.EffectAnswer, `answer="`+a+`"`)))
	}
	for i, s := range withoutEstimate {
		v := len(answers) + i + 1
		answer.Mapping = append(answer.Mapping, panel.ValueMapping{Value: fmt.Sprint(v), Key: "state." + s})
		terms = append(terms, fmt.Sprintf("%d * (%s == 1)", v, one(metric.EffectState, `state="`+s+`"`)))
	}
	answer.Expr = "max (" + strings.Join(terms, " or ") + ")"
	return p
}

// ways are how a change is shown beside its figures.
var ways = []panel.ValueMapping{{Value: "-1", Key: "way.down"}, {Value: "0", Key: "way.none"}, {Value: "1", Key: "way.up"}}

// whys are why an answer is that the figures cannot tell.
var whys = []panel.ValueMapping{
	{Value: "1", Key: "why.few"}, {Value: "2", Key: "why.zero"}, {Value: "3", Key: "why.contested"}, {Value: "4", Key: "why.early"},
}

// whyNot is the number of the reason in whys, and nothing where the figures can tell.
func whyNot(one func(of metric.Def, matchers ...string) string) string {
	cannot := "(" + one(metric.EffectAnswer, cannotTell) + " == 1)"
	lower, upper := one(metric.EffectLower), one(metric.EffectUpper)
	return "1 * " + cannot + " and on () " + one(metric.EffectEstimate) + " unless on () " + lower +
		" or 2 * " + cannot + " and on () (" + lower + " <= 0) and on () (" + upper + " >= 0)" +
		" or 3 * " + cannot + " and on () (" + one(metric.EffectP, published) + notBelowLevel + ")" +
		" or 4 * " + cannot + " and on () " + one(metric.EffectEstimate)
}

// tileFigure is 1 with a figure as a label, written as in the board's language,
// with a decimal or without.
func tileFigure(label, expr string, decimal bool) string {
	expr = fmt.Sprintf("count_values (%q, %s)", label, expr)
	if decimal {
		expr = replaced(expr, label, "$1.0", label, `(-?\\d+)`)
		expr = replaced(expr, label, "$1"+panel.DecimalSign+"$2", label, `(.*)\\.(.*)`)
	}
	return withMinus(label, expr)
}
