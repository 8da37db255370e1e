package study

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"casework/collectors/effect"
	"casework/collectors/ledger"
	"casework/collectors/lottery"
)

// Settings tune New. Zero fields take the documented defaults.
type Settings struct {
	Location *time.Location // of the source; default UTC
	MinCases int            // cases that a month must rest on; default 5

	// Primary is the outcome that was named beforehand to be judged by; default Wait.
	// Turnaround takes the place of Wait, and of an exploratory outcome, if the source
	// does not record what these need.
	Primary Outcome

	// Chosen lists the outcomes that were Primary, oldest first, and since when;
	// empty where that is not kept.
	Chosen []Choice

	// Lottery is the starting order that was drawn by lot, nil for none, and
	// LotterySince when its file was first seen, Unix seconds; 0 where that is
	// not kept.
	Lottery      *lottery.Draw
	LotterySince int64

	// BaseMonths is how many months before the start changes are counted
	// from; default 12.
	BaseMonths int

	ChartMonths  int // most months on a control chart; default 36
	Trend, Shift int // points in a row that make a signal; default 7
}

// LeastCases is MinCases, or its default.
func (s *Settings) LeastCases() int { return cmp.Or(s.MinCases, 5) }

func (s *Settings) defaults() {
	if s.Location == nil {
		s.Location = time.UTC
	}
	s.Primary = cmp.Or(s.Primary, Wait)
	s.MinCases = s.LeastCases()
	s.BaseMonths = cmp.Or(s.BaseMonths, 12)
	s.ChartMonths = cmp.Or(s.ChartMonths, 36)
	s.Trend, s.Shift = cmp.Or(s.Trend, 7), cmp.Or(s.Shift, 7)
}

// A Study is everything that was found of a panel. It does not change.
type Study struct {
	Panel       *ledger.Panel
	Settings    Settings
	Comparisons []Comparison // of the outcomes that the source records, in the order of Outcomes
	Charts      []UnitCharts // of every unit, in the order of their names
	Supervised  int          // units of the panel that have a period of supervision, over or not
	Lots        *Lots        // how the units that took part in a lottery did in it; nil without one
	Hidden      Hidden       // units that were removed from Charts before the study is shown

	draws int       // of permutations; 0 for the default
	did   [][]spell // of supervision, by unit of the panel
}

// Hidden counts units that are not shown by themselves, by reason.
type Hidden struct {
	Small     int // have too few cases a month
	Elsewhere int // are shown by another exporter of the same source
	Gone      int // are not in the source any more
}

// A Comparison is one outcome of units with and without supervision.
type Comparison struct {
	Outcome     Outcome
	Primary     bool
	From, Until int64 // beginning of the first month and end of the last, Unix seconds; equal without a month

	// Analysis is the result. Its values are as Outcome.Ratio takes them.
	Analysis *effect.Analysis
	// P is the p-value to publish: the headline's, corrected for the number of
	// outcomes unless the outcome is primary (see the package's documentation, under
	// "Several outcomes"). Meaningless without a headline.
	P float64

	// Started and NotYet count the cases that the estimate rests on, or would rest on:
	// Started those of supervised units from their start on, and NotYet all others, of
	// supervised units before their start and of units without supervision.
	Started, NotYet int64
	// Own is the supervised units' own level before and after the start, over the
	// months that the estimate rests on; nil without any.
	Own *OwnChange
	// Ended is for how many of the compared units supervision is over: they count for
	// as long as it lasted.
	Ended int
}

// Answer is what the comparison allows to be said.
func (c *Comparison) Answer() effect.Answer { return c.Analysis.Answer(c.P) }

// An OwnChange is the level of the supervised units before their start, and from the
// start on: all their cases together, not compared with units without. It is in
// days for outcomes that are times, in cases a month and unit for throughput, in errors
// for each case closed, and a share for deadline.
type OwnChange struct {
	Before, After float64
	// Mix and Pace are the two parts of After − Before, in days. Mix is the part that
	// comes from getting more of the fast or of the slow case types, and Pace the part
	// that comes from cases of the same type taking longer or shorter. Both are 0 unless
	// HasMix is set: the source has case types, and the outcome is a time.
	Mix, Pace float64
	HasMix    bool
}

