package sourcetest

import (
	"strings"
	"testing"

	"casework/collectors/source"
)

// Find is the first finding of a subject that says something. It fails t if there
// is none.
func Find(t testing.TB, findings []source.Finding, subject, part string) source.Finding {
	t.Helper()
	for _, f := range findings {
		if f.Subject == subject && strings.Contains(f.Detail, part) {
			return f
		}
	}
	t.Errorf("nothing found of %s that says %q among:\n%s", subject, part, List(findings))
	return source.Finding{}
}

// List is findings as text, a line each.
func List(findings []source.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.Level.String() + " " + f.Subject + ": " + f.Detail + " [" + f.Hint + "]\n")
	}
	return b.String()
}

// Inspect is what an inspection finds.
func Inspect(t testing.TB, s *source.Source) []source.Finding {
	t.Helper()
	findings, err := s.Inspect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return findings
}
