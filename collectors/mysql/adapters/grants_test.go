package adapters_test

import (
	"cmp"
	"testing"

	"casework/collectors/mysql"
)

const sqlFiles = "../../../deploy/sql/"

// granted runs the grants of deploy/sql in a product's database and opens a
// source as the user that they create.
func (p *product) granted(t *testing.T, s *store) *mysql.Source {
	t.Helper()
	user := "casework_" + p.adapter
	s.script(sqlFiles+"grants-"+p.adapter+".sql", []string{"'10.0.0.7'", "'%'", "change this", "secret"})
	t.Cleanup(func() {
		s.exec("DROP USER " + user + "@'%'")
		if p.reads != "" {
			s.exec("DROP DATABASE " + p.reads)
		}
	})
	return p.open(t, cmp.Or(p.reads, s.name), user, "secret")
}