// FirstStart is the beginning of the month in which the first unit started, Unix
// seconds; 0 if none did within the panel.
func (s *Study) FirstStart() int64 {
	first := len(s.Panel.Bounds)
	for _, of := range s.did {
		first = min(first, s.startsAt(firstStart(of)))
	}
	if first >= len(s.Panel.Bounds)-1 {
		return 0
	}
	return s.Panel.Bounds[first]
}

// Shown reports whether there is an estimate to show.
func (c *Comparison) Shown() bool { return c.Analysis.Headline != nil }

// Contested reports whether the interval excludes no change while the
// published p-value does not: then the less favourable of the two counts.
func (c *Comparison) Contested() bool {
	head := c.Analysis.Headline
	return c.Shown() && head.HasInterval && (head.Low > 0 || head.High < 0) && c.P >= significance
}

// significance is what p-values are held against: intervals are of 95 %.
const significance = 0.05

// seed makes permutations the same each time: a study of the same panel gives
// the same figures.
const seed = 20260101

// New studies a panel. Supervised says when units were under supervision, as
// ledger.Supervised does.
func New(p *ledger.Panel, supervised map[string][]ledger.Period, settings Settings) (*Study, error) {
	settings.defaults()
	s := &Study{Panel: p, Settings: settings}
	spells := s.spells(supervised)
	for _, of := range spells {
		if len(of) > 0 {
			s.Supervised++
		}
	}
	primary := settings.Primary
	if (primary == Wait || primary.Exploratory()) && !primary.known(p) {
		primary = Turnaround
	}
	s.did = spells
	compared, of := s, spells
	if settings.Lottery != nil {
		compared, of = s.drawn(spells)
		s.Lots = compared.Lots
	}
	for _, o := range Outcomes() {
		if !o.known(p) {
			continue
		}
		c, err := compared.compare(o, of)
		if err != nil {
			return nil, fmt.Errorf("compare %s: %w", o, err)
		}
		c.Primary = o == primary
		s.Comparisons = append(s.Comparisons, c)
	}
	if err := s.correct(); err != nil {
		return nil, err
	}
	references := map[Outcome]*reference{}
	for _, o := range Outcomes() {
		if s.hasCharts(o) {
			references[o] = s.reference(o, spells)
		}
	}
	for i := range p.Units {
		charts, err := s.charts(i, spells[i], references)
		if err != nil {
			return nil, fmt.Errorf("control charts: %w", err)
		}
		s.Charts = append(s.Charts, charts)
	}
	return s, nil
}

// month is the local calendar month of an instant, as effect.Months counts.
func (s *Study) month(unix int64) int {
	t := time.Unix(unix, 0).In(s.Settings.Location)
	return effect.Months(t.Year(), int(t.Month()))
}

// analyse maps what cannot be analysed at all to the state that says so.
func analyse(p effect.Panel, settings effect.Settings) (*effect.Analysis, error) {
	if len(p.Periods) < 2 {
		return &effect.Analysis{State: effect.TooEarly}, nil
	}
	a, err := effect.Analyse(p, settings)
	if errors.Is(err, effect.ErrNoGroups) {
		return &effect.Analysis{State: effect.TooFewUnits}, nil
	}
	return a, err
}

// weightMonths is how many months a unit's caseload is taken over.
const weightMonths = 12

// beforeAnyStart is the span of months [from, to) over which caseloads are
// taken: the last ones before the first unit started, or of the panel if none
// did. Units that had started when the panel begins are not compared.
func (s *Study) beforeAnyStart(spells [][]spell, periods []int) [2]int {
	to := len(periods)
	for _, of := range spells {
		start := firstStart(of)
		if at, _ := slices.BinarySearch(periods, start); start != 0 && at > 0 {
			to = min(to, at)
		}
	}
	return [2]int{max(0, to-weightMonths), to}
}

// caseload is how many cases a unit received over the months [from, to); at
// least one, since a weight must be positive.
func caseload(u *ledger.PanelUnit, span [2]int) float64 {
	var n int64
	for _, m := range u.Months[span[0]:span[1]] {
		n += m.Received
	}
	return float64(max(n, 1))
}
