// Package texttest checks texts in the languages that people are written to in.
package texttest

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/metric"
	"casework/exporter/text"
)

var place = regexp.MustCompile(`\{\d\}`)

// Check checks that every text is there in both languages, with the same places
// to fill, and that none claims a cause.
func Check(t *testing.T, phrases map[string]text.Phrase) {
	t.Helper()
	places := func(s string) map[string]int {
		n := map[string]int{}
		for _, p := range place.FindAllString(s, -1) {
			n[p]++
		}
		return n
	}
	for key, phrase := range phrases {
		if phrase[0] == "" || phrase[1] == "" {
			t.Errorf("%s: a language is missing", key)
		}
		if diff := cmp.Diff(places(phrase[0]), places(phrase[1])); diff != "" {
			t.Errorf("%s: places to fill differ (-nb +en):\n%s", key, diff)
		}
		for _, said := range phrase {
			if found := metric.Causal.FindString(said); found != "" {
				t.Errorf("%s claims a cause with %q", key, found)
			}
		}
	}
}
