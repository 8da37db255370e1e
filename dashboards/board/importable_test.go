package board

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestImportableBoards: they ask for the data source that their variable takes, list
// each kind of panel that they have, and are else what is provisioned.
func TestImportableBoards(t *testing.T) {
	made, err := Importable()
	if err != nil {
		t.Fatal(err)
	}
	provisioned, err := Files()
	if err != nil {
		t.Fatal(err)
	}
	for path, content := range made {
		var b map[string]any
		if err := json.Unmarshal(content, &b); err != nil {
			t.Fatal(err)
		}
		required := map[string]bool{}
		for _, r := range b["__requires"].([]any) {
			if r := r.(map[string]any); r["type"] == "panel" {
				required[r["id"].(string)] = true
			}
		}
		if shown := strings.Count(string(content), `"type": "stat"`); shown > 0 && !required["stat"] || len(required) < 2 || required["row"] {
			t.Errorf("%s needs %v, with %d figures", path, required, shown)
		}
		input := b["__inputs"].([]any)[0].(map[string]any)
		found := false
		for _, v := range b["templating"].(map[string]any)["list"].([]any) {
			v := v.(map[string]any)
			if v["type"] != "datasource" {
				continue
			}
			found = v["current"].(map[string]any)["value"] == "${"+input["name"].(string)+"}"
		}
		if !found {
			t.Errorf("%s: no variable takes the input %v", path, input["name"])
		}
		var was map[string]any
		if err := json.Unmarshal(provisioned["grafana/dashboards/"+path], &was); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(was["panels"], b["panels"]); diff != "" {
			t.Errorf("%s has other panels (-provisioned +importable):\n%s", path, diff)
		}
	}
	if want := 2 * len(All()); len(made) != want {
		t.Errorf("%d boards can be imported, want %d", len(made), want)
	}
}
