package lint

import (
	"encoding/json"
	"strings"
	"testing"

	"casework/dashboards/board"
)

// A breakage makes a good board bad in one way that one rule must find.
type breakage struct {
	rule  string
	board string
	spoil func(b map[string]any)
}

func panelsOf(b map[string]any) []any { return b["panels"].([]any) }

// shown returns the first panel of that type.
func shown(b map[string]any, kind string) map[string]any {
	for _, p := range panelsOf(b) {
		if p := p.(map[string]any); p["type"] == kind {
			return p
		}
	}
	panic("no panel is a " + kind)
}

func firstTarget(b map[string]any) map[string]any {
	return shown(b, "timeseries")["targets"].([]any)[0].(map[string]any)
}

func defaultsOf(p map[string]any) map[string]any {
	return p["fieldConfig"].(map[string]any)["defaults"].(map[string]any)
}

func variableOf(b map[string]any, name string) map[string]any {
	for _, v := range b["templating"].(map[string]any)["list"].([]any) {
		if v := v.(map[string]any); v["name"] == name {
			return v
		}
	}
	panic("no variable " + name)
}

func expression(expr string) func(map[string]any) {
	return func(b map[string]any) { firstTarget(b)["expr"] = expr }
}

// widthOf gives a column of the first table that width.
func widthOf(column, width int) func(map[string]any) {
	return func(b map[string]any) {
		o := shown(b, "table")["fieldConfig"].(map[string]any)["overrides"].([]any)[column].(map[string]any)
		o["properties"] = append(o["properties"].([]any), map[string]any{"id": "custom.width", "value": width})
	}
}

