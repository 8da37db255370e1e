package collectors

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/dropfolder"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/supplement"
)

const (
	reconciliationStage = "reconciliation"
	sweepStage          = "sweep"
	stateStage          = "state"
	studyStage          = "comparison"
)

// ledgerTables is the number of ledger.Tables, which index arrays.
const ledgerTables = 4

// stages lists the stages at which a poll can fail, as values of the stage label.
func stages(tables bool) []string {
	all := []string{"programmes", "units", "cases", "errors", "sessions", "pauses", sweepStage, reconciliationStage, stateStage, studyStage}
	if tables {
		for _, t := range supplement.Tables() {
			all = append(all, t.Name)
		}
	}
	return all
}

// PollMetrics are the metrics of polling, by source. It is an ordinary Prometheus collector
// that reads memory only; its methods are safe for concurrent use.
type PollMetrics struct {
	mu      sync.Mutex
	sources map[string]*sourceStats
}

// sourceStats are the numbers of polling one source.
type sourceStats struct {
	up, withheld               bool
	lastSuccess, reconciled    time.Time
	pollDuration, pubDuration  time.Duration
	polls                      float64
	failures                   map[string]float64
	failing                    int                   // polls that failed since the last success
	failedAt                   []string              // stages of the last poll, if it failed
	unsaved                    bool                  // the ledger could not be saved the last time
	rows                       map[string]float64    // by query
	renewals                   [ledgerTables]float64 // by row table
	tables                     map[string]time.Time  // when each was last read
	files                      []dropfolder.Status
	hideRows                   bool // rows of cases and errors are not shown: their number would disclose hidden units
	stateful                   bool
	saved                      time.Time
	programmesFile, programmes bool
	late                       *time.Duration // by how much the oldest transaction that writes is older than the overlap; nil if unknown
	ahead                      *time.Duration // by how much a changed_at is ahead of the database's clock; nil if unknown
	unknownUnits               *int           // units that only programmes name; nil until cases are read
}

// NewPollMetrics returns PollMetrics that know no source yet.
func NewPollMetrics() *PollMetrics { return &PollMetrics{sources: map[string]*sourceStats{}} }

func (m *PollMetrics) add(source string, stateful, programmesFile, tables bool) {
	f := &sourceStats{
		failures: map[string]float64{}, rows: map[string]float64{}, tables: map[string]time.Time{},
		stateful: stateful, programmesFile: programmesFile, withheld: true,
	}
	for _, stage := range stages(tables) {
		f.failures[stage] = 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sources[source] = f
}

// update changes what is known of a source.
func (m *PollMetrics) update(source string, change func(*sourceStats)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(m.sources[source])
}

// read records that rows of a table were read. It makes no series for a source without pauses.
func (m *PollMetrics) read(source string, t ledger.Table, rows int) {
	if rows > 0 || t != ledger.Pauses {
		m.update(source, func(f *sourceStats) { f.rows[t.String()] += float64(rows) })
	}
}

// dropped tells what became of the files of a drop folder.
func (m *PollMetrics) dropped(source string, files []dropfolder.Status) {
	m.update(source, func(f *sourceStats) { f.files = files })
}

// readTable records that a supplementary table was read, or with the zero
// time that there is none.
func (m *PollMetrics) readTable(source, table string, rows int, at time.Time) {
	m.update(source, func(f *sourceStats) {
		if at.IsZero() {
			delete(f.tables, table)
			return
		}
		f.rows[table] += float64(rows)
		f.tables[table] = at
	})
}

func (m *PollMetrics) polled(source string, at time.Time, took time.Duration, err error) {
	m.update(source, func(f *sourceStats) {
		f.polls++
		f.pollDuration, f.up = took, err == nil
		f.failing++
		if err == nil {
			f.lastSuccess, f.failing = at, 0
		}
		f.failedAt = stagesOf(err)
		for _, stage := range f.failedAt {
			f.failures[stage]++
		}
	})
}

// A stageError says what a poll failed at.
type stageError struct {
	stage string
	err   error
}

func (e *stageError) Error() string { return e.err.Error() }
func (e *stageError) Unwrap() error { return e.err }

// leaves lists the errors that were joined.
func leaves(err error) (all []error) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	for _, e := range joined.Unwrap() {
		all = append(all, leaves(e)...)
	}
	return all
}

// stagesOf lists the stages at which a poll failed.
func stagesOf(err error) (stages []string) {
	if err == nil {
		return nil
	}
	for _, e := range leaves(err) {
		if stage, ok := errors.AsType[*stageError](e); ok {
			stages = append(stages, stage.stage)
		}
	}
	return stages
}

