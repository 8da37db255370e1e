package main

import (
	"strings"
	"testing"

	"casework/collectors/metric"
)

// sameInBoth are the messages that are the same in both languages.
var sameInBoth = map[string]bool{"unit.median": true, "cell.none": true, "kind.coaching": true, "kind.mentoring": true}

func TestMessagesAreCompleteAndUsed(t *testing.T) {
	for code := range languages {
		w, err := newWriter(code, allTexts())
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range allBoards() {
			if _, err := b.render(w); err != nil {
				t.Errorf("%s in %s: %v", b.key, code, err)
			}
		}
		for _, m := range allTexts() {
			if !w.used[m.key] {
				t.Errorf("no board says message %q in %s", m.key, code)
			}
		}
	}
}

func TestMessagesAreTranslated(t *testing.T) {
	for _, m := range allTexts() {
		if m.nb == m.en && !sameInBoth[m.key] {
			t.Errorf("message %q is %q in both languages", m.key, m.nb)
		}
		for _, variable := range []string{"$window", "$unit", "$source"} {
			if strings.Contains(m.nb, variable) != strings.Contains(m.en, variable) {
				t.Errorf("message %q names %s in one language only", m.key, variable)
			}
		}
	}
}

func TestWriterRefusesIncompleteMessages(t *testing.T) {
	for name, texts := range map[string][]text{
		"no bokmål":  {{"a", "", "A"}},
		"no English": {{"a", "A", ""}},
		"twice":      {{"a", "A", "A"}, {"a", "B", "B"}},
	} {
		if _, err := newWriter("nb", texts); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := newWriter("sv", nil); err == nil {
		t.Error("a language without boards is accepted")
	}
}

func TestMissingMessageFailsTheBoard(t *testing.T) {
	w, err := newWriter("nb", allTexts()[1:])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := qualityBoard().render(w); err == nil || !strings.Contains(err.Error(), allTexts()[0].key) {
		t.Errorf("error is %v, want one that names %q", err, allTexts()[0].key)
	}
}

// TestNoTextClaimsACause looks at every message and every metric's help, and
// shows that the words looked for are found.
func TestNoTextClaimsACause(t *testing.T) {
	for _, m := range allTexts() {
		for _, said := range []string{m.nb, m.en} {
			if found := metric.Causal.FindString(said); found != "" {
				t.Errorf("message %q claims a cause with %q", m.key, found)
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
