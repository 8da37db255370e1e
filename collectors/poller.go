package collectors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"casework/collectors/aggregate"
	"casework/collectors/ledger"
)

// Options tunes a Poller. Zero fields take the documented defaults.
type Options struct {
	Interval   time.Duration // between the beginnings of polls; default one minute
	StaleAfter time.Duration // age at which gauges are withheld; default 15 minutes
	ListsEvery time.Duration // between readings of programmes and units; default ten minutes

	// ZeroHold is for how long a series that appears shows 0, so that
	// Prometheus sees it before its first increase; default two minutes,
	// negative for not at all.
	ZeroHold time.Duration

	// ReconcileAt is the time of day of the reconciliation, since local
	// midnight in Location; negative for none. Default midnight.
	ReconcileAt time.Duration
	Location    *time.Location // of the source; default UTC

	// Programmes, if any, reads the programmes in place of the source's own
	// query. Its error stops a poll only if it returns no programmes.
	Programmes func() ([]ledger.Programme, error)

	// Tables read what is known beside the cases, each table from the first
	// that has it; Aggregate says how figures are made of them. The windows
	// must be those of the ledger.
	Tables    []TableReader
	Aggregate aggregate.Options
	Memory    *Memory       // of the figures about people that were shown; nil keeps none
	Study     *StudyOptions // comparisons and control charts; nil for none

	// WaitBounds and TurnaroundBounds are those of the ledger's options.
	WaitBounds, TurnaroundBounds []float64

	Shard Shard // whose units are shown; default all

	// SmallUnits, if not nil, hides the case statistics of small units.
	SmallUnits *SmallUnits

	Now func() time.Time // default time.Now
}

