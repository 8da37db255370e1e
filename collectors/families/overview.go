package families

import (
	"slices"
	"time"

	"casework/collectors/disclosure"
	"casework/collectors/ledger"
	"casework/collectors/study"
)

// An Overview is what people see of a source at a glance: the queues now and
// the months behind them. It holds nothing that the metrics of the same Input
// do not: what is hidden, withheld or another exporter's is not in it. It does
// not change once made.
type Overview struct {
	Source    string
	Location  *time.Location
	Restoring bool             // what an earlier process kept is being read: there is nothing to show
	AsOf      time.Time        // when the source was read last; zero if it was not since the start
	Read      bool             // there is anything to show; what follows is empty otherwise
	Withheld  bool             // the queues are not shown, as they would be out of date
	Rejected  map[string]int64 // impossible rows, by table and reason

	Columns  ledger.Columns
	Pauses   bool      // cases are paused, and lately known to be or not
	AgeBands []string  // of the queues of Units
	Units    []UnitNow // that are shown by themselves, in the order of their names
	Whole    bool      // what concerns the whole source is shown here, and not by another exporter
	Hidden   int       // units that are too small to be shown; 0 unless Whole
	Together []Together

	Compared  bool         // units are to be compared
	Study     *study.Study // the newest; nil before the first. Its Charts are of Units
	NextStudy int64        // when the next comes, Unix seconds
	Courses   []study.Course
	Expected  *study.Expected // when there will be more; nil once there is a month of waits
	Newest    int64           // the newest case where nothing happened in the months of Study, Unix seconds; 0 otherwise
	Unlisted  bool            // no unit takes, took or will take part in a programme
}

// A UnitNow is a unit as it stands. All but its names and Charts is empty while
// the Overview is Withheld.
type UnitNow struct {
	ledger.Unit
	Supervised bool
	Since      int64        // when its present supervision began, Unix seconds; 0 for none
	Queue      ledger.Queue // of all case types, without what the source does not record
	Net        *Net         // nil without pauses, or enough cases
	CaseFlow   CaseFlow
	Workdays   *Workdays // nil without deadlines that are counted so, or enough cases
	Charts     []study.Chart
}

// A Net is the median turnaround of the cases closed in the first window, under the
// unit's present state of supervision, in seconds: all of it, and without pauses.
type Net struct {
	Window     string
	Gross, Net float64
}

// A Workdays is the median turnaround in working days of the cases closed in the first
// window whose deadline is counted so, under the unit's present state of supervision.
type Workdays struct {
	Window string
	Median float64
	Cases  int
}

// workdaysOf is the Workdays of a unit; nil with fewer cases than minCell, or without any.
func workdaysOf(in *Input, u *ledger.UnitView, minCell int) *Workdays {
	if in.Columns.Unclosed || len(u.Windows) == 0 {
		return nil
	}
	d := &u.Windows[0][u.State].Workdays
	if !tellsNet(d, minCell) {
		return nil
	}
	return &Workdays{in.View.Windows[0].Name, d.Median, d.N}
}

// netOf is the Net of a unit; nil with fewer cases than minCell, or without any.
func netOf(in *Input, u *ledger.UnitView, minCell int) *Net {
	if !in.showNet() || in.Columns.Unclosed || len(u.Windows) == 0 {
		return nil
	}
	m := &u.Windows[0][u.State]
	if !tellsNet(&m.NetTurnaround, minCell) {
		return nil
	}
	return &Net{in.View.Windows[0].Name, m.Turnaround.Median, m.NetTurnaround.Median}
}

// Together is what is shown of the hidden units of a state of supervision
// together: see disclosure.Table.
type Together struct {
	Supervised bool
	At         int64 // Unix seconds
	Figures    map[disclosure.Statistic]float64
}

