package collectors

import (
	"context"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/supplement"
)

// publish shows the ledger as of now. After a failed poll the gauges are
// shown as long as the last success is recent.
func (p *Poller) publish(ctx context.Context, now time.Time, failed, counters bool) {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	if !failed {
		p.lastSuccess, p.loaded = now, true
	}
	_ = p.build.ask(ctx, p.source) // what cannot be told stays as it was
	if !p.ledger.BaselineRead(ledger.Cases) {
		return // the first load is under way: there is nothing to show
	}
	if !failed || p.build.view == nil {
		p.build.view = p.opts.Shard.of(p.ledger.View(now.Unix(), counters))
	} else {
		// Gauges stay as of the last success, and never mix old rows with new.
		p.build.view = p.ledger.Recount(p.build.view, counters)
	}
	// Until the source was read, what the rows fill says what it has.
	columns := ledger.Columns{Started: true, Deadline: true}
	if p.loaded {
		columns = p.source.Columns()
	}
	p.build.columns = columns.And(p.build.view.Columns)
	recent := func(t ledger.Table) bool { return now.Sub(p.lastRead[t]) < p.opts.StaleAfter }
	p.build.showErrors = p.build.hasErrors && recent(ledger.Errors)
	p.build.showSessions = p.build.hasSessions && recent(ledger.Sessions)
	p.build.now = now.Unix()
	p.build.figures = [][]supplement.Figure{p.tables.figures(p.build.view, now)}
	p.build.rejected = p.tables.rejected()
	p.withheld = failed && now.Sub(p.lastSuccess) >= p.opts.StaleAfter
	p.show()
}

// show publishes the view; the caller holds publishing.
func (p *Poller) show() {
	p.metrics.withheld(p.name, p.withheld)
	p.pub.set(p.name, p.build.collect(p.withheld))
}

// staleAt is when the gauges are too old to be shown.
func (p *Poller) staleAt() time.Time {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	return p.lastSuccess.Add(p.opts.StaleAfter)
}

// withhold stops showing the gauges if they are too old.
func (p *Poller) withhold() {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	now := p.opts.Now()
	if p.withheld || p.build.view == nil || now.Sub(p.lastSuccess) < p.opts.StaleAfter {
		return
	}
	p.build.now = now.Unix()
	p.withheld = true
	p.log.Warn("source is out of date: gauges are withheld", "last_success", p.lastSuccess)
	p.show()
}

// Ready reports whether the source has been read once since the start.
func (p *Poller) Ready() bool {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	return p.loaded
}

// Held returns how many rows of the source count as of the last publish, by
// table of the ledger, and how many units are hidden since they are small.
func (p *Poller) Held() (rows map[string]int64, merged, leftOut int) {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	rows = map[string]int64{}
	if p.build.view == nil {
		return rows, 0, 0
	}
	for _, t := range ledger.Tables() {
		rows[t.String()] = int64(p.build.view.Rows[t])
	}
	merged, leftOut = p.build.hidden()
	return rows, merged, leftOut
}

// Rejected returns how many rows were impossible at the last publish, by
// reason; those without any are left out.
func (p *Poller) Rejected() map[string]int64 {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	rejected := map[string]int64{}
	if p.build.view == nil {
		return rejected
	}
	for _, t := range ledger.Tables() {
		for _, r := range ledger.Reasons() {
			if n := p.build.view.Rejected[t][r]; n > 0 {
				rejected[t.String()+" "+r.String()] += int64(n)
			}
		}
	}
	for _, r := range p.build.rejected {
		if r.rows > 0 {
			rejected[r.table+" "+r.reason] += int64(r.rows)
		}
	}
	return rejected
}
