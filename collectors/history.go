package collectors

import (
	"casework/collectors/exposition"
	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// A History turns Views of the past into what a Poller of the same source
// would have published then. It leaves out what an exporter tells of itself:
// none was running.
type History struct{ build build }

// NewHistory returns the History of a source. Of the options the bounds of
// histograms and the Shard count. It hides no small units: what hides them
// remembers whom it hid when, which the rows do not tell.
func NewHistory(name string, source Source, opts Options) *History {
	return &History{build: newBuild(name, source, Options{
		ZeroHold: -1, WaitBounds: opts.WaitBounds, TurnaroundBounds: opts.TurnaroundBounds, Shard: opts.Shard,
	})}
}

// Snapshot is what a View shows of a source with the given columns. A counter
// that appears does not show 0 for a while, as a Poller's would: its Created
// says when it was 0.
func (h *History) Snapshot(view *ledger.View, columns ledger.Columns) *exposition.Snapshot {
	b := &h.build
	view = b.shard.of(view)
	b.view, b.now, b.columns = view, view.At, columns.And(view.Columns)
	b.showErrors, b.showSessions = b.hasErrors, b.hasSessions
	families := b.collect(false)
	snapshot := &exposition.Snapshot{}
	for _, def := range metric.All() {
		if samples := families[def]; len(samples) > 0 && def.Section != metric.Self {
			snapshot.Families = append(snapshot.Families, exposition.Family{Def: def, Samples: samples})
		}
	}
	return snapshot
}
