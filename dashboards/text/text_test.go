package text

import (
	"strings"
	"testing"

	"casework/collectors/metric"
)

// sameInBoth are the messages that are the same in both languages.
var sameInBoth = map[string]bool{
	"unit.median": true, "cell.none": true, "kind.coaching": true, "kind.mentoring": true,
	"way.down": true, "way.none": true, "way.up": true, "quality.unit.chart.title": true, "progress.reached": true, "progress.later": true,
	"target.70": true, "target.80": true, "target.90": true, "target.95": true, "target.100": true,
}

func TestMessagesAreTranslated(t *testing.T) {
	for _, m := range All() {
		if m.NB == m.EN && !sameInBoth[m.Key] {
			t.Errorf("message %q is %q in both languages", m.Key, m.NB)
		}
		for _, variable := range []string{"$window", "$unit", "$source"} {
			if strings.Contains(m.NB, variable) != strings.Contains(m.EN, variable) {
				t.Errorf("message %q names %s in one language only", m.Key, variable)
			}
		}
	}
}

func TestWriterRefusesIncompleteMessages(t *testing.T) {
	for name, texts := range map[string][]Message{
		"no bokmål":  {{"a", "", "A"}},
		"no English": {{"a", "A", ""}},
		"twice":      {{"a", "A", "A"}, {"a", "B", "B"}},
	} {
		if _, err := NewWriter("nb", texts); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := NewWriter("sv", nil); err == nil {
		t.Error("a language without boards is accepted")
	}
}

// TestNoTextClaimsACause looks at every message and every metric's help, and
// shows that the words looked for are found.
func TestNoTextClaimsACause(t *testing.T) {
	for _, m := range All() {
		for _, said := range []string{m.NB, m.EN} {
			if found := metric.Causal.FindString(said); found != "" {
				t.Errorf("message %q claims a cause with %q", m.Key, found)
			}
		}
	}
	for _, d := range metric.All() {
		if found := metric.Causal.FindString(d.Help); found != "" {
			t.Errorf("the help of %s claims a cause with %q", d.Name, found)
		}
	}
	for _, claim := range []string{
		"Kortere ventetid skyldes veiledning.", "Effekt av veiledning", "Veiledning førte til færre feil", "veiledningen reduserer ventetiden",
		"Shorter waits, due to supervision", "Effect of supervision", "Supervision reduced waiting", "This was caused by it.",
	} {
		if !metric.Causal.MatchString(claim) {
			t.Errorf("%q passes", claim)
		}
	}
	for _, honest := range []string{
		"Endringen er forbundet med veiledning; den viser ikke årsak.", "A change associated with supervision does not show the reason.",
	} {
		if found := metric.Causal.FindString(honest); found != "" {
			t.Errorf("%q does not pass for %q", honest, found)
		}
	}
}

// TestMessagesAreFormats: a percent sign that is written once takes what follows it for a verb, and readers see that it misses its value.
func TestMessagesAreFormats(t *testing.T) {
	for _, code := range Languages() {
		w, err := NewWriter(code, All())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range All() {
			if said := w.Say(m.Key); strings.Contains(said, "%!") {
				t.Errorf("message %q reads %q in %s", m.Key, said, code)
			}
		}
	}
}
