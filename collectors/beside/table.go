package beside

// Width is how many Columns a Table has.
const Width = 2

// A List is the rows that numbers stand beside.
type List interface {
	Shards() int // a power of two
	Rows(shard int) int
}

// A Table holds Width numbers for each row of a List, whose changes its owner tells it. In
// shards of few rows, the lists themselves would take more memory than the numbers in
// them. So several shards form a group, which has one list. The zero value is of a List
// without rows.
type Table struct {
	columns [Width]Column
	group   uint // log2 of how many shards are a group
	laid    int  // rows when the groups were made
}

const (
	fullGroup  = 64 // mean rows of a group at most, unless a shard has more
	widestBits = 10 // log2 of the most shards of a group
)

// Any reports whether any number is not 0.
func (t *Table) Any() bool { return t.columns[0].Some()+t.columns[1].Some() > 0 }

// Column is one of the columns, whose shards are the groups.
func (t *Table) Column(column int) *Column { return &t.columns[column] }

// Group is the group of a shard, and whether the shard is the first of it.
func (t *Table) Group(shard int) (group int, first bool) {
	return shard >> t.group, shard&(1<<t.group-1) == 0
}

// Find is where a row of a shard is: its group, and its place in that.
func (t *Table) Find(l List, shard, row int) (group, at int) {
	group, _ = t.Group(shard)
	for before := group << t.group; before < shard; before++ {
		row += l.Rows(before)
	}
	return group, row
}

// Set keeps the numbers of a row of a shard.
func (t *Table) Set(l List, shard, row int, numbers [Width]uint32) {
	for i, v := range numbers {
		c := &t.columns[i]
		if v != 0 && !c.Used() {
			c.Begin(0)
			t.Lay(l)
		}
		if c.Used() {
			group, at := t.Find(l, shard, row)
			c.Set(group, at, v)
		}
	}
}

// Insert makes room for a row that is about to be put into a shard.
func (t *Table) Insert(l List, rows, shard, row int) {
	if !t.columns[0].Used() && !t.columns[1].Used() {
		return
	}
	if rows > 4*t.laid {
		t.Lay(l)
	}
	group, at := t.Find(l, shard, row)
	for i := range t.columns {
		t.columns[i].Insert(group, at)
	}
}

// Lay lays the numbers as the rows lie now, in the order in which they were.
func (t *Table) Lay(l List) {
	t.lay(l, func(column, groups int) { t.columns[column].Lay(groups, t.sizes(l)) })
}

// LayLists is Lay of numbers in the order of all rows, by column; nil where all are 0.
// Those of the last rows may be missing.
func (t *Table) LayLists(l List, lists [Width][]uint32) {
	for i := range t.columns {
		if t.columns[i] = (Column{}); lists[i] != nil {
			t.columns[i].Begin(0)
		}
	}
	t.lay(l, func(column, groups int) { t.columns[column].LayList(groups, t.sizes(l), lists[column]) })
}

func (t *Table) lay(l List, lay func(column, groups int)) {
	if !t.columns[0].Used() && !t.columns[1].Used() {
		return
	}
	shards := l.Shards()
	t.laid, t.group = 0, 0
	for i := range shards {
		t.laid += l.Rows(i)
	}
	for t.group < widestBits && 2<<t.group <= shards && t.laid/(shards>>t.group) < fullGroup {
		t.group++
	}
	for i := range t.columns {
		if t.columns[i].Used() {
			lay(i, shards>>t.group)
		}
	}
}

// sizes are the rows of the groups.
func (t *Table) sizes(l List) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for at := 0; at < l.Shards(); at += 1 << t.group {
			rows := 0
			for i := range 1 << t.group {
				rows += l.Rows(at + i)
			}
			if !yield(rows) {
				return
			}
		}
	}
}

// Stage begins a column that is filled shard by shard, by Room and Append. Lay comes behind.
func (t *Table) Stage(column, shards int) {
	t.columns[column].Begin(shards)
	t.group = 0
}

// Staged are the numbers of the rows of a shard, by column, to be changed in place; nil of
// a column that is not staged.
func (t *Table) Staged(shard int) (numbers [Width][]uint32) {
	for i := range t.columns {
		if t.columns[i].Used() {
			numbers[i] = t.columns[i].Shard(shard)
		}
	}
	return numbers
}

// Cut takes away what is staged behind the first rows of a shard.
func (t *Table) Cut(shard, rows int) {
	for i := range t.columns {
		if t.columns[i].Used() {
			t.columns[i].Cut(shard, rows)
		}
	}
}
