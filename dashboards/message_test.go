package main

import (
	"strings"
	"testing"
)

// sameInBoth are the messages that are one word in both languages.
var sameInBoth = map[string]bool{"unit.median": true}

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
