package judging

import (
	"runtime"
	"slices"
	"sync"
	"time"

	"casework/collectors/change"
	"casework/collectors/civil"
	"casework/collectors/ledger"
)

// daysAtOnce is how many days of a Past are judged at once.
const daysAtOnce = 61

// A Past judges the units of a ledger for each day of a history. It says what a Beside would have said on that day, if
// the ledger had been polled all along. It is not safe for concurrent use.
type Past struct {
	opts     Options
	ledger   *ledger.Ledger
	judges   []*change.Judge    // each judges a part of the units, all at the same time
	receipts map[string][]int64 // by unit: when the first case of each day was received, Unix seconds, ascending
	asked    int64              // hour in which it was last asked what day it is, Unix seconds
	until    civil.Day          // the last day that units were judged for
	units    map[string]judged
	made     *change.Changes // the newest; nil before the first
}

// judged is what was found of a unit, as of the beginning of each day from a day on.
type judged struct {
	since int64 // since when the unit was shown, Unix seconds; 0 is always
	from  civil.Day
	days  [][]change.Change
}

// NewPast goes through the rows of a ledger, which must not change while the Past is in use.
func NewPast(o Options, l *ledger.Ledger) *Past {
	o = o.withDefaults()
	p := &Past{opts: o, ledger: l, receipts: map[string][]int64{}, units: map[string]judged{}}
	for range runtime.GOMAXPROCS(0) {
		p.judges = append(p.judges, change.New(o.Change))
	}
	const never = 1 << 40
	p.each(never, func(string) bool { return true }, func(pasts []ledger.UnitHistory) {
		for i := range pasts {
			pasts[i].Sort()
			p.receipts[pasts[i].Unit] = firstOfDays(pasts[i].Cases, o.Change.Location)
		}
	})
	return p
}

// firstOfDays is when the first case of each day was received, in Unix seconds.
func firstOfDays(cases []ledger.Passage, zone *time.Location) (all []int64) {
	last := civil.Day(-1)
	for i := range cases {
		at := cases[i].Received
		if day := dayOf(at, zone); day != last {
			all, last = append(all, at), day
		}
	}
	return all
}

// each visits the pasts of units, some rows at a time.
func (p *Past) each(at int64, units func(string) bool, visit func([]ledger.UnitHistory)) {
	parts := 1 + p.ledger.Rows(ledger.Cases)/rowsOfPastPart
	for n := range parts {
		visit(part(p.ledger, at, units, n, parts))
	}
}

// At is the judgement that was shown at an instant, in Unix seconds; nil before the first one. view is what was shown at
// that instant of the units of all shards. Instants must ascend.
func (p *Past) At(view *ledger.View, now int64) *change.Changes {
	now -= now % hour
	if now == p.asked || p.made != nil && p.made.At == dayOf(now, p.opts.Change.Location) {
		return p.made
	}
	p.asked = now
	at := dayAt(now, p.lastReceipt(view, now), p.opts.Change.Location)
	if p.made != nil && at <= p.made.At {
		return p.made
	}
	if at > p.until {
		p.until = at + daysAtOnce - 1
		clear(p.units)
		for _, judge := range p.judges {
			judge.Sweep()
		}
	}
	p.judgeUnits(view, at)
	p.made = p.opts.changes(at)
	for unit, of := range p.units {
		if found := of.days[at-of.from]; len(found) > 0 {
			p.made.Units[unit] = found
		}
	}
	return p.made
}

// judgeUnits judges the shown units that are not judged yet, or whose instant of first being shown has changed.
func (p *Past) judgeUnits(view *ledger.View, at civil.Day) {
	since := map[string]int64{}
	for i := range view.Units {
		u := &view.Units[i]
		if u.Treatment != ledger.Shown || !p.opts.Has(u.Unit.Unit) {
			continue
		}
		shown := p.opts.Since(u.Unit.Unit)
		if before, is := p.units[u.Unit.Unit]; !is || before.since != shown {
			since[u.Unit.Unit] = shown
			p.units[u.Unit.Unit] = judged{shown, at, make([][]change.Change, p.until-at+1)}
		}
	}
	if len(since) == 0 {
		return
	}
	meant := func(unit string) bool { _, is := since[unit]; return is }
	p.each((p.until + 1).Start(p.opts.Change.Location).Unix(), meant, func(pasts []ledger.UnitHistory) {
		found := make([][][]change.Change, len(pasts))
		var all sync.WaitGroup
		for n, judge := range p.judges {
			all.Go(func() {
				for i := range pasts {
					if h := &pasts[i]; partOf("judge of "+h.Unit, len(p.judges)) == n {
						h.Sort()
						found[i] = judge.Judge(h, since[h.Unit], at, p.until)
					}
				}
			})
		}
		all.Wait()
		for i := range pasts {
			p.units[pasts[i].Unit] = judged{since[pasts[i].Unit], at, found[i]}
		}
	})
}

// lastReceipt is when the newest case of a unit that is shown was received by an instant, in Unix seconds; 0 without one.
func (p *Past) lastReceipt(view *ledger.View, at int64) (last int64) {
	for i := range view.Units {
		u := &view.Units[i]
		if u.Treatment != ledger.Shown {
			continue
		}
		all := p.receipts[u.Unit.Unit]
		if n, _ := slices.BinarySearch(all, at+1); n > 0 {
			last = max(last, all[n-1])
		}
	}
	return last
}
