package families

import (
	"fmt"
	"math"
	"testing"

	"go.uber.org/goleak"

	"casework/collectors/effect"
	"casework/collectors/metric"
	"casework/collectors/study"
	"casework/collectors/supplement"
	"casework/collectors/timeseries"
)

func TestFreedIsTheTimeOfTheAdditionalCases(t *testing.T) {
	for ratio, want := range map[float64]float64{
		0: 0, 0.25: 0.2, 1: 0.5, 3: 0.75, -0.2: -0.25, -0.5: -1, -1: math.Inf(-1),
	} {
		if got := freed(ratio); got != want && math.Abs(got-want) > 1e-12 {
			t.Errorf("of a change of %+.2f, %v of the time is freed; want %v", ratio, got, want)
		}
	}
}

// TestGainOfPublishedEstimatesAlone goes through every state of an estimate
// of −20 %, which comes to more working time, not less. It needs the answer that
// the change is beyond earlier development.
func TestGainOfPublishedEstimatesAlone(t *testing.T) {
	continued := &effect.Continued{Low: -0.3, High: -0.1}
	shown := func(outcome study.Outcome, state effect.State, interval bool) timeseries.Samples {
		head := &effect.Effect{Value: math.Log(0.8), Low: math.Log(0.5), High: math.Log(1.25), HasInterval: interval}
		b := Builder{
			series: newSeriesCache("test"),
			in: &Input{Figures: [][]supplement.Figure{
				{{Def: &metric.GroupTimeWorked, Labels: []string{metric.Inactive}, Value: 7}},
				{{Def: &metric.GroupTimeWorked, Labels: []string{metric.Active}, Value: 3600}},
			}},
			study: newStudySeries(&study.Study{Comparisons: []study.Comparison{
				{Outcome: outcome, Analysis: &effect.Analysis{State: state, Headline: head, Continued: continued}},
			}}),
		}
		b.hoursFreed()
		return b.made()[&metric.GainWorked]
	}
	for _, state := range effect.States() {
		if got := shown(study.Throughput, state, true); (got.Len() == 3) != (state == effect.Published) {
			t.Errorf("%s: %d series", state, got.Len())
		}
	}
	if len(shown(study.Throughput, effect.Published, false).Series) > 0 {
		t.Error("shown without an interval")
	}
	continued.High = 0.01
	if len(shown(study.Throughput, effect.Published, true).Series) > 0 {
		t.Error("shown though earlier development may have gone on")
	}
	continued.High = -0.1
	if len(shown(study.Wait, effect.Published, true).Series) > 0 {
		t.Error("shown of the change in waits")
	}
	for i, want := range []float64{-900, -3600, 720} {
		all := shown(study.Throughput, effect.Published, true)
		got := all.At(i)
		if math.Abs(got.Value-want) > 1e-9 {
			t.Errorf("%v is %v, want %v", got.Series, got.Value, want)
		}
	}
}

// TestMetricsThatCannotBeShown: a metric that is made and not listed in the
// catalogue is an error, as it would not be shown; so is one that gets another
// number of values than it has labels, every time, and no sample of it is made.
func TestMetricsThatCannotBeShown(t *testing.T) {
	b := NewBuilder(Options{Source: "test"})
	for range 2 {
		b.making = making{}
		b.in = &Input{}
		b.put(&metric.Def{Name: "casework_unlisted", Type: metric.Gauge, Labels: []metric.Label{metric.Source}}, 1)
		b.put(&metric.EffectAsOf, 1)
		b.put(&metric.SmallUnits, 1)
		b.put(&metric.SmallUnits, 1, "merged", "twice")
		want := `metric casework_small_units: 3 values for the 2 labels ["source" "shown"]
metric casework_unlisted is not in the list of the catalogue`
		if err := b.fault(); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
		if n := len(b.made()[&metric.SmallUnits].Series); n != 0 {
			t.Errorf("%d samples with another number of labels than theirs", n)
		}
		if n := len(b.made()[&metric.EffectAsOf].Series); n != 1 {
			t.Errorf("%d samples of a metric without a fault, want 1", n)
		}
		delete(b.faults, &metric.SmallUnits)
	}
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestSeriesAreDistinguishedByAllLabels: whatever the values hold; and metrics with the
// same labels share their series.
func TestSeriesAreDistinguishedByAllLabels(t *testing.T) {
	b := NewBuilder(Options{Source: "s"})
	b.in = &Input{}
	series := map[timeseries.Series]string{}
	for _, values := range [][]string{
		{"a", "b", "c"},
		{"ab", "", "c"},
		{"a", "", "bc"},
		{"a\x01b", "", "c"},
		{"a", "b\x01c", ""},
		{"", "", ""},
		{"\x01a", "b", "c"},
		{`a",supervision="b`, "", "c"},
		{`a\`, "b", "c"},
		{`a\\`, "b", "c"},
		{"", "a", "b"},
		{"", "", "a"},
	} {
		s := b.labelled(&metric.WindowComplaints, values...)
		if s == 0 {
			t.Fatalf("%s has other labels: %v", metric.WindowComplaints.Name, b.fault())
		}
		if other, ok := series[s]; ok {
			t.Errorf("%q and %s are one series", values, other)
		}
		series[s] = fmt.Sprintf("%q", values)
		for _, def := range []*metric.Def{&metric.WindowComplaints, &metric.WindowComplaintsDecided} {
			if b.labelled(def, values...) != s {
				t.Errorf("%q is another series when %s asks for it", values, def.Name)
			}
		}
	}
	if a, b := b.labelled(&metric.QueueCases, "a", "b", ""), b.labelled(&metric.ChartSignal, "a", "b", ""); a == b {
		t.Errorf("%v and %v are one series", a, b)
	}
}
