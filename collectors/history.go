package collectors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"casework/collectors/civil"
	"casework/collectors/disclosure"
	"casework/collectors/families"
	"casework/collectors/judging"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
	"casework/collectors/study"
	"casework/collectors/supplement"
	"casework/collectors/timeseries"
)

// A History shows at past instants, one after the other, what a Poller of the
// same source would have published then, had it polled at those. It leaves out
// what an exporter reports about itself: none was running.
type History struct {
	builder *families.Builder
	input   families.Input // of the newest instant
	source  Source
	opts    Options
	ledger  *ledger.Ledger
	replay  *ledger.Replay
	tables  *supplement.Replay // nil without tables
	log     *slog.Logger
	next    int64           // when a study is due, Unix seconds; 0 until the first
	changes *judging.Replay // nil if units are not judged
}

// A HistoryConfig is what a History is made of.
type HistoryConfig struct {
	Name   string // of the source, as its series bear it
	Source Source

	// Ledger holds the rows. It must not be changed while the History is in
	// use.
	Ledger  *ledger.Ledger
	Archive *supplement.Archive // the supplementary tables; nil for none
	Read    int64               // when the rows were read, Unix seconds: the last instant to ask for
	From    int64               // where the History begins, Unix seconds
	Log     *slog.Logger

	// Options are those of a Poller. SmallUnits, if any, must be one that
	// knows of nothing shown yet; of ShownFigures nothing is known, see KeepPeople.
	// Of the others those that say when to read what do not count.
	Options Options
}

// NewHistory returns the History of a source from an instant on. It fails if
// a part is missing that it cannot do without, or if the source cannot say
// what it has.
func NewHistory(ctx context.Context, c HistoryConfig) (*History, error) {
	if c.Source == nil || c.Ledger == nil || c.Read == 0 || c.Log == nil {
		return nil, fmt.Errorf("history of source %q: Source, Ledger, Read or Log: missing", c.Name)
	}
	opts := c.Options
	opts.defaults()
	opts.ZeroHold = -1
	if opts.Deadlines != nil {
		c.Ledger.SetDeadlines(opts.Deadlines)
	}
	source := withFolderSessions(c.Source, opts.Tables, c.Ledger.Keyer(), opts.Location)
	h := &History{
		builder: families.NewBuilder(opts.families(c.Name)), source: source, opts: opts,
		ledger: c.Ledger, replay: ledger.NewReplay(c.Ledger, c.From, c.Read), log: c.Log.With("source", c.Name),
	}
	var err error
	if h.input.HasErrors, h.input.HasSessions, err = reportsAndSessions(ctx, source); err != nil {
		return nil, err
	}
	if c.Archive != nil {
		h.tables = supplement.NewReplay(c.Archive, opts.Supplement)
	}
	if opts.Changes != nil {
		h.changes = judging.NewReplay(h.opts.judging(), c.Ledger)
	}
	if opts.SmallUnits != nil {
		h.replay.SetScreen(opts.SmallUnits)
	}
	return h, nil
}

// At is what the source showed at an instant, in Unix seconds, which must not
// be before the last one asked for. A counter that appears does not show 0 for
// a while, as a Poller's would: its Created says when it was 0.
func (h *History) At(unix int64) *timeseries.Snapshot { return h.Show(h.Derive(unix)) }

// A Moment is all that there was to show at an instant.
type Moment struct{ input families.Input }

// Derive is the first half of At, and Show the second: one goroutine may derive an
// instant while another shows the one before. Each goes through the instants in
// their order.
func (h *History) Derive(unix int64) *Moment {
	h.replay.Advance(unix)
	now, in := time.Unix(unix, 0), &h.input
	view := h.replay.View()
	units := len(view.Units)
	if h.changes != nil {
		in.Changes = h.changes.At(view, unix)
	}
	view = h.opts.Shard.Select(view)
	in.View, in.Now, in.Columns = view, unix, h.opts.columns(h.source.Columns()).And(view.Columns)
	in.ErrorsRecent, in.SessionsRecent, in.PausesRecent = true, true, true
	in.Merged = h.opts.SmallUnits.Table()
	if h.tables != nil {
		in.Figures = h.tables.Figures(figureInputs(view, now, h.opts.Location, h.ledger, h.opts.SmallUnits), units, h.replay.Knows)
	}
	h.restudy(now)
	return &Moment{*in}
}

