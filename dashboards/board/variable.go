package board

import (
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
	"casework/dashboards/text"
)

// A variable is what a reader of a board chooses.
type variable struct {
	name    string               // its label is the message variable.<name>
	query   string               // empty: the datasource, if there are no options
	options []panel.ValueMapping // the choices themselves, the first being the default
	all     string               // pattern of "all"; empty: one must be chosen
	multi   bool
	each    bool   // "all" is each value, for panels that are there once for each
	aside   bool   // in the menu of controls, where Grafana has one (from 12.3 on)
	hidden  bool   // nothing to choose: queries need it
	regex   string // picks the value out of what query finds

	sentence func(*text.Writer) string // instead: an expression whose series has the value as its label text
}

var (
	ofDatasource = variable{name: "datasource", aside: true}
	ofSource     = variable{name: "source", query: "label_values(" + metric.SourceUp.Name + ", source)"}
	ofUnit       = variable{
		name: "unit", query: `label_values(` + metric.WindowReceived.Name + `{source="$source"}, unit)`,
	}
	ofCaseType = variable{
		name: "case_type", all: query.AllTypes,
		query: `label_values(` + metric.GroupReceived.Name + `{source="$source"}, case_type)`,
	}
	// ofWindow finds the windows of the last day, should the exporter be away.
	ofWindow = lengthOf("window", query.DefaultWindow,
		"max by (window) (last_over_time("+metric.GroupReceived.Name+`{source="$source"}[1d]))`)
	// ofIntake is the exporter's CASEWORK_INTAKE: a query can read no length of time from a
	// label, so Grafana does.
	ofIntake = hidden(lengthOf("intake", query.DefaultIntake,
		"max by (intake) ("+metric.GroupIntakeCases.Name+query.Matchers(metric.GroupIntakeCases, query.AnyType, nil)+") or max by (intake) ("+
			metric.IntakeCases.Name+query.Matchers(metric.IntakeCases, query.AnyType, nil)+")"))
	ofOutcome   = variable{name: "outcome", options: panel.MapValues("outcome.", outcomes...)}
	ofChart     = variable{name: "outcome", options: panel.MapValues("outcome.", withCharts...)}
	ofJob       = variable{name: "job", query: "label_values(" + metric.BuildInfo.Name + ", job)", all: query.Any, multi: true}
	ofInstances = variable{
		name: "instance", all: query.Any, multi: true,
		query: "label_values(" + metric.BuildInfo.Name + `{job=~"$job"}, instance)`,
	}
	ofSources = variable{
		name: "source", all: query.Any, multi: true,
		query: "label_values(" + metric.SourceUp.Name + `{job=~"$job",instance=~"$instance"}, source)`,
	}
)

// lengthOf is a variable whose values are lengths of time, in the label of its name. It is
// standard for a source that has no such series, such as one that was not polled yet or
// records no start: with no value at all, "offset $window" would be malformed.
func lengthOf(name, standard, expr string) variable {
	return variable{
		name: name, regex: "/" + name + `="([^"]*)"/`,
		query: "query_result(" + expr + ` or on () label_replace(vector(1), "` + name + `", "` + standard + `", "", ""))`,
	}
}

// hidden is a variable that nobody chooses.
func hidden(v variable) variable {
	v.hidden = true
	return v
}

func (v variable) build(w *text.Writer) cog.Builder[dashboard.VariableModel] {
	if v.sentence != nil {
		return v.sentenceVariable(w)
	}
	label := w.Say("variable." + v.name)
	if len(v.options) > 0 {
		return v.choice(label, w)
	}
	hide := dashboard.VariableHideDontHide
	if v.aside {
		hide = dashboard.VariableHideInControlsMenu
	}
	if v.hidden {
		hide = dashboard.VariableHideHideVariable
	}
	if v.query == "" {
		return dashboard.NewDatasourceVariableBuilder(v.name).Label(label).Type("prometheus").Hide(hide)
	}
	b := dashboard.NewQueryVariableBuilder(v.name).Label(label).
		Datasource(panel.Datasource()).Definition(v.query).
		Query(dashboard.StringOrMap{Map: map[string]any{"query": v.query, "refId": "variable-" + v.name}}).
		Refresh(dashboard.VariableRefreshOnTimeRangeChanged).
		Sort(dashboard.VariableSortNaturalAsc).Multi(v.multi).AllowCustomValue(false).Hide(hide)
	if v.regex != "" {
		b = b.Regex(v.regex)
	}
	if v.all != "" || v.each {
		all := dashboard.VariableOption{
			Text:  dashboard.StringOrArrayOfString{String: new(w.Say("variable.all"))},
			Value: dashboard.StringOrArrayOfString{String: new("$__all")},
		}
		if v.multi {
			all.Text = dashboard.StringOrArrayOfString{ArrayOfString: []string{w.Say("variable.all")}}
			all.Value = dashboard.StringOrArrayOfString{ArrayOfString: []string{"$__all"}}
		}
		b = b.IncludeAll(true).Current(all)
		if v.all != "" {
			b = b.AllValue(v.all)
		}
	}
	return b
}

// choice is a variable with options of its own, shown in the board's language.
func (v variable) choice(label string, w *text.Writer) cog.Builder[dashboard.VariableModel] {
	var values []string
	var options []dashboard.VariableOption
	for i, o := range v.options {
		text := w.Say(o.Key)
		values = append(values, text+" : "+o.Value)
		options = append(options, dashboard.VariableOption{
			Selected: new(i == 0),
			Text:     dashboard.StringOrArrayOfString{String: &text},
			Value:    dashboard.StringOrArrayOfString{String: &o.Value},
		})
	}
	hide := dashboard.VariableHideDontHide
	if v.aside {
		hide = dashboard.VariableHideInControlsMenu
	}
	return dashboard.NewCustomVariableBuilder(v.name).Label(label).Hide(hide).
		Values(dashboard.StringOrMap{String: new(strings.Join(values, ", "))}).
		Options(options).Current(options[0])
}
