package source

import (
	"strings"
	"testing"
)

func TestReadsMost(t *testing.T) {
	e := examined{what: "a poll", unselective: "most rows changed"}
	for _, tt := range []struct {
		needed       int64
		level        Level
		detail, hint string
	}{
		{-1, OK, "most rows changed", ""},
		{19_000, OK, "most rows changed", ""},
		{2_000, OK, "most rows changed", ""},
		{1_999, Warning, "leads to the 1999 that it needs", "ANALYZE TABLE"},
		{0, Warning, "leads to the 0 that it needs", "ANALYZE TABLE"},
	} {
		f := e.readsMost("cases.sql", &Step{Table: "c", Rows: 20_000}, tt.needed, "ANALYZE TABLE")
		if f.Level != tt.level || !strings.Contains(f.Detail, tt.detail) || !strings.Contains(f.Hint, tt.hint) {
			t.Errorf("%d needed: %+v", tt.needed, f)
		}
	}
}
