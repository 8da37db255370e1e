package mysql

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"database/sql/driver"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gomysql "github.com/go-sql-driver/mysql"
	gocmp "github.com/google/go-cmp/cmp"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql/mariadbtest"
)

// idle waits until the server is at no statement of the reader's. The query of
// these tests would take 100 seconds undisturbed, so the wait is far shorter
// than that and far longer than a busy machine takes to notice an end: the
// server lists a statement for a moment after its error is sent.
func (d *database) idle() {
	d.Helper()
	var n int
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		err := d.DB().QueryRow("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'reader' AND command IN ('Execute', 'Query')").Scan(&n)
		if err != nil {
			d.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
	d.Errorf("%d statements run on the server long after their time limit", n)
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
		Port:    db.Port, User: "reader", Password: func() (string, error) { return "secret", nil }, Database: db.Database,
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
			"cases.sql", "received_at is missing", "case_type is missing", "closed_at is missing",
			"unit is DOUBLE, allowed are VARCHAR", "started_at is VARCHAR, allowed are DATETIME", "its columns are case_id, unit, started_at",
		}},
		{"no trusted certificate", good, func(o *Options) { o.TLS = TLS{Mode: "verify-ca", CA: "/nowhere/ca.pem"} }, []string{"/nowhere/ca.pem"}},
		{"server without TLS", good, func(o *Options) { o.TLS = TLS{Mode: "required"} }, []string{"TLS requested but server does not support TLS"}},
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

// A picky connection refuses some settings.
type picky struct {
	driver.Conn
	version string
	refuse  map[string]*gomysql.MySQLError // by a part of the statement
	ran     []string
}

func (p *picky) ExecContext(_ context.Context, query string, _ []driver.NamedValue) (driver.Result, error) {
	p.ran = append(p.ran, query)
	for part, err := range p.refuse {
		if strings.Contains(query, part) {
			return nil, err
		}
	}
	return driver.ResultNoRows, nil
}

func (p *picky) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return &oneRow{value: []byte(p.version)}, nil
}

type oneRow struct {
	driver.Rows
	value driver.Value
}

func (r *oneRow) Columns() []string              { return []string{"v"} }
func (r *oneRow) Next(dest []driver.Value) error { dest[0] = r.value; return nil }
func (r *oneRow) Close() error                   { return nil }

