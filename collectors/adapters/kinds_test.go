package adapters_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	gomysql "github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"casework/collectors/source"
	"casework/collectors/source/mysql"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/postgres"
	"casework/collectors/source/postgres/postgrestest"
)

// A kind is a kind of database that products keep their cases in.
type kind string

const (
	mariaDB    kind = "MariaDB" // or the MySQL that stands in for it
	postgreSQL kind = "PostgreSQL"
)

// both are the kinds that the tables of products are written for.
var both = []kind{mariaDB, postgreSQL}

func TestMain(m *testing.M) {
	shared.Main(m, &spoilt, &sharedPostgres, &spoiltPostgres)
}

// shared is the MariaDB of all tests, and sharedPostgres the PostgreSQL.
var (
	shared         = mariadbtest.Shared{BufferPool: "256M"}
	sharedPostgres postgrestest.Shared
)

// spoilt is a server that hands every session the worst of all that a session
// inherits, and so is spoiltPostgres.
var (
	spoilt         = mariadbtest.Shared{Setup: (*mariadbtest.Server).Spoil}
	spoiltPostgres = postgrestest.Shared{Setup: (*postgrestest.Server).Spoil}
)

// suffix is what names of files have before ".sql" that are for the kind alone.
func (k kind) suffix() string {
	if k == postgreSQL {
		return ".postgres"
	}
	return ""
}

// file is the name of a script for the kind: its own, or that for all kinds.
func (k kind) file(name string) string {
	if own := name + k.suffix() + ".sql"; exists(own) {
		return own
	}
	return name + ".sql"
}

// An account is a user of a product's database. The zero account is the
// administrator's.
type account struct{ name, password string }

// mariaDBServer is that of the product.
func (p *product) mariaDBServer(t testing.TB) *mariadbtest.Server {
	t.Helper()
	if p.spoilt {
		return spoilt.Server(t)
	}
	return shared.Server(t)
}

// postgresServer is that of the product.
func (p *product) postgresServer(t testing.TB) *postgrestest.Server {
	t.Helper()
	if p.spoilt {
		return spoiltPostgres.Server(t)
	}
	return sharedPostgres.Server(t)
}

// read opens a source on a product's database, as a user.
func (p *product) read(t testing.TB, s *store, as account, opts source.Options) (*source.Source, error) {
	t.Helper()
	password := func() (string, error) { return as.password, nil }
	if p.on == postgreSQL {
		user, schema := as.name, as.name
		if user == "" {
			user, schema = "postgres", "public"
		}
		return postgres.Open(postgres.Options{
			Options: opts, Server: source.Server{Socket: p.postgresServer(t).Socket, User: user, Password: password, Database: s.name}, Schemas: []string{schema},
		})
	}
	user, database := as.name, as.name
	if user == "" {
		user, database = "root", s.name
	}
	return mysql.Open(mysql.Options{
		Options: opts, Server: source.Server{Socket: p.mariaDBServer(t).Socket, User: user, Password: password, Database: database},
	})
}

// connect opens a pool as a user.
func (p *product) connect(t *testing.T, s *store, as account) *sql.DB {
	t.Helper()
	var db *sql.DB
	if p.on == postgreSQL {
		server := p.postgresServer(t)
		cfg, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d user=%s password='%s' dbname=%s sslmode=disable",
			filepath.Dir(server.Socket), server.Port, as.name, as.password, s.name))
		if err != nil {
			t.Fatal(err)
		}
		db = stdlib.OpenDB(*cfg)
	} else {
		cfg := gomysql.NewConfig()
		cfg.User, cfg.Passwd, cfg.Net, cfg.Addr = as.name, as.password, "unix", p.mariaDBServer(t).Socket
		connector, err := gomysql.NewConnector(cfg)
		if err != nil {
			t.Fatal(err)
		}
		db = sql.OpenDB(connector)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// newPostgresStore is newStore on a PostgreSQL server.
func newPostgresStore(t testing.TB, server *postgrestest.Server, s *store, script string) *store {
	t.Helper()
	admin := server.DB()
	if _, err := admin.Exec("CREATE DATABASE " + s.name); err != nil {
		t.Fatal(err)
	}
	s.reconnect = func() {
		t.Helper()
		if s.conn != nil {
			s.conn.Close() // the server drops what is left of it, with the database
		}
		cfg, err := pgx.ParseConfig(server.Superuser(s.name))
		if err != nil {
			t.Fatal(err)
		}
		cfg.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol // values stand in the statement, as in MySQL's
		cfg.RuntimeParams = map[string]string{"timezone": "UTC", "search_path": "public, of_mysql"}
		db := stdlib.OpenDB(*cfg)
		db.SetMaxIdleConns(0)
		if s.conn, err = db.Conn(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	s.reconnect()
	t.Cleanup(func() {
		s.conn.Close()
		if _, err := admin.Exec("DROP DATABASE " + s.name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	s.exec(ofMySQL)
	s.script(script, nil)
	return s
}

// ofMySQL are the functions of MySQL that writers use, in a schema of their own.
const ofMySQL = `CREATE SCHEMA of_mysql;
CREATE FUNCTION of_mysql.if(boolean, integer, integer) RETURNS integer IMMUTABLE LANGUAGE SQL AS 'SELECT CASE WHEN $1 THEN $2 ELSE $3 END';
CREATE FUNCTION of_mysql.if(boolean, text, text) RETURNS text IMMUTABLE LANGUAGE SQL AS 'SELECT CASE WHEN $1 THEN $2 ELSE $3 END';
CREATE FUNCTION of_mysql.elt(bigint, VARIADIC integer[]) RETURNS integer IMMUTABLE LANGUAGE SQL AS 'SELECT $2[$1]';
CREATE FUNCTION of_mysql.elt(bigint, VARIADIC text[]) RETURNS text IMMUTABLE LANGUAGE SQL AS 'SELECT $2[$1]'`

// What writers say in the words of MariaDB, and PostgreSQL in others.
var (
	sequence = regexp.MustCompile(` seq_(\d+)_to_(\d+)(?: ([a-z]))?\b`)
	seconds  = regexp.MustCompile(`INTERVAL ([\w.]+(?: \* \d+)?) SECOND`)
	parts    = regexp.MustCompile(`'[^']*'|\?`)
)

// inPostgres is a statement of a writer, with its parameters numbered.
func inPostgres(statement string) string {
	statement = sequence.ReplaceAllStringFunc(statement, func(table string) string {
		m := sequence.FindStringSubmatch(table)
		as := m[3]
		if as == "" {
			as = "numbers"
		}
		return fmt.Sprintf(" generate_series(%s, %s) AS %s (seq)", m[1], m[2], as)
	})
	statement = seconds.ReplaceAllString(statement, "($1) * INTERVAL '1 second'")
	statement = strings.NewReplacer("ANALYZE TABLE ", "VACUUM ANALYZE ", "`", "").Replace(statement)
	n := 0
	return parts.ReplaceAllStringFunc(statement, func(part string) string {
		if part != "?" {
			return part // quoted
		}
		n++
		return "$" + strconv.Itoa(n)
	})
}
