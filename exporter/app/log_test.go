package app

import (
	"log/slog"
	"strings"
	"testing"
)

func TestLogger(t *testing.T) {
	tests := []struct{ format, want string }{
		{"logfmt", `level=WARN msg="poll failed" source=kommune`},
		{"json", `"level":"WARN","msg":"poll failed","source":"kommune"`},
	}
	for _, tt := range tests {
		var b strings.Builder
		log := NewLogger(&b, tt.format, slog.LevelWarn)
		log.Info("not shown")
		log.Warn("poll failed", "source", "kommune")
		if got := b.String(); !strings.Contains(got, tt.want) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: %s", tt.format, got)
		}
	}
}
