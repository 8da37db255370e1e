package collectors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sort"
	"strings"
	"time"

	"casework/collectors/civil"
	"casework/collectors/dropfolder"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/collectors/supplement"
)

// A TableReader reads supplementary tables: a database, or a folder of files.
type TableReader interface {
	// ReadTable calls add with every row of a table from the day since on. It
	// reports false if there is no such table. The receiver of a row does not
	// keep it.
	ReadTable(ctx context.Context, t *supplement.Table, since civil.Day, add func(supplement.Row)) (bool, error)
}

// A dropFolder is a TableReader that reports changes, so that they show at
// once, and its files. A database is asked again now and then.
type dropFolder interface {
	Changed(ctx context.Context) bool
	Statuses() []dropfolder.Status
}

// tablesStale is for how long a table is shown that cannot be read any more.
// Tables are about months, so a day is no error.
const tablesStale = 24 * time.Hour

// tables reads the tables of one source now and then, and derives figures. It
// is used by the poller's goroutine alone; what is shown is a copy.
type tables struct {
	source     string
	readers    []TableReader
	store      *supplement.Store
	shown      *statefile.ShownFigures
	ledger     *ledger.Ledger
	metrics    *PollMetrics
	log        *slog.Logger
	location   *time.Location
	smallUnits *statefile.SmallUnits // nil hides none
	every      time.Duration

	until  map[*supplement.Table]time.Time // until when a table is as last read
	read   map[*supplement.Table]time.Time // when it was
	news   bool                            // folders changed since the tables were read
	absent []string                        // tables that were not there, as of the last reading without errors

	tooMany map[*supplement.Table]bool // a column held more texts than are distinguished, as was logged
}

// day is the day of an instant in the source's zone.
func (t *tables) day(at time.Time) civil.Day { return civil.DayOf(at.In(t.location)) }

// look looks for files that are new.
func (t *tables) look(ctx context.Context) {
	if t == nil {
		return
	}
	for _, r := range t.readers {
		if f, ok := r.(dropFolder); ok {
			t.news = f.Changed(ctx) || t.news
			t.metrics.dropped(t.source, f.Statuses())
		}
	}
}

// readAll reads the tables that are due. One that cannot be read keeps no
// other from being read.
func (t *tables) readAll(ctx context.Context, now time.Time) (errs []error) {
	if t == nil {
		return nil
	}
	changed := t.news
	var missing, off []string
	for _, table := range supplement.Tables() {
		if changed || !now.Before(t.until[table]) {
			err := t.readOne(ctx, table, now)
			if ctx.Err() != nil {
				return errs
			}
			if err != nil {
				errs = append(errs, &stageError{table.Name, err})
			} else {
				t.until[table] = now.Add(t.every)
			}
		}
		if t.store.Has(table) && now.Sub(t.read[table]) >= tablesStale {
			t.store.Drop(table)
		}
		if !t.store.Has(table) {
			missing = append(missing, table.File())
			if !slices.Contains(t.absent, table.File()) {
				off = append(off, table.File())
			}
		}
	}
	t.news = false
	if len(errs) > 0 {
		return errs
	}
	t.absent = missing
	if len(off) > 0 {
		t.log.InfoContext(ctx, "figures of these are off, as the source has no such table", "tables", strings.Join(off, ", "))
	}
	return errs
}

// readOne reads a table from the first reader that has it.
func (t *tables) readOne(ctx context.Context, table *supplement.Table, now time.Time) error {
	today := t.day(now)
	for _, reader := range t.readers {
		reading := t.store.Begin(table, today, t.ledger.Knows)
		present, err := reader.ReadTable(ctx, table, t.store.Since(table, today), reading.Add)
		if errors.Is(err, supplement.ErrWithheld) {
			break
		}
		if err != nil {
			return err
		}
		if present {
			t.store.Commit(reading)
			t.reportRefused(ctx, table)
			t.read[table] = now
			t.metrics.readTable(t.source, table.Name, reading.Rows(), now)
			return nil
		}
	}
	t.store.Drop(table)
	t.metrics.readTable(t.source, table.Name, 0, time.Time{})
	return nil
}

