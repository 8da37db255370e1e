package pause

import (
	"iter"
	"math"
)

// An Interval is the span of a pause, [From, Until) in Unix seconds. Until is 0
// while it lasts. It must not end before it begins.
type Interval struct{ From, Until uint32 }

// word keeps an interval as a word, which is ordered as intervals are: by From,
// then by Until, those that last still last.
func (i Interval) word() uint64 { return uint64(i.From)<<32 | uint64(i.Until-1) }

func intervalOf(word uint64) Interval {
	return Interval{From: uint32(word >> 32), Until: uint32(word) + 1}
}

func before(word, id, other, otherID uint64) bool {
	return word < other || word == other && id < otherID
}

// until is when a pause ends, as it is known; the end of time while it lasts.
func (i Interval) until() uint32 {
	if i.Until == 0 {
		return math.MaxUint32
	}
	return i.Until
}

// A List is the pauses of one case in the order in which they begin. Nil is none.
type List []uint64

// Len is the number of pauses.
func (l List) Len() int { return len(l) / 2 }

// All yields each pause, by its identifier without the lowest bit.
func (l List) All() iter.Seq2[uint64, Interval] {
	return func(yield func(uint64, Interval) bool) {
		for i := 0; i < len(l); i += 2 {
			if !yield(l[i]&^more, intervalOf(l[i+1])) {
				return
			}
		}
	}
}

// Spans yields the time within [from, until) in which the case was paused, as
// spans that do not touch, in order: time that several pauses cover is in one.
func (l List) Spans(from, until uint32) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		var span Interval
		for i := 0; i < len(l); i += 2 {
			p := intervalOf(l[i+1])
			next := Interval{max(p.From, from), min(p.until(), until)}
			switch {
			case next.From >= next.Until:
			case span.Until != 0 && next.From <= span.Until:
				span.Until = max(span.Until, next.Until)
			default:
				if span.Until != 0 && !yield(span) {
					return
				}
				span = next
			}
		}
		if span.Until != 0 {
			yield(span)
		}
	}
}

// Within is for how many seconds of [from, until) the case was paused.
func (l List) Within(from, until uint32) (seconds uint32) {
	for span := range l.Spans(from, until) {
		seconds += span.Until - span.From
	}
	return seconds
}

// At reports whether the case is paused at an instant.
func (l List) At(at uint32) bool {
	for i := 0; i < len(l); i += 2 {
		if p := intervalOf(l[i+1]); p.From <= at && at < p.until() {
			return true
		}
	}
	return false
}

// First is when the first pause begins; 0 without one.
func (l List) First() uint32 {
	if len(l) == 0 {
		return 0
	}
	return intervalOf(l[1]).From
}
