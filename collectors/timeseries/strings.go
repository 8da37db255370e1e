package timeseries

import "strings"

// blockBytes is how much is made at once: a garbage collector goes by pieces of memory,
// and hundreds of thousands of small ones keep it busy.
const blockBytes = 8 << 10

// Strings keeps many short strings in few pieces of memory. A piece stays for as long as
// any of its strings is used. The zero value is ready. It is not safe for concurrent use.
type Strings struct{ block strings.Builder }

// Keep returns a string of these bytes.
func (s *Strings) Keep(b []byte) string {
	if s.block.Cap()-s.block.Len() < len(b) {
		s.block = strings.Builder{} // what was made of the last one stays
		s.block.Grow(max(blockBytes, len(b)))
	}
	from := s.block.Len()
	s.block.Write(b)
	return s.block.String()[from:]
}
