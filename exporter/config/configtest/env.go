// Package configtest sets the environment for tests that load settings.
package configtest

import (
	"os"
	"strings"
	"testing"
)

// SetEnv sets variables on top of a good environment of one source, kommune,
// in which no variable of the machine's remains that could be ours.
func SetEnv(t testing.TB, variables map[string]string) {
	t.Helper()
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		for _, prefix := range []string{"CASEWORK_", "KOMMUNE_", "SKOLE_"} {
			if strings.HasPrefix(name, prefix) {
				t.Setenv(name, value) // so that it is restored
				if err := os.Unsetenv(name); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for name, value := range map[string]string{
		"CASEWORK_SOURCES": "kommune", "KOMMUNE_HOST": "db.example.org",
		"KOMMUNE_USER": "reader", "KOMMUNE_DATABASE": "cases",
	} {
		t.Setenv(name, value)
	}
	for name, value := range variables {
		t.Setenv(name, value)
	}
}
