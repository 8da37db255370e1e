package e2e

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	costCases   = 50_000 // at least, in the database
	costChanges = 10     // cases that change between two polls
	// costReads is how many rows the server may touch for a changed case:
	// itself, its history several times over, and who asked.
	costReads = 100
)

// A clone says how rows of a product's table are copied. Numbers of rows are
// moved beyond those that there are, times are moved back.
type clone struct {
	table, where string
	numbers      map[string]string // column: table whose numbers it holds
	times        []string
}

var clones = map[string][]clone{
	"rt": {
		{"Tickets", "", map[string]string{"id": "Tickets", "EffectiveId": "Tickets"}, []string{"Created", "Started", "Due", "Resolved", "LastUpdated"}},
		{"Transactions", "ObjectType = 'RT::Ticket'", map[string]string{"id": "Transactions", "ObjectId": "Tickets"}, []string{"Created"}},
		{"Groups", "Domain = 'RT::Ticket-Role'", map[string]string{"id": "Groups", "Instance": "Tickets"}, nil},
		{
			"GroupMembers", "GroupId IN (SELECT id FROM {Groups} WHERE Domain = 'RT::Ticket-Role')",
			map[string]string{"id": "GroupMembers", "GroupId": "Groups"},
			nil,
		},
	},
	"redmine": {
		{"issues", "", map[string]string{"id": "issues", "root_id": "issues"}, []string{"created_on", "updated_on", "closed_on"}},
		{"journals", "", map[string]string{"id": "journals", "journalized_id": "issues"}, []string{"created_on"}},
		{"journal_details", "", map[string]string{"id": "journal_details", "journal_id": "journals"}, nil},
	},
}

// cost counts what a poll makes the server read when the product's tables are
// large, with the index of deploy/sql and without.
func (s *story) cost() {
	s.t.Helper()
	cases := s.multiply()
	load := s.reads(s.openSource)
	s.changeSome()
	reads := s.reads(s.poll)
	quiet := s.reads(s.poll)
	s.now = s.now.AddDate(0, 0, 1) // beyond the hour of reconciliation
	night := s.reads(s.poll)
	s.exec("DROP INDEX casework_changed" + s.database.dialect(" ON "+clones[s.adapter][0].table, ""))
	s.changeSome()
	without := s.reads(s.poll)
	s.t.Logf("%d cases: the first load reads %d rows, the nightly reconciliation %d; with %d cases changed a poll reads %d, a repeated one %d, and without the index %d",
		cases, load, night, costChanges, reads, quiet, without)
	if limit := int64(costChanges * costReads); reads > limit || quiet > limit {
		s.t.Errorf("a poll reads %d rows and then %d, more than %d, for %d cases changed", reads, quiet, limit, costChanges)
	}
	if without < int64(cases) {
		s.t.Errorf("without the index a poll reads %d rows, less than there are cases: the index is needless, or what was counted is wrong", without)
	}
	s.check(exitFailure, "add an index on (changed_at, case_id)")
}

// multiply copies the product's rows within the database until there are
// enough, and returns how many cases there are then.
func (s *story) multiply() int {
	s.t.Helper()
	all := clones[s.adapter]
	for hours := 1; ; hours *= 2 {
		n := int(s.number("SELECT COUNT(*) FROM " + all[0].table))
		if n >= costCases {
			for _, c := range all {
				s.database.analyze(c.table)
			}
			return n
		}
		strides := map[string]int64{}
		for _, c := range all {
			strides[c.table] = int64(s.number("SELECT MAX(id) FROM " + s.database.table(c.table)))
		}
		for _, c := range all {
			s.copyRows(&c, strides, hours)
		}
	}
}

// copyRows doubles a table. Times that stand for none stay so.
func (s *story) copyRows(c *clone, strides map[string]int64, hours int) {
	s.t.Helper()
	var names, values []string
	s.query(1, func(l []string, _ []float64) {
		name := s.database.dialect("`"+l[0]+"`", `"`+l[0]+`"`)
		value := name
		for column, of := range c.numbers {
			if strings.EqualFold(column, l[0]) { // PostgreSQL knows names in small letters
				value = fmt.Sprintf("%s + %d", name, strides[of])
			}
		}
		if slices.ContainsFunc(c.times, func(column string) bool { return strings.EqualFold(column, l[0]) }) {
			value = fmt.Sprintf("CASE WHEN %[1]s > '1971-01-01' THEN %[1]s - INTERVAL '%[2]d' HOUR ELSE %[1]s END", name, hours)
		}
		names, values = append(names, name), append(values, value)
	}, `SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = `+s.database.dialect("DATABASE()", "'public'")+
		` AND LOWER(TABLE_NAME) = '`+strings.ToLower(c.table)+`'`)
	where := strings.ReplaceAll(c.where, "{Groups}", s.database.table("Groups"))
	if where == "" {
		where = "TRUE"
	}
	s.exec(fmt.Sprintf("INSERT INTO %[1]s (%[2]s) SELECT %[3]s FROM %[1]s WHERE %[4]s",
		s.database.table(c.table), strings.Join(names, ","), strings.Join(values, ","), where))
}

// changeSome has the product change cases, an hour after the last poll.
func (s *story) changeSome() {
	s.t.Helper()
	s.now = s.now.Add(time.Hour)
	s.clock.set(s.t, s.now)
	for _, id := range s.ids()[:costChanges] {
		s.do(&act{verb: "comment", id: id})
	}
}

// reads is how many rows the server reads in tables and indexes while f runs,
// and nobody else asks it anything.
func (s *story) reads(f func()) int64 {
	s.t.Helper()
	before := s.database.read()
	itself := s.database.read() - before
	f()
	return s.database.read() - before - 2*itself
}
