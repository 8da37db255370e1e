package mysql

import (
	"database/sql/driver"
	"fmt"
	"strings"
)

// A pass is one walk through rows of a query, in pages: in the order of a
// lead column and the identifier, or of the identifier alone.
//
// Rows are compared one column at a time. The row comparison
// (lead, id) > (?, ?) would say the same in less, but MariaDB does not use an
// index for it.
type pass struct {
	lead    string // column; "" for the identifier alone
	from    driver.Value
	after   bool         // from itself is excluded
	until   driver.Value // excluded; nil is none
	where   string       // further condition; "" is none
	args    []driver.Value
	counted bool // a page moves the cursor to its last row
	brief   bool // changed_at is not read
}

// sql is the statement for a page of the pass, after a position, or from the
// beginning if that is nil, with its parameters.
func (p *pass) sql(s *shape, at *position, limit int) (string, []driver.Value) {
	var conditions []string
	var args []driver.Value
	add := func(condition string, values ...driver.Value) {
		conditions = append(conditions, condition)
		args = append(args, values...)
	}
	id := &s.columns[colID]
	// Rows without an identifier come first, and there is no going on among
	// them: the rest of them is skipped.
	beyond, beyondArgs := id.name+" > "+id.placeholder(), []driver.Value{nil}
	if at != nil && at.id != nil {
		beyondArgs[0] = at.id
	} else {
		beyond, beyondArgs = id.name+" IS NOT NULL", nil
	}
	if p.where != "" {
		add(p.where, p.args...)
	}
	if p.lead == "" {
		if at != nil {
			add(beyond, beyondArgs...)
		}
	} else {
		lead := s.column(p.lead)
		mark := lead.placeholder()
		switch {
		case at != nil:
			add(lead.name+" >= "+mark, at.lead)
			add(fmt.Sprintf("(%s > %s OR %s)", lead.name, mark, beyond), append([]driver.Value{at.lead}, beyondArgs...)...)
		case p.from != nil && p.after:
			add(lead.name+" > "+mark, p.from)
		case p.from != nil:
			add(lead.name+" >= "+mark, p.from)
		}
		if p.until != nil {
			add(lead.name+" < "+mark, p.until)
		}
	}
	var b strings.Builder
	b.WriteString(s.base)
	for i, c := range conditions {
		b.WriteString([...]string{" WHERE ", " AND "}[min(i, 1)])
		b.WriteString(c)
	}
	b.WriteString(" ORDER BY ")
	if p.lead != "" {
		b.WriteString(p.lead + ", ")
	}
	fmt.Fprintf(&b, "%s LIMIT %d", id.name, limit)
	return b.String(), args
}
