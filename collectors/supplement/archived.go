package supplement

import (
	"cmp"
	"math"
	"slices"

	"casework/collectors/civil"
)

// An archivedTable is the rows of a table, in the order in which they appear. There can
// be a million of them, so they are kept without pointers, which a garbage collector
// would follow again and again.
type archivedTable struct {
	of    *Table
	rows  []archived
	bits  []uint64 // of the values of one row after the other
	texts string   // behind each other

	text []byte            // texts, until end
	at   map[string]uint64 // bits of texts that are there already, until end
}

// An archived row counts from the day on which it appears.
type archived struct {
	appears civil.Day
	number  uint32 // in the order in which they came
	set     uint32 // bit i: it has a value of column i
}

// lengthBits is the lower half of the bits of a text, which has the length of the text; the upper
// half has its place.
const lengthBits = 32

func newArchivedTable(t *Table) *archivedTable {
	return &archivedTable{of: t, at: map[string]uint64{}}
}

// add adds a row, which it does not keep.
func (a *archivedTable) add(row Row) {
	one := archived{appears: a.of.history.appearance(row), number: uint32(len(a.rows))}
	for i := range row {
		v := &row[i]
		var bits uint64
		if v.Set {
			one.set |= 1 << i
		}
		switch a.of.Columns[i].Kind {
		case Text, Key:
			bits = a.keep(v.Text)
		case Date, Month:
			bits = uint64(v.Day)
		default:
			bits = math.Float64bits(v.Number)
		}
		a.bits = append(a.bits, bits)
	}
	a.rows = append(a.rows, one)
}

// keep keeps a text once, as most are there often.
func (a *archivedTable) keep(text string) uint64 {
	bits, there := a.at[text]
	if !there {
		bits = uint64(len(a.text))<<lengthBits | uint64(len(text))
		a.text = append(a.text, text...)
		a.at[text] = bits
	}
	return bits
}

// end ends adding.
func (a *archivedTable) end() {
	slices.SortStableFunc(a.rows, func(x, y archived) int { return cmp.Compare(x.appears, y.appears) })
	a.rows, a.bits = slices.Clip(a.rows), slices.Clip(a.bits)
	a.texts, a.text, a.at = string(a.text), nil, nil
}

// value is that of a row's column.
func (a *archivedTable) value(row *archived, column int) Value {
	v := Value{Set: row.set&(1<<column) != 0}
	bits := a.bits[int(row.number)*len(a.of.Columns)+column]
	switch a.of.Columns[column].Kind {
	case Text, Key:
		at := bits >> lengthBits
		v.Text = a.texts[at : at+bits&(1<<lengthBits-1)]
	case Date, Month:
		v.Day = civil.Day(bits)
	default:
		v.Number = math.Float64frombits(bits)
	}
	return v
}

// row puts a row into out.
func (a *archivedTable) row(out Row, row *archived) {
	for i := range out {
		out[i] = a.value(row, i)
	}
}
