package setup

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/postgres/postgrestest"
	"casework/collectors/testutil"
	"casework/exporter/config"
)

const adapterData = "../../collectors/adapters/testdata/"

// TestInitOnMariaDB: a product is recognised, an administrator's account is not
// kept, the grants make a reader, and that is what is served.
func TestInitOnMariaDB(t *testing.T) {
	if mariadbtest.MySQL() != "" {
		t.Skip("the product's script is for MariaDB")
	}
	db := mariadbtest.Start(t)
	glpi, err := db.Pool("glpi")
	if err != nil {
		t.Fatal(err)
	}
	defer glpi.Close()
	script(t, glpi, readFile(t, adapterData+"glpi.sql"))
	script(t, glpi, `CREATE TABLE glpi_configs (context VARCHAR(150), name VARCHAR(150), value TEXT);
INSERT INTO glpi_configs VALUES ('core', 'version', '10.0.22');
REPLACE INTO glpi_entities (id, name, completename) VALUES (1, 'Nord', 'Kommunen > Nord'), (2, 'Sør', 'Kommunen > Sør');
INSERT INTO glpi_tickets (entities_id, name, date, status, date_mod, takeintoaccountdate)
  SELECT 1 + seq % 2, 'private', NOW() - INTERVAL seq HOUR, 2, NOW() - INTERVAL seq HOUR, NOW() - INTERVAL seq HOUR FROM seq_1_to_40;
ALTER USER root@localhost IDENTIFIED BY 'of the root';
`)
	folder := filepath.Join(t.TempDir(), "new")
	d := begin(t, folder)
	d.answers(
		"What is to be read", "oracle", "none of these. Allowed: mysql", "", // asks again
		"Time zone", "", "Server", db.Socket, "Database", "glpy", "User", "root", "Password", "of the root",
	)
	d.expect("has no database glpy")
	d.answers("Server", "", "Database", "glpi", "User", "", "Password", "of the root", "Name of the source", "", "Language of the board", "", "Address to serve on", "127.0.0.1:0")
	d.expect("Enter when that is done")
	d.answer("", "")
	d.expect("casework_glpi cannot log in yet. Run reader.sql first, as an administrator of the database: mariadb -S")
	d.expect("does not let the user casework_glpi in from localhost")
	d.expect("Enter when that is done")
	script(t, glpi, readFile(t, filepath.Join(folder, "reader.sql")))
	d.answer("", "")
	d.expect("0 problems, 0 warnings.")
	d.answer("Start the exporter now", "yes")
	cfg := d.end()
	d.says("Found: GLPI 10.0.22 (adapter glpi), on MariaDB 10.11", "40 cases of 2 units, received from", ". Open: 40.",
		"It can show: who waits now, how long people wait", "Not there: how long cases take (closed_at is there but empty in every row)",
		"The account root may do more than the exporter should", "mariadb -S "+db.Socket+" -u root -p glpi <", "Open http://127.0.0.1:0/board")
	if strings.Contains(d.text(), "of the root") {
		t.Error("the password is shown")
	}
	if s := sourceOf(cfg); s.User != "casework_glpi" || s.Database != "casework_glpi" || s.Adapter != "glpi" || s.Name != "glpi" || cfg.StateDir == "" {
		t.Errorf("it would serve %+v", s)
	}
	checkFolder(t, folder, "of the root", usualModes)
	checkFolder(t, folder, "", map[string]fs.FileMode{"reader.sql": 0o600, "secrets": 0o700, "secrets/glpi": 0o600})
	if got, want := readFile(t, filepath.Join(folder, "programmes.csv")), "\ufeffunit;programme;starts_on;ends_on\nKommunen > Nord;;;\nKommunen > Sør;;;\n"; got != want {
		t.Errorf("programmes.csv is %q, want %q", got, want)
	}
	if got := readFile(t, filepath.Join(folder, "prometheus", "prometheus.yml")); !strings.Contains(got, `targets: ["127.0.0.1:0"]`) {
		t.Errorf("the configuration of Prometheus:\n%s", got)
	}
	_, err = Run(t.Context(), Options{Folder: folder}, d.terminal, &testutil.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "casework-exporter.env is there already, and nothing is overwritten") {
		t.Errorf("a second run into the folder: %v", err)
	}
}

