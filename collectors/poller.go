// Package collectors polls sources on a timer, applies their rows to ledgers
// and publishes what the ledgers show. Nothing here runs during a scrape:
// a slow or dead database delays polls, never an answer to Prometheus.
//
// A Poller owns one source's ledger. Each poll reads what changed (read.go), saves the
// ledger in a Store, and publishes (publish.go): it derives a view from the ledger and has
// package families turn that into metric families. The Publisher joins the families of
// all sources into one snapshot for the exposition. Once a night the ledger is
// compared with the whole database (reconcile.go). A History shows past instants in
// the same way.
package collectors

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"casework/collectors/families"
	"casework/collectors/judging"
	"casework/collectors/ledger"
	"casework/collectors/study"
	"casework/collectors/sweep"
)

// A Poller brings one source's ledger up to date and publishes what it
// shows. It polls alone: a poll never begins before the last has ended. Studies
// are made beside it, one at a time, and units are judged beside it, once a day.
type Poller struct {
	name    string
	source  Source
	ledger  *ledger.Ledger
	store   Store // nil if counters are not kept
	pub     *Publisher
	log     *slog.Logger
	opts    Options
	metrics *PollMetrics

	failures     int       // polls failed since the last success
	listsUntil   time.Time // until when programmes and units are as last read
	reconcile    time.Time // when to reconcile next; zero for never
	lastRead     map[ledger.Table]time.Time
	late         lateWatch                   // nil if the source cannot tell
	compared     map[ledger.Table]bool       // tables whose rows are those that the ledger knows
	duplicates   [ledgerTables]bool          // row tables of which it was said that they have duplicates
	readFrom     [ledgerTables]ledger.Cursor // of each table, when it was last read
	refused      bool                        // the ledger is of another data set: nothing of it is shown any more
	saidBoth     bool                        // see reportBoth
	unknownUnits []string                    // units that only programmes name, as of the last poll
	tables       *tables                     // nil if there are no readers
	study        studyState
	judging      *judging.Background // nil if units are not judged
	sweep        *sweep.Sweep        // nil for none
	tooMany      ledger.Refused      // names, as it was logged
	tidied       time.Time           // when units were last forgotten for want of room

	publishing  sync.Mutex // guards what follows
	builder     *families.Builder
	input       families.Input // of the newest publish; View is nil before the first
	lastSuccess time.Time
	loaded      bool
	unstudied   error // see StudyError

	next   atomic.Pointer[time.Time] // when the next poll begins; zero while one is under way
	public atomic.Pointer[published]
}

// A Store keeps a ledger over restarts, as a statefile.File does.
type Store interface {
	// Save stores what changed since the last Save, and returns once that is
	// kept for good. After an error nothing is lost: the next Save stores all.
	Save(l *ledger.Ledger) error
}

// A PollerConfig is what a Poller is made of.
type PollerConfig struct {
	Name      string // of the source, as its series have it
	Source    Source
	Ledger    *ledger.Ledger
	Store     Store // nil: nothing is saved, and counters start at 0 with every process
	Publisher *Publisher
	Metrics   *PollMetrics
	Log       *slog.Logger
	Options   Options
}

// check finds what a Poller cannot do without.
func (c *PollerConfig) check() error {
	var missing []string
	for _, part := range []struct {
		name string
		nil  bool
	}{
		{"Source", c.Source == nil},
		{"Ledger", c.Ledger == nil},
		{"Publisher", c.Publisher == nil},
		{"Metrics", c.Metrics == nil},
		{"Log", c.Log == nil},
	} {
		if part.nil {
			missing = append(missing, part.name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("poller of source %q: %s: missing", c.Name, strings.Join(missing, ", "))
	}
	return nil
}

// NewPoller returns a Poller of a source. It fails if a part is missing that
// it cannot do without, or if what was shown before cannot be taken up.
func NewPoller(c PollerConfig) (*Poller, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	opts := c.Options
	opts.defaults()
	p := &Poller{
		name: c.Name, source: withFolderSessions(c.Source, opts.Tables, c.Ledger.Keyer(), opts.Location),
		late:   lateWatchOf(c.Source),
		ledger: c.Ledger, store: c.Store, pub: c.Publisher,
		log: c.Log.With("source", c.Name), opts: opts, metrics: c.Metrics, input: families.Input{Withheld: true},
		lastRead: map[ledger.Table]time.Time{}, compared: map[ledger.Table]bool{}, builder: families.NewBuilder(opts.families(c.Name)),
	}
	var err error
	if p.tables, err = p.newTables(); err != nil {
		return nil, err
	}
	p.knowIdentifiers()
	p.ledger.SetDeadlines(opts.Deadlines)
	if s, ok := p.source.(snapshots); ok {
		s.Know(p.ledger)
	}
	p.metrics.add(p.name, p.store != nil, opts.Programmes != nil, p.tables != nil)
	if opts.SmallUnits != nil {
		p.ledger.SetScreen(opts.SmallUnits)
		p.metrics.update(p.name, func(f *sourceStats) { f.hideRows = true })
	}
	p.study.make = study.New
	if opts.Changes != nil {
		p.judging = judging.NewBackground(p.opts.judging(), p.judged)
	}
	p.next.Store(&time.Time{})
	p.public.Store(&published{rows: map[string]int64{}, rejected: map[string]int64{}, input: p.input})
	p.reconcile = p.nextReconciliation(opts.Now())
	p.sweep = p.newSweep(c.Source)
	return p, nil
}

// Run polls until ctx ends. A failed poll is repeated after the interval,
// then after ever longer pauses up to eight intervals or five minutes.
func (p *Poller) Run(ctx context.Context) {
	defer p.study.wait()
	defer p.judging.Wait()
	if p.isKnown() && p.ledger.BaselineRead(ledger.Cases) {
		p.tables.look(ctx)                       // which counters there are depends on files too
		p.publish(ctx, p.opts.Now(), true, true) // counters go on where they stood, at once
	}
	for {
		began := time.Now()
		p.waits(time.Time{})
		_ = p.poll(ctx) // counted and logged
		rest := max(p.pause()-time.Since(began), 0)
		p.waits(p.opts.Now().Add(rest))
		pause := time.NewTimer(rest)
		stale := time.NewTimer(p.untilStale())
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				pause.Stop()
				stale.Stop()
				return
			case <-stale.C:
				p.withhold()
			case <-pause.C:
				waiting = false
			}
		}
		stale.Stop()
	}
}

