// Package families turns a view of a ledger, figures of supplementary tables and a
// study into metric families. Each section of the catalogue has a file: queue.go,
// flow.go, durations.go, reports.go, windows.go, intake.go, supervision.go,
// changes.go, comparison.go, supplementary.go, ledger.go and so on. NewOverview makes
// what people see at /board from the same Input.
//
// The package reads no clock, no file and no database: what it shows depends on its
// Input, and on which series it showed before, as a new series shows 0 first. A
// Builder also keeps the samples of the Build before. It takes over those that did not
// change, which saves time and changes nothing: see again.go and memory.go.
package families

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"casework/collectors/change"
	"casework/collectors/disclosure"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/study"
	"casework/collectors/supplement"
	"casework/collectors/timeseries"
)

// Options are what does not change from one Input to the next.
type Options struct {
	Source   string        // name of the source, the value of its series' label
	Shard    Shard         // whose units are shown; the zero value is all
	MinCell  int           // of fewer cases than this, only the number is shown; 0 sets no limit
	ZeroHold time.Duration // for how long a new series shows 0 first; 0 or less for not at all

	// WaitBounds and TurnaroundBounds are those of the ledger's histograms.
	WaitBounds, TurnaroundBounds []float64

	HourlyCost float64 // in Currency; 0 is unknown
	Currency   string

	Off []metric.Collector // what is not made
}

// An Input is all that families are made of at an instant.
type Input struct {
	View    *ledger.View   // of the shard's units, see Shard.Select
	Now     int64          // Unix seconds; later than the view's while polls fail
	Columns ledger.Columns // that the source has and fills

	HasErrors, HasSessions       bool // whether the source has these queries
	ErrorsRecent, SessionsRecent bool // whether they were read lately
	PausesRecent                 bool // likewise of pauses

	Merged *disclosure.Table // what is shown of hidden units together; nil for nothing

	Figures    [][]supplement.Figure // of the supplementary tables, in parts
	Rejections []Rejection           // of their rows

	Study     *study.Study // the newest; nil before the first
	NextStudy int64        // when the next comes, Unix seconds
	// Expected says when there will be more; nil once there is a month of waits.
	Expected *study.Expected
	// Newest is the newest case, Unix seconds, where nothing happened in the
	// months of Study; 0 otherwise.
	Newest int64

	// Changes are whether units have changed; nil before they were judged.
	Changes *change.Changes

	// Withheld leaves out the gauges of the source's state, as they would be
	// out of date. Counters stay.
	Withheld bool
}

// A Rejection is how many rows of a supplementary table are not counted for a
// reason.
type Rejection struct {
	Table, Reason string
	Rows          int
}

// Families are samples by metric.
type Families map[*metric.Def]timeseries.Samples

// A Builder turns one Input after the other into metric families. It is not
// safe for concurrent use.
type Builder struct {
	in       *Input // of the Build under way
	source   string
	zeroHold int64 // seconds for which a new series shows 0
	minCell  int
	shard    Shard
	series   *seriesCache
	bounds   [2][]float64 // of the wait and turnaround histograms

	study              *studySeries // nil before the first
	judged             *change.Changes
	judgements         uint64 // as judged was another
	hourlyCost         float64
	currency           string
	off                []metric.Collector
	supplementaryParts []supplementaryPart // as of the last time
	supplementaryUnits []string            // that were shown then
	names              []string            // of units that were shown last, see shownNames

	making making // by the Build under way
	memory memory
	again  again
	faults map[*metric.Def]error // metrics whose series cannot be made
}

// NewBuilder returns a Builder that has made nothing yet.
func NewBuilder(o Options) *Builder {
	return &Builder{
		source: o.Source, series: newSeriesCache(o.Source), shard: o.Shard, minCell: o.MinCell,
		zeroHold: int64(max(o.ZeroHold, 0) / time.Second), bounds: [2][]float64{o.WaitBounds, o.TurnaroundBounds},
		hourlyCost: o.HourlyCost, currency: o.Currency, off: o.Off, faults: map[*metric.Def]error{},
	}
}

// Use counts the readers of the samples that the last Build returned. It begins with one
// reader, who should call its End. If nobody does, the samples' memory is not used again
// but left to the garbage collector.
func (b *Builder) Use() *timeseries.Use { return b.memory.use() }

// Build returns the families of an input, in which View must be set. The families that
// it returned before do not change until their Use is over. The error names the metrics
// that cannot be shown: those that the catalogue does not list, and those that got more
// or fewer values than they have labels. All other families are whole.
func (b *Builder) Build(in *Input) (Families, error) {
	b.in = in
	if in.Study == nil {
		b.study = nil
	} else if b.study == nil || b.study.study != in.Study {
		b.study = newStudySeries(in.Study)
	}
	b.memory.begin()
	for _, f := range b.making.all {
		f.begin()
	}
	b.series.begin(b.in.Now - b.zeroHold)
	b.again.begin(in)
	for _, s := range b.sections() {
		if s.runs && !slices.Contains(b.off, s.collector) {
			s.make()
		}
	}
	b.series.published = true
	return b.made(), b.fault()
}

