package board

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// TestBoardsAreWhatGrafanaReads: the boards on disk hold nothing but fields
// that Grafana's schema of dashboards, panels and Prometheus queries has, of
// the types and values that it allows.
func TestBoardsAreWhatGrafanaReads(t *testing.T) {
	plugins.RegisterDefaultPlugins()
	files, err := filepath.Glob("../../deploy/grafana/dashboards/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no boards: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		raw = frozen.ReplaceAll(raw, nil)
		if err := schemaFaults(raw); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		broken := bytes.Replace(raw, []byte(`"fieldConfig"`), []byte(`"fieldConfiguration"`), 1)
		if err := schemaFaults(broken); err == nil {
			t.Errorf("%s: a field that Grafana does not know passes", file)
		}
	}
}

// frozen is an option of tables that Grafana has from 12 on, and the schema of
// the SDK not yet.
var frozen = regexp.MustCompile(`,\s*"frozenColumns": \{\s*"left": 1\s*\}`)

// schemaFaults says how a board differs from Grafana's schema.
func schemaFaults(raw []byte) error {
	var board dashboard.Dashboard
	for _, check := range []func([]byte) error{
		board.UnmarshalJSONStrict,
		func([]byte) error { return board.Validate() }, // of what was decoded
	} {
		var faults cog.BuildErrors
		err := check(raw)
		if errors.As(err, &faults) && len(faults) == 0 { // what the SDK calls an error of some sound panels
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}
