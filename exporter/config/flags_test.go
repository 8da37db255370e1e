package config

import (
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/exporter/config/configtest"
)

// TestFlagsWin: a flag stands in place of its variable, whatever that is, and an
// error names the one that is wrong.
func TestFlagsWin(t *testing.T) {
	configtest.SetEnv(t, map[string]string{
		"CASEWORK_LISTEN_ADDRESS": "nowhere", "CASEWORK_LOG_LEVEL": "loud", "CASEWORK_WEB_CONFIG_FILE": "testdata/absent.yml",
	})
	got, err := LoadWith(Flags{
		"web.listen-address": {"127.0.0.1:1", ":2"}, "log.level": {"debug"}, "web.config.file": {""}, "web.systemd-socket": {"on"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := defaultConfig()
	want.ListenAddresses, want.LogLevel, want.SystemdSocket = []string{"127.0.0.1:1", ":2"}, slog.LevelDebug, true
	if diff := cmp.Diff(want, got, compareConfig); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
	_, err = LoadWith(Flags{"web.listen-address": {""}, "log.level": {"shout"}, "web.config.file": {""}})
	const fault = `--web.listen-address="": allowed: 1 to 10 different host:port, port 0 to 65535` + "\n" +
		`--log.level="shout": allowed: debug, info, warn or error`
	if err == nil || err.Error() != fault {
		t.Errorf("error (-want +got):\n%s", cmp.Diff(fault, err.Error()))
	}
}

func TestLoopbackOfFlags(t *testing.T) {
	configtest.SetEnv(t, map[string]string{"CASEWORK_LISTEN_ADDRESS": ":1"})
	got, err := LoopbackAddress(Flags{"web.listen-address": {":2", ":3"}})
	if err != nil || got != "127.0.0.1:2" {
		t.Errorf("%q, %v", got, err)
	}
}