// maxPause is the longest pause after failures, unless polls are further
// apart anyway.
const maxPause = 5 * time.Minute

// pause is the time from the beginning of one poll to that of the next.
// Pauses after failures are drawn at random around their length, so that
// many exporters do not come back to a database at once.
func (p *Poller) pause() time.Duration {
	if p.failures == 0 {
		return p.opts.Interval
	}
	pause := min(p.opts.Interval<<min(p.failures-1, 3), max(p.opts.Interval, maxPause))
	return time.Duration(float64(pause) * (0.8 + 0.4*rand.Float64()))
}

// Poll reads the source once, saves what it found and publishes it, and once
// a day compares the ledger with the whole source. Its error, of the reading
// or else of that comparison, is logged and counted already. A study that is due
// has ended when it returns, and so have units been judged.
func (p *Poller) Poll(ctx context.Context) error {
	defer p.study.wait()
	defer p.judging.Finish(ctx, p.ledger)
	return p.poll(ctx)
}

// poll is Poll, which may leave a study and a judgement under way.
func (p *Poller) poll(ctx context.Context) error {
	now, began := p.opts.Now(), time.Now()
	guard := time.AfterFunc(p.untilStale(), p.withhold) // for a poll that hangs
	defer guard.Stop()
	ok, err := p.read(ctx, now)
	first := !p.Ready() // nobody waits for a sweep to see anything at all
	if ok && !first {
		p.sweepOpen(ctx, now)
	}
	took := time.Since(began)
	if ctx.Err() != nil { // cut short, which says nothing of the source
		p.keep(ctx, now, false)
		return ctx.Err()
	}
	p.reportRefused(ctx, now)
	p.metrics.polled(p.name, now, took, err)
	p.report(ctx, took, err)
	p.keep(ctx, now, ok)
	p.restudy(ctx, now)
	p.rejudge(ctx, now)
	if ok && first {
		p.sweepOpen(ctx, now)
	}
	if err != nil || p.reconcile.IsZero() || now.Before(p.reconcile) {
		return err
	}
	guard.Reset(p.untilStale())
	if err = p.reconcileAll(ctx, now); err != nil && ctx.Err() == nil {
		p.metrics.failed(p.name, reconciliationStage)
		p.log.ErrorContext(ctx, "reconciliation failed", "err", err)
	}
	p.keep(ctx, now, err == nil)
	return err
}

// report logs how a poll went: failures, the first success and the first
// after a failure.
func (p *Poller) report(ctx context.Context, took time.Duration, err error) {
	switch {
	case err != nil:
		p.failures++
		clear(p.compared) // it may be another server that answers next
		p.log.ErrorContext(ctx, "poll failed", "err", oneLine(err), "failures", p.failures)
		return
	case p.failures > 0:
		p.log.InfoContext(ctx, "source can be read again", "failures", p.failures)
	case !p.Ready():
		p.log.InfoContext(ctx, "source is read", "took", took.Round(time.Millisecond))
	}
	p.failures = 0
}

// keep saves what is known as of now and publishes it.
func (p *Poller) keep(ctx context.Context, now time.Time, ok bool) {
	if p.refused {
		return
	}
	began := time.Now()
	if source, ok := p.source.(finding); ok {
		p.noteFound(source.Found())
	}
	if source, ok := p.source.(snapshots); ok {
		p.ledger.SetNote(ledger.NoteFiles, source.Note())
	}
	saved := p.save(ctx, now)
	p.publish(ctx, now, !ok, saved)
	p.metrics.published(p.name, time.Since(began))
}

// save stores the ledger and reports whether its counters may be shown: what
// is not stored would be counted again after a crash.
func (p *Poller) save(ctx context.Context, now time.Time) bool {
	if p.store == nil {
		p.ledger.Forget()
		return true
	}
	if err := p.store.Save(p.ledger); err != nil {
		p.log.ErrorContext(ctx, "counters stand still", "err", err)
		p.metrics.unsaved(p.name)
		return false
	}
	p.metrics.saved(p.name, now)
	return true
}
