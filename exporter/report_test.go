package main

import (
	"strings"
	"testing"

	"casework/exporter/config/configtest"
)

// TestReportCommand runs the command on settings, without a database.
func TestReportCommand(t *testing.T) {
	for name, tt := range map[string]struct {
		args   []string
		vars   map[string]string
		status int
		out    string // begins so
		err    string
	}{
		"unknown language":  {args: []string{"report", "--lang=sv"}, status: exitUsage, err: `--lang="sv": allowed: nb or en`},
		"unknown source":    {args: []string{"report", "--source=skole"}, status: exitUsage, err: `--source="skole": allowed: kommune`},
		"unknown flag":      {args: []string{"report", "--pdf"}, status: exitUsage, err: "flags are --source, --lang and --output"},
		"one argument more": {args: []string{"report", "x"}, status: exitUsage, err: `unexpected argument "x"`},
		"help":              {args: []string{"report", "--help"}, out: "Casework Exporter serves"},
		"comparisons off": {
			args: []string{"report"}, vars: map[string]string{"CASEWORK_EFFECT": "off"}, status: exitUsage, err: "CASEWORK_EFFECT is off",
		},
	} {
		t.Run(name, func(t *testing.T) {
			configtest.SetEnv(t, tt.vars)
			p, out, errs := testProgram(nil)
			if got := p.run(t.Context(), tt.args); got != tt.status {
				t.Errorf("status %d, want %d: %s", got, tt.status, errs)
			}
			if !strings.HasPrefix(out.String(), tt.out) || !strings.Contains(errs.String(), tt.err) {
				t.Errorf("out %.60q, errors %q", out, errs)
			}
		})
	}
}
