package collectors

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/collectors/study"
)

// studyState is what a Poller remembers of its newest study.
type studyState struct {
	panel   *ledger.Panel // nil without one
	next    int64         // when a new panel is due, Unix seconds
	edits   uint64        // of programmes, as of the newest study
	chosen  []study.Choice
	lottery int64 // when the file of the lottery was first seen, Unix seconds

	// make is study.New. done is closed once the study that was begun last has
	// ended; nil before the first.
	make func(*ledger.Panel, map[string][]ledger.Period, study.Settings) (*study.Study, error)
	done chan struct{}
}

// underWay reports whether a study is.
func (s *studyState) underWay() bool {
	select {
	case <-s.done:
		return false
	default:
		return s.done != nil
	}
}

// wait waits for a study that is under way.
func (s *studyState) wait() {
	if s.done != nil {
		<-s.done
	}
}

// restudy begins a study if a month has closed since the last, or if it is now
// known otherwise which units were under supervision since when. Its panel
// stays the same all month. What reads the ledger and the panel's file is done when it
// returns; the statistics are computed beside the polls that follow, the first of
// which after their end looks whether another study is due.
func (p *Poller) restudy(ctx context.Context, now time.Time) {
	if p.opts.Study == nil || p.study.underWay() || !p.lastRead[ledger.Cases].Equal(now) ||
		p.input.HasErrors && !p.lastRead[ledger.Errors].Equal(now) {
		return // off, or not all is known that a panel rests on
	}
	began := time.Now()
	fresh := p.study.panel == nil || now.Unix() >= p.study.next
	if fresh {
		p.renewPanel(ctx, now)
		p.expect()
	}
	edits := p.ledger.ProgrammeEdits()
	if p.study.panel == nil || !fresh && edits == p.study.edits {
		return
	}
	p.study.edits = edits
	supervised := p.ledger.Supervised()
	settings := p.opts.Study.Settings
	settings.Chosen, settings.LotterySince = p.study.chosen, p.study.lottery
	panel, next := shownPanel(p.study.panel, p.opts.SmallUnits), p.study.next
	done := make(chan struct{})
	p.study.done = done
	go func() {
		defer close(done)
		made, err := p.study.make(panel, supervised, settings)
		p.studied(ctx, made, next, time.Since(began), err)
	}()
}

// studied publishes a study, unless it failed; another is due at next.
func (p *Poller) studied(ctx context.Context, made *study.Study, next int64, took time.Duration, err error) {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	if err != nil {
		p.metrics.failed(p.name, studyStage)
		p.log.ErrorContext(ctx, "comparison failed: the last one stays", "err", err)
		p.unstudied = fmt.Errorf("comparison failed: %w", err)
		return
	}
	p.unstudied = nil
	p.log.InfoContext(ctx, "units are compared", "as_of", time.Unix(made.Panel.At, 0).In(p.opts.Location),
		"months", len(made.Panel.Bounds)-1, "units", len(made.Panel.Units), "took", took.Round(time.Millisecond))
	p.input.Study, p.input.NextStudy = made, next
	p.show()
	p.tell()
}

// expect publishes when there will be figures of months, and of waits, as long as
// there are none; and how old the newest case is if it is older than all months.
func (p *Poller) expect() {
	o := p.opts.Study
	var expected *study.Expected
	var newest int64
	panel := p.study.panel
	if panel != nil && study.Idle(panel) {
		_, newest = p.ledger.Extent(ledger.Cases)
	}
	switch {
	case panel != nil && panel.Followed(0), p.StudyError() != nil:
	default:
		first, _ := p.ledger.Extent(ledger.Cases)
		e := study.Calendar{Location: o.Settings.Location, Lag: o.Lag, Months: o.Months}.Expect(first, o.FollowUp)
		expected = &e
	}
	if reflect.DeepEqual(expected, p.input.Expected) && newest == p.input.Newest {
		return
	}
	p.publishing.Lock()
	defer p.publishing.Unlock()
	p.input.Expected, p.input.Newest = expected, newest
	p.tell()
}

