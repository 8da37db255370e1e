package e2e

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/postgres/postgrestest"
)

// A server is what both kinds of database server can do.
type server interface {
	DB() *sql.DB
	Exec(query string, args ...any) error
	CreateUser(name, password string) error
	Views(ctx context.Context) error
	Kill()
	Stop()
	Continue()
	Restart() error
}

// A database is a server of either kind that a test started. Statements are
// written so that both kinds understand them, with ? for a parameter.
type database struct {
	server
	product  string // "MariaDB" or "PostgreSQL"
	host     string
	port     int
	socket   string
	name     string   // of the database
	settings []string // that a source has for this kind alone

	maria    *mariadbtest.Server // nil unless it is one
	postgres *postgrestest.Server
}

func mariaDB(s *mariadbtest.Server) *database {
	return &database{server: s, product: "MariaDB", host: s.Host, port: s.Port, socket: s.Socket, name: s.Database, maria: s}
}

func postgreSQL(s *postgrestest.Server) *database {
	return &database{
		server: s, product: "PostgreSQL", host: s.Host, port: s.Port, socket: s.Socket, name: s.Database, postgres: s,
		settings: []string{"TEST_DRIVER=postgres", "TEST_SCHEMA=public"},
	}
}

// products starts a server of a kind, by the name that people call it.
var products = map[string]func(*testing.T) *database{
	"MariaDB":    func(t *testing.T) *database { return mariaDB(mariadbtest.Start(t)) },
	"PostgreSQL": func(t *testing.T) *database { return postgreSQL(postgrestest.Start(t)) },
}

// bound is a statement with the server's own kind of parameters.
func (d *database) bound(query string) string {
	if d.postgres == nil {
		return query
	}
	var b strings.Builder
	for i, part := range strings.Split(query, "?") {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(i))
		}
		b.WriteString(part)
	}
	return b.String()
}

// seconds is the time from one column to another, in whole seconds.
func (d *database) seconds(from, to string) string {
	if d.postgres == nil {
		return fmt.Sprintf("TIMESTAMPDIFF(SECOND, %s, %s)", from, to)
	}
	return fmt.Sprintf("FLOOR(EXTRACT(EPOCH FROM %s)) - FLOOR(EXTRACT(EPOCH FROM %s))", to, from)
}

// rows is a table of so many rows.
func (d *database) rows(n int) string {
	if d.postgres == nil {
		return fmt.Sprintf("seq_1_to_%d AS numbers", n)
	}
	return fmt.Sprintf("generate_series(1, %d) AS numbers", n)
}

// environment is what an exporter needs to read the database as the source
// test.
func (d *database) environment(user, password string) []string {
	return append([]string{
		"TEST_HOST=" + d.host, "TEST_PORT=" + strconv.Itoa(d.port), "TEST_USER=" + user, "TEST_PASSWORD=" + password, "TEST_DATABASE=" + d.name,
	}, d.settings...)
}

// sessions is how many connections a user has.
func (d *database) sessions(user string) (n int, err error) {
	list := "information_schema.processlist WHERE user = ?"
	if d.postgres != nil {
		list = "pg_stat_activity WHERE usename = ?"
	}
	err = d.DB().QueryRow(d.bound("SELECT COUNT(*) FROM "+list), user).Scan(&n)
	return n, err
}

// words are statements that both kinds of server understand, in words of their
// own.
type words struct {
	killQuery, killConnection string // of a session with a number
	busy                      string // the number of a session of the exporter that does something
	password                  string // of the exporter; what it is follows
	everything                string // that the exporter may read
	dropIndex, addIndex       string // of the cases, by changed_at
}

func (d *database) words() words {
	if d.postgres != nil {
		return words{
			killQuery: "SELECT pg_cancel_backend(%d)", killConnection: "SELECT pg_terminate_backend(%d)",
			busy:       "SELECT pid FROM pg_stat_activity WHERE usename = 'exporter' AND state = 'active' LIMIT 1",
			password:   "ALTER ROLE exporter PASSWORD ",
			everything: "ALL TABLES IN SCHEMA public",
			dropIndex:  "DROP INDEX casework_cases_changed",
			addIndex:   "CREATE INDEX casework_cases_changed ON casework_cases (changed_at, case_id)",
		}
	}
	return words{
		killQuery: "KILL QUERY %d", killConnection: "KILL CONNECTION %d",
		busy:       "SELECT id FROM information_schema.processlist WHERE user = 'exporter' AND command <> 'Sleep' LIMIT 1",
		password:   "ALTER USER exporter IDENTIFIED BY ",
		everything: d.name + ".*",
		dropIndex:  "ALTER TABLE casework_cases DROP KEY changed",
		addIndex:   "ALTER TABLE casework_cases ADD KEY changed (changed_at, case_id)",
	}
}

// readCertificate has the server take the certificate that is now in a
// directory. A PostgreSQL does so a moment later.
func (d *database) readCertificate(g *ground, directory string) {
	g.Helper()
	if d.postgres == nil {
		g.root("FLUSH SSL")
		return
	}
	if err := d.postgres.Encrypt(filepath.Join(directory, "cert.pem"), filepath.Join(directory, "key.pem")); err != nil {
		g.Fatal(err)
	}
}

// fewConnections is a pool of the exporter's user, with which to take all
// connections that the server has, and what its error is once there is none.
func (d *database) fewConnections(g *ground) (pool *sql.DB, full func(error) bool) {
	g.Helper()
	if d.postgres != nil {
		cfg, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d user=exporter dbname=%s password='%s' sslmode=disable",
			filepath.Dir(d.socket), d.port, d.name, g.password))
		if err != nil {
			g.Fatal(err)
		}
		return stdlib.OpenDB(*cfg), func(err error) bool {
			server := (*pgconn.PgError)(nil)
			return errors.As(err, &server) && server.Code == "53300" // too many connections
		}
	}
	cfg := mysql.NewConfig()
	cfg.User, cfg.Passwd, cfg.Net, cfg.Addr, cfg.DBName = "exporter", g.password, "unix", d.socket, d.name
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		g.Fatal(err)
	}
	g.root("SET GLOBAL max_connections = 10")
	return sql.OpenDB(connector), func(err error) bool {
		server := (*mysql.MySQLError)(nil)
		return errors.As(err, &server) && server.Number == 1040
	}
}
