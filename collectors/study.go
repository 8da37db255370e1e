package collectors

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"time"

	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/collectors/study"
)

// studyState is what a Poller remembers of its newest study.
type studyState struct {
	panel   *ledger.Panel // nil without one
	stored  bool          // the panel's file has all of it, so that panel can do without case types, most of its memory, once it is studied
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
	supervised, settings := p.ledger.Supervised(), p.opts.Study.Settings
	settings.Chosen, settings.LotterySince = p.study.chosen, p.study.lottery
	shown, next := shownSince(p.study.panel, p.opts.SmallUnits), p.study.next
	done := make(chan struct{})
	p.study.done = done
	go func() { // nothing else reads or writes the panel until it is done
		defer close(done)
		whole, err := p.wholePanel(fresh)
		if err != nil {
			p.log.WarnContext(ctx, "kept panel cannot be used: it is computed again", "err", err)
			p.study.panel = nil
			return
		}
		made, err := p.study.make(whole.Shown(shown), supervised, settings)
		if p.study.stored && err == nil {
			p.study.panel = whole.WithoutTypes()
			made.Panel = p.study.panel.Shown(shown)
		}
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
	foreign := o.foreign(&kept)
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
	p.study.stored = false
	if usable && o.asked(&kept, freeze.At) {
		p.study.panel, p.study.stored = kept.Panel, !o.ReadOnly
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
		p.study.stored = false
		return
	}
	p.study.stored = o.Path != ""
}

// wholePanel is the panel with its case types, which a study may have left to its file.
func (p *Poller) wholePanel(fresh bool) (*ledger.Panel, error) {
	if fresh || !p.study.stored {
		return p.study.panel, nil
	}
	kept, err := loadPanel(p.opts.Study.Path)
	if o := p.opts.Study; err == nil && (o.foreign(&kept) || !o.asked(&kept, p.study.panel.At)) {
		err = fmt.Errorf("panel file %s is not the one that was kept", o.Path)
	}
	return kept.Panel, err
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

// shownSince is since when each unit of a panel that is shown by itself has been, Unix
// seconds; 0 for always. nil is all units, always.
func shownSince(p *ledger.Panel, small *statefile.SmallUnits) map[string]int64 {
	if small == nil {
		return nil
	}
	all := map[string]int64{}
	for _, u := range p.Units {
		if since, shown := small.ShownSince(u.Unit); shown {
			all[u.Unit] = since
		}
	}
	return all
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
	if err == nil {
		err = statefile.Replace(path, content)
	}
	if err != nil {
		return fmt.Errorf("save panel: %w", err)
	}
	return nil
}
