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
	cells []uint64 // of one row after the other
	texts string   // behind each other

	text []byte            // texts, until end
	at   map[string]uint64 // cells of texts that are there already, until end
}

// An archived row counts from the day on which it appears.
type archived struct {
	appears civil.Day
	number  uint32 // in the order in which they came
	set     uint32 // bit i: it has a value of column i
}

// lengthBits is the lower half of a cell of text, which has the length of the text; the upper
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
		var cell uint64
		if v.Set {
			one.set |= 1 << i
		}
		switch a.of.Columns[i].Kind {
		case Text, Key:
			cell = a.keep(v.Text)
		case Date, Month:
			cell = uint64(v.Day)
		default:
			cell = math.Float64bits(v.Number)
		}
		a.cells = append(a.cells, cell)
	}
	a.rows = append(a.rows, one)
}

// keep keeps a text once, as most are there often.
func (a *archivedTable) keep(text string) uint64 {
	cell, there := a.at[text]
	if !there {
		cell = uint64(len(a.text))<<lengthBits | uint64(len(text))
		a.text = append(a.text, text...)
		a.at[text] = cell
	}
	return cell
}

// end ends adding.
func (a *archivedTable) end() {
	slices.SortStableFunc(a.rows, func(x, y archived) int { return cmp.Compare(x.appears, y.appears) })
	a.rows, a.cells = slices.Clip(a.rows), slices.Clip(a.cells)
	a.texts, a.text, a.at = string(a.text), nil, nil
}

// value is that of a row's column.
func (a *archivedTable) value(row *archived, column int) Value {
	v := Value{Set: row.set&(1<<column) != 0}
	cell := a.cells[int(row.number)*len(a.of.Columns)+column]
	switch a.of.Columns[column].Kind {
	case Text, Key:
		at := cell >> lengthBits
		v.Text = a.texts[at : at+cell&(1<<lengthBits-1)]
	case Date, Month:
		v.Day = civil.Day(cell)
	default:
		v.Number = math.Float64frombits(cell)
	}
	return v
}

// row puts a row into out.
func (a *archivedTable) row(out Row, row *archived) {
	for i := range out {
		out[i] = a.value(row, i)
	}
}