// TestInitOnPostgreSQL: likewise there, and a trial with the account that was
// given leaves nothing of it.
func TestInitOnPostgreSQL(t *testing.T) {
	db := postgrestest.Start(t)
	for _, statements := range []string{
		readFile(t, adapterData+"zammad.postgres.sql"),
		`INSERT INTO groups (id, name) VALUES (1, 'Nord'), (2, 'Sør');
		INSERT INTO ticket_state_types (id, name) VALUES (1, 'new'); INSERT INTO ticket_states (id, state_type_id, name, ignore_escalation) VALUES (1, 1, 'new', FALSE);
		INSERT INTO tickets (id, group_id, priority_id, state_id, number, title, owner_id, customer_id, updated_by_id, created_by_id, created_at, updated_at)
			SELECT n, 1 + n % 2, 1, 1, n, 'private', 1, 1, 1, 1, now() - n * interval '1 hour', now() - n * interval '1 hour' FROM generate_series(1, 30) AS g(n);
		ALTER ROLE postgres PASSWORD 'of the superuser'`,
	} {
		if err := db.Exec(statements); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(t *testing.T, folder string) *dialogue {
		d := begin(t, folder)
		d.answers("What is to be read", "PostgreSQL", "Time zone", "", "Server", db.Host, "Port", strconv.Itoa(db.Port), "Database", db.Database,
			"User", "postgres", "Password", "wrong")
		d.expect("the password is wrong, or there is no such role (error 28P01)")
		d.answers("User", "", "Password", "wrong again", "Server", db.Host+":"+strconv.Itoa(db.Port), "Port", "", "Database", "", "User", "", "Password", "of the superuser", "Name of the source", "Sak", "Language of the board", "", "Address to serve on", "127.0.0.1:0")
		if strings.Count(d.text(), "Server") != 2 {
			t.Error("a wrong password alone asks for all again")
		}
		return d
	}
	t.Run("trial", func(t *testing.T) {
		folder := t.TempDir()
		d := ask(t, folder)
		d.answers("Enter when that is done", "trial", "Start the exporter now", "")
		d.expect("To go on, first make the account that the settings name: psql -v ON_ERROR_STOP=1 -h " + db.Host)
		s, cfg := sourceOf(d.end()), d.end()
		if password, err := s.Password(); s.User != "postgres" || password != "of the superuser" || err != nil || cfg.StateDir != "" {
			t.Errorf("it would serve as %s, with state in %q: %v", s.User, cfg.StateDir, err)
		}
		if strings.Contains(d.text(), "of the superuser") {
			t.Error("the password is shown")
		}
		for _, entry := range os.Environ() {
			if strings.Contains(entry, "of the superuser") {
				t.Error("the environment holds the password")
			}
		}
		checkFolder(t, folder, "of the superuser", usualModes)
	})
	t.Run("reader", func(t *testing.T) {
		folder := t.TempDir()
		d := ask(t, folder)
		d.expect("Enter when that is done")
		if err := db.Exec(readFile(t, filepath.Join(folder, "reader.sql"))); err != nil {
			t.Fatal(err)
		}
		d.answer("", "")
		d.expect("0 problems")
		d.answer("Start the exporter now", "no")
		if cfg := d.end(); cfg != nil {
			t.Error("it would serve")
		}
		d.says("Found: Zammad, whose version cannot be seen here (adapter zammad, made for 5 to 7), on PostgreSQL", "30 cases of 2 units",
			"it is a superuser", "psql -v ON_ERROR_STOP=1 -h "+db.Host+" -p "+strconv.Itoa(db.Port)+" -U postgres -d "+db.Database+" < "+folder, "To start it:")
		checkFolder(t, folder, "of the superuser", usualModes)
		for _, want := range []string{"SAK_SCHEMA=casework_zammad\n", "SAK_USER=casework_zammad\n", "SAK_DATABASE=" + db.Database + "\n", "SAK_DRIVER=postgres\n"} {
			if got := readFile(t, filepath.Join(folder, "casework-exporter.env")); !strings.Contains(got, want) {
				t.Errorf("the settings lack %q:\n%s", want, got)
			}
		}
	})
}

// TestInitIsEnded: who ends it at the password has a terminal that shows again
// what is typed, and no folder.
func TestInitIsEnded(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new")
	d := begin(t, folder)
	d.answers("What is to be read", "postgres", "Time zone", "", "Server", "", "Port", "", "Database", "x", "User", "y")
	d.expect("Password")
	if !testutil.Within(testutil.Patience/4, d.hides) {
		t.Fatal("what is typed would be shown")
	}
	d.cancel()
	<-d.done
	if d.err == nil || d.err.Error() != "ended; nothing more is written" {
		t.Errorf("error %v", d.err)
	}
	if d.hides() {
		t.Error("the terminal hides what is typed")
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("something was written")
	}
}

// TestInitOnFiles: headings in bokmål are known, one that is not is asked for,
// and what looks personal is named.
func TestInitOnFiles(t *testing.T) {
	data, folder := t.TempDir(), t.TempDir()
	content := "Saksnummer;Enhet;Inn til oss;Påbegynt;Avsluttet;Saksbehandler;Prioritet\n"
	for i := range 20 {
		content += strconv.Itoa(i+1) + ";Nord;0" + strconv.Itoa(1+i%9) + ".10.2026 08:00;05.11.2026 08:00;;Kari Nordmann;N\n"
	}
	if err := os.WriteFile(filepath.Join(data, "eksport.csv"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "errors.csv"), []byte("Avviksnr;Enhet;Kom inn;Type;Melders navn\n1;Nord;05.11.2026;klage;Kari\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := begin(t, folder)
	d.answers("What is to be read", "files", "Time zone", "", "Folder", data)
	d.expect("there is eksport.csv: call the one with the cases cases.csv")
	if err := os.Rename(filepath.Join(data, "eksport.csv"), filepath.Join(data, "cases.csv")); err != nil {
		t.Fatal(err)
	}
	d.answers("Folder", "")
	d.answers("Which heading says when it was received", "Mottatt", "no heading of the file", "Inn til oss")
	d.answers("Which heading says by when it must be closed, or none [none]", "inn til oss", "it stands for received_at already", "saksbehandler", "it looks personal", "", "Which heading says of which type it is, or none [none]", "")
	d.answers("Which heading of errors says when it was reported", "Melders navn", "it looks personal", "Kom inn", "Which heading of errors says of which kind it is, or none [type]", "")
	d.answers("Name of the source", "sak", "Language of the board", "", "Address to serve on", "127.0.0.1:0", "Start the exporter now", "")
	cfg := d.end()
	d.says("Headings of cases.csv, and what each is read as: saksnummer case_id is the case's number enhet unit is the unit that handles it inn til oss received_at says when it was received",
		"Found: cases.csv.", "20 cases of 1 unit, received from 2026-10-01 to 2026-10-09. Open: 20.", `columns that look personal, and are not read: "saksbehandler"`,
		"Columns that are not read: prioritet.", "errors.csv has no heading that is known for reported_at. Its others: kom inn, type.", "Not there: how long cases take (closed_at is there but empty in every row), deadlines (no deadline_at)")
	if got := readFile(t, filepath.Join(data, "columns.csv")); got != "received_at,\"Inn til oss\"\nerrors.reported_at,\"Kom inn\"\nerrors.kind,\"type\"\n" {
		t.Errorf("columns.csv is %q", got)
	}
	if s := sourceOf(cfg); s.Driver != config.DriverFiles || s.Folder != data {
		t.Errorf("it would serve %+v", s)
	}
	if strings.Contains(d.text(), "Kari") {
		t.Error("a value is shown")
	}
	checkFolder(t, folder, "Kari", usualModes)
	if _, err := os.Stat(filepath.Join(folder, "secrets")); err == nil {
		t.Error("there is a folder of secrets, and no secret")
	}
}

// TestTooFewHeadingsAreSaidFirst: which files lack columns is said of all, before anybody is asked of any.
func TestTooFewHeadingsAreSaidFirst(t *testing.T) {
	data := t.TempDir()
	writeOld(t, filepath.Join(data, "cases.csv"), "Saksnr;Enhet;Mottatt\n1;Nord;02.11.2026 10:00\n")
	writeOld(t, filepath.Join(data, "errors.csv"), "Avviksnr;Etat;Kom inn\n1;Nord;05.11.2026\n")
	writeOld(t, filepath.Join(data, "pauses.csv"), "Pause-id;Saksnr\n1;1\n")
	d := begin(t, filepath.Join(t.TempDir(), "new"))
	d.answers("What", "files", "Time zone", "", "Folder", data)
	d.expect("cases.csv has no heading that is known for closed_at, and no other")
	d.expect("pauses.csv has no heading that is known for paused_at, resumed_at, and no other")
	writeOld(t, filepath.Join(data, "cases.csv"), "Saksnr;Enhet;Mottatt;Avsluttet\n1;Nord;02.11.2026 10:00;\n")
	d.answer("Folder", data)
	d.expect("pauses.csv has no heading")
	d.expect("Folder")
	if text := d.text(); strings.Contains(text, "Which heading") || strings.Contains(text, "errors.csv") {
		t.Error("it asks of errors before")
	}
}
