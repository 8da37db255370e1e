package families

import (
	"slices"

	"casework/collectors/timeseries"
)

// How many Uses, and pieces of memory of a family, are kept in mind while readers of
// old snapshots take their time. What is older is left to the garbage collector.
const (
	maxUses    = 8
	maxRetired = 2
)

// memory tells when values that were made before are not read any more, so that
// others can be written in their place. Of most families a few values change at every
// poll, and all of them are copied.
type memory struct {
	build uint64            // number of the Build under way, or of the last
	uses  []*timeseries.Use // of it, and of those before it
}

// A list is memory of a list of last, and what was such before.
type list[T any] struct {
	born    uint64 // when it was made
	retired []retired[T]
}

// retired is memory that Builds from born on returned, and those from until on not any
// more.
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

// room is memory for so many, in which none is.
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
