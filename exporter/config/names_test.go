package config

import (
	"slices"
	"testing"

	"casework/exporter/config/configtest"
)

// TestCaseTypes: lists mean what they always meant, and quotation marks at the
// beginning of an item hold a comma.
func TestCaseTypes(t *testing.T) {
	for list, want := range map[string][]string{
		"permit, complaint":                  {"permit", "complaint"},
		`5" rør,say "x"`:                     {`5" rør`, `say "x"`},
		`"Bygg, anlegg",Skjenking`:           {"Bygg, anlegg", "Skjenking"},
		`Skjenking , "Bygg, anlegg" `:        {"Skjenking", "Bygg, anlegg"},
		`"say ""x"", then ""y""","""",","`:   {`say "x", then "y"`, `"`, ","},
		"\"\u00a0A\u030as, nord \",\u00c5s ": {"\u00c5s, nord", "\u00c5s"},
		"\u00c5s,A\u030as":                   {"\u00c5s"},
	} {
		configtest.SetEnv(t, map[string]string{"KOMMUNE_CASE_TYPES": list})
		cfg, err := Load()
		if err != nil {
			t.Errorf("%s: %v", list, err)
			continue
		}
		if got := cfg.Sources[0].CaseTypes; !slices.Equal(got, want) {
			t.Errorf("%s: %+q, want %+q", list, got, want)
		}
	}
}
