package families

import (
	"slices"

	"casework/collectors/timeseries"
)

// How many Uses are remembered, and pieces of memory a family, while slow readers still
// use old snapshots. What is older is left to the garbage collector.
const (
	maxUses    = 8
	maxRetired = 2
)

// memory knows when nobody reads the slices of an earlier Build any more, so that a new
// Build can write into them. In most families a few values change at every poll, and then
// all values of the family are copied: without this, into new memory each time.
type memory struct {
	build uint64            // number of the Build under way, or of the last
	uses  []*timeseries.Use // of it, and of those before it
}

// A list is the memory of one slice of family.last, and of its predecessors that can be
// used again.
type list[T any] struct {
	born    uint64 // when it was made
	retired []retired[T]
}

// retired is memory that the Builds from born until before until returned.
type retired[T any] struct {
	memory      []T
	born, until uint64
}

// begin begins a Build.
func (m *memory) begin() {
	m.build++
	m.uses = append(m.uses, timeseries.NewUse())
	m.uses = m.uses[max(0, len(m.uses)-maxUses):]
}

// use is that of the last Build.
func (m *memory) use() *timeseries.Use { return m.uses[len(m.uses)-1] }

// free reports whether nobody reads what Builds from born to until returned.
func (m *memory) free(born, until uint64) bool {
	first := m.build + 1 - uint64(len(m.uses)) // the Build of uses[0]
	if born < first {
		return false // nothing is known of readers so long ago
	}
	return !slices.ContainsFunc(m.uses[born-first:until-first], func(u *timeseries.Use) bool { return !u.Over() })
}

// retire keeps memory which the Build before this one did not return.
func (l *list[T]) retire(m *memory, last []T) {
	if cap(last) > 0 {
		l.retired = append(l.retired, retired[T]{last, l.born, m.build - 1})
	}
	if len(l.retired) > maxRetired {
		l.retired = slices.Delete(l.retired, 0, 1)
	}
	l.born = m.build - 1
}

// room returns an empty slice with room for n.
func (l *list[T]) room(m *memory, n int) []T {
	for i := range l.retired {
		r := &l.retired[i]
		if cap(r.memory) >= n && cap(r.memory) <= 2*n && m.free(r.born, r.until) {
			room := r.memory[:0]
			l.retired = slices.Delete(l.retired, i, i+1)
			return room
		}
	}
	return make([]T, 0, n+n/16) // a few more may come
}
