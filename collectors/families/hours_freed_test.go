package collectors

import (
	"math"
	"strings"
	"testing"
	"time"

	"casework/collectors/effect"
	"casework/collectors/metric"
	"casework/collectors/study"
	"casework/collectors/supplement"
	"casework/collectors/timeseries"
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
		ZeroHold: -1, Study: &StudyOptions{Identity: "test"},
		Tables:    []TableReader{folderOf(t, tables, func() time.Time { return studiedAt })},
		Aggregate: supplement.Options{Currency: "NOK", HourlyCost: hourlyCost},
	})
}

func TestFreedIsTheTimeOfTheAdditionalCases(t *testing.T) {
	for ratio, want := range map[float64]float64{
		0: 0, 0.25: 0.2, 1: 0.5, 3: 0.75, -0.2: -0.25, -0.5: -1, -1: math.Inf(-1),
	} {
		if got := freed(ratio); got != want && math.Abs(got-want) > 1e-12 {
			t.Errorf("of a change of %+.2f, %v of the time is freed; want %v", ratio, got, want)
		}
	}
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

// TestGainOfPublishedEstimatesAlone goes through every state of an estimate
// of −20 %, which comes to more working time, not less.
func TestGainOfPublishedEstimatesAlone(t *testing.T) {
	shown := func(outcome study.Outcome, state effect.State, interval bool) []timeseries.Sample {
		head := &effect.Effect{Value: math.Log(0.8), Low: math.Log(0.5), High: math.Log(1.25), HasInterval: interval}
		b := build{
			series: newSeriesCache("test"), families: map[*metric.Def][]timeseries.Sample{},
			figures: [][]supplement.Figure{
				{{Def: &metric.GroupTimeWorked, Labels: []string{metric.Inactive}, Value: 7}},
				{{Def: &metric.GroupTimeWorked, Labels: []string{metric.Active}, Value: 3600}},
			},
			study: newStudySeries(&study.Study{Comparisons: []study.Comparison{
				{Outcome: outcome, Analysis: &effect.Analysis{State: state, Headline: head}},
			}}),
		}
		b.gains()
		return b.families[&metric.GainWorked]
	}
	for _, state := range effect.States() {
		if got := shown(study.Throughput, state, true); (len(got) == 3) != (state == effect.Published) {
			t.Errorf("%s: %d series", state, len(got))
		}
	}
	if len(shown(study.Throughput, effect.Published, false)) > 0 {
		t.Error("shown without an interval")
	}
	if len(shown(study.Wait, effect.Published, true)) > 0 {
		t.Error("shown of the change in waits")
	}
	for i, want := range []float64{-900, -3600, 720} {
		got := shown(study.Throughput, effect.Published, true)[i]
		if math.Abs(got.Value-want) > 1e-9 {
			t.Errorf("%v is %v, want %v", got.Series, got.Value, want)
		}
	}
}
