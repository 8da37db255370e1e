package study

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"casework/collectors/effect"
)

// A Planning says how small a change of an outcome would have been seen in a
// source's own past, had some of its units started supervision.
type Planning struct {
	Outcome       Outcome
	Units, Months int // that there are to compare
	Panels        int // made-up starts behind each cell
	Cells         []PlanCell
}

// A PlanCell is so many units that start, followed for so many months.
type PlanCell struct {
	Started, After int
	// Why says why there is no figure; "" where there is one.
	Why PlanGap
	// Any and Beyond are the smallest changes that would have been told in
	// PlanPower of the made-up starts: as any change, and as one beyond earlier
	// development. They are as Outcome.Ratio takes them, towards what is better;
	// infinite where not even the largest change that is tried would have been.
	Any, Beyond float64
	// Controls is how many units the others are compared with, on average, and
	// False the share of starts at which a change is told though there is none.
	Controls, False float64
}

// A PlanGap is why a cell has no figure.
type PlanGap string

// The gaps.
const (
	FewUnits  PlanGap = "few_units"  // too few units would not start
	FewMonths PlanGap = "few_months" // the past is too short for twelve months before and these after
	FewUsable PlanGap = "few_usable" // the analysis of most starts shows nothing: too few cases or months in too many units
)

// PlanPower is the share of made-up starts at which a change must be told.
const PlanPower = 0.8

const (
	planPanels = 100
	planDraws  = 199 // of permutations
	planUnits  = 200 // most units of a made-up panel; more controls tell hardly more
	planBefore = 12  // months before a start
	planSteps  = 5   // of the search: to 3 % of the change
	planSeed   = 20260102
	mostLog    = 2.3 // the largest change that is tried: a tenth, or ten times
)

// PlanStarted and PlanAfter are the numbers of units and months that are tried.
func PlanStarted() []int { return []int{5, 10, 20, 40, 80} }

// PlanAfter are the months after a start.
func PlanAfter() []int { return []int{3, 6, 12} }

// Plan makes up starts in the past of units while they were without
// supervision, and looks through the very analysis which changes it would have
// told. So it allows for how this source's months vary and hang together, and
// for what gates and permutations withhold. It cannot know whether the future
// varies as the past did, nor whether all units change alike: where they do
// not, a change must be larger.
func (s *Study) Plan(o Outcome) (*Planning, error) { return s.plan(o, planPanels) }

func (s *Study) plan(o Outcome, panels int) (*Planning, error) {
	if !o.known(s.Panel) {
		return nil, fmt.Errorf("the source records nothing of %s in the months that are compared", o)
	}
	panel, rows := s.rows(o, s.did)
	p := &planner{panels: panels, outcome: o, periods: panel.Periods, settings: s.analysis(o)}
	p.settings.Draws, p.settings.Leads, p.settings.Lags, p.settings.Drawn = planDraws, 1, 1, false
	for i, u := range panel.Units {
		if rows[i].from == 0 && slices.ContainsFunc(u.Y, func(y float64) bool { return !math.IsNaN(y) }) {
			p.units = append(p.units, u)
		}
	}
	out := &Planning{Outcome: o, Units: len(p.units), Months: len(p.periods), Panels: panels}
	for _, started := range PlanStarted() {
		for _, after := range PlanAfter() {
			cell, err := p.cell(started, after)
			if err != nil {
				return nil, err
			}
			out.Cells = append(out.Cells, cell)
		}
	}
	return out, nil
}

// A planner makes up starts.
type planner struct {
	panels   int
	outcome  Outcome
	periods  []int
	units    []effect.Unit
	settings effect.Settings
}

// A placebo is what one made-up start would have told.
type placebo struct {
	usable, wrong bool
	controls      int
	told, beyond  float64 // smallest changes, on the scale of the analysis
	err           error
}

// cell makes up starts of so many units.
func (p *planner) cell(started, after int) (PlanCell, error) {
	cell := PlanCell{Started: started, After: after}
	first := planBefore + p.settings.Anticipation + after // ends of panels from here on
	var ends []int
	for end := first; end <= len(p.periods); end++ {
		if len(p.without(end)) >= started+fewestReference {
			ends = append(ends, end)
		}
	}
	switch {
	case len(p.periods) < first:
		cell.Why = FewMonths
		return cell, nil
	case len(ends) == 0:
		cell.Why = FewUnits
		return cell, nil
	}
	made := make([]placebo, p.panels)
	var wg sync.WaitGroup
	for worker := range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := worker; i < len(made); i += runtime.GOMAXPROCS(0) {
				rng := rand.New(rand.NewPCG(planSeed+uint64(started*1000+after), uint64(i)))
				made[i] = p.try(rng, ends[rng.IntN(len(ends))], started, after)
			}
		})
	}
	wg.Wait()
	return p.sum(cell, made)
}

