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

// daysAtOnce is how many days of a Replay are judged at once.
const daysAtOnce = 61

// A Replay judges the units of a ledger for each day of a history. It says what a Background would have said on that day,
// if the ledger had been polled all along. It is not safe for concurrent use.
type Replay struct {
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

// NewReplay goes through the rows of a ledger, which must not change while the Replay is in use.
func NewReplay(o Options, l *ledger.Ledger) *Replay {
	o = o.withDefaults()
	r := &Replay{opts: o, ledger: l, receipts: map[string][]int64{}, units: map[string]judged{}}
	for range runtime.GOMAXPROCS(0) {
		r.judges = append(r.judges, change.New(o.Change))
	}
	const never = 1 << 40
	r.each(never, func(string) bool { return true }, func(histories []ledger.UnitHistory) {
		for i := range histories {
			histories[i].Sort()
			r.receipts[histories[i].Unit] = firstOfDays(histories[i].Cases, o.Change.Location)
		}
	})
	return r
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

// each visits the histories of units, some rows at a time.
func (r *Replay) each(at int64, units func(string) bool, visit func([]ledger.UnitHistory)) {
	parts := 1 + r.ledger.Rows(ledger.Cases)/rowsOfReplayPart
	for n := range parts {
		visit(part(r.ledger, at, units, n, parts))
	}
}

// At is the judgement that was shown at an instant, in Unix seconds; nil before the first one. view is what was shown at
// that instant of the units of all shards. Instants must ascend.
func (r *Replay) At(view *ledger.View, now int64) *change.Changes {
	now -= now % hour
	if now == r.asked || r.made != nil && r.made.At == dayOf(now, r.opts.Change.Location) {
		return r.made
	}
	r.asked = now
	at := dayAt(now, r.lastReceipt(view, now), r.opts.Change.Location)
	if r.made != nil && at <= r.made.At {
		return r.made
	}
	if at > r.until {
		r.until = at + daysAtOnce - 1
		clear(r.units)
		for _, judge := range r.judges {
			judge.Sweep()
		}
	}
	r.judgeUnits(view, at)
	r.made = r.opts.changes(at)
	for unit, of := range r.units {
		if found := of.days[at-of.from]; len(found) > 0 {
			r.made.Units[unit] = found
		}
	}
	return r.made
}

// judgeUnits judges the shown units that are not judged yet, or whose instant of first being shown has changed.
func (r *Replay) judgeUnits(view *ledger.View, at civil.Day) {
	since := map[string]int64{}
	for _, u := range view.Units {
		if u.Treatment != ledger.Shown || !r.opts.Has(u.Unit.Unit) {
			continue
		}
		shown := r.opts.Since(u.Unit.Unit)
		if before, is := r.units[u.Unit.Unit]; !is || before.since != shown {
			since[u.Unit.Unit] = shown
			r.units[u.Unit.Unit] = judged{shown, at, make([][]change.Change, r.until-at+1)}
		}
	}
	if len(since) == 0 {
		return
	}
	meant := func(unit string) bool { _, is := since[unit]; return is }
	r.each((r.until + 1).Start(r.opts.Change.Location).Unix(), meant, func(histories []ledger.UnitHistory) {
		found := make([][][]change.Change, len(histories))
		var all sync.WaitGroup
		for n, judge := range r.judges {
			all.Go(func() {
				for i := range histories {
					if h := &histories[i]; partOf("judge of "+h.Unit, len(r.judges)) == n {
						h.Sort()
						found[i] = judge.Judge(h, since[h.Unit], at, r.until)
					}
				}
			})
		}
		all.Wait()
		for i := range histories {
			r.units[histories[i].Unit] = judged{since[histories[i].Unit], at, found[i]}
		}
	})
}

// lastReceipt is when the newest case of a unit that is shown was received by an instant, in Unix seconds; 0 without one.
func (r *Replay) lastReceipt(view *ledger.View, at int64) (last int64) {
	for _, u := range view.Units {
		if u.Treatment != ledger.Shown {
			continue
		}
		all := r.receipts[u.Unit.Unit]
		if n, _ := slices.BinarySearch(all, at+1); n > 0 {
			last = max(last, all[n-1])
		}
	}
	return last
}
