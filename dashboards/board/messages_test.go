package board

import (
	"strings"
	"testing"

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
