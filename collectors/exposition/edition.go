package exposition

import (
	"sync"
	"sync/atomic"

	"casework/collectors/timeseries"
)

// An edition is a published snapshot with the bytes made from it so far. It is in
// use for as long as it is the current one, or a scrape writes its bytes.
type edition struct {
	snapshot *timeseries.Snapshot
	bodies   [numFormats][numCodings]body
	users    atomic.Int32
}

// newEdition returns an edition that is in use.
func newEdition(s *timeseries.Snapshot) *edition {
	e := &edition{snapshot: s}
	e.users.Store(1)
	return e
}

// hold returns the current edition, or nil if there is none, and counts the caller
// as one more user. The caller must end its use by spare.leave.
func hold(current *atomic.Pointer[edition]) *edition {
	for {
		e := current.Load()
		if e == nil {
			return nil
		}
		for n := e.users.Load(); n > 0; n = e.users.Load() {
			if e.users.CompareAndSwap(n, n+1) {
				return e
			}
		}
		// Another one has taken its place.
	}
}

// A body is one variant of an edition. Its bytes are set once, and not changed while
// the edition is in use.
type body struct {
	once sync.Once
	piece
}

// get returns the bytes, which the first call renders. Calls meanwhile wait.
func (b *body) get(render func() piece) piece {
	b.once.Do(func() { b.piece = render() })
	return b.piece
}

// A spare keeps, for each variant, the memory of one body that nobody uses any more.
// The next edition is written into it: to allocate megabytes at every poll would keep
// the garbage collector busy.
type spare struct {
	mu     sync.Mutex
	bodies [numFormats][numCodings][]byte
}

// leave ends one use of an edition; a nil edition has none. When the last user leaves,
// the edition's memory goes to s.
func (s *spare) leave(e *edition) {
	if e == nil || e.users.Add(-1) > 0 {
		return
	}
	e.snapshot.End()
	s.mu.Lock()
	defer s.mu.Unlock()
	for f := range e.bodies {
		for c := range e.bodies[f] {
			if b := e.bodies[f][c].bytes; cap(b) > cap(s.bodies[f][c]) {
				s.bodies[f][c] = b[:0]
			}
		}
	}
}

// take returns an empty slice with room for a little more than size bytes. It gives up
// spare memory that is too small, or more than twice as large as needed.
func (s *spare) take(f format, c coding, size int) []byte {
	s.mu.Lock()
	b := s.bodies[f][c]
	s.bodies[f][c] = nil
	s.mu.Unlock()
	room := roomFor(size)
	if cap(b) < size || cap(b) > 2*room {
		return make([]byte, 0, room)
	}
	return b
}