// renewPanel takes the panel of the newest freeze: the one that was kept, if
// it is of this freeze, or one of the rows as they stand.
func (p *Poller) renewPanel(ctx context.Context, now time.Time) {
	o := p.opts.Study
	first, _ := p.ledger.Extent(ledger.Cases)
	freeze, ok := o.freeze(first, now)
	if !ok {
		return
	}
	want := study.Stored{Source: o.Source, Identity: o.Identity, Months: o.Months, Deadlines: o.Deadlines}
	kept, err := loadPanel(o.Path)
	foreign := kept.Source != "" && o.Source != "" && kept.Source != o.Source && kept.Source != o.Formerly
	if err != nil {
		p.log.WarnContext(ctx, "kept panel cannot be used: it is computed again", "err", err)
	} else if foreign {
		p.metrics.failed(p.name, studyStage)
		p.log.ErrorContext(ctx, "kept panel is of another source: it is left alone, and computed again at each start",
			"file", o.Path, "of", kept.Source, "do", statefile.Foreign)
	}
	usable := err == nil && !foreign && kept.Identity == want.Identity
	if usable {
		want.Chosen, want.Lottery, want.LotterySince = kept.Chosen, kept.Lottery, kept.LotterySince
	}
	if err := p.takeLottery(&want, now); err != nil {
		p.study.panel = nil // what was shown stays
		p.metrics.failed(p.name, studyStage)
		failed := fmt.Errorf("comparison failed: the starting order is refused: %w", err)
		if before := p.StudyError(); before == nil || before.Error() != failed.Error() {
			p.log.ErrorContext(ctx, "comparison failed: the starting order is refused", "err", err)
		}
		p.publishing.Lock()
		p.unstudied = failed
		p.publishing.Unlock()
		return
	}
	p.study.next = freeze.Next
	p.choose(&want, now)
	if usable && kept.Panel != nil && kept.Months == want.Months && kept.Deadlines == want.Deadlines &&
		kept.Panel.At == freeze.At && kept.Panel.FollowUp == o.followUp() {
		p.study.panel = kept.Panel
		if len(want.Chosen) == len(kept.Chosen) && want.Lottery == kept.Lottery {
			return
		}
	} else {
		p.study.panel = p.ledger.Panel(freeze.Bounds, o.followUp(), freeze.At)
	}
	want.Panel = p.study.panel
	if o.ReadOnly || foreign {
		return
	}
	if err := savePanel(o.Path, want); err != nil {
		p.metrics.failed(p.name, studyStage)
		p.log.ErrorContext(ctx, "panel is not kept: a restart may change this month's comparison", "err", err)
	}
}

// choose adds the primary outcome of the settings to the choices that are kept.
// Without a file, and for a reader that leaves it alone, it is not known since
// when one is chosen.
func (p *Poller) choose(kept *study.Stored, now time.Time) {
	o := p.opts.Study
	if o.Path != "" && !o.ReadOnly {
		kept.Chosen = study.Choose(kept.Chosen, cmp.Or(o.Settings.Primary, study.Wait), now.Unix())
	}
	p.study.chosen = kept.Chosen
}

// takeLottery holds the starting order of the settings to the one that was there
// before: a second draw would be a choice. Without a file, and for a reader that
// leaves it alone, it is not known since when it is there.
func (p *Poller) takeLottery(kept *study.Stored, now time.Time) error {
	o := p.opts.Study
	draw := o.Settings.Lottery
	p.study.lottery = kept.LotterySince
	switch {
	case draw == nil:
		if kept.Lottery != "" {
			p.log.Warn("a starting order drawn by lot was there before, and is not in the settings any more",
				"since", time.Unix(kept.LotterySince, 0).In(p.opts.Location), "sha256", kept.Lottery)
		}
	case draw.Source != p.name && draw.Source != o.Formerly:
		return fmt.Errorf("it was drawn for the source %q, and this is %q", draw.Source, p.name)
	case kept.Lottery == "":
		if o.Path != "" && !o.ReadOnly {
			kept.Lottery, kept.LotterySince = draw.Digest(), now.Unix()
			p.study.lottery = kept.LotterySince
		}
	case kept.Lottery != draw.Digest():
		return fmt.Errorf("its SHA-256 is %s, and since %v another was there, %s: put that back, or remove %s to begin anew, which forgets both",
			draw.Digest(), time.Unix(kept.LotterySince, 0).In(p.opts.Location).Format(time.DateOnly), kept.Lottery, o.Path)
	}
	return nil
}

// shownPanel is a panel without what is hidden: units that are small, and what
// was of others before the first whole month in which they were shown.
func shownPanel(p *ledger.Panel, small *statefile.SmallUnits) *ledger.Panel {
	if small == nil {
		return p
	}
	out := *p
	out.Units = nil
	for _, u := range p.Units {
		since, shown := small.ShownSince(u.Unit)
		first, _ := slices.BinarySearch(p.Bounds, since)
		if !shown || first >= len(u.Months) && len(u.Months) > 0 {
			continue
		}
		if since != 0 {
			u.Since = max(u.Since, since)
			u.Months = slices.Clone(u.Months)
			clear(u.Months[:first])
		}
		out.Units = append(out.Units, u)
	}
	return &out
}

// Study returns the newest study, or nil. It has the control charts of units
// that are the shard's and large enough to be shown by themselves, and counts
// the others. It waits for nothing, and may be called from any goroutine.
func (p *Poller) Study() *study.Study {
	return families.ShownStudy(&p.public.Load().input, p.opts.Shard)
}

// StudyError is why the units could not be compared when they last were to be; nil
// if they were, or were not to be. It may be called from any goroutine.
func (p *Poller) StudyError() error {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	return p.unstudied
}

// loadPanel reads a panel that was kept; an empty Stored if there is none.
func loadPanel(path string) (study.Stored, error) {
	content, err := statefile.Read(path)
	if content == nil || err != nil {
		return study.Stored{}, err
	}
	s, err := study.Decode(content)
	if err != nil {
		return s, fmt.Errorf("panel file %s: %w", path, err)
	}
	return s, nil
}

// savePanel keeps a panel in place of the one before, whole or not at all.
func savePanel(path string, s study.Stored) error {
	if path == "" {
		return nil
	}
	content, err := s.Encode()
	if err != nil {
		return err
	}
	if err := statefile.Replace(path, content); err != nil {
		return fmt.Errorf("save panel: %w", err)
	}
	return nil
}
