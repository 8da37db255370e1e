package source

import "database/sql/driver"

// A pass is one reading of rows of a query, in pages: in the order of a lead
// column and the identifier, or of the identifier alone.
//
// A page begins behind (lead, id) of the last row of the page before. PostgreSQL
// finds that place in an index. MariaDB does not, whatever way the condition is
// written. If a bulk edit gave many rows the same changed_at, each page would read again
// the rows of all pages before it. So there a page first reads the rest of the rows with
// the same lead, and the next page reads the rows behind them.
type pass struct {
	lead    string // column; "" for the identifier alone
	from    driver.Value
	after   bool                  // from itself is excluded
	until   driver.Value          // excluded; nil is none
	where   func(*builder) string // a further condition; nil is none
	counted bool                  // a page moves the cursor to its last row
	brief   bool                  // rows are read by shape.brief
}

// A position is where a page ends: the values of its last row that the next
// page begins after.
type position struct {
	lead, id driver.Value
	row      []driver.Value // the whole of it

	tied   bool // the next page is of rows of the same lead alone
	behind bool // the next page is of rows behind the lead
}

// page is the statement for a page of the pass, after a position, or from the
// beginning if that is nil. A poll asks for the first page alone, so that is written
// such that it need not be prepared.
func (p *pass) page(s *shape, at *position, limit int) Statement {
	b := s.builder()
	b.once = p.counted && at == nil && s.exactAsText()
	b.add(s.base)
	conditions := 0
	where := func(condition string) {
		b.add([...]string{" WHERE ", " AND "}[min(conditions, 1)], condition)
		conditions++
	}
	id := &s.columns[colID]
	// There is no going on among rows without an identifier: the rest of them
	// is skipped. They come first or last.
	terms := s.dialect.Terms()
	beyond := func() string {
		switch {
		case at.id == nil && terms.NullsLast:
			return "1 = 0"
		case at.id == nil:
			return id.Name + " IS NOT NULL"
		}
		return id.Name + " > " + b.param(id, at.id)
	}
	if p.where != nil {
		where(p.where(b))
	}
	if lead := s.column(p.lead); lead != nil && lead.wholes() {
		where(s.dialect.Whole(lead) + " IS NOT NULL") // no page could begin after such a row
	}
	switch lead := s.column(p.lead); {
	case lead == nil && at != nil:
		where(beyond())
	case lead == nil:
	case at != nil && at.id != nil && terms.ComparesRows:
		where("(" + lead.Name + ", " + id.Name + ") > (" + b.param(lead, at.lead) + ", " + b.param(id, at.id) + ")")
	case at != nil && at.behind:
		where(lead.Name + " > " + b.param(lead, at.lead))
	case at != nil && at.tied:
		where(lead.Name + " = " + b.param(lead, at.lead))
		where(beyond())
	case at != nil:
		where(lead.Name + " >= " + b.param(lead, at.lead))
		where("(" + lead.Name + " > " + b.param(lead, at.lead) + " OR " + beyond() + ")")
	case p.from != nil && p.after:
		where(lead.Name + " > " + b.param(lead, p.from))
	case p.from != nil:
		where(lead.Name + " >= " + b.param(lead, p.from))
	}
	if p.until != nil {
		lead := s.column(p.lead)
		where(lead.Name + " < " + b.param(lead, p.until))
	}
	b.add(" ORDER BY ")
	if p.lead != "" {
		b.add(p.lead, ", ")
	}
	b.addf("%s LIMIT %d", id.Name, limit)
	return b.statement()
}

// ties is the statement for all rows that are at a position as the server
// compares them: those of the position's identifier, and those whose identifiers
// its collation does not tell from that.
func (p *pass) ties(s *shape, at *position, limit int) Statement {
	b := s.builder()
	b.add(s.base, " WHERE ")
	if lead := s.column(p.lead); lead != nil && at.lead != nil {
		b.add(lead.Name, " = ", b.param(lead, at.lead), " AND ")
	}
	id := &s.columns[colID]
	b.add(id.Name, " = ", b.param(id, at.id))
	b.addf(" LIMIT %d", limit)
	return b.statement()
}
