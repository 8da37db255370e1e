package supplement

import "maps"

// MaxTexts is how many texts of a column are distinguished that become the value
// of a label. A column that is the wrong one, such as free text, would otherwise
// make series of every value, for every unit. Rows of those that come after them
// are rejected as TooManyNames.
const MaxTexts = 100

// labels are the texts of a table that are distinguished, by column; nil for
// those that are none of labels.
type labels []*texts

// texts are the texts of a column that are distinguished.
type texts struct {
	met    map[string]bool // in this reading
	before map[string]bool // in the one before, and not yet in this
}

// again begins another reading of a table. Those that were distinguished go on
// to be, as long as they are there: places of others are free at the next reading.
func (l labels) again(t *Table) labels {
	next := make(labels, len(t.Columns))
	for i := range t.Columns {
		if t.Columns[i].Label {
			next[i] = &texts{met: map[string]bool{}, before: map[string]bool{}}
			if l != nil {
				next[i].before = maps.Clone(l[i].met)
			}
		}
	}
	return next
}

// admit reports whether all texts of a row are distinguished.
func (l labels) admit(row Row) bool {
	for i, column := range l {
		if column != nil && row[i].Set && !column.has(row[i].Text) {
			return false
		}
	}
	return true
}

// has reports whether a text is distinguished, and has it be if there is room.
func (t *texts) has(text string) bool {
	switch {
	case t.met[text]:
		return true
	case t.before[text]:
		delete(t.before, text)
	case len(t.met)+len(t.before) >= MaxTexts:
		return false
	}
	t.met[text] = true
	return true
}
