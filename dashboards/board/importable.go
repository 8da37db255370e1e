package board

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"casework/dashboards/text"
)

// oldestGrafana is the oldest Grafana that the boards are written for.
const oldestGrafana = "10.0.0"

// chosenOnImport is the name by which an imported board asks for its data source.
const chosenOnImport = "DS_PROMETHEUS"

// Importable returns every board in every language as Grafana's "Import dashboard"
// and its gallery take them, by path below the folder of such boards: each asks for
// its data source (__inputs), and says which panels it needs (__requires).
func Importable() (map[string][]byte, error) {
	provisioned, err := Files()
	if err != nil {
		return nil, err
	}
	made := map[string][]byte{}
	for _, code := range text.Languages() {
		for _, b := range All() {
			content, err := importable(provisioned["grafana/dashboards/"+code+"/"+b.Key+".json"])
			if err != nil {
				return nil, fmt.Errorf("board %s in %s: %w", b.Key, code, err)
			}
			made[code+"/"+b.Key+".json"] = content
		}
	}
	return made, nil
}

func importable(provisioned []byte) ([]byte, error) {
	var b map[string]any
	if err := json.Unmarshal(provisioned, &b); err != nil {
		return nil, err
	}
	b["id"], b["editable"] = nil, true // a copy is the importer's own
	b["__inputs"] = []any{map[string]any{
		"name": chosenOnImport, "label": "Prometheus", "description": "", "type": "datasource", "pluginId": "prometheus", "pluginName": "Prometheus",
	}}
	requires := []any{
		map[string]any{"type": "grafana", "id": "grafana", "name": "Grafana", "version": oldestGrafana},
		map[string]any{"type": "datasource", "id": "prometheus", "name": "Prometheus", "version": oldestGrafana},
	}
	kinds := map[string]bool{}
	panelKinds(b["panels"], kinds)
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		requires = append(requires, map[string]any{"type": "panel", "id": kind, "name": kind, "version": ""})
	}
	b["__requires"] = requires
	variables, _ := b["templating"].(map[string]any)["list"].([]any)
	for _, v := range variables {
		if v := v.(map[string]any); v["type"] == "datasource" {
			v["current"] = map[string]any{"selected": true, "text": "${" + chosenOnImport + "}", "value": "${" + chosenOnImport + "}"}
		}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(b); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// panelKinds collects the types of panels, of those in collapsed rows too. A row is
// Grafana's own.
func panelKinds(panels any, kinds map[string]bool) {
	all, _ := panels.([]any)
	for _, p := range all {
		p, _ := p.(map[string]any)
		if kind, _ := p["type"].(string); kind != "row" {
			kinds[kind] = true
		}
		panelKinds(p["panels"], kinds)
	}
}
