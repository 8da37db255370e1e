package setup

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/postgres/postgrestest"
	"casework/exporter/config/configtest"
)

// again runs the command twice on a server, with what it writes in between, and
// sees that both accounts read then, by their own passwords.
func again(t *testing.T, answers, account string, run func(script string)) {
	t.Helper()
	var folders []string
	for n, want := range []string{account, account + "2"} {
		folder := filepath.Join(t.TempDir(), "new")
		shown, err := answered(t, folder, answers+"SOURCE=sak\nLISTEN=127.0.0.1:0\nTIMEZONE=Europe/Oslo\n")
		if err != nil {
			t.Fatalf("%v\n%s", err, shown)
		}
		if got := readFile(t, filepath.Join(folder, environmentName)); !strings.Contains(got, "SAK_USER="+want+"\n") {
			t.Fatalf("run %d: the settings\n%s", n, got)
		}
		if words := strings.Join(strings.Fields(shown), " "); !strings.Contains(words, want+", which is not there yet") {
			t.Errorf("run %d: it says\n%s", n, shown)
		}
		run(readFile(t, filepath.Join(folder, grantsName)))
		folders = append(folders, folder)
	}
	for _, folder := range folders {
		configtest.SetEnv(t, nil)
		env := map[string]string{}
		for line := range strings.Lines(readFile(t, filepath.Join(folder, environmentName))) {
			if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && !strings.HasPrefix(name, "#") {
				env[name] = strings.Trim(value, "'")
			}
		}
		cfg, err := (&target{source: "sak"}).load(env)
		if err != nil {
			t.Fatal(err)
		}
		found, err := look(t.Context(), cfg)
		if err != nil || found.cases != 1 || len(found.excess) > 0 {
			t.Errorf("%s: %+v, %v", env["SAK_USER"], found, err)
		}
	}
}

// TestInitAgainOnMariaDB: a second run on a server makes a second account, and
// the first goes on reading, of tables of the contract and of a product.
func TestInitAgainOnMariaDB(t *testing.T) {
	if mariadbtest.MySQL() != "" {
		t.Skip("the product's script is for MariaDB")
	}
	db := mariadbtest.Start(t)
	both, err := db.Pool("both")
	if err != nil {
		t.Fatal(err)
	}
	defer both.Close()
	script(t, both, readFile(t, adapterData+"glpi.sql"))
	script(t, both, `CREATE TABLE casework_cases (case_id INT PRIMARY KEY, unit VARCHAR(50), received_at DATETIME, closed_at DATETIME);
INSERT INTO casework_cases VALUES (1, 'Nord', UTC_TIMESTAMP(), NULL);
REPLACE INTO glpi_entities (id, name, completename) VALUES (1, 'Nord', 'Nord');
INSERT INTO glpi_tickets (entities_id, name, date, status, date_mod) VALUES (1, 'private', NOW(), 2, NOW());
`)
	answers := "HOST=" + db.Socket + "\nDATABASE=both\nUSER=root\n"
	run := func(text string) { script(t, both, text) }
	again(t, answers+"ADAPTER=views\n", "casework_reader", run)
	again(t, answers+"ADAPTER=glpi\n", "casework_glpi", run)
}

// TestInitAgainOnPostgreSQL: likewise there, where making the views again takes
// their grants away.
func TestInitAgainOnPostgreSQL(t *testing.T) {
	db := postgrestest.Start(t)
	for _, statements := range []string{
		readFile(t, adapterData+"zammad.postgres.sql"),
		`INSERT INTO groups (id, name) VALUES (1, 'Nord');
		INSERT INTO ticket_state_types (id, name) VALUES (1, 'new'); INSERT INTO ticket_states (id, state_type_id, name, ignore_escalation) VALUES (1, 1, 'new', FALSE);
		INSERT INTO tickets (id, group_id, priority_id, state_id, number, title, owner_id, customer_id, updated_by_id, created_by_id, created_at, updated_at)
			VALUES (1, 1, 1, 1, 1, 'private', 1, 1, 1, 1, now(), now());
		CREATE TABLE casework_cases (case_id INT PRIMARY KEY, unit TEXT, received_at TIMESTAMPTZ, closed_at TIMESTAMPTZ);
		INSERT INTO casework_cases VALUES (1, 'Nord', now(), NULL);
		ALTER ROLE postgres PASSWORD 'of the superuser'`,
	} {
		if err := db.Exec(statements); err != nil {
			t.Fatal(err)
		}
	}
	answers := "DRIVER=postgres\nHOST=" + db.Host + "\nPORT=" + strconv.Itoa(db.Port) + "\nDATABASE=" + db.Database + "\nUSER=postgres\nPASSWORD=of the superuser\n"
	run := func(text string) {
		if err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	again(t, answers+"ADAPTER=views\n", "casework_reader", run)
	again(t, answers+"ADAPTER=zammad\n", "casework_zammad", run)
}

// TestCommands: they name server and port where those are not the usual, and ask
// for no sudo alone.
func TestCommands(t *testing.T) {
	for _, test := range []struct {
		target target
		admin  bool
		want   []string
	}{
		{target{driver: "mysql", host: "127.0.0.1", port: "23306"}, false, []string{"mariadb -h 127.0.0.1 -P 23306 -u ADMINISTRATOR -p d < f"}},
		{target{driver: "mysql", host: "localhost"}, false, []string{"sudo mariadb d < f", "mariadb -h localhost -P 3306 -u ADMINISTRATOR -p d < f"}},
		{target{driver: "mysql", host: "/s"}, false, []string{"sudo mariadb -S /s d < f", "mariadb -S /s -u ADMINISTRATOR -p d < f"}},
		{target{driver: "mysql", host: "db"}, true, []string{"mariadb -h db -P 3306 -u u -p d < f"}},
		{target{driver: "postgres", host: "localhost", port: "25432"}, false, []string{
			"sudo -u postgres psql -v ON_ERROR_STOP=1 -p 25432 -d d < f", "psql -v ON_ERROR_STOP=1 -h localhost -p 25432 -U ADMINISTRATOR -d d < f",
		}},
		{target{driver: "postgres", host: "db"}, true, []string{"psql -v ON_ERROR_STOP=1 -h db -p 5432 -U u -d d < f"}},
	} {
		test.target.user, test.target.database = "u", "d"
		if got := test.target.commands("f", test.admin); !slices.Equal(got, test.want) {
			t.Errorf("%v: %q", test.want, got)
		}
	}
}

// TestGrantOfUnseen: where accounts cannot be seen, the script says what to do
// with one that is there, and nothing says that it is not.
func TestGrantOfUnseen(t *testing.T) {
	of := target{driver: "mysql", host: "db", database: "d", user: "u", adapter: "views"}
	for _, accounts := range [][]string{nil, {""}} {
		g, err := of.newGrant(nil, "10.0.0.7", accounts)
		if err != nil {
			t.Fatal(err)
		}
		if text := g.file(&of, "f", false); g.fresh == strings.Contains(text, "ALTER USER") {
			t.Errorf("accounts %q:\n%s", accounts, text)
		}
	}
}
