package collectors

import (
	"math"
	"strings"
	"testing"
	"time"

	"casework/collectors/supplement"
)

// workedTables say that each of the five units that have started supervision
// worked 1000 hours in a month of the latest closed quarter.
var workedTables = func() map[string]string {
	var b strings.Builder
	b.WriteString("unit,month,hours_core,hours_total,staff\n")
	for _, unit := range "abcde" {
		for _, month := range []string{"2026-01", "2026-02", "2026-03"} {
			b.WriteString("unit " + string(unit) + "," + month + ",600,1000,9\n")
		}
	}
	return map[string]string{"time_use": b.String()}
}()

func newGainBench(t *testing.T, source *fake, tables map[string]string, hourlyCost float64) *bench {
	t.Helper()
	return newBench(t, source, "", studiedAt, Options{
		ZeroHold: -1, Study: &StudyOptions{Identity: "test", Path: t.TempDir() + "/test.panel"},
		Tables:     []TableReader{folderOf(t, tables, func() time.Time { return studiedAt })},
		Supplement: supplement.Options{Currency: "NOK", HourlyCost: hourlyCost},
	})
}

// TestGainFollowsFromWhatIsShown computes the gain from the series beside it.
func TestGainFollowsFromWhatIsShown(t *testing.T) {
	b := newGainBench(t, studiedSource(), workedTables, 500)
	b.poll(t, 0)
	const worked = 5 * 3 * 1000 * 3600.0
	if got := b.shown["casework_group_period_worked_seconds"][`{source="test",supervision="active"}`]; got != worked {
		t.Fatalf("worked is %v, want %v", got, worked)
	}
	for _, bound := range []string{"estimate", "lower", "upper"} {
		r, ok := b.shown["casework_effect_"+bound+"_ratio"][`{source="test",outcome="throughput"}`]
		if !ok {
			t.Fatalf("no %s is shown of the cases closed", bound)
		}
		want := worked * r / (1 + r)
		got, ok := b.shown["casework_gain_worked_seconds"][`{source="test",bound="`+bound+`"}`]
		if !ok || math.Abs(got-want) > 1e-6*math.Abs(want) {
			t.Errorf("%s is %v, want %v", bound, got, want)
		}
		want *= 500 / 3600.0
		got, ok = b.shown["casework_gain_amount"][`{source="test",bound="`+bound+`",currency="NOK"}`]
		if !ok || math.Abs(got-want) > 1e-6*math.Abs(want) {
			t.Errorf("amount of the %s is %v, want %v", bound, got, want)
		}
	}
	b.source.fail["cases"] = errBroken
	b.poll(t, 24*time.Hour)
	if b.shown["casework_gain_worked_seconds"] != nil {
		t.Error("shown although the working time that it rests on is withheld")
	}
}

func TestGainIsAbsentWithoutWhatItRestsOn(t *testing.T) {
	few := map[string]string{"time_use": strings.ReplaceAll(workedTables["time_use"], ",9\n", ",1\n")}
	unsupervised := studiedSource()
	unsupervised.programmes = nil
	for name, b := range map[string]*bench{
		"estimate":      newGainBench(t, unsupervised, workedTables, 500),
		"working time":  newGainBench(t, studiedSource(), nil, 500),
		"enough people": newGainBench(t, studiedSource(), few, 500),
	} {
		b.poll(t, 0)
		if b.shown["casework_gain_worked_seconds"] != nil || b.shown["casework_gain_amount"] != nil {
			t.Errorf("a gain is shown without %s", name)
		}
	}
	b := newGainBench(t, studiedSource(), workedTables, 0)
	b.poll(t, 0)
	if len(b.shown["casework_gain_worked_seconds"]) != 3 || b.shown["casework_gain_amount"] != nil {
		t.Error("without an hourly cost, want hours and no money")
	}
}