// made is what the Build under way has made.
func (b *Builder) made() Families {
	made := make(Families, len(b.making.all))
	for _, f := range b.making.all {
		if samples := f.made(); samples.Len() > 0 {
			made[f.def] = samples
		}
	}
	return made
}

// A section makes the families of a collector, or of the exporter itself.
type section struct {
	runs      bool
	collector metric.Collector
	make      func()
}

// sections are what a Build makes, unless its collector is off.
func (b *Builder) sections() []section {
	whole, fresh := b.shard.Whole(), !b.in.Withheld
	return []section{
		{true, metric.FlowCollector, b.flow},
		{true, metric.HistogramsCollector, b.durations},
		{true, metric.ErrorsCollector, b.reports},
		{true, metric.SupervisionCollector, b.sessions},
		{true, metric.ChartsCollector, b.charts},
		{true, metric.ChartsCollector, b.unitMonths},
		{whole, metric.EffectCollector, b.comparisons},
		{whole, metric.ChartsCollector, b.groupCharts},
		{whole, "", b.ledgerMetrics},
		{whole, "", b.hiddenUnits},
		{fresh, metric.QueueCollector, b.queue},
		{fresh, metric.AgesCollector, b.ages},
		{fresh, metric.WindowsCollector, b.windows},
		{fresh && whole, metric.GroupsCollector, b.groups},
		{fresh, metric.IntakeCollector, b.intakes},
		{fresh, metric.ChangesCollector, b.changes},
		{fresh && whole, "", b.mergedUnits}, // of several collectors
		{fresh && whole, metric.EffectCollector, b.hoursFreed},
		{fresh, metric.SupervisionCollector, b.supervision},
		{fresh, metric.SupplementaryCollector, b.supplementary},
	}
}

// fault names the metrics that cannot be shown, in the order of their names.
func (b *Builder) fault() error {
	faults := maps.Clone(b.faults)
	for _, f := range b.making.all {
		if f.n > 0 && f.def.Number() == 0 {
			faults[f.def] = fmt.Errorf("metric %s is not in the list of the catalogue", f.def.Name)
		}
	}
	byName := func(x, y *metric.Def) int { return strings.Compare(x.Name, y.Name) }
	var errs []error
	for _, def := range slices.SortedFunc(maps.Keys(faults), byName) {
		errs = append(errs, faults[def])
	}
	return errors.Join(errs...)
}

func (b *Builder) showErrors() bool { return b.in.showErrors() }

func (in *Input) showErrors() bool { return in.HasErrors && in.ErrorsRecent }

// showPauses reports whether there are pauses, lately read or not. A source that has
// the query and never a row of it says nothing of pauses.
func (in *Input) showPauses() bool { return in.View.HasPauses }

// showNet reports whether figures less pauses are shown.
func (b *Builder) showNet() bool { return b.in.showNet() }

func (in *Input) showNet() bool { return in.showPauses() && in.PausesRecent }

func (b *Builder) showSessions() bool { return b.in.HasSessions && b.in.SessionsRecent }

// add adds a sample, but for one whose series could not be made.
func (b *Builder) add(def *metric.Def, s timeseries.Sample) {
	if s.Series == 0 {
		return
	}
	f := b.making.of(def, &b.memory)
	b.again.note(f)
	f.add(s)
}

// gauge adds a sample of a gauge.
func (b *Builder) gauge(def *metric.Def, s timeseries.Series, v float64) {
	b.add(def, timeseries.Sample{Series: s, Value: v})
}

// put adds a gauge with the values of its labels after the source.
func (b *Builder) put(def *metric.Def, v float64, labels ...string) {
	b.gauge(def, b.labelled(def, labels...), v)
}

// counter adds a sample of a counter that began at 0 at created.
func (b *Builder) counter(def *metric.Def, s timeseries.Series, n uint64, created int64) {
	if b.fresh(s) {
		n = 0
	}
	b.add(def, timeseries.Sample{Series: s, Value: float64(n), Created: float64(created)})
}

// indicator is the value of a gauge that says whether something is so.
func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// slotted yields the sum over all case types, and with types distinguished each
// of them: windows overlap in nothing, but quantiles cannot be added up.
func slotted(m *ledger.Measures, yield func(slot int, m *ledger.Measures)) {
	yield(-1, m)
	for i := range m.Slots {
		yield(i, m.Slots[i])
	}
}

var states = [...]string{ledger.Inactive: metric.Inactive, ledger.Active: metric.Active}