func TestServersThatLackSettings(t *testing.T) {
	unknown := &gomysql.MySQLError{Number: erUnknownVariable, Message: "Unknown system variable"}
	tests := []struct {
		name, version string
		refuse        map[string]*gomysql.MySQLError
		ran           []string // of a second connection
		fails         string
	}{
		{name: "MariaDB", version: "10.11.6-MariaDB", ran: []string{
			"SET time_zone = '+00:00'", namesUTF8, "SET SESSION TRANSACTION READ ONLY",
			"SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", "SET SESSION max_statement_time = 30.000",
		}},
		{name: "MySQL", version: "8.0.36", ran: []string{
			"SET time_zone = '+00:00'", namesUTF8, "SET SESSION TRANSACTION READ ONLY",
			"SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", "SET SESSION max_execution_time = 30000",
		}},
		{
			name: "TiDB", version: "8.0.11-TiDB-v7.5.0",
			refuse: map[string]*gomysql.MySQLError{"READ ONLY": {Number: erNotSupportedYet}, "max_": unknown},
			ran:    []string{"SET time_zone = '+00:00'", namesUTF8, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"},
		},
		{
			name: "no time zone", version: "8.0.36", refuse: map[string]*gomysql.MySQLError{"time_zone": unknown},
			fails: "set the session's time zone to UTC: error 1193",
		},
		{
			name: "shutting down", version: "8.0.36", refuse: map[string]*gomysql.MySQLError{"READ ONLY": {Number: 1053}},
			fails: "set transaction read only: error 1053",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := newDialect(Options{
				Options: source.Options{Timeout: source.DefaultTimeout, Logger: slog.New(slog.DiscardHandler)}, User: "u", Database: "d",
			})
			if err != nil {
				t.Fatal(err)
			}
			var second *picky
			for range 2 {
				second = &picky{version: tt.version, refuse: tt.refuse}
				err = s.prepare(t.Context(), second)
			}
			if tt.fails != "" {
				if err == nil || !strings.Contains(err.Error(), tt.fails) {
					t.Errorf("the error is %v, want %s", err, tt.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(tt.ran, second.ran); diff != "" {
				t.Errorf("statements of a second connection (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSessionIsReadOnly(t *testing.T) {
	d := newDatabase(t)
	d.views()
	_, err := d.pool(func(o *Options) { o.User = "root"; o.Password = nil }).Exec("DELETE FROM casework_cases")
	var refused *gomysql.MySQLError
	if !errors.As(err, &refused) || refused.Number != 1792 {
		t.Errorf("a source that connects as root may write: %v", err)
	}
}

// certificates writes a CA and a certificate that it signed for 127.0.0.1.
func certificates(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	write := func(name, kind string, der []byte) {
		err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
		if err != nil {
			t.Fatal(err)
		}
	}
	sign := func(name string, template, parent *x509.Certificate, by *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if parent == nil {
			parent, by = template, key
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		write(name+".pem", "CERTIFICATE", der)
		write(name+".key", "PRIVATE KEY", pkcs8)
		return cert, key
	}
	template := func(name string, ca bool) *x509.Certificate {
		return &x509.Certificate{
			SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
			IsCA: ca, BasicConstraintsValid: true,
			KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		}
	}
	ca, key := sign("ca", template("test CA", true), nil, nil)
	server := template("server", false)
	server.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	sign("server", server, ca, key)
	sign("client", template("exporter", false), ca, key)
	sign("other", template("another CA", true), nil, nil)
	return dir
}

func TestTLS(t *testing.T) {
	dir := certificates(t)
	file := func(name string) string { return filepath.Join(dir, name) }
	db := mariadbtest.Start(t, "--ssl-ca="+file("ca.pem"), "--ssl-cert="+file("server.pem"), "--ssl-key="+file("server.key"), "--tls-version=TLSv1.2")
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, stmt := range []string{
		"CREATE USER reader@'%' IDENTIFIED BY 'secret' REQUIRE SSL", "GRANT SELECT ON casework.* TO reader@'%'",
		"CREATE USER known@'%' IDENTIFIED BY 'secret' REQUIRE X509", "GRANT SELECT ON casework.* TO known@'%'",
	} {
		if err := db.Exec(stmt); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name, fails string
		tls         TLS
		user        string
	}{
		{name: "off", tls: TLS{}, fails: "1045"}, // the user may not connect without
		{name: "preferred", tls: TLS{Mode: "preferred"}},
		{name: "required", tls: TLS{Mode: "required"}},
		{name: "verify-ca", tls: TLS{Mode: "verify-ca", CA: file("ca.pem")}},
		{name: "verify-ca ignores the name", tls: TLS{Mode: "verify-ca", CA: file("ca.pem"), ServerName: "db.example.no"}},
		{name: "verify-ca of another authority", tls: TLS{Mode: "verify-ca", CA: file("other.pem")}, fails: "certificate"},
		{name: "verify-ca of the system's authorities", tls: TLS{Mode: "verify-ca"}, fails: "certificate"},
		{name: "verify-identity", tls: TLS{Mode: "verify-identity", CA: file("ca.pem")}},
		{name: "verify-identity of another name", tls: TLS{Mode: "verify-identity", CA: file("ca.pem"), ServerName: "db.example.no"}, fails: "db.example.no"},
		{name: "user who needs a certificate, without one", user: "known", tls: TLS{Mode: "required"}, fails: "1045"},
		{name: "user who needs a certificate, with another authority's", user: "known", tls: TLS{Mode: "required", Cert: file("other.pem"), Key: file("other.key")}, fails: "connect to the database"},
		{name: "user who needs a certificate, with one", user: "known", tls: TLS{
			Mode: "verify-identity", CA: file("ca.pem"), Cert: file("client.pem"), Key: file("client.key"),
		}},
		{name: "newer version than the server has", tls: TLS{Mode: "required", MinVersion: "1.3"}, fails: "protocol version"},
		{name: "version that the server has", tls: TLS{Mode: "required", MinVersion: "1.2"}},
		{name: "client certificate", tls: TLS{Mode: "required", Cert: file("server.pem"), Key: file("server.key")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			adapter, err := adapters.Open("views")
			if err != nil {
				t.Fatal(err)
			}
			opts := Options{
				Options: source.Options{
					Name: "test", Adapter: adapter, Timeout: source.DefaultTimeout, Logger: slog.New(slog.DiscardHandler),
				},
				Port: db.Port, User: cmp.Or(tt.user, "reader"), Password: func() (string, error) { return "secret", nil },
				Database: db.Database, TLS: tt.tls,
			}
			s, err := Open(opts)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			err = s.Changes(t.Context(), ledger.Cases, 0, func(*ledger.Page) error { return nil })
			switch {
			case tt.fails == "" && err != nil:
				t.Errorf("cannot connect: %v", err)
			case tt.fails != "" && (err == nil || !strings.Contains(err.Error(), tt.fails)):
				t.Errorf("the error is %v, want %s", err, tt.fails)
			case tt.fails == "":
				checkEncryption(t, opts)
			}
		})
	}
}

// checkEncryption: an inspection warns of a server elsewhere that nobody
// vouches for, and of nothing else.
func checkEncryption(t *testing.T, opts Options) {
	t.Helper()
	d, err := newDialect(opts)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(d.Connector())
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	mode := opts.TLS.Mode
	for host, want := range map[string]source.Level{"127.0.0.1": source.OK, "db.example.no": source.OK} {
		if host != "127.0.0.1" && (mode == "preferred" || mode == "required") {
			want = source.Warning
		}
		d.opts.Host = host
		f := d.encryption(t.Context(), conn)
		if f.Subject != "encryption" || f.Level != want || strings.Contains(f.Detail, "vouches") != (want == source.Warning) {
			t.Errorf("%s with %s: %v", mode, host, f)
		}
	}
}