func (o *Options) defaults() {
	if o.Interval == 0 {
		o.Interval = time.Minute
	}
	if o.StaleAfter == 0 {
		o.StaleAfter = 15 * time.Minute
	}
	if o.ListsEvery == 0 {
		o.ListsEvery = 10 * time.Minute
	}
	if o.ZeroHold == 0 {
		o.ZeroHold = 2 * time.Minute
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Study != nil {
		own := *o.Study
		own.defaults(o.Location)
		o.Study = &own
	}
}

// A Poller brings one source's ledger up to date and publishes what it
// shows. It polls alone: a poll never begins before the last has ended.
type Poller struct {
	name   string
	source Source
	ledger *ledger.Ledger
	state  *State // nil if counters are not kept
	pub    *Publisher
	log    *slog.Logger
	opts   Options
	self   *Self

	failures   int       // polls failed since the last success
	listsUntil time.Time // until when programmes and units are as last read
	reconcile  time.Time // when to reconcile next; zero for never
	lastRead   map[ledger.Table]time.Time
	strangers  []string // units that only programmes name, as last logged
	tables     *tables  // nil if there are no readers
	studied    studied

	publishing  sync.Mutex // guards what follows
	build       build
	lastSuccess time.Time
	next        time.Time // when the next poll begins; zero while one is under way
	withheld    bool
	loaded      bool
}

// NewPoller returns a Poller of a source. State may be nil: then nothing is
// saved, and counters start at 0 with every process.
func NewPoller(name string, source Source, l *ledger.Ledger, state *State, pub *Publisher,
	self *Self, log *slog.Logger, opts Options,
) *Poller {
	opts.defaults()
	source = withFolderSessions(source, opts.Tables, l.Keyer(), opts.Location)
	p := &Poller{
		name: name, source: source, ledger: l, state: state, pub: pub,
		log: log.With("source", name), opts: opts, self: self, withheld: true,
		lastRead: map[ledger.Table]time.Time{},
		build:    newBuild(name, source, opts),
	}
	p.tables = p.newTables()
	self.add(name, state != nil, opts.Programmes != nil, p.tables != nil)
	if opts.SmallUnits != nil {
		p.build.minCell = opts.SmallUnits.minCell
		l.SetScreen(opts.SmallUnits.Screen)
		self.update(name, func(f *fare) { f.hideRows = true })
	}
	p.reconcile = p.nextReconciliation(opts.Now())
	return p
}

// Run polls until ctx ends. A failed poll is repeated after the interval,
// then after ever longer pauses up to eight intervals or five minutes.
func (p *Poller) Run(ctx context.Context) {
	if p.ledger.Settled(ledger.Cases) {
		p.publish(p.opts.Now(), true, true) // counters go on where they stood, at once
	}
	for {
		began := time.Now()
		p.waits(time.Time{})
		_ = p.Poll(ctx) // counted and logged
		rest := max(p.pause()-time.Since(began), 0)
		p.waits(p.opts.Now().Add(rest))
		pause := time.NewTimer(rest)
		stale := time.NewTimer(time.Until(p.staleAt()))
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
// a day compares the ledger with the whole source. Its error, which is logged
// and counted already, is that of the reading.
func (p *Poller) Poll(ctx context.Context) error {
	now, began := p.opts.Now(), time.Now()
	guard := time.AfterFunc(time.Until(p.staleAt()), p.withhold) // for a poll that hangs
	defer guard.Stop()
	ok, err := p.read(ctx, now)
	took := time.Since(began)
	if ctx.Err() != nil { // cut short, which says nothing of the source
		p.keep(ctx, now, false)
		return ctx.Err()
	}
	p.self.polled(p.name, now, took, err)
	p.report(ctx, took, err)
	p.keep(ctx, now, ok)
	p.restudy(ctx, now)
	if err != nil || p.reconcile.IsZero() || now.Before(p.reconcile) {
		return err
	}
	guard.Reset(time.Until(p.staleAt()))
	if err = p.reconcileAll(ctx, now); err != nil && ctx.Err() == nil {
		p.self.failed(p.name, reconciliationStage)
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
	began := time.Now()
	saved := p.save(ctx, now)
	p.publish(now, !ok, saved)
	p.self.published(p.name, time.Since(began))
}

// A stageError says what a poll failed at.
type stageError struct {
	stage string
	err   error
}

func (e *stageError) Error() string { return e.err.Error() }
func (e *stageError) Unwrap() error { return e.err }

// read brings the ledger up to date. A table that cannot be read does not
// keep the others from being read, nor cases from being shown: ok says whether
// all was read that their gauges rest on.
func (p *Poller) read(ctx context.Context, now time.Time) (ok bool, err error) {
	// Programmes and units decide how rows count, so they come first.
	if err := p.readLists(ctx, now); err != nil {
		return false, err
	}
	p.ledger.Advance(now.Unix())
	p.tables.look(ctx)
	var errs []error
	for _, t := range ledger.Tables() {
		if !p.source.Has(t.String()) {
			continue
		}
		err := p.source.Changes(ctx, t, p.ledger.Cursor(t), func(page *ledger.Page) error {
			p.self.read(p.name, t, page.Len())
			p.ledger.Apply(t, page, now.Unix())
			return ctx.Err()
		})
		if isWithheld(err) {
			continue
		}
		if err != nil {
			errs = append(errs, &stageError{t.String(), err})
			continue
		}
		p.ledger.Settle(t)
		p.lastRead[t] = now
	}
	p.meetStrangers(ctx, now)
	errs = append(errs, p.tables.readAll(ctx, now)...)
	return p.lastRead[ledger.Cases].Equal(now), errors.Join(errs...)
}

// meetStrangers tells of units whose programmes have begun and that are not
// known, in the log once for each set of them.
func (p *Poller) meetStrangers(ctx context.Context, now time.Time) {
	if !p.ledger.Settled(ledger.Cases) {
		return
	}
	units := p.ledger.Strangers(now.Unix())
	p.self.strangers(p.name, len(units))
	if len(units) > 0 && !slices.Equal(units, p.strangers) {
		p.log.WarnContext(ctx, "programmes name units that no case has; see how they are spelt", "units", strings.Join(units, ", "))
	}
	p.strangers = units
}

// readLists reads programmes and units. Those in the database change rarely
// and are read whole, so they are read again only now and then.
func (p *Poller) readLists(ctx context.Context, now time.Time) error {
	if p.opts.Programmes != nil {
		programmes, err := p.opts.Programmes()
		p.self.programmes(p.name, err == nil)
		if err != nil && programmes == nil {
			return &stageError{"programmes", fmt.Errorf("no programmes to go by: %w", err)}
		}
		p.ledger.SetProgrammes(programmes)
	}
	if now.Before(p.listsUntil) {
		return nil
	}
	if p.opts.Programmes == nil {
		programmes, err := p.source.Programmes(ctx)
		if err != nil {
			return &stageError{"programmes", err}
		}
		p.ledger.SetProgrammes(programmes)
	}
	units, err := p.source.Units(ctx)
	if err != nil {
		return &stageError{"units", err}
	}
	p.ledger.SetUnits(units, now.Unix())
	p.listsUntil = now.Add(p.opts.ListsEvery)
	return nil
}

// save stores the ledger and reports whether its counters may be shown: what
// is not stored would be counted again after a crash.
func (p *Poller) save(ctx context.Context, now time.Time) bool {
	if p.state == nil {
		p.ledger.Forget()
		return true
	}
	if err := p.state.Save(p.ledger); err != nil {
		p.log.ErrorContext(ctx, "counters stand still", "err", err)
		p.self.unsaved(p.name)
		return false
	}
	p.self.saved(p.name, now)
	return true
}
