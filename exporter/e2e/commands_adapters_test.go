package e2e

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/postgres/postgrestest"
	"casework/collectors/testutil"
	"casework/collectors/testutil/pages"
)

// filled puts the SQL of deploy into the follower's folder, with an address and a
// password filled in, and returns a file of the password.
func (f *follower) filled(t *testing.T) (password string) {
	t.Helper()
	found, err := filepath.Glob("../../deploy/sql/*.sql")
	if err != nil || len(found) < 20 {
		t.Fatalf("%d scripts: %v", len(found), err)
	}
	if err := os.MkdirAll(filepath.Join(f.dir, "deploy", "sql"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		content := strings.NewReplacer("'change this'", "'secret'", "'10.0.0.7'", "'%'").Replace(readText(t, path))
		put(t, filepath.Join(f.dir, "deploy", "sql", filepath.Base(path)), []byte(content))
	}
	password = filepath.Join(f.dir, "password")
	put(t, password, []byte("secret"))
	return password
}

// TestCommandsOfAdapters: an exporter is pointed at a product as the page says, by
// the clients of the databases, and its user may read what is needed and no more.
func TestCommandsOfAdapters(t *testing.T) {
	t.Run("MariaDB", func(t *testing.T) {
		testutil.NeedProgram(t, "mariadb", "mariadb-client-core")
		db := mariadbtest.Start(t)
		f := newFollower(t, "HENVENDELSER_PORT="+strconv.Itoa(db.Port), "BYGGESAK_PORT="+strconv.Itoa(db.Port))
		password := f.filled(t)
		// As an administrator of the server, with the product's tables.
		administrator := "mariadb() { command mariadb --no-defaults --user=root --socket=" + db.Socket + " \"$@\"; }\n"
		tables, err := filepath.Abs("../../collectors/adapters/testdata")
		if err != nil {
			t.Fatal(err)
		}
		f.run(t, administrator+"mariadb -e 'CREATE DATABASE rt5; CREATE DATABASE sak'; mariadb rt5 <"+tables+"/rt.sql; mariadb sak <"+tables+"/template.sql")
		f.run(t, administrator+pages.Script(t, "../..", "collectors/adapters/README.md", "mariadb rt5 < deploy/sql/index-rt.sql", "mariadb rt5 < deploy/sql/grants-rt.sql"))
		says(t, f.run(t, pages.Replace(t, pages.Script(t, "../..", "collectors/adapters/README.md", "export CASEWORK_SOURCES=henvendelser HENVENDELSER_HOST=",
			"export HENVENDELSER_DATABASE=casework_rt", "export HENVENDELSER_TIMEZONE=", "casework-exporter check"),
			"db.example.org", db.Host, "/run/secrets/rt", password)), "0 problems", "the user may read what the adapter names, and nothing else")

		// Of an adapter of one's own, before the step "lock".
		adapter, err := filepath.Abs("../../collectors/adapters/template")
		if err != nil {
			t.Fatal(err)
		}
		f.run(t, administrator+"mariadb sak <deploy/sql/index-template.sql; mariadb -e \"CREATE USER own@'%' IDENTIFIED BY 'secret'; GRANT SELECT ON sak.* TO own@'%'\"")
		out, err := f.command(pages.Replace(t, pages.Script(t, "../..", "collectors/adapters/README.md", "export CASEWORK_SOURCES=byggesak BYGGESAK_ADAPTER=",
			"export BYGGESAK_HOST=", "export BYGGESAK_TIMEZONE=", "casework-exporter check"), "/etc/casework-exporter/byggesak/", adapter+"/",
			"db.example.org", db.Host, "USER=…", "USER=own", "PASSWORD_FILE=…", "PASSWORD_FILE="+password)).CombinedOutput()
		if err == nil {
			t.Error("a user who sees more than is needed passes")
		}
		says(t, string(out), "1 problem,", "PROBLEM  grants: the user can see ")
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		testutil.NeedProgram(t, "psql", "postgresql-client")
		db := postgrestest.Start(t)
		f := newFollower(t, "HENVENDELSER_PORT="+strconv.Itoa(db.Port), "PGHOST="+filepath.Dir(db.Socket), "PGPORT="+strconv.Itoa(db.Port), "PGUSER=postgres", "PGOPTIONS=-c client_min_messages=error")
		password := f.filled(t)
		tables, err := filepath.Abs("../../collectors/adapters/testdata/rt.postgres.sql")
		if err != nil {
			t.Fatal(err)
		}
		f.run(t, "createdb rt5; psql -q -v ON_ERROR_STOP=1 -d rt5 -f "+tables)
		f.run(t, pages.Script(t, "../..", "collectors/adapters/README.md", "psql -d rt5 -f deploy/sql/index-rt.sql", "psql -d rt5 -f deploy/sql/grants-rt.postgres.sql"))
		says(t, f.run(t, pages.Replace(t, pages.Script(t, "../..", "collectors/adapters/README.md", "export CASEWORK_SOURCES=henvendelser HENVENDELSER_DRIVER=",
			"export HENVENDELSER_DATABASE=rt5", "export HENVENDELSER_PASSWORD_FILE=", "casework-exporter check"),
			"db.example.org", db.Host, "/run/secrets/rt", password)), "0 problems", "the user may read what the adapter names, and nothing else")
	})
}
