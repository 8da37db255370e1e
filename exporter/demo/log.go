package main

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// A Log holds the rows of one table in the order in which they changed. It is
// safe for concurrent use, and readers never wait: a View taken at any moment
// stays as it is while the table goes on changing.
//
// Changing a row appends a new version and marks the old one with the new
// version's number; a View passes over those marked with a number it already
// knows. The order of change is thus the order of the slice, and a poll for
// what changed lately is a binary search.
type Log[T any] struct {
	key  func(*T) Key
	view atomic.Pointer[View[T]]

	mu      sync.Mutex // guards what follows, and storing view
	current map[Key]*version[T]
	stale   int // versions in view that have been replaced
}

// A version is a row as it was from one change to the next.
type version[T any] struct {
	row     T
	changed int64        // Unix microseconds on the database's wall clock
	number  int64        // 1 for the first version of the table
	next    atomic.Int64 // number of the version that replaced it; 0 if none
}

// A View is a table as it was at one moment.
type View[T any] struct {
	versions []*version[T] // by changed, then key
	last     int64         // number of the newest version
	rows     int           // versions not replaced
}

// NewLog returns an empty Log whose rows are identified by key.
func NewLog[T any](key func(*T) Key) *Log[T] {
	l := &Log[T]{key: key, current: make(map[Key]*version[T])}
	l.view.Store(&View[T]{})
	return l
}

// A Change is a row and when it changed, in Unix microseconds on the
// database's wall clock.
type Change[T any] struct {
	At  int64
	Row T
}

// All of time, for View.Between.
const (
	minTime int64 = math.MinInt64
	maxTime int64 = math.MaxInt64
)

// Put applies changes to the table, all of them at once to any reader, and
// sorts them in place. No change may be older than the newest in the table;
// one that is fails the whole Put.
func (l *Log[T]) Put(changes ...Change[T]) error {
	if len(changes) == 0 {
		return nil
	}
	slices.SortStableFunc(changes, func(a, b Change[T]) int {
		return cmp.Or(cmp.Compare(a.At, b.At), l.key(&a.Row).Compare(l.key(&b.Row)))
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	old := l.view.Load()
	if n := len(old.versions); n > 0 && changes[0].At <= old.versions[n-1].changed {
		return fmt.Errorf("a change at %d µs is not after the newest, at %d µs",
			changes[0].At, old.versions[n-1].changed)
	}
	next := View[T]{versions: l.compacted(old), last: old.last}
	for _, c := range changes {
		next.last++
		v := &version[T]{row: c.Row, changed: c.At, number: next.last}
		key := l.key(&v.row)
		if replaced := l.current[key]; replaced != nil {
			replaced.next.Store(v.number)
			l.stale++
		}
		l.current[key] = v
		next.versions = append(next.versions, v)
	}
	next.rows = len(l.current)
	l.view.Store(&next)
	return nil
}

// compacted returns the versions to append to: those of the view, or, once
// more than half of them have been replaced, a copy without the replaced.
func (l *Log[T]) compacted(v *View[T]) []*version[T] {
	if l.stale < 1024 || l.stale < len(v.versions)/2 {
		return v.versions
	}
	kept := make([]*version[T], 0, len(v.versions)-l.stale+1024)
	for _, one := range v.versions {
		if one.next.Load() == 0 {
			kept = append(kept, one)
		}
	}
	l.stale = 0
	return kept
}

// View returns the table as it is now.
func (l *Log[T]) View() *View[T] { return l.view.Load() }

// Len is the number of rows.
func (v *View[T]) Len() int { return v.rows }

// Between yields the rows that changed in [from, to], in Unix microseconds on
// the database's wall clock, in the order of change and then of key; with
// their time of change.
func (v *View[T]) Between(from, to int64) iter.Seq2[int64, *T] {
	return func(yield func(int64, *T) bool) {
		c := v.read(from, to)
		for {
			changed, row := c.next()
			if row == nil || !yield(changed, row) {
				return
			}
		}
	}
}

// A reader reads the rows of a View that changed in a range of time.
type reader[T any] struct {
	view *View[T]
	at   int // the next version to look at
	to   int64
}

func (v *View[T]) read(from, to int64) reader[T] {
	start, _ := slices.BinarySearchFunc(v.versions, from, func(one *version[T], from int64) int {
		return cmp.Compare(one.changed, from)
	})
	return reader[T]{view: v, at: start, to: to}
}

// next returns the next row and when it changed, or nil at the end.
func (r *reader[T]) next() (int64, *T) {
	for ; r.at < len(r.view.versions); r.at++ {
		one := r.view.versions[r.at]
		if one.changed > r.to {
			break
		}
		if next := one.next.Load(); next == 0 || next > r.view.last {
			r.at++
			return one.changed, &one.row
		}
	}
	return 0, nil
}