func (m *PollMetrics) renewed(source string, t ledger.Table) {
	m.update(source, func(f *sourceStats) { f.renewals[t]++ })
}

func (m *PollMetrics) failed(source, stage string) {
	m.update(source, func(f *sourceStats) { f.failures[stage]++ })
}

func (m *PollMetrics) published(source string, took time.Duration) {
	m.update(source, func(f *sourceStats) { f.pubDuration = took })
}

func (m *PollMetrics) saved(source string, at time.Time) {
	m.update(source, func(f *sourceStats) { f.saved, f.unsaved = at, false })
}

// unsaved tells that the ledger could not be saved.
func (m *PollMetrics) unsaved(source string) {
	m.update(source, func(f *sourceStats) {
		f.failures[stateStage]++
		f.unsaved = true
	})
}

func (m *PollMetrics) reconciled(source string, at time.Time) {
	m.update(source, func(f *sourceStats) { f.reconciled = at })
}

func (m *PollMetrics) withheld(source string, withheld bool) {
	m.update(source, func(f *sourceStats) { f.withheld = withheld })
}

func (m *PollMetrics) programmes(source string, valid bool) {
	m.update(source, func(f *sourceStats) { f.programmes = valid })
}

func (m *PollMetrics) unknownUnits(source string, units int) {
	m.update(source, func(f *sourceStats) { f.unknownUnits = &units })
}

// Describe implements prometheus.Collector. It describes nothing: which
// series there are depends on the sources.
func (m *PollMetrics) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (m *PollMetrics) Collect(out chan<- prometheus.Metric) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(m.sources)) {
		m.sources[name].collect(out, name)
	}
}

func (f *sourceStats) collect(out chan<- prometheus.Metric, source string) {
	put := func(def *metric.Def, v float64, labels ...string) {
		t := prometheus.GaugeValue
		if def.Type == metric.Counter {
			t = prometheus.CounterValue
		}
		one, err := prometheus.NewConstMetric(Desc(def), t, v, append([]string{source}, labels...)...)
		if err != nil {
			one = prometheus.NewInvalidMetric(Desc(def), err)
		}
		out <- one
	}
	instant := func(def *metric.Def, at time.Time) {
		if !at.IsZero() {
			put(def, float64(at.UnixMilli())/1000)
		}
	}
	put(&metric.SourceUp, indicator(f.up))
	put(&metric.SourceWithheld, indicator(f.withheld))
	put(&metric.PollDuration, f.pollDuration.Seconds())
	put(&metric.PublishDuration, f.pubDuration.Seconds())
	put(&metric.Polls, f.polls)
	for stage, n := range f.failures {
		put(&metric.PollFailures, n, stage)
	}
	for query, n := range f.rows {
		if !f.hides(query) {
			put(&metric.RowsRead, n, query)
		}
	}
	for _, t := range ledger.Tables() {
		if _, read := f.rows[t.String()]; read || t != ledger.Pauses {
			put(&metric.Renewals, f.renewals[t], t.String())
		}
	}
	states := map[string]map[dropfolder.State]float64{}
	for _, one := range f.files {
		if states[one.Table] == nil {
			states[one.Table] = map[dropfolder.State]float64{}
		}
		states[one.Table][one.State]++
	}
	for table, n := range states {
		for _, state := range dropfolder.States() {
			put(&metric.DropFiles, n[state], table, string(state))
		}
	}
	for table, at := range f.tables {
		put(&metric.TableRead, float64(at.Unix()), table)
	}
	instant(&metric.SourceLastSuccess, f.lastSuccess)
	instant(&metric.Reconciled, f.reconciled)
	instant(&metric.StateSaved, f.saved)
	if f.programmesFile {
		put(&metric.ProgrammesValid, indicator(f.programmes))
	}
	for def, d := range map[*metric.Def]*time.Duration{&metric.LateTransaction: f.late, &metric.ChangedAhead: f.ahead} {
		if d != nil {
			put(def, d.Seconds())
		}
	}
	if f.unknownUnits != nil {
		put(&metric.ProgrammesUnknownUnits, float64(*f.unknownUnits))
	}
}

// hides reports whether the number of a query's rows would disclose units
// that are hidden.
func (f *sourceStats) hides(query string) bool {
	return f.hideRows && slices.Contains([]string{ledger.Cases.String(), ledger.Errors.String(), ledger.Pauses.String()}, query)
}

// Desc describes a metric of the catalogue to client_golang.
func Desc(def *metric.Def) *prometheus.Desc {
	labels := make([]string, len(def.Labels))
	for i, l := range def.Labels {
		labels[i] = string(l)
	}
	return prometheus.NewDesc(def.Name, def.Help, labels, nil)
}
