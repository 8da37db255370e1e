package ledger

import (
	"reflect"
	"testing"
)

// TestStampsOfUnits: a unit bears the Stamp of the View before exactly if nothing
// of it is other than it was.
func TestStampsOfUnits(t *testing.T) {
	opts := testOptions
	opts.CaseTypes = []string{"permit"}
	l := withBaseline(opts)
	learn(l, epoch,
		Case{ID: 1 << 40, Unit: "a", Type: "permit", Received: epoch - 100*day, Started: epoch - 10, Changed: epoch * 1e6},
		Case{ID: 2 << 40, Unit: "b", Received: epoch - 100, Changed: epoch * 1e6},
		Case{ID: 3 << 40, Unit: "b", Received: epoch - 100*day, Closed: epoch - 90*day, Changed: epoch * 1e6})
	before := view(l, epoch)
	for _, step := range []struct {
		name    string
		change  func()
		at      int64
		changed string
	}{
		{"nothing", func() {}, epoch, ""},
		{"time alone", func() {}, epoch + 1, ""},
		{"a case of a was closed", func() {
			learn(l, epoch+2, Case{ID: 1 << 40, Unit: "a", Type: "permit", Received: epoch - 100*day, Started: epoch - 10, Closed: epoch, Changed: (epoch + 2) * 1e6})
		}, epoch + 2, "a"},
		{"a case of b grew older than a day", func() {}, epoch + day, "b"},
		{"a case moved", func() {
			learn(l, epoch+day, Case{ID: 2 << 40, Unit: "a", Received: epoch - 100, Changed: (epoch + day) * 1e6})
		}, epoch + day, "ab"},
		{"a programme began", func() {
			l.SetProgrammes([]Programme{{Unit: "b", Name: "v", From: epoch}})
		}, epoch + day, "b"},
		{"a session was held in a", func() {
			learnSessions(l, epoch+day, Session{ID: 3 << 40, Unit: "a", Planned: epoch, Held: epoch})
		}, epoch + day, "a"},
		{"what was held in a left the window", func() {}, epoch + 29*day, "a"},
		{"a unit got another name", func() {
			l.SetUnits([]Unit{{Unit: "a", Name: "A"}, {Unit: "b"}}, epoch)
		}, epoch + 29*day, "a"},
	} {
		step.change()
		now := view(l, step.at)
		var changed string
		for i := range now.Units {
			was, u := *before.Units[i], *now.Units[i]
			if u.Stamp == 0 {
				t.Errorf("%s: unit %s has no Stamp", step.name, u.Unit.Unit)
			}
			if u.Stamp != was.Stamp {
				changed += u.Unit.Unit
			}
			was.Stamp, u.Stamp = 0, 0
			if same := reflect.DeepEqual(was, u); same != (now.Units[i].Stamp == before.Units[i].Stamp) {
				t.Errorf("%s: unit %s is the same: %v; that its Stamp is says otherwise", step.name, u.Unit.Unit, same)
			}
		}
		if changed != step.changed {
			t.Errorf("%s: units %q changed, want %q", step.name, changed, step.changed)
		}
		before = now
	}
	if again := l.Recount(before, true); again.Units[0].Stamp != before.Units[0].Stamp {
		t.Error("a Recount of what did not change has other Stamps")
	}
}
