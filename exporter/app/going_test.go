package app

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// TestAdapterThatGoesSaysSo: anyone who uses the adapter export reads at the start that
// files replace it, and nobody else does.
func TestAdapterThatGoesSaysSo(t *testing.T) {
	for adapter, says := range map[string]bool{"export": true, "views": false} {
		configtest.SetEnv(t, map[string]string{"CASEWORK_STATE_DIR": t.TempDir(), "KOMMUNE_ADAPTER": adapter})
		cfg, err := config.Load()
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		e, err := New(cfg, Build{}, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		if err := e.close(); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(log.String(), "goes after this release"); got != says {
			t.Errorf("%s: it says so: %v:\n%s", adapter, got, log.String())
		}
	}
}
