package adapters_test

import (
	"testing"

	"casework/collectors/mysql"
)

const sqlFiles = "../../../deploy/sql/"

// granted runs the grants of deploy/sql in a product's database and opens a
// source as the user that they create.
func (p *product) granted(t *testing.T, s *store) *mysql.Source {
	t.Helper()
	name := "casework_" + p.adapter // of the database and the user
	s.script(sqlFiles+"grants-"+p.adapter+".sql", []string{"'10.0.0.7'", "'%'", "change this", "secret"})
	t.Cleanup(func() {
		s.exec("DROP USER " + name + "@'%'")
		s.exec("DROP DATABASE " + name)
	})
	return p.open(t, name, name, "secret")
}
