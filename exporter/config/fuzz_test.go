package config

import (
	"strings"
	"testing"
	"time"

	"casework/exporter/config/configtest"
)

// FuzzSettings: whatever a variable holds, Load neither panics nor returns
// a configuration that breaks its own promises.
func FuzzSettings(f *testing.F) {
	for _, seed := range [][3]string{
		{"CASEWORK_WINDOWS", "1h,28d", "30m"},
		{"CASEWORK_WAIT_BUCKETS", "1h,2h", "9999999999w"},
		{"KOMMUNE_INTERVAL", "1s", "1µs"},
		{"KOMMUNE_HOST", "[::1]:1", "x"},
		{"KOMMUNE_TIMEZONE", "../../etc", ""},
		{"KOMMUNE_DATETIME_TIMEZONE", "Local", ""},
		{"CASEWORK_SOURCES", "kommune,b", "0.1d"},
		{"KOMMUNE_RECONCILE_AT", "23:59", "1e300d"},
		{"CASEWORK_SOURC\n\n", "kommune,b", "0.1d"}, // a name on three lines
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, name, value, stale string) {
		if strings.ContainsAny(name, "=\x00") || name == "" || strings.Contains(value+stale, "\x00") {
			t.Skip("no environment can hold this")
		}
		if strings.HasSuffix(name, "_FILE") || strings.HasSuffix(name, "_DIR") || strings.HasPrefix(name, "KOMMUNE_TLS_") {
			t.Skip("must not read or write whatever file the fuzzer names")
		}
		configtest.SetEnv(t, map[string]string{"KOMMUNE_STALE_AFTER": stale})
		t.Setenv(name, value)
		cfg, err := Load()
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if strings.TrimSpace(line) == "" {
					t.Errorf("a fault is blank: %q", err.Error())
				}
			}
			return
		}
		for _, w := range cfg.Windows {
			if d, err := parseDuration(w.Label); err != nil || d != w.Length || d < time.Hour {
				t.Errorf("window %+v: %v, %v", w, d, err)
			}
		}
		for i, b := range cfg.WaitBuckets {
			if b <= 0 || i > 0 && b <= cfg.WaitBuckets[i-1] {
				t.Errorf("buckets %v", cfg.WaitBuckets)
			}
		}
		for _, s := range cfg.Sources {
			if s.StaleAfter <= s.Interval || s.Interval < time.Second || s.Location == nil || s.PageSize < 100 {
				t.Errorf("source %+v", s)
			}
		}
	})
}
