package judging

import (
	"cmp"
	"context"
	"time"

	"casework/collectors/change"
	"casework/collectors/civil"
	"casework/collectors/ledger"
)

// A Background judges the units of a ledger while polls bring the ledger up to date. Its methods are for the goroutine
// that polls. A nil Background judges nothing.
type Background struct {
	opts    Options
	publish func(context.Context, *change.Changes, time.Duration)
	judge   *change.Judge
	rows    int           // of a part; 0 is rowsOfPart
	asked   int64         // hour in which it was last asked what day it is, Unix seconds
	shown   civil.Day     // the day that was judged last, or is being judged in its last part
	run     *judgement    // under way; nil for none
	done    chan struct{} // closed once the part that was begun last is judged; nil before the first
}

// A judgement judges all units as of the beginning of a day, one part after the other.
type judgement struct {
	began       time.Time
	part, parts int
	made        *change.Changes
}

// NewBackground returns a Background that hands each judgement, and how long it took, to publish, from a goroutine of its
// own.
func NewBackground(o Options, publish func(context.Context, *change.Changes, time.Duration)) *Background {
	o = o.withDefaults()
	return &Background{opts: o, publish: publish, judge: change.New(o.Change)}
}

// underWay reports whether a part is being judged.
func (b *Background) underWay() bool {
	select {
	case <-b.done:
		return false
	default:
		return b.done != nil
	}
}

// Wait waits for what is being judged.
func (b *Background) Wait() {
	if b != nil && b.done != nil {
		<-b.done
	}
}

// Look begins a judgement if another day can be judged at now, in Unix seconds, or goes on with the one under way. It
// reads the histories of one part of the units from the ledger before it returns, and judges them in a goroutine. The
// next part is read by the first Look after that goroutine has ended. A judgement is published once it is whole.
func (b *Background) Look(ctx context.Context, l *ledger.Ledger, now int64) {
	if b == nil || b.underWay() {
		return
	}
	if b.run == nil {
		now -= now % hour
		if now == b.asked {
			return
		}
		b.asked = now
		if b.shown == dayOf(now, b.opts.Change.Location) {
			return // today is judged already
		}
		at := dayAt(now, l.LastReceipt(now), b.opts.Change.Location)
		if at <= b.shown {
			return
		}
		b.run = &judgement{began: time.Now(), parts: min(1+l.Rows(ledger.Cases)/cmp.Or(b.rows, rowsOfPart), mostParts), made: b.opts.changes(at)}
	}
	b.next(ctx, l)
}

// Finish ends a judgement that is under way.
func (b *Background) Finish(ctx context.Context, l *ledger.Ledger) {
	for b.Wait(); b != nil && b.run != nil && ctx.Err() == nil; b.Wait() {
		b.next(ctx, l)
	}
}

// next takes the next part of the units and has it judged.
func (b *Background) next(ctx context.Context, l *ledger.Ledger) {
	run, at := b.run, b.run.made.At
	histories := part(l, at.Start(b.opts.Change.Location).Unix(), b.opts.Has, run.part, run.parts)
	since := make([]int64, len(histories))
	for i := range histories {
		since[i] = b.opts.Since(histories[i].Unit)
	}
	run.part++
	last := run.part == run.parts
	if last {
		b.run, b.shown = nil, at
	}
	done := make(chan struct{})
	b.done = done
	go func() {
		defer close(done)
		for i := range histories {
			if ctx.Err() != nil {
				return
			}
			histories[i].Sort()
			if found := b.judge.Judge(&histories[i], since[i], at, at)[0]; len(found) > 0 {
				run.made.Units[histories[i].Unit] = found
			}
			histories[i] = ledger.UnitHistory{} // free its memory
		}
		if last {
			b.judge.Sweep()
			b.publish(ctx, run.made, time.Since(run.began))
		}
	}()
}
