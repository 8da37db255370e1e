package app

import (
	"log/slog"
	"os"
	"strings"
	"testing"

	"casework/collectors"
	"casework/collectors/ledger"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// TestLostSmallUnitsAreTold shows that somebody is told if a state is there, and not which
// units were small.
func TestLostSmallUnitsAreTold(t *testing.T) {
	cfg := keptState(t, nil)
	state := cfg.StateDir
	for name, test := range map[string]struct {
		least string
		dir   string
		small bool // the file is there
		told  bool
	}{
		"lost":        {"5", state, false, true},
		"nothing yet": {"5", t.TempDir(), false, false},
		"no hiding":   {"0", state, false, false},
		"kept":        {"5", state, true, false},
	} {
		configtest.SetEnv(t, map[string]string{"CASEWORK_STATE_DIR": test.dir, "CASEWORK_MIN_CELL": test.least, "KOMMUNE_HOST": "127.0.0.1"})
		cfg, err := config.Load()
		if err != nil {
			t.Fatal(err)
		}
		source := &cfg.Sources[0]
		path := SmallUnitsPath(cfg, source)
		if test.small {
			small := NewSmallUnits(cfg, source, slog.New(slog.DiscardHandler))
			small.Place(1, nil, func(int64, int64, func(string) (int64, bool)) []ledger.UnitWindow { return nil })
			if err := small.Keep(path); err != nil {
				t.Fatal(err)
			}
		}
		var log strings.Builder
		if err := remember(cfg, source, &collectors.Options{}, slog.New(slog.NewTextHandler(&log, nil))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if told := strings.Contains(log.String(), path); told != test.told || !told && log.Len() > 0 {
			t.Errorf("%s: told: %v; the log:\n%s", name, told, log.String())
		}
		if test.small {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	}
}
