package mysql

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql/mariadbtest"
)

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
		tls         source.TLS
		user        string
	}{
		{name: "off", tls: source.TLS{}, fails: "1045"}, // the user may not connect without
		{name: "preferred", tls: source.TLS{Mode: "preferred"}},
		{name: "required", tls: source.TLS{Mode: "required"}},
		{name: "verify-ca", tls: source.TLS{Mode: "verify-ca", CA: file("ca.pem")}},
		{name: "verify-ca ignores the name", tls: source.TLS{Mode: "verify-ca", CA: file("ca.pem"), ServerName: "db.example.no"}},
		{name: "verify-ca of another authority", tls: source.TLS{Mode: "verify-ca", CA: file("other.pem")}, fails: "certificate"},
		{name: "verify-ca of the system's authorities", tls: source.TLS{Mode: "verify-ca"}, fails: "certificate"},
		{name: "verify-identity", tls: source.TLS{Mode: "verify-identity", CA: file("ca.pem")}},
		{name: "verify-identity of another name", tls: source.TLS{Mode: "verify-identity", CA: file("ca.pem"), ServerName: "db.example.no"}, fails: "db.example.no"},
		{name: "user who needs a certificate, without one", user: "known", tls: source.TLS{Mode: "required"}, fails: "1045"},
		{name: "user who needs a certificate, with another authority's", user: "known", tls: source.TLS{Mode: "required", Cert: file("other.pem"), Key: file("other.key")}, fails: "connect to the database"},
		{name: "user who needs a certificate, with one", user: "known", tls: source.TLS{
			Mode: "verify-identity", CA: file("ca.pem"), Cert: file("client.pem"), Key: file("client.key"),
		}},
		{name: "newer version than the server has", tls: source.TLS{Mode: "required", MinVersion: "1.3"}, fails: "protocol version"},
		{name: "version that the server has", tls: source.TLS{Mode: "required", MinVersion: "1.2"}},
		{name: "client certificate", tls: source.TLS{Mode: "required", Cert: file("server.pem"), Key: file("server.key")}},
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
				Server: source.Server{
					Port: db.Port, User: cmp.Or(tt.user, "reader"), Password: func() (string, error) { return "secret", nil },
					Database: db.Database, TLS: tt.tls,
				},
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

// checkEncryption: an inspection warns of a server elsewhere whose
// certificate is not verified, and of nothing else.
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
		if f.Subject != "encryption" || f.Level != want || strings.Contains(f.Detail, "not verified") != (want == source.Warning) {
			t.Errorf("%s with %s: %v", mode, host, f)
		}
	}
}
