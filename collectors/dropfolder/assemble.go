package dropfolder

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"casework/collectors/civil"
	"casework/collectors/name"
	"casework/collectors/supplement"
	"casework/collectors/table"
)

// format says how a file is read; nil if it is of no table.
func (f *Folder) format(one *file) (*table.Format, error) {
	if one.table == nil {
		return nil, nil
	}
	format := &table.Format{
		Columns: one.table.Columns, Location: f.opts.Location, NoDates: f.opts.NoDates, AnyEncoding: true, Sheet: one.table.File(),
		Limits: table.Limits{Unpacked: maxSize},
	}
	if f.opts.Adapt == nil {
		return format, nil
	}
	return format, f.opts.Adapt(one.table, format)
}

// parse reads the rows of a file. A row that is there twice, word for word,
// is one.
func (f *Folder) parse(one *file, format *table.Format, content []byte) ([]numberedRow, error) {
	shown := name.Shown(one.name)
	if ext := strings.ToLower(filepath.Ext(one.name)); ext != ".csv" && ext != ".gz" && ext != ".xlsx" {
		return nil, fmt.Errorf("%s: it is neither CSV nor XLSX: save it as one of them", shown)
	}
	if one.table == nil {
		names := slices.Clone(f.opts.OtherTables)
		for _, t := range supplement.Tables() {
			names = append(names, t.File())
		}
		return nil, fmt.Errorf("%s: it is named for no table; tables are %s", shown, strings.Join(names, ", "))
	}
	today := civil.DayOf(f.opts.Now().In(f.opts.Location))
	var rows []numberedRow
	seen := map[string]int{} // by identity: position in rows
	file, err := format.ParseFile(shown, table.Bytes(content), func(row supplement.Row, line table.Line) {
		if fault := one.table.Check(row, today); fault != nil {
			line.Fault(fault.Column, "%s", fault.Text)
			return
		}
		key := identity(one.table, row)
		if at, again := seen[key]; again {
			if !slices.Equal(rows[at].row, row) {
				line.Fault(one.table.Unique[0], "and what else identifies a row are those of line %d, but other columns differ", rows[at].line)
			}
			return
		}
		seen[key] = len(rows)
		rows = append(rows, numberedRow{line.Number, row})
	})
	if err == nil && !file.Ended() && len(rows) < len(f.inForce[one.table]) {
		err = fmt.Errorf("%s: the last line has no line break, and there are fewer rows than before: the file may be cut off; end it with one if it is whole", shown)
	}
	return rows, err
}

// identity is what identifies a row, as text.
func identity(t *supplement.Table, row supplement.Row) string {
	var b strings.Builder
	for _, i := range t.Unique {
		fmt.Fprintf(&b, "%q %v %d,", row[i].Text, row[i].Number, row[i].Day)
	}
	return b.String()
}

// assemble puts a table together from its files, if all of them are good, or
// else leaves the version in force as it is.
func (f *Folder) assemble(ctx context.Context, of *supplement.Table) {
	files := f.of(of)
	if len(files) == 0 {
		delete(f.inForce, of)
		return
	}
	_, before := f.inForce[of]
	good := true
	for _, one := range files {
		good = good && one.read && one.err == nil
	}
	var rows []supplement.Row
	if good {
		rows, good = f.join(ctx, files)
	}
	for _, one := range files {
		one.kept = before && !good
	}
	if good {
		f.inForce[of] = rows
	}
}

// join puts the rows of files together. Files may overlap, as exports do, but
// must not contradict each other.
func (f *Folder) join(ctx context.Context, files []*file) (rows []supplement.Row, good bool) {
	type origin struct {
		row  supplement.Row
		file string
	}
	good = true
	seen := map[string]origin{}
	for _, one := range files {
		var conflict error
		for _, n := range one.rows {
			key := identity(one.table, n.row)
			other, again := seen[key]
			if !again {
				seen[key] = origin{n.row, one.name}
				rows = append(rows, n.row)
			} else if conflict == nil && !slices.Equal(other.row, n.row) {
				conflict = fmt.Errorf("%s:%d:1: the row is also in %s, where other columns differ",
					name.Shown(one.name), n.line, name.Shown(other.file))
			}
		}
		f.logRefusal(ctx, one, one.conflict, conflict)
		one.conflict = conflict
		good = good && conflict == nil
	}
	return rows, good
}

// of lists the files of a table by name.
func (f *Folder) of(t *supplement.Table) []*file {
	var files []*file
	for _, one := range f.files {
		if one.table == t {
			files = append(files, one)
		}
	}
	slices.SortFunc(files, func(a, b *file) int { return cmp.Compare(a.name, b.name) })
	return files
}

// ReadTable calls add with every row of a table, as far as it has no day
// before since. It reports false if the folder has no file of the table, and
// supplement.ErrWithheld if it has, but none can be used.
func (f *Folder) ReadTable(_ context.Context, t *supplement.Table, since civil.Day, add func(supplement.Row)) (bool, error) {
	rows, ok := f.inForce[t]
	if !ok {
		if len(f.of(t)) > 0 {
			return false, supplement.ErrWithheld
		}
		return false, nil
	}
	for _, row := range rows {
		if t.Dated < 0 || row[t.Dated].Day >= since {
			add(slices.Clone(row))
		}
	}
	return true, nil
}

// A Status is what became of one file.
type Status struct {
	File  string
	Table string // "unknown" if its name is of none
	State State
	Rows  int
	Err   error // why it is refused; of several lines
}

// Statuses lists the files by name, as of the last Changed; and the folder
// itself, if it cannot be read.
func (f *Folder) Statuses() []Status {
	var all []Status
	if f.err != nil {
		all = append(all, Status{File: f.path, Table: "folder", State: Refused, Err: f.err})
	}
	for _, name := range slices.Sorted(maps.Keys(f.files)) {
		one := f.files[name]
		s := Status{File: name, Table: "unknown", State: Read, Rows: len(one.rows), Err: cmp.Or(one.err, one.conflict)}
		if one.table != nil {
			s.Table = one.table.Name
		}
		switch {
		case one.kept && (s.Err != nil || !one.read):
			s.State = Kept
		case s.Err != nil:
			s.State = Refused
		case !one.read:
			s.State = Waiting
		}
		all = append(all, s)
	}
	return all
}
