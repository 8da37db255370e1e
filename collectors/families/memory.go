package families

import "casework/collectors/timeseries"

// How many Uses, and pieces of memory of a family, are kept in mind while readers of
// old snapshots take their time. What is older is left to the garbage collector.
const (
	maxUses    = 8
	maxRetired = 2
)

// memory tells when samples that were made before are not read any more, so that
// others can be written in their place. Of most families a few samples change at every
// poll, and all of them are copied.
type memory struct {
	build uint64 // number of the Build under way, or of the last
	uses  []*timeseries.Use
	first uint64 // the Build of uses[0]
}

// retired are samples that Builds from born on returned, and those from until on not
// any more.
type retired struct {
	samples     []timeseries.Sample
	born, until uint64
}

// begin begins a Build.
func (m *memory) begin() {
	m.build++
	m.uses = append(m.uses, timeseries.NewUse())
	if m.first == 0 {
		m.first = m.build
	}
	for len(m.uses) > maxUses {
		m.uses, m.first = m.uses[1:], m.first+1
	}
}

// use is that of the last Build.
func (m *memory) use() *timeseries.Use { return m.uses[len(m.uses)-1] }

// free reports whether nobody reads samples any more.
func (m *memory) free(r *retired) bool {
	if r.born < m.first {
		return false // nothing is known of readers so long ago
	}
	for build := r.born; build < r.until; build++ {
		if !m.uses[build-m.first].Over() {
			return false
		}
	}
	return true
}

// retire keeps the memory of last, which the Build before this one did not return.
func (f *family) retire() {
	if cap(f.last) > 0 {
		f.retired = append(f.retired, retired{f.last, f.born, f.memory.build - 1})
	}
	if len(f.retired) > maxRetired {
		f.retired = append(f.retired[:0], f.retired[1:]...)
	}
	f.born = f.memory.build - 1
}

// room is memory for so many samples, in which none is.
func (f *family) room(samples int) []timeseries.Sample {
	for i := range f.retired {
		r := &f.retired[i]
		if f.memory.free(r) && cap(r.samples) >= samples && cap(r.samples) <= 2*samples {
			room := r.samples[:0]
			f.retired = append(f.retired[:i], f.retired[i+1:]...)
			return room
		}
	}
	return make([]timeseries.Sample, 0, samples)
}
