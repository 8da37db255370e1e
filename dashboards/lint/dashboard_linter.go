package lint

import (
	"regexp"
	"slices"
	"strings"

	"casework/dashboards/panel"
)

// dashboardLinterRules are the rules of Grafana's dashboard-linter that apply. Its
// rules of LogQL do not, as there are no logs; target-promql-rule and
// template-label-promql-rule need Prometheus' parser and are in deploy/test/promql.
func dashboardLinterRules() []rule {
	return []rule{
		{"template-datasource-rule", checkDatasourceVariable},
		{"template-job-rule", checkMultiVariable("job")},
		{"template-instance-rule", checkMultiVariable("instance")},
		{"template-on-time-change-reload-rule", checkReload},
		{"panel-datasource-rule", checkPanelDatasource},
		{"panel-title-description-rule", checkTitles},
		{"panel-units-rule", checkUnits},
		{"panel-no-targets-rule", checkTargets},
		{"target-rate-interval-rule", checkRateInterval},
		{"target-job-rule", checkMatcher("job")},
		{"target-instance-rule", checkMatcher("instance")},
		{"target-counter-agg-rule", checkCounters},
		{"uneditable-dashboard", func(b *boardJSON, report func(string, ...any)) {
			if b.Editable == nil || *b.Editable {
				report("the board can be edited; edits would be lost")
			}
		}},
	}
}

func checkDatasourceVariable(b *boardJSON, report func(string, ...any)) {
	for _, v := range b.Templating.List {
		if v.Type == "datasource" && v.Name == "datasource" {
			return
		}
	}
	report("there is no variable datasource")
}

func checkMultiVariable(name string) func(*boardJSON, func(string, ...any)) {
	return func(b *boardJSON, report func(string, ...any)) {
		for _, v := range b.Templating.List {
			if v.Name != name {
				continue
			}
			if !v.Multi || v.AllValue != ".+" {
				report("variable %s is not multi, or its all value is not .+", name)
			}
			return
		}
		report("there is no variable %s", name)
	}
}

func checkReload(b *boardJSON, report func(string, ...any)) {
	for _, v := range b.Templating.List {
		if v.Type == "query" && v.Refresh != 2 {
			report("variable %s does not reload when the time range changes", v.Name)
		}
	}
}

func checkPanelDatasource(b *boardJSON, report func(string, ...any)) {
	fits := func(s *sourceJSON) bool { return s != nil && s.UID == "${datasource}" }
	for _, p := range b.queries() {
		if !fits(p.Datasource) {
			report("%v does not use ${datasource}", p)
		}
	}
	b.eachTarget(func(p *panelJSON, t *targetJSON) {
		if !fits(t.Datasource) {
			report("%v, query %s does not use ${datasource}", p, t.RefID)
		}
	})
}

func checkTitles(b *boardJSON, report func(string, ...any)) {
	if b.Title == "" || b.Description == "" {
		report("the board has no title or no description")
	}
	for _, p := range b.Panels {
		if p.Title == "" {
			report("panel %d has no title", p.ID)
		}
		if p.Type != "row" && p.Description == "" {
			report("%v has no description", &p)
		}
	}
}

// knownUnits are Grafana's units that boards use. What figures are in stands in
// headings, so that numbers are written as the reader's browser writes them.
var knownUnits = []string{"locale", panel.UnitSeconds}

func checkUnits(b *boardJSON, report func(string, ...any)) {
	fits := func(unit string) bool { return slices.Contains(knownUnits, unit) }
	for _, p := range b.queries() {
		if !fits(p.FieldConfig.Defaults.Unit) {
			report("%v has the unit %q", p, p.FieldConfig.Defaults.Unit)
		}
		switch decimals, axis := p.FieldConfig.Defaults.Decimals, p.Type == "timeseries" || p.Type == "trend"; {
		case decimals == nil && !axis:
			report("%v has no decimals", p)
		case decimals != nil && *decimals == 0 && axis:
			report("%v has 0 decimals, and so an axis that says noValue between whole numbers", p)
		}
		for _, o := range p.FieldConfig.Overrides {
			for _, property := range o.Properties {
				if unit, ok := property.Value.(string); property.ID == "unit" && (!ok || !fits(unit)) {
					report("%v, column %v has the unit %v", p, o.Matcher.Options, property.Value)
				}
			}
		}
	}
}

func checkTargets(b *boardJSON, report func(string, ...any)) {
	for _, p := range b.queries() {
		if len(p.Targets) == 0 {
			report("%v has no query", p)
		}
		for _, t := range p.Targets {
			if strings.TrimSpace(t.Expr) == "" {
				report("%v, query %s is empty", p, t.RefID)
			}
		}
	}
}

var (
	rateForm   = regexp.MustCompile(`\b(?:rate|irate|increase)\s*\([^\[\]]*\[([^\]]*)\]`)
	ratedStart = regexp.MustCompile(`\b(?:rate|irate|increase)\s*\($`)
)

func checkRateInterval(b *boardJSON, report func(string, ...any)) {
	b.eachTarget(func(p *panelJSON, t *targetJSON) {
		for _, m := range rateForm.FindAllStringSubmatch(t.Expr, -1) {
			if m[1] != "$__rate_interval" {
				report("%v, query %s takes a rate over %s, not $__rate_interval", p, t.RefID, m[1])
			}
		}
	})
}

func checkMatcher(label string) func(*boardJSON, func(string, ...any)) {
	return func(b *boardJSON, report func(string, ...any)) {
		b.eachTarget(func(p *panelJSON, t *targetJSON) {
			for _, s := range selectors(t.Expr) {
				if !strings.Contains(s.matchers, label+`=~"$`+label+`"`) {
					report("%v, query %s: %s does not select %s", p, t.RefID, s.metric, label)
				}
			}
		})
	}
}

func checkCounters(b *boardJSON, report func(string, ...any)) {
	b.eachTarget(func(p *panelJSON, t *targetJSON) {
		for _, at := range selectorForm.FindAllStringSubmatchIndex(t.Expr, -1) {
			name := t.Expr[at[2]:at[3]]
			if strings.HasSuffix(name, "_total") && !ratedStart.MatchString(t.Expr[:at[2]]) {
				report("%v, query %s shows the counter %s itself", p, t.RefID, name)
			}
		}
	})
}