// reportRefused logs, once, that a column of a table holds more texts than are
// distinguished.
func (t *tables) reportRefused(ctx context.Context, table *supplement.Table) {
	n := t.store.Rejected(table)[supplement.TooManyNames]
	if n > 0 && !t.tooMany[table] {
		t.log.ErrorContext(ctx, "a column holds more names than are distinguished; see whether the query gives the right one",
			"table", table.Name, "most", supplement.MaxTexts, "rows", n, "then", "rows of others are rejected as "+string(supplement.TooManyNames))
	}
	t.tooMany[table] = n > 0
}

// figures derives what the tables show at a view of the ledger. Figures about people that
// were not shown before are on the disk before it returns; if they cannot be
// written, nothing of the tables is shown until they can.
func (t *tables) figures(v *ledger.View, now time.Time) [][]supplement.Figure {
	if t == nil || v == nil {
		return nil
	}
	figures := t.store.Figures(figureInputs(v, now, t.location, t.ledger, t.smallUnits))
	if err := t.shown.Keep(t.store.Releases()); err != nil {
		t.metrics.failed(t.source, stateStage)
		t.log.Error("no supplementary table is shown, as what is shown about people cannot be saved", "err", err)
		return nil
	}
	return figures
}

// figureInputs is what figures rest on besides the tables: a view of the ledger
// at an instant, and its programmes.
func figureInputs(v *ledger.View, at time.Time, location *time.Location, l *ledger.Ledger, small *statefile.SmallUnits) *supplement.Inputs {
	midnights := map[civil.Day]int64{}
	last := 0 // index of the unit that was asked for last, as one is many times in a row
	units := make([]string, 0, len(v.Units))
	for _, u := range v.Units {
		if u.Treatment == ledger.Shown {
			units = append(units, u.Unit.Unit)
		}
	}
	in := &supplement.Inputs{
		Today: civil.DayOf(at.In(location)), Units: units, Programmes: l.ProgrammeEdits(),
		Active: func(unit string, day civil.Day) bool {
			at, ok := midnights[day]
			if !ok {
				at = day.Start(location).Unix()
				midnights[day] = at
			}
			return l.ActiveAt(unit, at)
		},
		Closed: func(unit string, state, window int) int {
			if unit == "" {
				return v.Groups[window][state].Closed
			}
			if last >= len(v.Units) || v.Units[last].Unit.Unit != unit {
				last = sort.Search(len(v.Units), func(i int) bool { return v.Units[i].Unit.Unit >= unit })
			}
			if last == len(v.Units) || v.Units[last].Unit.Unit != unit || v.Units[last].Treatment != ledger.Shown {
				return 0
			}
			return v.Units[last].Windows[window][state].Closed
		},
	}
	if small != nil {
		in.Placed = small.Placed()
		in.Hides = func(unit string, day civil.Day) bool {
			since, shown := small.ShownSince(unit)
			return !shown || since != 0 && day < civil.DayOf(time.Unix(since, 0).In(location))
		}
	}
	return in
}

// rejected lists the rejections of every table, those of 0 rows too.
func (t *tables) rejected() (all []families.Rejection) {
	if t == nil {
		return nil
	}
	for _, table := range supplement.Tables() {
		if !t.store.Has(table) {
			continue
		}
		for _, reason := range supplement.Reasons() {
			all = append(all, families.Rejection{
				Table: table.Name, Reason: string(reason), Rows: t.store.Rejected(table)[reason],
			})
		}
	}
	return all
}

// newTables are those of the options; nil without readers.
func (p *Poller) newTables() (*tables, error) {
	if len(p.opts.Tables) == 0 {
		return nil, nil
	}
	store := supplement.NewStore(p.opts.Supplement)
	if err := p.opts.ShownFigures.Recall(store.Releases()); err != nil {
		return nil, fmt.Errorf("take up which figures about people were shown: %w", err)
	}
	return &tables{
		source: p.name, readers: p.opts.Tables, store: store, shown: p.opts.ShownFigures, ledger: p.ledger,
		metrics: p.metrics, log: p.log, location: p.opts.Location, smallUnits: p.opts.SmallUnits, every: p.opts.ListsEvery,
		until: map[*supplement.Table]time.Time{}, read: map[*supplement.Table]time.Time{},
		tooMany: map[*supplement.Table]bool{},
	}, nil
}
