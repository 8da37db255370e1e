package board

import (
	"time"

	"casework/collectors/disclosure"
	"casework/collectors/effect"
	"casework/collectors/families"
	"casework/collectors/study"
	"casework/exporter/finding"
)

// A section is the board of one source.
type section struct {
	*finding.Writer
	options Options
	Source  string

	Notice   string // why there is nothing
	Question string
	Answer   string
	NoAnswer string // why there is no answer
	Compares bool   // there is an estimate, which all begins with
	Lacking  string // what it takes to compare
	Outcomes []outcome
	Note     string // on the outcomes
	Expected string // when there will be more

	NowNote string // on the queues, or why there are none
	Tiles   []tile
	Ages    ages
	Small   []string // on small units

	CoursesHead string
	Legend      [2]string
	Courses     []course

	Columns   columns
	Units     []row
	UnitsNote string

	Facts []fact
}

// A fact is a line of what the board rests on.
type fact struct{ Name, Value string }

// An outcome is what a comparison comes to. Own is what units with supervision
// went from and to, and would have gone to as units without.
type outcome struct {
	finding.OutcomeRow
	Own string
}

// A tile is a figure with its name.
type tile struct{ Name, Value, Help string }

func (s *section) fill(o *families.Overview) {
	s.facts(o)
	if o.Restoring {
		s.Notice = s.Say("restoring")
		return
	}
	if !o.Read {
		s.Notice = s.Say("unread")
		return
	}
	s.answer(o)
	s.lacking(o)
	if o.Compared && o.Whole && o.Expected != nil {
		s.Expected = s.Writer.Expected(o.Expected, o.Study != nil)
	}
	s.now(o)
	s.small(o)
	s.courses(o)
	s.units(o)
}

// answer says what the comparison allows to be said, in the words of the report.
func (s *section) answer(o *families.Overview) {
	switch {
	case !o.Compared:
		s.NoAnswer = s.Say("off")
		return
	case !o.Whole:
		s.NoAnswer = s.Say("elsewhere")
		return
	case o.Study == nil:
		switch {
		case o.AsOf.IsZero():
			s.NoAnswer = s.Say("pending")
		case o.Expected == nil:
			s.NoAnswer = s.Say("failed")
		default:
			s.NoAnswer = s.Say("early")
		}
		return
	}
	for i := range o.Study.Comparisons {
		c := &o.Study.Comparisons[i]
		s.Outcomes = append(s.Outcomes, s.outcome(o.Study, c))
		s.Compares = s.Compares || c.Shown()
		if c.Primary {
			name := s.Say("outcome." + string(c.Outcome))
			s.Question = s.Say("question", name)
			s.Answer = s.Writer.Answer(o.Study, c, name)
		}
	}
	if s.Answer == "" {
		s.NoAnswer = s.Nothing(o.Study, o.Newest)
	}
	if !s.Compares {
		s.Outcomes = nil // they would say as often that there is nothing
		return
	}
	s.Note = s.Say("tiles.note", s.Date(o.Study.Panel.At), s.Date(o.NextStudy))
}

// lacking says what there is, and has to be, to compare units.
func (s *section) lacking(o *families.Overview) {
	switch {
	case s.Compares || !o.Compared || !o.Whole:
		return
	case o.Unlisted:
		s.Lacking = sentence(s.Unlisted(o.Source))
		return
	case o.Study == nil:
		return
	}
	for i := range o.Study.Comparisons {
		c := &o.Study.Comparisons[i]
		if n := c.Analysis.Counts; c.Primary && n != (effect.Counts{}) {
			s.Lacking = s.Say("counted", s.Sides(n), s.LeftOut(n))
		}
	}
}

func (s *section) outcome(of *study.Study, c *study.Comparison) outcome {
	o := outcome{OutcomeRow: s.Row(of, c)}
	if o.Before != "" {
		level := func(v string) string { return s.Say("level."+string(c.Outcome), v) }
		o.Own = s.Say("tile.own", o.Before, level(o.After), level(o.As))
	}
	return o
}

// now adds up the queues of the units that are shown.
func (s *section) now(o *families.Overview) {
	if o.Withheld {
		s.NowNote = s.Say("starting")
		if !o.AsOf.IsZero() {
			s.NowNote = s.Say("withheld", moment(s.Writer, o.AsOf.In(o.Location)))
		}
		return
	}
	var all families.UnitNow
	oldest := ""
	for i := range o.Units {
		q := &o.Units[i].Queue
		all.Queue.Waiting += q.Waiting
		all.Queue.Open += q.Open
		all.Queue.Overdue += q.Overdue
		all.Queue.Paused += q.Paused
		all.Queue.WaitingAges.Add(&q.WaitingAges)
		all.Queue.OpenAges.Add(&q.OpenAges)
		all.Queue.PausedAges.Add(&q.PausedAges)
		if q.Oldest != 0 && (all.Queue.Oldest == 0 || q.Oldest < all.Queue.Oldest) {
			all.Queue.Oldest, oldest = q.Oldest, label(&o.Units[i])
		}
	}
	s.Tiles, s.Ages = tiles(s.Writer, o, &all, s.options.Now), agesOf(s.Writer, o, &all)
	if oldest != "" {
		s.Tiles[1].Help = s.Say("oldest.in", oldest)
	}
	s.NowNote = s.Say("now.sum", s.Whole(len(o.Units)), moment(s.Writer, o.AsOf.In(o.Location)))
}

