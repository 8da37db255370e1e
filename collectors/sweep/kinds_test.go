package sweep_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"casework/collectors/adapters"
	"casework/collectors/source"
	"casework/collectors/source/mysql"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/postgres"
	"casework/collectors/source/postgres/postgrestest"
)

// shared is the MariaDB of this package's tests, with a user "reader" who may
// SELECT in every test's database.
var shared = mariadbtest.Shared{Setup: func(s *mariadbtest.Server) error {
	if err := s.Exec("CREATE USER reader@'%' IDENTIFIED BY 'secret'"); err != nil {
		return err
	}
	return s.Exec("GRANT SELECT ON `test%`.* TO reader@'%'")
}}

// sharedPostgres is the same of PostgreSQL.
var sharedPostgres = postgrestest.Shared{Setup: func(s *postgrestest.Server) error {
	return s.Exec("CREATE ROLE reader LOGIN PASSWORD 'secret'")
}}

// A kind is a kind of database, as tests see it.
type kind struct {
	name    string
	idTypes []string
	create  func(w *town) // an empty database, with the tables
	open    func(w *town, opts source.Options) (*source.Source, error)
	sql     func(statement string) string     // as the database has it
	id      func(idType string, n int) string // an identifier of a type
	change  func(from, to string) string      // the type of the identifiers, by a statement
	keyless []string                          // what leaves identifiers without an index
}

var mariadb = &kind{
	name: "MariaDB",
	idTypes: []string{
		"BIGINT", "BIGINT UNSIGNED", "INT", "DECIMAL(20,0)", "VARCHAR(40)", "VARCHAR(40) COLLATE utf8mb4_bin", "BINARY(16)",
	},
	create: func(w *town) {
		w.Helper()
		w.server = shared.Server(w)
		db, err := w.server.Pool(w.name)
		if err != nil {
			w.Fatal(err)
		}
		w.db = db
		w.Cleanup(func() {
			w.exec("DROP DATABASE " + w.name)
			_ = db.Close()
		})
		w.exec(strings.Split(strings.TrimSpace(adapters.ViewsSchema), ";\n")...)
		w.exec("ALTER TABLE casework_cases MODIFY case_id " + w.idType + " NOT NULL")
	},
	open: func(w *town, o source.Options) (*source.Source, error) {
		opts := mysql.Options{Options: o, Server: source.Server{Socket: w.server.Socket, User: "reader", Database: w.name, Password: secret}}
		if w.tune != nil {
			w.tune(&opts)
		}
		return mysql.Open(opts)
	},
	sql:     mariadbtest.Numbers,
	id:      func(_ string, n int) string { return fmt.Sprint(n) },
	change:  func(_, to string) string { return "ALTER TABLE casework_cases MODIFY case_id " + to + " NOT NULL" },
	keyless: []string{"ALTER TABLE casework_cases DROP PRIMARY KEY, ADD INDEX (changed_at)", "ANALYZE TABLE casework_cases"},
}

var postgreSQL = &kind{
	name:    "PostgreSQL",
	idTypes: []string{"BIGINT", "INTEGER", "NUMERIC(20,0)", "VARCHAR(40)", `VARCHAR(40) COLLATE "C"`, "UUID"},
	create: func(w *town) {
		w.Helper()
		server := sharedPostgres.Server(w)
		if err := server.Exec("CREATE DATABASE " + w.name); err != nil {
			w.Fatal(err)
		}
		cfg, err := pgx.ParseConfig(server.Superuser(w.name))
		if err != nil {
			w.Fatal(err)
		}
		w.db = stdlib.OpenDB(*cfg)
		w.Cleanup(func() {
			_ = w.db.Close()
			if err := server.Exec("DROP DATABASE " + w.name + " WITH (FORCE)"); err != nil {
				w.Error(err)
			}
		})
		for _, stmt := range []string{
			"GRANT USAGE ON SCHEMA public TO reader", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader", adapters.ViewsSchemaPostgres,
			"ALTER TABLE casework_cases ALTER case_id DROP IDENTITY, DISABLE TRIGGER touch", // changed_at is what statements say
		} {
			if _, err := w.db.ExecContext(context.Background(), stmt); err != nil {
				w.Fatal(err)
			}
		}
		w.exec(retype("BIGINT", w.idType))
	},
	open: func(w *town, o source.Options) (*source.Source, error) {
		return postgres.Open(postgres.Options{Options: o, Server: source.Server{Socket: sharedPostgres.Server(w).Socket, User: "reader", Database: w.name, Password: secret}})
	},
	sql: func(statement string) string {
		for _, r := range []struct {
			from *regexp.Regexp
			to   string
		}{
			{sequence, "generate_series($1, $2) AS numbers(seq)"}, {interval, "INTERVAL '$1 $2'"}, {present, "clock_timestamp()"},
		} {
			statement = r.from.ReplaceAllString(statement, r.to)
		}
		return statement
	},
	id: func(idType string, n int) string {
		if idType == "UUID" {
			return fmt.Sprintf("'00000000-0000-0000-0000-%012d'", n)
		}
		return fmt.Sprintf("'%d'", n)
	},
	change:  retype,
	keyless: []string{"ALTER TABLE casework_cases DROP CONSTRAINT casework_cases_pkey", "ANALYZE casework_cases"},
}

// kinds are all kinds of database.
var kinds = []*kind{mariadb, postgreSQL}

// each runs a test on every kind of database.
func each(t *testing.T, test func(t *testing.T, kind *kind)) {
	t.Helper()
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) { test(t, kind) })
	}
}

// What MariaDB's statements have that PostgreSQL writes otherwise.
var (
	sequence = regexp.MustCompile(`\bseq_(\d+)_to_(\d+)\b`)
	interval = regexp.MustCompile(`INTERVAL (\d+) (SECOND|MINUTE|HOUR|DAY)`)
	present  = regexp.MustCompile(`UTC_TIMESTAMP\(6?\)`)
)

// retype is the statement that gives PostgreSQL's identifiers another type.
func retype(_, to string) string {
	using, _, _ := strings.Cut(to, " COLLATE")
	value := "case_id::" + using
	switch to {
	case "UUID":
		value = "lpad(case_id::text, 32, '0')::uuid"
	case "BYTEA":
		value = "convert_to(case_id::text, 'UTF8')"
	}
	return "ALTER TABLE casework_cases ALTER case_id TYPE " + to + " USING " + value
}

func secret() (string, error) { return "secret", nil }