// NewOverview is the Overview of an Input of a shard. What the Input does not
// know is left to the caller. Figures of fewer cases than minCell are not in it.
func NewOverview(in *Input, shard Shard, minCell int) *Overview {
	o := &Overview{Whole: shard.Whole(), Withheld: in.Withheld, Columns: in.Columns}
	if in.View == nil {
		return o
	}
	o.Pauses = in.showNet()
	o.Read, o.Study, o.NextStudy, o.Expected = true, ShownStudy(in, shard), in.NextStudy, in.Expected
	o.AgeBands, o.Newest = in.View.AgeBands, in.Newest
	o.Unlisted = !slices.ContainsFunc(in.View.Units, func(u *ledger.UnitView) bool { return len(u.Programmes) > 0 })
	charts := map[string][]study.Chart{}
	if o.Study != nil {
		for _, c := range o.Study.Charts {
			charts[c.Unit] = c.Charts
		}
	}
	for _, u := range shownUnits(in.View) {
		o.Units = append(o.Units, unitNow(in, u, charts[u.Unit.Unit], minCell))
	}
	if !o.Whole {
		if o.Study != nil {
			o.Study.Comparisons = nil
		}
		return o
	}
	merged, leftOut := Hidden(in.View)
	o.Hidden = merged + leftOut
	if in.Study != nil {
		hidden := map[string]bool{}
		for _, u := range in.View.Units {
			hidden[u.Unit.Unit] = u.Treatment != ledger.Shown
		}
		o.Courses = in.Study.Courses(func(unit string) bool { return !hidden[unit] })
	}
	if !in.Withheld {
		o.Together = together(in)
	}
	return o
}

func unitNow(in *Input, u *ledger.UnitView, charts []study.Chart, minCell int) UnitNow {
	now := UnitNow{Unit: u.Unit, Charts: charts}
	if in.Withheld {
		return now
	}
	now.Supervised, now.Net = u.State == ledger.Active, netOf(in, u, minCell)
	now.CaseFlow = caseFlowOf(in, u, minCell)
	now.Workdays = workdaysOf(in, u, minCell)
	for _, p := range u.Programmes {
		if p.Active && (now.Since == 0 || p.Start < now.Since) {
			now.Since = p.Start
		}
	}
	for _, q := range u.Queue {
		now.Queue.Waiting += q.Waiting
		now.Queue.WaitingAges.Add(&q.WaitingAges)
		if !in.Columns.Unclosed {
			now.Queue.Open += q.Open
			now.Queue.Paused += q.Paused
			now.Queue.OpenAges.Add(&q.OpenAges)
			now.Queue.PausedAges.Add(&q.PausedAges)
		}
		if in.Columns.Deadline {
			now.Queue.Overdue += q.Overdue
		}
		if q.Oldest != 0 && (now.Queue.Oldest == 0 || q.Oldest < now.Queue.Oldest) {
			now.Queue.Oldest = q.Oldest
		}
	}
	return now
}

// together is what is shown of hidden units together.
func together(in *Input) (all []Together) {
	if in.Merged == nil {
		return nil
	}
	for state := range in.Merged.Figures {
		t := Together{Supervised: state == ledger.Active, At: in.Merged.At, Figures: map[disclosure.Statistic]float64{}}
		for f, v := range shownTogether(in, state) {
			t.Figures[f.statistic] = v
		}
		if len(t.Figures) > 0 {
			all = append(all, t)
		}
	}
	return all
}

// ShownStudy is the study of an Input, with the control charts of units that are
// the shard's and large enough to be shown by themselves. It counts the others.
// Nil without a study.
func ShownStudy(in *Input, shard Shard) *study.Study {
	if in.Study == nil || in.View == nil {
		return nil
	}
	treatment := map[string]ledger.Treatment{}
	for _, u := range in.View.Units {
		treatment[u.Unit.Unit] = u.Treatment
	}
	s := *in.Study
	merged, leftOut := Hidden(in.View)
	s.Hidden.Small = merged + leftOut
	s.Charts = slices.DeleteFunc(slices.Clone(s.Charts), func(c study.UnitCharts) bool {
		treated, there := treatment[c.Unit]
		switch {
		case there && treated == ledger.Shown:
			return false
		case there: // and small by now
		case !shard.Has(c.Unit):
			s.Hidden.Elsewhere++
		default:
			s.Hidden.Gone++
		}
		return true
	})
	return &s
}