// tiles are the queue of a unit, or of several.
func tiles(w *finding.Writer, o *families.Overview, u *families.UnitNow, now time.Time) []tile {
	queue := tile{w.Say("queue"), w.Whole(u.Queue.Waiting), w.Say("queue.help")}
	if !o.Columns.Started {
		queue.Help = w.Say("queue.all")
	}
	oldest := tile{Name: w.Say("oldest"), Value: finding.Unknown}
	if u.Queue.Oldest != 0 {
		oldest.Value = w.Say("days", w.Whole(daysSince(u.Queue.Oldest, now)))
		if daysSince(u.Queue.Oldest, now) == 1 {
			oldest.Value = w.Say("days.one")
		}
	}
	all := []tile{queue, oldest}
	if o.Columns.Deadline {
		all = append(all, tile{w.Say("overdue"), w.Whole(u.Queue.Overdue), w.Say("overdue.of", w.Whole(u.Queue.Open))})
	}
	if !o.Columns.Unclosed {
		all = append(all, tile{w.Say("open"), w.Whole(u.Queue.Open), w.Say("open.help")})
	}
	if o.Pauses && !o.Columns.Unclosed {
		all = append(all, tile{w.Say("paused"), w.Whole(u.Queue.Paused), w.Say("paused.help")})
	}
	if n := u.Net; n != nil {
		all = append(all, tile{w.Say("net"), w.Say("days", w.Number(n.Net/86400, 1)), w.Say("net.of", n.Window, w.Number(n.Gross/86400, 1))})
	}
	if d := u.Workdays; d != nil {
		all = append(all, tile{w.Say("workdays"), w.Number(d.Median, 1), w.Say("workdays.of", d.Window, w.Whole(d.Cases))})
	}
	return all
}

// daysSince is how many whole days an instant is ago.
func daysSince(unix int64, now time.Time) int { return max(int((now.Unix()-unix)/86400), 0) }

// label is how a unit is called: by its name, where the source has one.
func label(u *families.UnitNow) string {
	if u.Name != "" {
		return u.Name
	}
	return u.Unit.Unit
}

// small says how many units are hidden, and what is shown of them together.
func (s *section) small(o *families.Overview) {
	if o.Hidden > 0 {
		s.Small = append(s.Small, s.Say("hidden", s.Whole(o.Hidden)))
	}
	for _, t := range o.Together {
		group := s.Say("without")
		if t.Supervised {
			group = s.Say("with")
		}
		var said []string
		add := func(f disclosure.Statistic, key string, value func(v float64) string) {
			if v, ok := t.Figures[f]; ok {
				said = append(said, s.Say(key, value(v)))
			}
		}
		whole := func(v float64) string { return s.Whole(int(v)) }
		add(disclosure.Queue, "together.now", whole)
		add(disclosure.Overdue, "together.over", whole)
		add(disclosure.WaitMedian, "together.wait", func(v float64) string { return s.Number(v/86400, 1) })
		if len(said) > 0 {
			s.Small = append(s.Small, s.Say("together", s.Date(t.At), group, joined(said)))
		}
	}
}

// facts say what the board rests on.
func (s *section) facts(o *families.Overview) {
	read := s.Say("fact.unread")
	if !o.AsOf.IsZero() {
		read = moment(s.Writer, o.AsOf.In(o.Location))
	}
	s.Facts = append(s.Facts, fact{s.Say("fact.read"), read}, fact{s.Say("fact.rejected"), s.Rejected(o.Rejected)})
	if o.Study != nil {
		s.Facts = append(s.Facts, fact{s.Say("fact.compared"), s.Say("fact.computed", s.Date(o.Study.Panel.At), s.Date(o.NextStudy))})
		if o.Study.Lots != nil {
			s.Facts = append(s.Facts, fact{s.Say("fact.lottery"), s.Lottery(o.Study)})
		}
	}
}

// charted is the outcome that rows of units show: the one chosen beforehand, or
// what stands in for it.
func charted(o *families.Overview) study.Outcome {
	if o.Study == nil {
		return ""
	}
	for i := range o.Study.Comparisons {
		if c := &o.Study.Comparisons[i]; c.Primary {
			return c.Outcome
		}
	}
	primary := o.Study.Settings.Primary
	if primary == study.Wait && !o.Columns.Started {
		return study.Turnaround
	}
	return primary
}

// chartOf is a unit's chart of an outcome; nil if it has none.
func chartOf(u *families.UnitNow, o study.Outcome) *study.Chart {
	for i := range u.Charts {
		if u.Charts[i].Outcome == o {
			return &u.Charts[i]
		}
	}
	return nil
}

// lastValue is the value of a chart's last month, as the outcome is shown.
func lastValue(c *effect.Chart, o study.Outcome) float64 {
	last, _ := study.LastOf(c)
	return finding.ShownAs(o) * last.Value
}
