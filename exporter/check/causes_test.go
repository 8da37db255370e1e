package check

import (
	"fmt"
	"log/slog"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/postgres/postgrestest"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// both gives two sources the same settings, by the end of their names.
func both(t *testing.T, settings map[string]string) {
	t.Helper()
	env := map[string]string{"CASEWORK_SOURCES": "kommune,skole"}
	for name, value := range settings {
		env["KOMMUNE_"+name], env["SKOLE_"+name] = value, value
	}
	configtest.SetEnv(t, env)
}

// checked checks the sources of the environment. It fails unless so many
// problems and warnings are found, and all of said is printed and none of not.
func checked(t *testing.T, problems, warnings int, said []string, not ...string) {
	t.Helper()
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = Run(t.Context(), &out, cfg, slog.New(slog.DiscardHandler), Options{})
	if (err != nil) != (problems > 0) {
		t.Errorf("error %v", err)
	}
	said = append(said, fmt.Sprintf("\n%d problem", problems), fmt.Sprintf(" %d warning", warnings))
	flat := strings.Join(strings.Fields(out.String()), " ") // whatever the lines are
	for _, want := range said {
		if !strings.Contains(out.String(), want) && !strings.Contains(flat, want) {
			t.Errorf("check does not say %q", want)
		}
	}
	for _, no := range not {
		if strings.Contains(flat, no) {
			t.Errorf("check says %q", no)
		}
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

// TestOneCauseIsOneProblem: however many sources and queries a cause touches,
// check names it once, and says what to do once.
func TestOneCauseIsOneProblem(t *testing.T) {
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.CreateUser("reader", "secret"); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"INSERT INTO casework.casework_cases (case_id, unit, received_at, changed_at) VALUES (1, 'Nord', NOW(), NOW())",
		"CREATE USER narrow@'%' IDENTIFIED BY 'secret'", "GRANT SELECT ON casework.casework_units TO narrow@'%'",
		"CREATE DATABASE empty", "CREATE USER lost@'%' IDENTIFIED BY 'secret'", "GRANT SELECT ON empty.* TO lost@'%'",
	} {
		if err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	server := func(more ...string) map[string]string {
		settings := map[string]string{
			"HOST": db.Host, "PORT": strconv.Itoa(db.Port), "DATABASE": db.Database, "USER": "reader", "PASSWORD": "secret",
		}
		for i := 0; i < len(more); i += 2 {
			settings[more[i]] = more[i+1]
		}
		return settings
	}
	programmes := filepath.Join(t.TempDir(), "programmes.csv")
	if err := os.WriteFile(programmes, []byte("unit,programme,starts_on\nA,p,x\nB,p,y\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name     string
		settings map[string]string
		said     []string
		not      []string
	}{
		{"nothing listens", server("PORT", "1"), []string{
			"PROBLEM  connection: as problem 1, above", "no database server answers at 127.0.0.1:1 (connection refused)",
			"It touches kommune (connection), skole (connection).", "bind-address",
		}, []string{"inspection:"}},
		{"the host has no such name", server("HOST", "no.such.host.invalid"), []string{"the name no.such.host.invalid of the database server is not known here"}, nil},
		{"the password is wrong", server("PASSWORD", "other"), []string{
			"does not let the user reader in from", "SELECT user, host FROM mysql.user", "(error 1045)",
		}, []string{"anonymous"}},
		{"no such database", server("DATABASE", "casewrok"), []string{"the user reader may not use the database casewrok, or there is none of that name", "(the user can see: casework)"}, nil},
		{"no right to a table", server("USER", "narrow"), []string{
			"the account may not read it, or it is not there", "It touches kommune (cases.sql), skole (cases.sql).", "run the grants of the adapter",
		}, []string{"reading:"}},
		{"no such table", server("USER", "lost", "DATABASE", "empty"), []string{
			"there is no such table: error 1146", "It touches kommune (cases.sql), skole (cases.sql).", "See that DATABASE names the database of the product",
		}, []string{"reading:"}},
		{"an administrator", map[string]string{"SOCKET": db.Socket, "HOST": "", "USER": "root", "DATABASE": db.Database}, []string{
			"1. the account root@localhost at " + db.Socket + " may do or see more than it needs", "- the user may more than read: ", "may pass its rights on",
			"It touches kommune (grants), skole (grants).",
		}, nil},
		{"no TLS", server("TLS", "required"), []string{
			"the database server at " + net.JoinHostPort(db.Host, strconv.Itoa(db.Port)) + " does not encrypt connections, and TLS=required wants it to", "TLS=preferred encrypts once the server can",
		}, []string{"requested"}},
		{"faults of a file", server("PROGRAMMES_FILE", programmes), []string{
			"programmes.csv is used, for these faults", `starts_on "x" is no date`, `starts_on "y" is no date`, "It touches kommune (programmes file), skole",
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			both(t, tt.settings)
			checked(t, 1, 0, tt.said, tt.not...)
		})
	}
}

// TestTrapsOfMariaDB: the accounts and databases that a new server has for
// people who try it out.
func TestTrapsOfMariaDB(t *testing.T) {
	if mariadbtest.MySQL() != "" {
		t.Skip("MySQL has had none of them since 5.7")
	}
	db := mariadbtest.Start(t)
	for _, statement := range []string{
		"CREATE TABLE casework_cases (case_id INT PRIMARY KEY, unit VARCHAR(50), received_at DATETIME, closed_at DATETIME)",
		"INSERT INTO casework_cases VALUES (1, 'Nord', NOW(), NULL)",
	} {
		if err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.CreateUser("reader", "secret"); err != nil {
		t.Fatal(err)
	}
	source := func(password string) {
		both(t, map[string]string{"SOCKET": db.Socket, "HOST": "", "DATABASE": db.Database, "USER": "reader", "PASSWORD": password})
	}
	source("secret")
	checked(t, 0, 0, []string{"account: reader@%"})

	for _, statement := range []string{
		"CREATE DATABASE test", "CREATE TABLE test.t (id INT)",
		"GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP ON test.* TO PUBLIC", "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP ON `test\\_%`.* TO PUBLIC",
	} {
		if err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	checked(t, 0, 1, []string{
		"warning  grants: the server lets everybody read and write in the database test", "No account is at fault", "mariadb-secure-installation",
	}, "the user can see", "the user may more than read")

	if err := db.Exec("CREATE USER ''@'localhost'"); err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{"secret", ""} {
		source(password)
		checked(t, 1, 0, []string{
			"takes reader for its anonymous user ''@'localhost'", "one that is 'reader'@'%' comes after it", "DROP USER ''@'localhost'",
			"It touches kommune (connection), skole (connection).",
		})
	}
	// Where the anonymous user may use the database, it is let in.
	if err := db.Exec("GRANT SELECT ON " + db.Database + ".* TO ''@'localhost'"); err != nil {
		t.Fatal(err)
	}
	source("")
	checked(t, 1, 1, []string{"PROBLEM  account: the server at " + db.Socket + " takes reader for its anonymous user"})

	if err := db.Exec("DROP USER ''@'localhost'"); err != nil {
		t.Fatal(err)
	}
	source("secret")
	checked(t, 0, 1, []string{"account: reader@%"})
}

// TestOneCauseIsOneProblemOnPostgreSQL is TestOneCauseIsOneProblem there.
func TestOneCauseIsOneProblemOnPostgreSQL(t *testing.T) {
	db := postgrestest.Start(t)
	for _, statement := range []string{
		"CREATE TABLE casework_cases (case_id int PRIMARY KEY, unit text, received_at timestamptz, closed_at timestamptz)",
		"INSERT INTO casework_cases VALUES (1, 'Nord', now(), NULL)",
		"CREATE ROLE narrow LOGIN PASSWORD 'secret'",
	} {
		if err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name string
		more map[string]string
		said []string
	}{
		{"nothing listens", map[string]string{"PORT": "1"}, []string{"no database server answers at 127.0.0.1:1"}},
		{"no such database", map[string]string{"DATABASE": "casewrok"}, []string{"has no database casewrok (error 3D000)"}},
		{"no right to a table", nil, []string{"the account may not read it, or it is not there: error 42501"}},
		{"no TLS", map[string]string{"TLS": "required", "PORT": strconv.Itoa(db.Port)}, []string{"does not encrypt connections, and TLS=required wants it to"}},
		{"a superuser", map[string]string{"USER": "postgres"}, []string{
			"the user is a superuser: it may do anything", "It touches kommune (grants), skole (grants).",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			settings := map[string]string{
				"DRIVER": "postgres", "HOST": "", "SOCKET": db.Socket, "DATABASE": db.Database, "USER": "narrow", "PASSWORD": "secret",
			}
			if tt.more["PORT"] != "" {
				settings["HOST"], settings["SOCKET"] = db.Host, ""
			}
			maps.Copy(settings, tt.more)
			both(t, settings)
			checked(t, 1, 0, tt.said, "reading:")
		})
	}
}
