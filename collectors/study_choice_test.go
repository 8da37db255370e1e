package collectors

import (
	"slices"
	"testing"
	"time"

	"casework/collectors/study"
)

// TestPrimaryIsRemembered: since when an outcome is the primary one is kept,
// and one that takes another's place is corrected for it.
func TestPrimaryIsRemembered(t *testing.T) {
	source, path := studiedSource(), t.TempDir()+"/test.panel"
	const since = `{source="test",outcome="wait"}`
	at := func(primary study.Outcome, now time.Time, readOnly bool) *bench {
		b := newBench(t, source, "", now, Options{ZeroHold: -1, Study: &StudyOptions{
			Path: path, Identity: "test", ReadOnly: readOnly, Settings: study.Settings{Primary: primary},
		}})
		b.poll(t, 0)
		return b
	}
	later := studiedAt.Add(time.Hour)
	first := at(study.Wait, studiedAt, false)
	if got := first.shown["casework_effect_primary_since_timestamp_seconds"][since]; got != float64(studiedAt.Unix()) {
		t.Errorf("waits are chosen since %v, want %d", got, studiedAt.Unix())
	}
	alone := first.Study().Comparisons[0]
	if again := at(study.Wait, later, false); !slices.Equal(again.Study().Settings.Chosen, first.Study().Settings.Chosen) {
		t.Errorf("a restart changed since when: %v", again.Study().Settings.Chosen)
	}
	if other := at(study.Throughput, later, true); len(other.Study().Settings.Chosen) != 1 {
		t.Errorf("a reader that leaves files alone has chosen: %v", other.Study().Settings.Chosen)
	}
	changed := at(study.Turnaround, later, false)
	want := []study.Choice{{Outcome: study.Wait, Since: studiedAt.Unix()}, {Outcome: study.Turnaround, Since: later.Unix()}}
	if got := changed.Study().Settings.Chosen; !slices.Equal(got, want) {
		t.Fatalf("chosen are %v, want %v", got, want)
	}
	back := at(study.Wait, later.Add(time.Hour), false)
	if got := back.Study().Comparisons[0]; got.P < 2*alone.P {
		t.Errorf("p of a primary outcome that was chosen again is %v, that of the first choice %v", got.P, alone.P)
	}
	if n := len(back.Study().Settings.Chosen); n != 3 {
		t.Errorf("%d choices, want 3", n)
	}
}
