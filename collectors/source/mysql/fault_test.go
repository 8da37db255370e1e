package mysql

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	gomysql "github.com/go-sql-driver/mysql"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/testutil"
)

// idle waits until the server is at no statement of the reader's. The query of
// these tests would take 100 seconds undisturbed, so the wait is far shorter
// than that and far longer than a busy machine takes to notice an end: the
// server lists a statement for a moment after its error is sent.
func (d *database) idle() {
	d.Helper()
	var n int
	none := func() bool {
		err := d.DB().QueryRow("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'reader' AND command IN ('Execute', 'Query')").Scan(&n)
		if err != nil {
			d.Fatal(err)
		}
		return n == 0
	}
	if !testutil.Within(30*time.Second, none) {
		d.Errorf("%d statements run on the server long after their time limit", n)
	}
}

func TestTimeLimitStopsTheQueryOnTheServer(t *testing.T) {
	d := newDatabase(t)
	d.exec("CREATE TABLE c (id INT PRIMARY KEY, at DATETIME)", "INSERT INTO c SELECT seq, NOW() FROM seq_1_to_1000")
	slow := sqlFiles(map[string]string{
		"cases.sql": "SELECT id AS case_id, IF(SLEEP(0.1), 'Nord', 'Sør') AS unit, '' AS case_type, at AS received_at, at AS closed_at FROM c",
	})
	s := d.open(slow, func(o *Options) { o.Timeout = time.Second })
	err := s.Changes(t.Context(), ledger.Cases, 0, func(*ledger.Page) error { return nil })
	var server *ServerError
	if !errors.As(err, &server) || server.Number != erStatementTimeout && server.Number != erQueryTimeoutMySQL {
		t.Errorf("the error is %v, want the server's own time limit", err)
	}
	d.idle()

	// A context that ends breaks the connection off. The server goes on until
	// its limit, at most.
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	err = s.Changes(ctx, ledger.Cases, 0, func(*ledger.Page) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v, want the context's", err)
	}
	d.idle()
}

func TestHungAndKilledServer(t *testing.T) {
	db := mariadbtest.Start(t) // its own, as the others share theirs
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.CreateUser("reader", "secret"); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec("INSERT INTO casework_cases (unit, received_at) VALUES ('Nord', '2024-01-01')"); err != nil {
		t.Fatal(err)
	}
	adapter, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(Options{
		Options: source.Options{Name: "test", Adapter: adapter, Timeout: time.Second},
		Server:  source.Server{Port: db.Port, User: "reader", Password: func() (string, error) { return "secret", nil }, Database: db.Database},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sound := func() {
		t.Helper()
		if got := changes(t, s, ledger.Cases, 0); len(got.Cases) != 1 {
			t.Errorf("%d rows, want 1", len(got.Cases))
		}
	}
	sound()
	db.Stop()
	for _, what := range []string{"a known connection", "a new connection"} {
		err := s.Changes(t.Context(), ledger.Cases, 0, func(*ledger.Page) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "no answer from the database within 3s") {
			t.Errorf("%s to a hung server: %v", what, err)
		}
	}
	db.Continue()
	sound()
	db.Kill()
	if err := s.Changes(t.Context(), ledger.Cases, 0, func(*ledger.Page) error { return nil }); err == nil {
		t.Error("a killed server was read")
	}
	if err := db.Restart(); err != nil {
		t.Fatal(err)
	}
	sound()
}

func TestErrorsNameTheirSubjectAndNoSecret(t *testing.T) {
	d := newDatabase(t)
	const password = "sikkert-p4ssord"
	good := map[string]string{"cases.sql": "SELECT 1 AS case_id, 'Nord' AS unit, '' AS case_type, NOW() AS received_at, NOW() AS closed_at"}
	for _, tt := range []struct {
		name  string
		files map[string]string
		tune  func(*Options)
		want  []string
	}{
		{"wrong password", good, func(*Options) {}, []string{"1045", "reader", "read cases of source \"test\""}},
		{"wrong password over TCP", good, func(o *Options) { o.Socket, o.Port = "", d.Port }, []string{"1045"}},
		{"nobody listens", good, func(o *Options) { o.Socket, o.Port = "", 1 }, []string{"connection refused"}},
		{"no such database", good, func(o *Options) { o.Database = "testnone"; ok(o) }, []string{"1049", "testnone"}},
		{"password cannot be read", good, func(o *Options) {
			o.Password = func() (string, error) { return password, os.ErrNotExist }
		}, []string{"read the password: file does not exist"}},
		{"no such table", map[string]string{"cases.sql": "SELECT * FROM nothing"}, ok, []string{"1146", "nothing' doesn't exist"}},
		{"not SQL", map[string]string{"cases.sql": "SELECT FROM WHERE"}, ok, []string{"1064"}},
		{"missing columns", map[string]string{"cases.sql": "SELECT 1 AS case_id, 2.5e0 AS unit, 'x' AS started_at"}, ok, []string{
			"cases.sql", "received_at is missing", "closed_at is missing, or started_at in its place",
			"unit is DOUBLE, allowed are VARCHAR", "started_at is VARCHAR, allowed are DATETIME", "its columns are case_id, unit, started_at",
		}},
		{"no trusted certificate", good, func(o *Options) { o.TLS = source.TLS{Mode: "verify-ca", CA: "/nowhere/ca.pem"} }, []string{"/nowhere/ca.pem"}},
		{"server without TLS", good, func(o *Options) { o.TLS = source.TLS{Mode: "required"} }, []string{"TLS requested but server does not support TLS"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name == "server without TLS" && isMySQL() {
				t.Skip("MySQL has TLS, with a certificate of its own making")
			}
			s := d.open(sqlFiles(tt.files), func(o *Options) {
				o.Password = func() (string, error) { return password, nil }
				tt.tune(o)
			})
			err := s.Changes(t.Context(), ledger.Cases, 0, func(*ledger.Page) error { return nil })
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error %q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), password) {
				t.Errorf("the error %q holds the password", err)
			}
		})
	}
}

// ok gives a source the right password.
func ok(o *Options) { o.Password = func() (string, error) { return "secret", nil } }

func TestPasswordIsReadAtEveryConnect(t *testing.T) {
	d := newDatabase(t)
	password := "outdated"
	s := d.views(func(o *Options) { o.Password = func() (string, error) { return password, nil } })
	if err := s.Changes(t.Context(), ledger.Cases, 0, func(*ledger.Page) error { return nil }); err == nil {
		t.Fatal("the outdated password was accepted")
	}
	password = "secret"
	changes(t, s, ledger.Cases, 0)
}

func TestServerErrorsQuoteNoRow(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{
			&gomysql.MySQLError{Number: 1292, SQLState: [5]byte([]byte("22007")), Message: "Incorrect datetime value: 'Ola Nordmann'"},
			"error 1292 (22007) of the database; its message is withheld, as it may quote a row",
		},
		{
			&gomysql.MySQLError{Number: 1146, SQLState: [5]byte([]byte("42S02")), Message: "Table 'a.b' doesn't exist"},
			"error 1146 (42S02) of the database: Table 'a.b' doesn't exist",
		},
		{os.ErrNotExist, "file does not exist"},
	} {
		if got := redact(tt.err).Error(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