// Show is what the source showed at a moment. Its snapshot has one reader, who may end
// it; nobody need.
func (h *History) Show(m *Moment) *timeseries.Snapshot {
	shown, err := h.builder.Build(&m.input)
	if err != nil {
		h.log.Error("some metrics cannot be shown", "err", err)
	}
	snapshot := &timeseries.Snapshot{Uses: []*timeseries.Use{h.builder.Use()}}
	for _, def := range metric.All() {
		if samples := shown[def]; samples.Len() > 0 && def.Section != metric.Self {
			snapshot.Families = append(snapshot.Families, timeseries.Family{Def: def, Samples: samples})
		}
	}
	return snapshot
}

// restudy makes a study if a month has closed since the last. Programmes that
// begin after a month's end do not count in its study, so it does not matter
// when they became known.
func (h *History) restudy(now time.Time) {
	if h.opts.Study == nil || now.Unix() < h.next {
		return
	}
	freeze, ok := h.opts.Study.freeze(h.replay.First(), now)
	if !ok {
		return
	}
	h.next = freeze.Next
	panel := h.replay.Panel(freeze.Bounds, h.opts.Study.followUp(), freeze.At)
	made, err := study.New(panel.Shown(shownSince(panel, h.opts.SmallUnits)), h.ledger.Supervised(), h.opts.Study.Settings)
	if err != nil {
		h.log.Error("comparison failed: the last one stays", "err", err, "as_of", time.Unix(freeze.At, 0).In(h.opts.Location))
		return
	}
	h.input.Study, h.input.NextStudy = made, freeze.Next
}

// Hand gives the ledger the counters of an instant, in Unix seconds, so that
// an exporter goes on counting where the History is.
func (h *History) Hand(unix int64) {
	h.replay.Advance(unix)
	h.replay.CopyCounters(h.ledger)
}

// Counted is what an exporter shows of a ledger that it goes on with, at an
// instant in Unix seconds, as far as it is counted.
func (h *History) Counted(l *ledger.Ledger, unix int64) *timeseries.Snapshot {
	view := h.opts.Shard.Select(l.View(unix, true))
	in := families.Input{View: view, Now: unix, HasErrors: h.input.HasErrors, HasSessions: h.input.HasSessions, PausesRecent: true}
	in.Columns = h.source.Columns().And(view.Columns)
	shown, err := h.builder.Build(&in)
	if err != nil {
		h.log.Error("some metrics cannot be shown", "err", err)
	}
	snapshot := &timeseries.Snapshot{}
	for _, def := range metric.All() {
		counts := def.Type == metric.Counter || def.Type == metric.Histogram
		if samples := shown[def]; counts && samples.Len() > 0 && def.Section != metric.Self {
			snapshot.Families = append(snapshot.Families, timeseries.Family{Def: def, Samples: samples})
		}
	}
	return snapshot
}

// KeepPeople writes which figures about people were shown last to a file, so
// that an exporter that opens it as its ShownFigures shows the same of that period.
// It does nothing if none were shown.
func (h *History) KeepPeople(path string, of disclosure.Owner) error {
	if h.tables == nil {
		return nil
	}
	return statefile.KeepShownFigures(path, of, h.tables.Store().Releases())
}

// ReadArchive reads all rows of all tables, each from the first reader that
// has it. It returns nil without readers.
func ReadArchive(ctx context.Context, readers []TableReader, location *time.Location, now time.Time) (*supplement.Archive, error) {
	if len(readers) == 0 {
		return nil, nil
	}
	a := supplement.NewArchive(civil.DayOf(now.In(location)))
	var errs []error
	for _, table := range supplement.Tables() {
		if err := readArchived(ctx, a, table, readers); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", table.Name, err))
		}
	}
	return a, errors.Join(errs...)
}

func readArchived(ctx context.Context, a *supplement.Archive, table *supplement.Table, readers []TableReader) error {
	for _, reader := range readers {
		add, put := a.Fill(table)
		there, err := reader.ReadTable(ctx, table, 0, add)
		switch {
		case errors.Is(err, supplement.ErrWithheld):
			return nil
		case err != nil:
			return err
		case there:
			put()
			return nil
		}
	}
	return nil
}
