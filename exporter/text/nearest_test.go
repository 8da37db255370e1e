package text

import (
	"slices"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"KOMMUNE_PORT", "KOMMUNE_HOST", "CASEWORK_WINDOWS", "Bygg", "Bygd", "Sk\u00f8ytebane", "x"}
	for name, want := range map[string]string{
		"KOMMUNE_PROT": "KOMMUNE_PORT", "CASEWORK_WINDOW": "CASEWORK_WINDOWS", "KOMMUNE_COLOUR_SCHEME": "",
		"bygg": "Bygg", "Bygx": "Bygd", "Sk\u00f6ytebame": "Sk\u00f8ytebane", "Skjenking": "", "x": "x",
	} {
		if got := Nearest(name, slices.Values(known)); got != want {
			t.Errorf("Nearest(%s) = %q, want %q", name, got, want)
		}
	}
}
