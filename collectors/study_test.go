package collectors

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// studiedAt is a few days after the lag has passed: May 2026 is closed.
var studiedAt = time.Date(2026, 6, 10, 12, 0, 0, 0, time.UTC)

// studiedSource is ten units over three years, half of which start
// supervision one after the other, and then have waits of 0.7 of those before
// and a third more cases.
func studiedSource() *fake {
	r := rand.New(rand.NewPCG(1, 2))
	f := &fake{
		columns: ledger.Columns{Started: true}, fail: map[string]error{},
		none: map[string]bool{"errors": true, "sessions": true},
	}
	first := time.Date(2023, 5, 20, 9, 0, 0, 0, time.UTC)
	for u := range 10 {
		unit := "unit " + string(rune('a'+u))
		start := int64(1) << 40
		if u < 5 {
			start = first.AddDate(0, 17+2*u, 0).Unix()
			f.programmes = append(f.programmes, ledger.Programme{Unit: unit, Name: "veiledning", From: start})
		}
		pace := 4 // days from one case to the next
		for t := first; t.Before(studiedAt); t = t.AddDate(0, 0, pace) {
			if t.Unix() >= start {
				pace = 3
			}
			c := ledger.Case{
				ID: ledger.ID(uint64(len(f.cases)+1) << 40), Unit: unit, Reopened: -1,
				Received: t.Unix(), Changed: studiedAt.Add(-24*time.Hour).Unix() * 1e6,
			}
			wait := float64(5+u) * testDay * (0.8 + 0.4*r.Float64())
			if c.Received >= start {
				wait *= 0.7
			}
			if c.Started = c.Received + int64(wait); c.Started < studiedAt.Unix() {
				c.Closed = min(c.Started+3*testDay, studiedAt.Unix())
			} else {
				c.Started = 0
			}
			f.cases = append(f.cases, c)
		}
	}
	return f
}

func newStudiedBench(t *testing.T, source *fake, path string) *bench {
	t.Helper()
	return newBench(t, source, "", studiedAt, Options{
		ZeroHold: -1, Study: &StudyOptions{Path: path, Identity: "test"},
	})
}

// compared are the series shown of comparisons and charts.
func (b *bench) compared() map[string]map[string]float64 {
	shown := map[string]map[string]float64{}
	for _, d := range metric.All() {
		if d.Section == metric.Comparison || d.Section == metric.Charts {
			if series := b.shown[d.Name]; len(series) > 0 {
				shown[d.Name] = series
			}
		}
	}
	return shown
}

// TestComparisonExposition compares all series of comparisons and charts
// with a file that is meant to be read, and lints them.
func TestComparisonExposition(t *testing.T) {
	b := newGainBench(t, studiedSource(), workedTables, 500)
	b.poll(t, 0)
	var kept []string
	for line := range strings.Lines(scrape(t, prometheus.NewRegistry(), b.last)) {
		if strings.Contains(line, "casework_effect_") || strings.Contains(line, "casework_control_chart_") ||
			strings.Contains(line, "casework_gain_") {
			kept = append(kept, rounded(line))
		}
	}
	got := strings.Join(kept, "")
	compareExposition(t, "testdata/comparison.prom", got)
	for _, d := range metric.All() {
		switch d {
		case &metric.EffectOwnPart: // needs case types: see families.TestOwnChange
			continue
		case &metric.EffectLotteryDrawn, &metric.EffectLotterySeen, &metric.EffectLotteryDeviating: // see TestLotteryIsKept
			continue
		}
		if (d.Section == metric.Comparison || d.Section == metric.Charts) && b.shown[d.Name] == nil {
			t.Errorf("%s is in the catalogue but not exposed", d.Name)
		}
	}
}

// rounded is a sample's line with six digits of its value: the last ones
// differ between processors that fuse multiplication and addition and others.
func rounded(line string) string {
	name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "} ")
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || strings.HasPrefix(line, "#") {
		return line
	}
	return name + "} " + strconv.FormatFloat(v, 'g', 6, 64) + "\n"
}

// TestComparisonFindsWhatHappened follows a change of −30 % from rows to
// what is shown.
func TestComparisonFindsWhatHappened(t *testing.T) {
	b := newStudiedBench(t, studiedSource(), "")
	b.poll(t, 0)
	of := func(name string) float64 { return b.shown[name][`{source="test",outcome="wait"}`] }
	low, value, high := of("casework_effect_lower_ratio"), of("casework_effect_estimate_ratio"), of("casework_effect_upper_ratio")
	if low > -0.3 || high < -0.3 || value > -0.2 || value < -0.4 {
		t.Errorf("estimate is %.3f [%.3f, %.3f]; what happened is -0.3", value, low, high)
	}
}

