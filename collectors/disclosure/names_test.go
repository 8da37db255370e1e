package disclosure

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
)

// TestNamesOfScreeningsAreNormal: a file with other spellings is of the same
// units; spellings that were treated in two ways are one unit that is hidden.
func TestNamesOfScreeningsAreNormal(t *testing.T) {
	was := Placement{Side: hidden, Since: 5, ShownUntil: 5}
	kept := &Screening{Month: "2026-03", Table: &Table{At: 1_770_000_000}, Units: map[string]Placement{
		"A\u030as": {Side: shown, Since: 7}, "S\u00f8r\u00a0": was, " ": was,
		"Nord": {Side: shown}, "Nord ": {Side: shown},
		"Vest": {Side: shown}, "Vest ": was, " Vest": was,
	}}
	content, err := kept.Encode("source one")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(content, "source one")
	if err != nil {
		t.Fatal(err)
	}
	for unit, is := range map[string]bool{"\u00c5s": true, "S\u00f8r": false, "Nord": true, "Vest": false} {
		if _, shows := got.Shows(unit); shows != is {
			t.Errorf("%s is shown: %v, want %v", unit, shows, is)
		}
	}
	at := time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC).Unix()
	n := testPolicy().Next(got, at, []ledger.UnitSize{{Unit: "Vest", Cases: 999}, {Unit: "Nord", Cases: 999}}, nothing)
	want := map[string]Placement{
		"\u00c5s": {Side: shown, Since: 7}, "S\u00f8r": was, "Nord": {Side: shown}, "Vest": {Side: hidden, Since: at, ShownUntil: at},
	}
	if diff := cmp.Diff(want, n.Units); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if again := testPolicy().Next(n, at+60, nil, nothing); again.Units["Vest"] != want["Vest"] {
		t.Errorf("Vest is then %+v", again.Units["Vest"])
	}
}
