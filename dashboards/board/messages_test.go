package board

import (
	"strings"
	"testing"
	"unicode/utf8"

	"casework/dashboards/panel"
	"casework/dashboards/text"
)

func TestMessagesAreCompleteAndUsed(t *testing.T) {
	for _, code := range text.Languages() {
		w, err := text.NewWriter(code, text.All())
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range All() {
			if _, err := b.Render(w); err != nil {
				t.Errorf("%s in %s: %v", b.Key, code, err)
			}
		}
		for _, key := range w.Unused() {
			t.Errorf("no board says message %q in %s", key, code)
		}
	}
}

func TestMissingMessageFailsTheBoard(t *testing.T) {
	first := text.All()[0].Key
	w, err := text.NewWriter("nb", text.All()[1:])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := qualityBoard().Render(w); err == nil || !strings.Contains(err.Error(), first) {
		t.Errorf("error is %v, want one that names %q", err, first)
	}
}

// TestSignalsFitAMonth: what is said of one month has room in it, in half a year on a screen
// of 1366 pixels. Grafana cuts off the rest.
func TestSignalsFitAMonth(t *testing.T) {
	const names, month, letter = 210, 365.0 / 12 / 183, 8.9
	room := int((panel.AvailableWidth(panel.NarrowScreen, 24) - names) * month / letter)
	for _, code := range text.Languages() {
		w, err := text.NewWriter(code, text.All())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range signalsPanel().Mapping {
			if said := w.Say(m.Key); utf8.RuneCountInString(said) > room {
				t.Errorf("%s: %q is longer than %d letters", code, said, room)
			}
		}
	}
}
