package config

import (
	"testing"

	"casework/exporter/config/configtest"
)

func TestLoopbackAddress(t *testing.T) {
	for _, tt := range []struct{ listen, want, err string }{
		{"", "127.0.0.1:19780", ""}, // the default
		{":80", "127.0.0.1:80", ""},
		{"0.0.0.0:80", "127.0.0.1:80", ""},
		{"[::]:80", "127.0.0.1:80", ""},
		{"10.1.2.3:80", "10.1.2.3:80", ""},
		{"[::1]:80", "[::1]:80", ""},
		{
			":0", "",
			`CASEWORK_LISTEN_ADDRESS=":0": a healthcheck cannot know which port was free; allowed: 1 to 10 different host:port, port 0 to 65535`,
		},
		{"80", "", `CASEWORK_LISTEN_ADDRESS="80": allowed: 1 to 10 different host:port, port 0 to 65535`},
	} {
		t.Run(tt.listen, func(t *testing.T) {
			configtest.SetEnv(t, map[string]string{"CASEWORK_LISTEN_ADDRESS": tt.listen})
			got, err := LoopbackAddress(nil)
			if tt.err != "" {
				if err == nil || err.Error() != tt.err {
					t.Errorf("error %v, want %s", err, tt.err)
				}
				return
			}
			if err != nil || got != tt.want {
				t.Errorf("address %q, error %v; want %q", got, err, tt.want)
			}
		})
	}
}