// TestComparisonIsFrozen shows that rows which change during the month change
// no comparison, not through a restart either, and that the next month does.
func TestComparisonIsFrozen(t *testing.T) {
	source, path := studiedSource(), t.TempDir()+"/test.panel"
	b := newStudiedBench(t, source, path)
	b.poll(t, 0)
	before := b.compared()
	if len(before) == 0 {
		t.Fatal("nothing is compared")
	}
	for i := range source.cases { // all waits were twice as long, it turns out
		c := &source.cases[i]
		if c.Started != 0 && c.Received < studiedAt.AddDate(0, -3, 0).Unix() {
			c.Started += c.Started - c.Received
			c.Closed, c.Changed = c.Started, studiedAt.Unix()*1e6
		}
	}
	b.poll(t, 24*time.Hour)
	if diff := cmp.Diff(before, b.compared()); diff != "" {
		t.Errorf("the comparison changed within the month:\n%s", diff)
	}
	restarted := newStudiedBench(t, source, path)
	restarted.poll(t, 25*time.Hour)
	if diff := cmp.Diff(before, restarted.compared()); diff != "" {
		t.Errorf("the comparison changed with a restart:\n%s", diff)
	}
	if unkept := newStudiedBench(t, source, ""); true {
		unkept.poll(t, 25*time.Hour)
		if cmp.Equal(before, unkept.compared()) {
			t.Error("the rows' changes would not have changed the comparison: nothing was shown")
		}
	}
	restarted.poll(t, 30*24*time.Hour)
	if cmp.Equal(before, restarted.compared()) {
		t.Error("the comparison did not change with the next month")
	}
	if again, err := loadPanel(path); err != nil || again.Panel.At != restarted.Study().Panel.At {
		t.Errorf("the next month's panel is not kept: %v", err)
	}
}

// TestComparisonFollowsProgrammes shows that a programme that becomes known
// during the month counts at once, on the month's panel.
func TestComparisonFollowsProgrammes(t *testing.T) {
	source := studiedSource()
	programmes := source.programmes
	source.programmes = nil
	b := newStudiedBench(t, source, "")
	b.poll(t, 0)
	state := func(s string) float64 {
		return b.shown["casework_effect_state"][`{source="test",outcome="wait",state="`+s+`"}`]
	}
	panel := b.Study().Panel
	if state("too_few_units") != 1 || b.shown["casework_effect_estimate_ratio"] != nil {
		t.Fatal("without programmes there is an estimate")
	}
	source.programmes = programmes
	b.poll(t, time.Hour)
	if state("published") != 1 || state("too_few_units") != 0 {
		t.Error("programmes did not change the state")
	}
	if b.Study().Panel != panel {
		t.Error("the panel was computed again")
	}
}

func TestDamagedPanelIsComputedAnew(t *testing.T) {
	source, path := studiedSource(), t.TempDir()+"/test.panel"
	b := newStudiedBench(t, source, path)
	b.poll(t, 0)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	again := newStudiedBench(t, source, path)
	again.poll(t, 0)
	if diff := cmp.Diff(b.compared(), again.compared()); diff != "" {
		t.Errorf("comparison differs:\n%s", diff)
	}
	if !bytes.Contains(again.log.Bytes(), []byte("kept panel cannot be used")) {
		t.Error("nothing was logged")
	}
	if _, err := loadPanel(path); err != nil {
		t.Errorf("the file was not replaced: %v", err)
	}
}

// TestOtherPanelsAreNotUsed shows that a kept panel of another data set, or
// of another follow-up, is not taken for this one.
func TestOtherPanelsAreNotUsed(t *testing.T) {
	source, path := studiedSource(), t.TempDir()+"/test.panel"
	newStudiedBench(t, source, path).poll(t, 0)
	source.cases = source.cases[:len(source.cases)/2]
	for name, o := range map[string]StudyOptions{
		"identity":  {Identity: "other"},
		"follow-up": {Identity: "test", FollowUp: 60 * 24 * time.Hour},
		"months":    {Identity: "test", Months: 24},
	} {
		o.Path, o.ReadOnly = path, true
		b := newBench(t, source, "", studiedAt, Options{Study: &o})
		b.poll(t, 0)
		if n := len(b.Study().Panel.Units); n != 5 {
			t.Errorf("another %s: panel of %d units, want the 5 that there are", name, n)
		}
	}
	if kept, err := loadPanel(path); err != nil || len(kept.Panel.Units) != 10 {
		t.Errorf("a file that is only read was written: %v", err)
	}
}

// TestComparisonWaitsForErrors shows that a month is not compared while a
// part of it cannot be read.
func TestComparisonWaitsForErrors(t *testing.T) {
	source := studiedSource()
	source.none["errors"] = false
	source.fail["errors"] = errBroken
	b := newStudiedBench(t, source, "")
	b.poll(t, 0)
	if b.Study() != nil {
		t.Error("compared without errors")
	}
	delete(source.fail, "errors")
	b.poll(t, time.Minute)
	if b.Study() == nil {
		t.Error("not compared once errors can be read")
	}
}
