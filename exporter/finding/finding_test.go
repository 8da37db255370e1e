package finding

import (
	"strings"
	"testing"

	"casework/collectors/effect"
	"casework/exporter/text/texttest"
)

// TestTexts checks that every text is there, and one for all that a study can
// find.
func TestTexts(t *testing.T) {
	texttest.Check(t, Phrases())
	for _, a := range effect.Answers() {
		for _, prefix := range []string{"says.", "answer."} {
			if _, ok := Phrases()[prefix+string(a)]; !ok {
				t.Errorf("no text %s for the answer %s", prefix, a)
			}
		}
	}
	for _, s := range effect.States() {
		if _, ok := Phrases()["state."+string(s)]; !ok {
			t.Errorf("no text for the state %s", s)
		}
	}
	for _, r := range effect.Rules() {
		for _, side := range []string{"low", "high"} {
			if _, ok := Phrases()["signal."+r.String()+"."+side]; !ok {
				t.Errorf("no text for the rule %s, %s", r, side)
			}
		}
	}
}

func TestMissingTextsAreNamed(t *testing.T) {
	w := New("en", nil, nil)
	if w.Say("none"); w.Err() != nil {
		t.Errorf("a text that is there: %v", w.Err())
	}
	if w.Say("nothing.of.the.kind"); w.Err() == nil || !strings.Contains(w.Err().Error(), "nothing.of.the.kind") {
		t.Errorf("a text that is missing: %v", w.Err())
	}
}