// sum is the cell of what was made up.
func (p *planner) sum(cell PlanCell, made []placebo) (PlanCell, error) {
	var told, beyond []float64
	for _, m := range made {
		if m.err != nil {
			return cell, m.err
		}
		if !m.usable {
			continue
		}
		told, beyond = append(told, m.told), append(beyond, m.beyond)
		cell.Controls += float64(m.controls)
		if m.wrong {
			cell.False++
		}
	}
	n := len(told)
	if 2*n < len(made) {
		cell.Why = FewUsable
		return cell, nil
	}
	cell.Controls /= float64(n)
	cell.False /= float64(n)
	cell.Any, cell.Beyond = p.change(quantile(told)), p.change(quantile(beyond))
	return cell, nil
}

// quantile is the smallest change that PlanPower of the starts would have told.
func quantile(changes []float64) float64 {
	slices.Sort(changes)
	return changes[int(math.Ceil(PlanPower*float64(len(changes))))-1]
}

// change turns a change for the better, on the scale of the analysis, into one
// as the outcome's Ratio takes it.
func (p *planner) change(v float64) float64 {
	if math.IsInf(v, 0) {
		return math.Inf(int(p.better()))
	}
	return p.outcome.Ratio(p.better() * v)
}

// better is the sign of a change for the better.
func (p *planner) better() float64 {
	if p.outcome == Throughput || p.outcome == Deadline {
		return 1
	}
	return -1
}

// without are the units that are without supervision until the period with
// index end.
func (p *planner) without(end int) []int {
	var all []int
	for i, u := range p.units {
		if u.Adopted == 0 || u.Adopted > p.periods[end-1]+p.settings.Anticipation {
			all = append(all, i)
		}
	}
	return all
}

// try lets some units start so many months before the end of a panel.
func (p *planner) try(rng *rand.Rand, end, started, after int) placebo {
	there := p.without(end)
	rng.Shuffle(len(there), func(a, b int) { there[a], there[b] = there[b], there[a] })
	there = there[:min(len(there), max(planUnits, started+fewestReference))]
	panel := effect.Panel{Periods: p.periods[:end]}
	for k, i := range there {
		u := p.units[i]
		u.Adopted, u.Y = 0, u.Y[:end]
		if k < started {
			u.Adopted = p.periods[end-after]
		}
		panel.Units = append(panel.Units, u)
	}
	with := func(change float64) (*effect.Analysis, error) {
		changed := effect.Panel{Periods: panel.Periods, Units: slices.Clone(panel.Units)}
		for k := range changed.Units[:started] {
			u := &changed.Units[k]
			u.Y = slices.Clone(u.Y)
			for t := end - after; t < end; t++ {
				u.Y[t] += p.better() * change
			}
		}
		return effect.Analyse(changed, p.settings)
	}
	return p.search(with)
}

// search finds the smallest changes that are told. A change that is the same for all
// units moves the estimate by just as much, and not its error. So the t test and the
// interval of the line give the smallest change exactly; whether the permutation test
// agrees is seen by analysing a panel with that change.
func (p *planner) search(with func(change float64) (*effect.Analysis, error)) placebo {
	a, err := with(0)
	if err != nil {
		return placebo{err: err}
	}
	head := a.Headline
	if head == nil || !head.HasInterval || a.State == effect.Preliminary {
		return placebo{}
	}
	out := placebo{usable: true, controls: head.Controls, wrong: a.Answer(head.P) != effect.CannotTell}
	from := func(value, low, high float64) float64 { return max(0, (high-low)/2-p.better()*value) }
	told := func(change float64) bool {
		b, e := with(change)
		err = cmp.Or(err, e)
		return e == nil && b.Headline.Value*p.better() > 0 && b.Answer(b.Headline.P) != effect.CannotTell
	}
	out.told = smallest(from(head.Value, head.Low, head.High)*(1+1e-9)+1e-12, told)
	out.beyond = math.Inf(1)
	if c := a.Continued; c != nil && a.State == effect.Published {
		out.beyond = max(out.told, from(c.Value, c.Low, c.High))
	}
	if out.beyond > mostLog {
		out.beyond = math.Inf(1)
	}
	out.err = err
	return out
}

// smallest is the smallest change from least on that is told, or infinity.
func smallest(least float64, told func(float64) bool) float64 {
	if told(least) {
		return least
	}
	low, high := least, 2*least
	for !told(high) {
		if low, high = high, 2*high; low > mostLog {
			return math.Inf(1)
		}
	}
	for range planSteps {
		if middle := (low + high) / 2; told(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}
