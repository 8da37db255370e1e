package collectors

import (
	"context"
	"maps"
	"time"

	"casework/collectors/change"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/supplement"
)

// publish shows the ledger as of now. After a failed poll the gauges are
// shown as long as the last success is recent.
func (p *Poller) publish(ctx context.Context, now time.Time, failed, counters bool) {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	defer p.tell()
	if !failed {
		p.lastSuccess, p.loaded = p.asOf(now), true
	}
	in := &p.input
	if hasErrors, hasSessions, err := reportsAndSessions(ctx, p.source); err == nil { // else as it was
		in.HasErrors, in.HasSessions = hasErrors, hasSessions
	}
	if !p.ledger.BaselineRead(ledger.Cases) {
		return // the first load is under way: there is nothing to show
	}
	if !failed || in.View == nil {
		in.View = p.opts.Shard.Select(p.ledger.View(now.Unix(), counters))
	} else {
		// Gauges stay as of the last success, and never mix old rows with new.
		in.View = p.ledger.Recount(in.View, counters)
	}
	// Until the source was read, what the rows fill says what it has.
	columns := ledger.Columns{Started: true, Deadline: true}
	if p.loaded {
		columns = p.opts.columns(p.source.Columns())
	}
	in.Columns = columns.And(in.View.Columns)
	recent := func(t ledger.Table) bool { return now.Sub(p.lastRead[t]) < p.opts.StaleAfter }
	in.ErrorsRecent, in.SessionsRecent = recent(ledger.Errors), recent(ledger.Sessions)
	in.PausesRecent = recent(ledger.Pauses) || in.View.Totals // which are read with the cases
	in.Now = now.Unix()
	in.Merged = p.opts.SmallUnits.Table()
	in.Figures = p.tables.figures(in.View, now)
	in.Rejections = p.tables.rejected()
	in.Withheld = failed && now.Sub(p.lastSuccess) >= p.opts.StaleAfter
	p.show()
}

// reportsAndSessions asks which of these queries a source has: files of
// sessions come and go.
func reportsAndSessions(ctx context.Context, s Source) (hasErrors, hasSessions bool, err error) {
	if hasErrors, err = s.Has(ctx, source.Errors); err == nil {
		hasSessions, err = s.Has(ctx, source.Sessions)
	}
	return hasErrors, hasSessions, err
}

// show publishes the input; the caller holds publishing.
func (p *Poller) show() {
	p.metrics.withheld(p.name, p.input.Withheld)
	made, err := p.builder.Build(&p.input)
	if err != nil {
		p.log.Error("some metrics cannot be shown", "err", err)
	}
	p.pub.set(p.name, made, p.builder.Use())
}

// reportBoth says, once, that pauses are told twice.
func (p *Poller) reportBoth(ctx context.Context) {
	if !p.saidBoth && p.ledger.HasBoth() {
		p.log.WarnContext(ctx, "pauses are told twice: the table of pauses counts, and paused_seconds and paused_since of cases do not")
		p.saidBoth = true
	}
}

// rejudge has units judged once a day, but not while rows are missing that a judgement rests on.
func (p *Poller) rejudge(ctx context.Context, now time.Time) {
	if p.lastRead[ledger.Cases].Equal(now) && (!p.input.HasErrors || p.lastRead[ledger.Errors].Equal(now)) {
		p.judging.Look(ctx, p.ledger, now.Unix())
	}
}

// judged publishes whether units have changed.
func (p *Poller) judged(ctx context.Context, made *change.Changes, took time.Duration) {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	p.log.InfoContext(ctx, "units are judged by their own past", "as_of", made.At.Date().Format(time.DateOnly),
		"units", len(made.Units), "took", took.Round(time.Millisecond))
	p.input.Changes = made
	p.show()
	p.tell()
}

// untilStale is the time until the gauges are too old to be shown, by the poller's clock.
// While no gauges are shown it is the whole of StaleAfter, so that the timer does not run
// out again and again.
func (p *Poller) untilStale() time.Duration {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	if p.input.View == nil {
		return p.opts.StaleAfter
	}
	return p.lastSuccess.Add(p.opts.StaleAfter).Sub(p.opts.Now())
}

// withhold stops showing the gauges if they are too old.
func (p *Poller) withhold() {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	if p.input.Withheld || p.input.View == nil {
		return
	}
	now := p.opts.Now()
	if now.Sub(p.lastSuccess) < p.opts.StaleAfter {
		return
	}
	p.input.Now = now.Unix()
	p.input.Withheld = true
	p.log.Warn("source is out of date: gauges are withheld", "last_success", p.lastSuccess)
	p.show()
	p.tell()
}

// published is what Ready, Status, Held, Rejected, Study and Overview answer
// from: a copy that is never changed, so that they wait for no publish.
type published struct {
	loaded          bool
	rows            map[string]int64 // by table of the ledger
	merged, leftOut int              // hidden units
	rejected        map[string]int64
	queue           *QueueStatus // see Status
	input           families.Input
	asOf            time.Time // see lastSuccess
}

// tell swaps what Status and the like answer from; the caller holds publishing.
func (p *Poller) tell() {
	in := &p.input
	now := &published{loaded: p.loaded, rows: map[string]int64{}, rejected: map[string]int64{}, input: *in, asOf: p.lastSuccess}
	if in.View != nil {
		for _, t := range ledger.Tables() {
			now.rows[t.String()] = int64(in.View.Rows[t])
			for _, r := range ledger.Reasons() {
				if n := in.View.Rejected[t][r]; n > 0 {
					now.rejected[t.String()+" "+r.String()] += int64(n)
				}
			}
		}
		for _, r := range in.Rejections {
			if r.Rows > 0 {
				now.rejected[supplement.Called(r.Table)+" "+r.Reason] += int64(r.Rows)
			}
		}
		now.merged, now.leftOut = families.Hidden(in.View)
		if !in.Withheld && p.opts.SmallUnits == nil {
			now.queue = queueStatus(in)
		}
	}
	p.public.Store(now)
}

// Ready reports whether the source has been read once since the start. It
// waits for nothing, and may be called from any goroutine.
func (p *Poller) Ready() bool { return p.public.Load().loaded }

// Held returns how many rows of the source count as of the last publish, by
// table of the ledger, and how many units are hidden since they are small. It
// waits for nothing, and may be called from any goroutine.
func (p *Poller) Held() (rows map[string]int64, merged, leftOut int) {
	last := p.public.Load()
	return maps.Clone(last.rows), last.merged, last.leftOut
}

// Rejected returns how many rows were impossible at the last publish, by
// reason; those without any are left out. It waits for nothing, and may be
// called from any goroutine.
func (p *Poller) Rejected() map[string]int64 { return maps.Clone(p.public.Load().rejected) }

// indicator is the value of a gauge that says whether something is so.
func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
