// Package counts keeps lists of counts, such as those of the native buckets of a histogram, of which copies are cheap: a
// copy shares all that does not change after it was taken.
//
// A List is cut into pages. Snapshot copies the list of pages alone. What counts on, the List or the Snapshot, copies a page
// before it first changes it. So a histogram of 170 buckets that is shown once a poll, and counts two cases in between,
// copies two pages of 128 bytes, and not all of them.
package counts

import (
	"fmt"
	"iter"
	"slices"
)

// pageBits is log2 of how many counts a page holds.
const pageBits = 4

type page [1 << pageBits]uint64

// A List is counts by index, which may be negative. It takes memory for all pages between the lowest and the highest
// index. The zero value counts nothing. To copy it, call Snapshot: a plain copy must not be counted on.
type List struct {
	pages []*page // nil for one without any count
	own   []bool  // by page: nothing else shows it; none is if the list is empty
	first int     // which page is the first of them: its least index is first << pageBits
}

// Of is a List of counts by index from 0 on.
func Of(counts []uint64) List {
	var l List
	for i, n := range counts {
		if n > 0 {
			l.Add(i, n)
		}
	}
	return l
}

// Add counts n more at an index.
func (l *List) Add(index int, n uint64) {
	at := l.reach(index >> pageBits)
	if !l.own[at] {
		p := &page{}
		if shown := l.pages[at]; shown != nil {
			*p = *shown
		}
		l.pages[at], l.own[at] = p, true
	}
	l.pages[at][index&(1<<pageBits-1)] += n
}

// reach has the list reach to a page, and returns its place in it.
func (l *List) reach(number int) int {
	if len(l.pages) == 0 {
		l.first = number
	}
	if ahead := l.first - number; ahead > 0 {
		l.pages = slices.Insert(l.pages, 0, make([]*page, ahead)...)
		if len(l.own) > 0 {
			l.own = slices.Insert(l.own, 0, make([]bool, ahead)...)
		}
		l.first = number
	}
	at := number - l.first
	if behind := at + 1 - len(l.pages); behind > 0 {
		l.pages = append(l.pages, make([]*page, behind)...)
	}
	if behind := len(l.pages) - len(l.own); behind > 0 {
		l.own = append(l.own, make([]bool, behind)...)
	}
	return at
}

// AddAll counts what another List has counted.
func (l *List) AddAll(o *List) {
	for index, n := range o.All() {
		l.Add(index, n)
	}
}

// Snapshot is a copy, which may be read while the List counts on.
func (l *List) Snapshot() List {
	clear(l.own)
	return List{pages: slices.Clone(l.pages), first: l.first}
}

// All are the counts that are not 0, with their indexes, which ascend.
func (l *List) All() iter.Seq2[int, uint64] {
	return func(yield func(int, uint64) bool) {
		for at, p := range l.pages {
			if p == nil {
				continue
			}
			for i, n := range p {
				if n > 0 && !yield((l.first+at)<<pageBits+i, n) {
					return
				}
			}
		}
	}
}

// Since visits the counts that are more than in a List before, by how much, with their indexes, which ascend. It looks only
// at pages that the two do not share. It reports false, in the midst of it, if any count is less.
func (l *List) Since(before *List, visit func(index int, more uint64)) bool {
	first := min(l.first, before.first)
	for number := first; number < max(l.first+len(l.pages), before.first+len(before.pages)); number++ {
		p, was := l.page(number), before.page(number)
		if p == was {
			continue
		}
		if p == nil {
			p = &empty
		}
		if was == nil {
			was = &empty
		}
		for i, n := range p {
			switch w := was[i]; {
			case n < w:
				return false
			case n > w:
				visit(number<<pageBits+i, n-w)
			}
		}
	}
	return true
}

// empty is a page without any count, which is only read.
var empty page

// page is a page by its number, or nil.
func (l *List) page(number int) *page {
	if at := number - l.first; at >= 0 && at < len(l.pages) {
		return l.pages[at]
	}
	return nil
}

// AppendTo appends the counts by index from 0 on, up to the last that is not 0: what Of makes a List of. Counts at negative
// indexes are left out.
func (l *List) AppendTo(to []uint64) []uint64 {
	before := len(to)
	for number := 0; number < l.first+len(l.pages); number++ {
		p := l.page(number)
		if p == nil {
			p = &empty
		}
		to = append(to, p[:]...)
	}
	for len(to) > before && to[len(to)-1] == 0 {
		to = to[:len(to)-1]
	}
	return to
}

// Equal reports whether two Lists count the same.
func (l List) Equal(o List) bool {
	equal := true
	return l.Since(&o, func(int, uint64) { equal = false }) && equal
}

// String lists what is counted, for tests: "[3:1 170:2]".
func (l List) String() string {
	var all []string
	for index, n := range l.All() {
		all = append(all, fmt.Sprint(index, ":", n))
	}
	return fmt.Sprint(all)
}

// Same reports whether two Lists share all memory, and so count the same. If it reports false, they may still do so.
func (l *List) Same(o *List) bool { return l.first == o.first && slices.Equal(l.pages, o.pages) }
