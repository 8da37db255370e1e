package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"casework/exporter/config/configtest"
)

func TestPasswordFileIsReadEachTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "password")
	write := func(s string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("first\r\n")
	configtest.SetEnv(t, map[string]string{"KOMMUNE_PASSWORD_FILE": path})
	cfg, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"first", " second "} {
		write(want + "\n")
		got, err := cfg.Sources[0].Password()
		if err != nil || got != want {
			t.Errorf("password %q, %v; want %q", got, err, want)
		}
	}
	write("several\nlines\n")
	if got, err := cfg.Sources[0].Password(); got != "" || err == nil || strings.Contains(err.Error(), "several") {
		t.Errorf("a file of several lines gave %q, %v", got, err)
	}
}

func TestSecretIsNeverShown(t *testing.T) {
	configtest.SetEnv(t, map[string]string{"KOMMUNE_PASSWORD": "letmein"})
	cfg, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	s := cfg.Sources[0]
	var log strings.Builder
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("x", "source", s, "password", s.password)
	logger = slog.New(slog.NewTextHandler(&log, nil))
	logger.Info("x", "source", s, "password", s.password)
	encoded, err := json.Marshal(struct{ P secret }{s.password})
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %+v %#v %s %q %x %d", s, s, s, s.password, s.password, s.password, s.password) +
		log.String() + string(encoded)
	for _, shown := range []string{"letmein", "6c65746d65696e", "108 101"} {
		if strings.Contains(all, shown) {
			t.Errorf("%q is shown in: %s", shown, all)
		}
	}
}