func breakages() []breakage {
	const one = `{source="$source",window="$window",case_type=~"$case_type"`
	return []breakage{
		{"template-datasource-rule", "quality", func(b map[string]any) { variableOf(b, "datasource")["name"] = "db" }},
		{"template-job-rule", "operations", func(b map[string]any) { variableOf(b, "job")["multi"] = false }},
		{"template-instance-rule", "operations", func(b map[string]any) { variableOf(b, "instance")["allValue"] = ".*" }},
		{"template-on-time-change-reload-rule", "unit", func(b map[string]any) { variableOf(b, "unit")["refresh"] = 1 }},
		{"panel-datasource-rule", "quality", func(b map[string]any) { delete(shown(b, "stat"), "datasource") }},
		{"panel-datasource-rule", "quality", func(b map[string]any) {
			firstTarget(b)["datasource"] = map[string]any{"uid": "prometheus-1"}
		}},
		{"panel-title-description-rule", "quality", func(b map[string]any) { shown(b, "table")["description"] = "" }},
		{"panel-title-description-rule", "quality", func(b map[string]any) { shown(b, "row")["title"] = "" }},
		{"panel-units-rule", "quality", func(b map[string]any) { defaultsOf(shown(b, "stat"))["unit"] = "dager" }},
		{"panel-units-rule", "quality", func(b map[string]any) { delete(defaultsOf(shown(b, "stat")), "decimals") }},
		{"panel-no-targets-rule", "quality", func(b map[string]any) { shown(b, "table")["targets"] = []any{} }},
		{"panel-no-targets-rule", "quality", expression(" ")},
		{"target-rate-interval-rule", "unit", expression(`sum(rate(casework_errors_reported_total{source="$source"}[5m]))`)},
		{"target-job-rule", "operations", expression(`casework_source_up{source=~"$source",instance=~"$instance"}`)},
		{"target-instance-rule", "operations", expression(`casework_source_up{source=~"$source",job=~"$job"}`)},
		{"target-counter-agg-rule", "unit", expression(`sum(casework_errors_reported_total{source="$source"})`)},
		{"uneditable-dashboard", "unit", func(b map[string]any) { b["editable"] = true }},
		{"uid-rule", "unit", func(b map[string]any) { b["uid"] = "unit" }},
		{"uid-rule", "unit", func(b map[string]any) { b["tags"] = []any{"casework"} }},
		{"id-rule", "quality", func(b map[string]any) { shown(b, "table")["id"] = shown(b, "text")["id"] }},
		{"id-rule", "quality", func(b map[string]any) { delete(shown(b, "row"), "id") }},
		{"id-rule", "quality", func(b map[string]any) { firstTarget(b)["refId"] = "B" }},
		{"layout-rule", "quality", func(b map[string]any) { shown(b, "text")["gridPos"].(map[string]any)["w"] = 15 }},
		{"layout-rule", "quality", func(b map[string]any) { shown(b, "stat")["gridPos"].(map[string]any)["h"] = 9 }},
		{"layout-rule", "quality", func(b map[string]any) { shown(b, "table")["gridPos"].(map[string]any)["w"] = 25 }},
		{"layout-rule", "quality", func(b map[string]any) { delete(shown(b, "row"), "gridPos") }},
		{"layout-rule", "quality", func(b map[string]any) {
			panels := panelsOf(b)
			panels[len(panels)-1].(map[string]any)["gridPos"].(map[string]any)["w"] = 20
		}},
		{"table-width-rule", "quality", func(b map[string]any) {
			shown(b, "table")["fieldConfig"].(map[string]any)["overrides"].([]any)[0].(map[string]any)["properties"] = []any{
				map[string]any{"id": "custom.minWidth", "value": 50},
			}
		}},
		{"table-width-rule", "quality", widthOf(0, 100)}, // the first column has one too
		{"table-width-rule", "quality", widthOf(1, 500)},
		{"empty-row-rule", "queues", func(b map[string]any) { // the first column, a link, says why
			overrides := shown(b, "table")["fieldConfig"].(map[string]any)["overrides"].([]any)
			of := func(i int) map[string]any { return overrides[i].(map[string]any) }
			of(0)["properties"] = append(of(0)["properties"].([]any), of(len(overrides) - 1)["properties"].([]any)...)
		}},
		{"empty-row-rule", "queues", func(b map[string]any) {
			fields := shown(b, "table")["fieldConfig"].(map[string]any)
			overrides := fields["overrides"].([]any)
			fields["overrides"] = overrides[:len(overrides)-1]
		}},
		{"zero-rule", "effect", func(b map[string]any) {
			o := shown(b, "table")["fieldConfig"].(map[string]any)["overrides"].([]any)[1].(map[string]any)
			o["properties"] = append(o["properties"].([]any), map[string]any{"id": "mappings", "value": []any{}})
		}},
		{"contrast-rule", "quality", func(b map[string]any) {
			b["annotations"].(map[string]any)["list"].([]any)[0].(map[string]any)["iconColor"] = "#E69F00"
		}},
		{"contrast-rule", "queues", func(b map[string]any) {
			o := shown(b, "table")["fieldConfig"].(map[string]any)["overrides"].([]any)[0].(map[string]any)
			o["properties"] = append(o["properties"].([]any), map[string]any{"id": "mappings", "value": []any{
				map[string]any{"type": "value", "options": map[string]any{"1": map[string]any{"text": "Uten", "color": "dark-orange"}}},
			}})
		}},
		{"title-width-rule", "quality", func(b map[string]any) { shown(b, "stat")["title"] = strings.Repeat("Ventetid ", 6) }},
		{"panel-units-rule", "quality", func(b map[string]any) { defaultsOf(shown(b, "timeseries"))["decimals"] = 0 }},
		{"panel-units-rule", "quality", func(b map[string]any) { defaultsOf(shown(b, "stat"))["unit"] = "suffix: dager" }},
		{"catalogue-rule", "quality", expression(`casework_wait_average_seconds{source="$source"}`)},
		{"catalogue-rule", "quality", expression(`vector(1)`)},
		{"window-rule", "quality", expression(`casework_group_window_closed_cases{source="$source",case_type=~"$case_type"}`)},
		{"window-rule", "quality", expression(`casework_group_window_closed_cases{source="$source",window="$window"}`)},
		{"window-rule", "quality", expression(`casework_open_cases{}`)},
		{"range-rule", "quality", expression(`avg_over_time(casework_group_window_closed_cases` + one + `}[90d])`)},
		{"range-rule", "quality", expression(`avg_over_time(casework_group_window_closed_cases` + one + `}[36h:5m])`)},
		{"variable-rule", "quality", expression(`casework_window_closed_cases` + one + `,unit="$unit"}`)},
		{"variable-rule", "quality", func(b map[string]any) { variableOf(b, "window")["label"] = "" }},
		{"variable-rule", "quality", func(b map[string]any) { variableOf(b, "window")["definition"] = "label_values(up, window)" }},
		{"empty-state-rule", "quality", func(b map[string]any) { delete(defaultsOf(shown(b, "stat")), "noValue") }},
		{"refresh-rule", "quality", func(b map[string]any) { b["refresh"] = "10s" }},
		{"annotation-rule", "quality", func(b map[string]any) {
			b["annotations"].(map[string]any)["list"].([]any)[0].(map[string]any)["useValueForTime"] = false
		}},
		{"cause-rule", "quality", func(b map[string]any) { b["description"] = "Kortere kø skyldes veiledning." }},
		{"cause-rule", "quality", func(b map[string]any) { shown(b, "stat")["title"] = "Days saved thanks to supervision" }},
		{"cause-rule", "unit", func(b map[string]any) {
			shown(b, "timeseries")["targets"].([]any)[0].(map[string]any)["legendFormat"] = "Effekten av veiledning"
		}},
	}
}

func TestLintFindsWhatIsBroken(t *testing.T) {
	files, err := board.Files()
	if err != nil {
		t.Fatal(err)
	}
	shownToFail := map[string]bool{}
	for _, tt := range breakages() {
		var b map[string]any
		if err := json.Unmarshal(files["grafana/dashboards/nb/"+tt.board+".json"], &b); err != nil {
			t.Fatal(err)
		}
		tt.spoil(b)
		spoilt, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, err := range Check(spoilt) {
			found = found || strings.HasPrefix(err.Error(), tt.rule+": ")
		}
		if !found {
			t.Errorf("%s does not find its breakage of %s; found: %v", tt.rule, tt.board, Check(spoilt))
		}
		shownToFail[tt.rule] = true
	}
	for _, rule := range rules() {
		if !shownToFail[rule.name] {
			t.Errorf("no broken sample shows that %s finds anything", rule.name)
		}
	}
	if len(Check([]byte("{"))) == 0 {
		t.Error("half a JSON file is accepted")
	}
}

func TestExclusionsHaveReasonsAndBoards(t *testing.T) {
	for rule, boards := range exclusions {
		for key, reason := range boards {
			known := false
			for _, b := range board.All() {
				known = known || b.Key == key
			}
			if !known || reason == "" {
				t.Errorf("rule %s excludes board %q for the reason %q", rule, key, reason)
			}
		}
	}
}
