package e2e

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/collectors/source"
	"casework/collectors/source/mysql"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/postgres"
	"casework/collectors/source/postgres/postgrestest"
)

// A productDatabase is the database that a product keeps its cases in, and the
// server of its own that it is on.
type productDatabase struct {
	t        *testing.T
	db       *sql.DB // as its administrator
	postgres bool
	host     string // for whoever has a password
	socket   string // folder in which an administrator of PostgreSQL needs none
	port     int
	name     string
}

// productUser is the one that a product has for itself, and its password.
const productUser, productSecret = "product", "secret"

// mariadbOf is an empty database of MariaDB, on a Norwegian server.
func mariadbOf(t *testing.T) *productDatabase {
	t.Helper()
	server := mariadbtest.Start(t, "--innodb-flush-log-at-trx-commit=0", "--default-time-zone=SYSTEM", "--innodb-buffer-pool-size=256M")
	d := &productDatabase{t: t, db: server.DB(), host: server.Host, port: server.Port, name: server.Database}
	d.exec("CREATE USER " + productUser + "@'%' IDENTIFIED BY '" + productSecret + "'")
	d.exec("GRANT ALL ON `" + d.name + "`.* TO " + productUser + "@'%'")
	return d
}

// postgresOf is an empty database of PostgreSQL, on a Norwegian server.
func postgresOf(t *testing.T) *productDatabase {
	t.Helper()
	server := postgrestest.Start(t, "-ctimezone=Europe/Oslo", "-cshared_buffers=256MB")
	d := &productDatabase{
		t: t, db: server.DB(), postgres: true, host: server.Host, socket: filepath.Dir(server.Socket), port: server.Port, name: server.Database,
	}
	d.exec("CREATE ROLE " + productUser + " LOGIN PASSWORD '" + productSecret + "'")
	d.exec("ALTER DATABASE " + d.name + " OWNER TO " + productUser)
	return d
}

// exec runs a statement as the administrator; on PostgreSQL, any number of them.
func (d *productDatabase) exec(query string) {
	d.t.Helper()
	if _, err := d.db.ExecContext(d.t.Context(), query); err != nil {
		d.t.Fatalf("%s: %v", query, err)
	}
}

// differs is in what the product's tables differ from what the adapter takes
// them to be.
func (d *productDatabase) differs(adapter string) []string {
	d.t.Helper()
	shapes := func(name string) mariadbtest.Shape {
		return mariadbtest.ReadShapes(d.t, filepath.Join("..", "..", "collectors", "adapters", "testdata", name))[adapter]
	}
	if d.postgres {
		return shapes("shapes.postgres.txt").DiffersOnPostgres(d.t, d.db, "public", false)
	}
	return shapes("shapes.txt").Differs(d.t, d.db, d.name, false)
}

// grant creates the user that deploy/sql has for an adapter. It is named as the
// adapter's views are.
func (d *productDatabase) grant(adapter string) (user, password string) {
	d.t.Helper()
	password = "reader"
	if d.postgres {
		d.file("grants-"+adapter+".postgres.sql", "'change this'", "'"+password+"'")
	} else {
		d.file("grants-"+adapter+".sql", "'10.0.0.7'", "'%'", "'change this'", "'"+password+"'")
	}
	return "casework_" + adapter, password
}

// file runs a file of deploy/sql as the administrator, after replacements.
func (d *productDatabase) file(name string, replace ...string) {
	d.t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "deploy", "sql", name))
	if err != nil {
		d.t.Fatal(err)
	}
	text := strings.NewReplacer(replace...).Replace(string(content))
	if d.postgres {
		d.exec(text)
		return
	}
	for statement := range strings.SplitSeq(text, ";\n") {
		if strings.TrimSpace(statement) != "" {
			d.exec(statement)
		}
	}
}

// settings are those of the exporter that reads an adapter's views, without
// their prefix.
func (d *productDatabase) settings(adapter, user, password string) map[string]string {
	set := map[string]string{
		"HOST": d.host, "PORT": fmt.Sprint(d.port), "USER": user, "PASSWORD": password, "DATABASE": "casework_" + adapter, "ADAPTER": adapter,
	}
	if d.postgres {
		set["DRIVER"], set["DATABASE"], set["SCHEMA"] = "postgres", d.name, "casework_"+adapter
	}
	return set
}

// open returns what opens an adapter's views as a source.
func (d *productDatabase) open(adapter, user, password string) func(source.Options) (*source.Source, error) {
	secret := func() (string, error) { return password, nil }
	return func(common source.Options) (*source.Source, error) {
		if d.postgres {
			return postgres.Open(postgres.Options{
				Options: common, Server: source.Server{Host: d.host, Port: d.port, Database: d.name, User: user, Password: secret}, Schemas: []string{"casework_" + adapter},
			})
		}
		return mysql.Open(mysql.Options{Options: common, Server: source.Server{Host: d.host, Port: d.port, Database: "casework_" + adapter, User: user, Password: secret}})
	}
}

// dialect is the one or the other, as a kind of database writes it.
func (d *productDatabase) dialect(mysql, postgres string) string {
	if d.postgres {
		return postgres
	}
	return mysql
}

// table is a table's name in a statement: one of Request Tracker's is a word of SQL.
func (d *productDatabase) table(name string) string { return d.dialect("`"+name+"`", name) }

// analyze has the server learn how large a table is and, as rows were put in
// under numbers of the test's own, on PostgreSQL also which number is next.
func (d *productDatabase) analyze(table string) {
	d.t.Helper()
	if d.postgres {
		d.exec(fmt.Sprintf("SELECT setval('%s_id_seq', (SELECT MAX(id) FROM %s))", table, table))
	}
	d.exec(d.dialect("ANALYZE TABLE ", "ANALYZE ") + d.table(table))
}

// read is how many rows the server has read in tables and indexes so far.
func (d *productDatabase) read() (rows int64) {
	d.t.Helper()
	ask := func() (n int64) {
		err := d.db.QueryRowContext(d.t.Context(), d.dialect(
			`SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME LIKE 'HANDLER\_READ\_%'`,
			`SELECT (SELECT SUM(seq_tup_read) FROM pg_stat_user_tables)::bigint + (SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes)::bigint`)).Scan(&n)
		if err != nil {
			d.t.Fatal(err)
		}
		return n
	}
	if !d.postgres {
		return ask()
	}
	// A session of PostgreSQL reports what it read at the latest when it has
	// been idle for 10 s.
	rows = ask()
	for still := 0; still < 12; still++ {
		time.Sleep(time.Second)
		if n := ask(); n != rows {
			rows, still = n, 0
		}
	}
	return rows
}
