// Package beside keeps numbers beside the rows of a list, such as the records of a ledger,
// for facts that few sources tell of a row. It does no I/O and has no clock.
//
// A Column has one number for each row. It takes 4 bytes a row and some room to grow, and
// nothing as long as all numbers are 0. The list lies in shards, and a Column in as many.
package beside

import "iter"

// A Column holds a number of 32 bits for each row, in the order of the rows. In the zero
// value every number is 0. It is not safe for concurrent use, except that several
// goroutines may use Shard and Cut for different shards.
type Column struct {
	shards [][]uint32 // by shard of rows, as long as that
	some   int        // numbers that are not 0
	block  []uint32
}

// Used reports whether the Column has room for numbers. Before Lay it has not.
func (c *Column) Used() bool { return c.shards != nil }

// Some is how many numbers are not 0.
func (c *Column) Some() int { return c.some }

// Bytes is the memory that the numbers take, with the room to grow.
func (c *Column) Bytes() int {
	n := 24 * cap(c.shards)
	for _, s := range c.shards {
		n += 4 * cap(s)
	}
	return n
}

// Get is the number of a row of a shard.
func (c *Column) Get(shard, row int) uint32 {
	if c.shards == nil {
		return 0
	}
	return c.shards[shard][row]
}

// Set keeps the number of a row of a shard, of a Column that is Used.
func (c *Column) Set(shard, row int, v uint32) {
	is := &c.shards[shard][row]
	c.some += one(v) - one(*is)
	*is = v
}

func one(v uint32) int {
	if v == 0 {
		return 0
	}
	return 1
}

// Insert makes room for a row that is new in its shard, with 0 for its number. It does
// nothing if the Column is not Used.
func (c *Column) Insert(shard, row int) {
	if c.shards == nil {
		return
	}
	s := c.shards[shard]
	n := len(s)
	if n == cap(s) {
		// append, not make, so that the room that the allocator rounds up to is used.
		bigger := append([]uint32(nil), make([]uint32, n+1+n/4)...)
		copy(bigger, s)
		s = bigger[:n]
	}
	s = s[:n+1]
	copy(s[row+1:], s[row:])
	s[row] = 0
	c.shards[shard] = s
}

// Lay moves the numbers into so many shards of the given sizes, when the rows were moved
// in that way: shards were divided, or packed. The rows must be in the same order as before.
// Rows without a number get 0.
func (c *Column) Lay(shards int, sizes iter.Seq[int]) { c.lay(shards, sizes, c.shards) }

// LayList is Lay of numbers in the order of all rows; those of the last rows may be
// missing.
func (c *Column) LayList(shards int, sizes iter.Seq[int], numbers []uint32) {
	c.lay(shards, sizes, [][]uint32{numbers})
}

func (c *Column) lay(shards int, sizes iter.Seq[int], from [][]uint32) {
	laid := Column{shards: make([][]uint32, 0, shards)}
	for n := range sizes {
		s := laid.room(n)
		for len(s) < n && len(from) > 0 {
			part := from[0][:min(n-len(s), len(from[0]))]
			s = append(s, part...)
			if from[0] = from[0][len(part):]; len(from[0]) == 0 {
				from = from[1:]
			}
		}
		laid.shards = append(laid.shards, s[:n])
	}
	laid.Count()
	*c = laid
}

// Begin makes so many shards without rows, to be filled by Room and Append.
func (c *Column) Begin(shards int) { *c = Column{shards: make([][]uint32, shards)} }

// Room makes room for so many rows in a shard, and some to come.
func (c *Column) Room(shard, rows int) { c.shards[shard] = c.room(rows) }

// Append adds the number of a row behind those of its shard.
func (c *Column) Append(shard int, v uint32) { c.shards[shard] = append(c.shards[shard], v) }

// Shard is the numbers of the rows of a shard, which may be changed in place. Call Count
// when that is done.
func (c *Column) Shard(shard int) []uint32 { return c.shards[shard] }

// Cut takes away the numbers behind the first rows of a shard.
func (c *Column) Cut(shard, rows int) { c.shards[shard] = c.shards[shard][:rows] }

// Count counts anew what Some is, after Append and Shard.
func (c *Column) Count() {
	c.some = 0
	for _, s := range c.shards {
		for _, v := range s {
			c.some += one(v)
		}
	}
}

// blockSize is the length of the blocks that room is taken from.
const blockSize = 1 << 15

func (c *Column) room(rows int) []uint32 {
	n := rows + 1 + rows/32
	if n > len(c.block) {
		c.block = make([]uint32, max(blockSize, n))
	}
	s := c.block[:0:n]
	c.block = c.block[n:]
	return s
}
