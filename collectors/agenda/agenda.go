// Package agenda keeps which rows are to be looked at when: at the instant at which they
// count otherwise although nothing but time has passed. It is pure: no I/O and no clock.
package agenda

// An Entry names a row of a table, and when it is to be looked at, in Unix seconds.
type Entry struct {
	At    uint32
	Table uint8
	Row   uint64
}

// An Agenda gives its Entries in the order of their instants. The zero value is empty.
type Agenda struct {
	heap []Entry // none is before the one at half its index
}

// Len is how many Entries there are.
func (a *Agenda) Len() int { return len(a.heap) }

// Add puts an Entry in.
func (a *Agenda) Add(e Entry) {
	if len(a.heap) == cap(a.heap) { // by a quarter: it stays about as long as it is
		a.heap = append(make([]Entry, 0, len(a.heap)+len(a.heap)/4+16), a.heap...)
	}
	a.heap = append(a.heap, e)
	at := len(a.heap) - 1
	for at > 0 && a.heap[(at-1)/2].At > e.At {
		a.heap[at] = a.heap[(at-1)/2]
		at = (at - 1) / 2
	}
	a.heap[at] = e
}

// Due takes out the earliest Entry, if that is for an instant or one before.
func (a *Agenda) Due(at int64) (e Entry, ok bool) {
	if len(a.heap) == 0 || int64(a.heap[0].At) > at {
		return Entry{}, false
	}
	e = a.heap[0]
	last := a.heap[len(a.heap)-1]
	a.heap = a.heap[:len(a.heap)-1]
	if n := len(a.heap); n > 0 {
		a.heap[sink(a.heap, last.At)] = last
	}
	return e, true
}

// sink moves up what is earlier than an instant, from the top on, and returns the place
// that is left free.
func sink(heap []Entry, at uint32) int {
	free := 0
	for {
		next := 2*free + 1
		if next+1 < len(heap) && heap[next+1].At < heap[next].At {
			next++
		}
		if next >= len(heap) || heap[next].At >= at {
			return free
		}
		heap[free] = heap[next]
		free = next
	}
}
