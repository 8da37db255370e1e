package collectors

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/change"
	"casework/collectors/civil"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/supplement"
	"casework/collectors/timeseries"
)

// A growing is a source whose rows come about as its bench's time passes.
type growing struct {
	*fake
	whole []ledger.Case
	now   func() time.Time
}

// grow brings the rows to what they were at an instant.
func (g *growing) grow(at int64) {
	until := func(when int64) int64 {
		if when > at {
			return 0
		}
		return when
	}
	g.cases = g.cases[:0]
	for _, c := range g.whole {
		if c.Received <= at {
			c.Started, c.Closed = until(c.Started), until(c.Closed)
			c.Changed = max(c.Received, c.Started, c.Closed) * 1e6
			g.cases = append(g.cases, c)
		}
	}
}

// ReadTable reads how the units under supervision spend their time.
func (g *growing) ReadTable(_ context.Context, t *supplement.Table, since civil.Day, add func(supplement.Row)) (bool, error) {
	today := civil.DayOf(g.now())
	for day := max(since, civil.DayOf(studiedAt.AddDate(-3, 0, 0))).Month(); t == supplement.TimeUse && day <= today; day = (day + 31).Month() {
		for _, unit := range []string{"unit a", "unit b", "unit c"} {
			set := func(v supplement.Value) supplement.Value { v.Set = true; return v }
			add(supplement.Row{
				set(supplement.Value{Text: unit}), set(supplement.Value{Day: day}), set(supplement.Value{Number: 1500}),
				set(supplement.Value{Number: float64(2900 + day%50)}), set(supplement.Value{Number: 20}),
			})
		}
	}
	return t == supplement.TimeUse, nil
}

// series are those of a snapshot that are not about the exporter, by name.
func series(s *timeseries.Snapshot) map[string]float64 {
	all := map[string]float64{}
	for _, f := range s.Families {
		if f.Def.Section == metric.Self {
			continue
		}
		for one := range f.Samples.All() {
			v := one.Value
			if one.Histogram != nil {
				v = one.Histogram.Sum
			}
			all[f.Def.Name+one.Series.String()] = v
		}
	}
	return all
}

// TestHistoryIsLive: a History shows what a Poller showed that polled at the
// same instants over three years, comparisons once a closed month among it,
// each made of what was known then.
func TestHistoryIsLive(t *testing.T) {
	source := &growing{fake: studiedSource()}
	source.whole, source.cases = source.cases, nil
	for i := range source.whole { // which no series distinguish
		source.whole[i].Type = []string{"permit", "appeal", "tip", ""}[i*7%11%4]
	}
	begin, end := time.Date(2023, 5, 19, 0, 0, 0, 0, time.UTC), studiedAt
	b := newBench(t, source.fake, "", begin, Options{
		ZeroHold: -1, Study: &StudyOptions{}, Changes: &change.Options{}, Tables: []TableReader{source}, Supplement: goldenSupplement,
	})
	source.now = b.opts.Now

	l := ledger.New(ledgerOptions, 9, end.Unix())
	source.grow(end.Unix())
	l.SetProgrammes(source.programmes)
	l.Apply(ledger.Cases, &ledger.Page{Cases: source.cases, Next: 1}, end.Unix())
	l.EndBaseline(ledger.Cases)
	l.EndBaseline(ledger.Sessions)
	l.EndBaseline(ledger.Errors)
	b.now = end
	archive, err := ReadArchive(t.Context(), []TableReader{source}, time.UTC, end)
	if err != nil {
		t.Fatal(err)
	}
	b.now = begin
	h := mustHistory(t, HistoryConfig{
		Name: "test", Source: source, Ledger: l, Archive: archive, Read: end.Unix(), From: begin.Unix(),
		Log: slog.New(slog.DiscardHandler), Options: b.opts,
	})

	estimates := map[float64]bool{}
	names := map[string]bool{}
	const step = 109 * time.Hour
	for at := begin; !at.After(end); at = at.Add(step) {
		source.grow(at.Unix())
		b.poll(t, at.Sub(b.now))
		want, got := series(b.last), series(h.At(at.Unix()))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s (-live +history):\n%s", at, diff)
		}
		for name, v := range got {
			if strings.HasPrefix(name, metric.EffectEstimate.Name+`{source="test",outcome="wait"`) {
				estimates[v] = true
			}
			name, _, _ = strings.Cut(name, "{")
			names[name] = true
		}
	}
	if len(estimates) < 6 {
		t.Errorf("only %d different estimates were compared", len(estimates))
	}
	for _, def := range metric.All() {
		switch def {
		case &metric.EffectPrimarySince: // needs the file of a running exporter
			continue
		case &metric.EffectLotteryDrawn, &metric.EffectLotterySeen, &metric.EffectLotteryDeviating: // see TestLotteryIsKept
			continue
		}
		if (def.Section == metric.Comparison || def.Section == metric.Charts || def == &metric.ChangeState) && !names[def.Name] {
			t.Errorf("%s was not compared", def.Name)
		}
	}
}
