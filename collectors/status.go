package collectors

import (
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/supplement"
)

// A Status is the state of a source, for people to look at. It names no unit
// and no row.
type Status struct {
	Source      string
	Restoring   bool  // its state is being read: nothing else is known of it yet
	Polls       int64 // since the start
	Up          bool  // the last poll went well
	Withheld    bool  // its gauges are not shown, as they are unknown or too old
	LastSuccess time.Time
	NextPoll    time.Time // zero while one is under way
	Failures    int       // polls that failed since the last success
	FailedAt    []string  // stages of the last poll that failed, if it did
	Unsaved     bool      // the state could not be saved, so counters stand still
	Off         []string  // what the database does not have, and is off: queries, and columns as query.column

	// Queue is of the units that are shown here; nil while it is withheld, or
	// as small units are hidden, which a total would tell of.
	Queue    *QueueStatus
	RowsRead map[string]int64 // since the start, by query; without those that would disclose hidden units
	Rejected map[string]int64 // impossible rows, by query and reason
}

// A QueueStatus counts the open cases of a source.
type QueueStatus struct {
	Open      int64
	Waiting   int64 // of them, those not started
	Overdue   int64 // of them, those past their deadline
	Deadlines bool  // the source has deadlines
}

// Status is the state of the source, as of the last publish. It waits for
// nothing, and may be called from any goroutine.
func (p *Poller) Status() Status {
	s, last := p.metrics.status(p.name), p.public.Load()
	s.Rejected, s.NextPoll = maps.Clone(last.rejected), *p.next.Load()
	if last.queue != nil {
		queue := *last.queue
		s.Queue = &queue
	}
	if source, ok := p.source.(lacking); ok {
		s.Off = source.Off()
	}
	return s
}

// Overview is what there is to see of the source, as of the last publish. It
// waits for nothing, and may be called from any goroutine.
func (p *Poller) Overview() *families.Overview {
	last := p.public.Load()
	o := families.NewOverview(&last.input, p.opts.Shard, p.opts.families(p.name).MinCell)
	o.Source, o.Location, o.AsOf, o.Rejected = p.name, p.opts.Location, last.asOf, maps.Clone(last.rejected)
	o.Compared = p.opts.Study != nil
	return o
}

// A finding source tells which optional tables and columns it has found, so that
// the next process misses them. It waits for nothing.
type finding interface{ Found() []string }

// A snapshots source is one whose tables come whole and are compared with the ledger as
// they come: see package files. That shows which rows are gone, so the source is not
// reconciled. Until the next snapshot, a row whose time has come is taken to be there.
type snapshots interface {
	// Know takes the ledger that the rows are applied to.
	Know(l *ledger.Ledger)
	// Note is what is kept with the ledger of what was applied.
	Note() string
	// AsOf is when what was applied was written; zero if nothing was.
	AsOf() time.Time
	// Again has everything held against the ledger once more at the next poll.
	Again()
}

// asOf is when what is known of a source was so, if it was read at now.
func (p *Poller) asOf(now time.Time) time.Time {
	if s, ok := p.source.(snapshots); ok && !s.AsOf().IsZero() && s.AsOf().Before(now) {
		return s.AsOf()
	}
	return now
}

// queueStatus counts the open cases of all units that are shown.
func queueStatus(in *families.Input) *QueueStatus {
	all := &QueueStatus{Deadlines: in.Columns.Deadline}
	for i := range in.View.Units {
		for _, q := range in.View.Units[i].Queue {
			all.Open += int64(q.Open)
			all.Waiting += int64(q.Waiting)
			all.Overdue += int64(q.Overdue)
		}
	}
	return all
}

// status is what is known of a source without its ledger.
func (m *PollMetrics) status(source string) Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.sources[source]
	status := Status{
		Source: source, Polls: int64(f.polls), Up: f.up, Withheld: f.withheld, LastSuccess: f.lastSuccess,
		Failures: f.failing, FailedAt: f.failedAt, Unsaved: f.unsaved, RowsRead: map[string]int64{},
	}
	for query, n := range f.rows {
		if !f.hides(query) {
			status.RowsRead[query] = int64(n)
		}
	}
	return status
}

// waits notes when the next poll begins, the zero time for now.
func (p *Poller) waits(until time.Time) { p.next.Store(&until) }

// oneLine writes joined errors behind each other, each once. Stages that
// failed for the same reason, as in an outage, are named before it.
func oneLine(err error) string {
	type failure struct {
		text, reason string
		stages       []string
	}
	var all []failure
	for _, e := range leaves(err) {
		one := failure{text: e.Error(), reason: e.Error()}
		if stage, ok := errors.AsType[*stageError](e); ok {
			one.stages = []string{stage.stage}
			if cause := errors.Unwrap(stage.err); cause != nil {
				one.reason = cause.Error()
			}
		}
		i := slices.IndexFunc(all, func(f failure) bool { return f.reason == one.reason })
		if i < 0 {
			all = append(all, one)
			continue
		}
		all[i].stages = append(all[i].stages, one.stages...)
	}
	var lines []string
	for _, f := range all {
		if len(f.stages) > 1 {
			f.text = strings.Join(f.stages, ", ") + ": " + f.reason
		}
		lines = append(lines, strings.Split(f.text, "\n")...)
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "; ")
}

// Durations returns how long the last poll of a source took, and how long it
// took to save and publish what it found.
func (m *PollMetrics) Durations(source string) (poll, publish time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.sources[source]
	return f.pollDuration, f.pubDuration
}

// RowsRead returns how many rows of a source were read, by what reports call the query.
func (m *PollMetrics) RowsRead(source string) map[string]int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	rows := map[string]int64{}
	for query, n := range m.sources[source].rows {
		rows[supplement.Called(query)] = int64(n)
	}
	return rows
}

// reportAhead tells how far changed_at runs ahead of the database's clock.
func (p *Poller) reportAhead() {
	if micros, ok := p.ledger.ChangedAhead(); ok {
		ahead := time.Duration(min(micros, math.MaxInt64/1000)) * time.Microsecond
		p.metrics.update(p.name, func(f *sourceStats) { f.ahead = &ahead })
	}
}
