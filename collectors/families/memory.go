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

// retired are values that Builds from born on returned, and those from until on not
// any more.
type retired struct {
	values      []float64
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

// free reports whether nobody reads values any more.
func (m *memory) free(r *retired) bool {
	first := m.build + 1 - uint64(len(m.uses)) // the Build of uses[0]
	if r.born < first {
		return false // nothing is known of readers so long ago
	}
	readers := m.uses[r.born-first : r.until-first]
	return !slices.ContainsFunc(readers, func(u *timeseries.Use) bool { return !u.Over() })
}

// retire keeps the values of last, which the Build before this one did not return.
func (f *family) retire() {
	if cap(f.last.Values) > 0 {
		f.retired = append(f.retired, retired{f.last.Values, f.born, f.memory.build - 1})
	}
	if len(f.retired) > maxRetired {
		f.retired = slices.Delete(f.retired, 0, 1)
	}
	f.born = f.memory.build - 1
}

// room is memory for so many values, in which none is.
func (f *family) room(values int) []float64 {
	for i := range f.retired {
		r := &f.retired[i]
		if f.memory.free(r) && cap(r.values) >= values && cap(r.values) <= 2*values {
			room := r.values[:0]
			f.retired = slices.Delete(f.retired, i, i+1)
			return room
		}
	}
	return make([]float64, 0, values)
}
