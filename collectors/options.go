package collectors

import (
	"time"

	"casework/collectors/change"
	"casework/collectors/families"
	"casework/collectors/judging"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
	"casework/collectors/study"
	"casework/collectors/supplement"
)

// Options tunes a Poller. Zero fields take the documented defaults.
type Options struct {
	Interval   time.Duration // between the beginnings of polls; default one minute
	StaleAfter time.Duration // age at which gauges are withheld; default 15 minutes
	ListsEvery time.Duration // between readings of programmes, units and Tables; default ten minutes

	// ZeroHold is for how long a series that appears shows 0, so that
	// Prometheus sees it before its first increase; default two minutes,
	// negative for not at all.
	ZeroHold time.Duration

	// ReconcileAt is the time of day of the reconciliation, since local
	// midnight in Location; negative for none. Default midnight.
	ReconcileAt time.Duration
	Location    *time.Location // of the source; default UTC

	// SweepWithin is the longest time from when a case leaves the database until it
	// leaves the queue, if the source can be asked for cases by identifier. If 0, it
	// leaves the queue with the next reconciliation. Keep is that of ledger.Options.
	SweepWithin, Keep time.Duration

	// Programmes, if any, reads the programmes in place of the source's own
	// query. Its error stops a poll only if it returns no programmes.
	Programmes func() ([]ledger.Programme, error)

	// Deadlines, if any, are those of cases that have none of their own.
	Deadlines ledger.Deadlines

	// Tables read the supplementary tables; a table that several have is read from the
	// first of these. Supplement says how figures are made of them. Its windows must be
	// those of the ledger.
	Tables     []TableReader
	Supplement supplement.Options

	// ShownFigures remembers which figures about people were shown; nil remembers none.
	ShownFigures *statefile.ShownFigures

	Study *StudyOptions // comparisons and control charts; nil for none

	// Changes say how units are judged by their own past; nil: they are not. Location is
	// that of the source.
	Changes *change.Options

	// WaitBounds and TurnaroundBounds are those of the ledger's options.
	WaitBounds, TurnaroundBounds []float64

	Shard families.Shard // whose units are shown; default all

	Off []metric.Collector // collectors whose metrics are not shown; default none

	// SmallUnits, if not nil, hides the case statistics of small units.
	SmallUnits *statefile.SmallUnits

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
	if o.Keep == 0 {
		o.Keep = 2 * time.Hour
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.SmallUnits != nil {
		o.Supplement.LeastCases = o.SmallUnits.MinCell()
	}
	if o.Changes != nil {
		o.Changes = &change.Options{Location: o.Location, Detect: o.Changes.Detect}
	}
	if o.Study != nil {
		own := *o.Study
		own.defaults(o.Location)
		if o.SmallUnits != nil {
			own.Settings.MinCases = max(own.Settings.LeastCases(), o.SmallUnits.MinCell())
		}
		o.Study = &own
	}
}

// columns are those of a source that has some, deadlines among them where cases
// that are closed get one.
func (o *Options) columns(of ledger.Columns) ledger.Columns {
	of.Deadline = of.Deadline || o.Deadlines != nil && !of.Unclosed
	return of
}

// judging are the options that concern how units are judged.
func (o *Options) judging() judging.Options {
	return judging.Options{Change: *o.Changes, Has: o.Shard.Has, Since: func(unit string) (since int64) {
		if o.SmallUnits != nil {
			since, _ = o.SmallUnits.ShownSince(unit)
		}
		return since
	}}
}

// families are the options that concern the families of a source.
func (o *Options) families(source string) families.Options {
	f := families.Options{
		Source: source, Shard: o.Shard, ZeroHold: o.ZeroHold, WaitBounds: o.WaitBounds, TurnaroundBounds: o.TurnaroundBounds,
		HourlyCost: o.Supplement.HourlyCost, Currency: o.Supplement.Currency, Off: o.Off,
	}
	if o.SmallUnits != nil {
		f.MinCell = o.SmallUnits.MinCell()
	}
	return f
}

// StudyOptions say how a Poller compares units once a closed month.
type StudyOptions struct {
	FollowUp time.Duration // for how long each case is followed; default 90 days
	Lag      time.Duration // from the end of a month until it is studied; default 5 days
	Months   int           // most months that are compared; default 60
	Settings study.Settings

	// Path is the file that keeps the panel of the newest study, so that a restart
	// does not change it. Without a Path, a restart computes the panel again from the
	// rows as they are then. Source is the name of the source, Formerly its name
	// before, if it was renamed, and Identity names the data set. ReadOnly leaves the
	// file as it is. The file of another source is never changed.
	Path, Source, Formerly, Identity string
	ReadOnly                         bool

	// Deadlines says what deadlines cases get that have none of their own; a panel
	// that was kept under others is computed again.
	Deadlines string
}

func (o *StudyOptions) defaults(location *time.Location) {
	if o.FollowUp == 0 {
		o.FollowUp = 90 * 24 * time.Hour
	}
	if o.Lag == 0 {
		o.Lag = 5 * 24 * time.Hour
	}
	if o.Months == 0 {
		o.Months = 60
	}
	o.Settings.Location = location
}

// freeze is the newest freeze at an instant, for cases from the instant first
// on, in Unix seconds; false while there is not one whole month.
func (o *StudyOptions) freeze(first int64, now time.Time) (study.Freeze, bool) {
	if first == 0 {
		return study.Freeze{}, false
	}
	f := study.Calendar{Location: o.Settings.Location, Lag: o.Lag, Months: o.Months}.Freeze(first, now)
	return f, len(f.Bounds) >= 2
}

// followUp is for how long each case is followed, in seconds.
func (o *StudyOptions) followUp() int64 { return int64(o.FollowUp / time.Second) }

// asked reports whether what was kept is the panel, as of an instant, that is asked for.
func (o *StudyOptions) asked(kept *study.Stored, at int64) bool {
	return kept.Panel != nil && kept.Identity == o.Identity && kept.Months == o.Months && kept.Deadlines == o.Deadlines &&
		kept.Panel.At == at && kept.Panel.FollowUp == o.followUp()
}

// foreign reports whether what was kept is of another source.
func (o *StudyOptions) foreign(kept *study.Stored) bool {
	return kept.Source != "" && o.Source != "" && kept.Source != o.Source && kept.Source != o.Formerly
}
