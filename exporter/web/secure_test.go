package web

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/collectors/testutil"
)

// TestClientsNeedACertificate: with client certificates asked for by the web
// configuration, who has none, or another authority's, or speaks an old
// version of TLS, gets nothing.
func TestClientsNeedACertificate(t *testing.T) {
	dir, otherAuthority := t.TempDir(), t.TempDir()
	pool := testutil.WriteCertificate(t, dir)
	testutil.WriteCertificate(t, otherAuthority)
	path := filepath.Join(dir, "web.yml")
	config := "tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: cert.pem\n"
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	address, stop := startServer(t, testPages(showMetrics), defaultLimits(), path)
	load := func(dir string) []tls.Certificate {
		pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"))
		if err != nil {
			t.Fatal(err)
		}
		return []tls.Certificate{pair}
	}
	for _, tt := range []struct {
		name   string
		config *tls.Config
		fails  string // part of the error
	}{
		{"known", &tls.Config{RootCAs: pool, Certificates: load(dir)}, ""},
		{"without certificate", &tls.Config{RootCAs: pool}, "certificate required"},
		{"certificate of an unknown authority", &tls.Config{RootCAs: pool, Certificates: load(otherAuthority)}, "certificate"},
		{"TLS 1.1", &tls.Config{RootCAs: pool, Certificates: load(dir), MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, "protocol version"},
		{"server of another name", &tls.Config{RootCAs: x509.NewCertPool(), Certificates: load(dir)}, "unknown authority"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: tt.config}}
			defer client.CloseIdleConnections()
			err := testutil.ExpectBody(client, "https://"+address+"/metrics", "casework_x 1\n")
			switch {
			case tt.fails == "" && err != nil:
				t.Error(err)
			case tt.fails != "" && (err == nil || !strings.Contains(err.Error(), tt.fails)):
				t.Errorf("error %v, want %q", err, tt.fails)
			}
		})
	}
	if err := stop(); err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

// TestFloodOfConnections: connections beyond the limit wait, those that send
// nothing are cut off, and then there is room again.
func TestFloodOfConnections(t *testing.T) {
	lim := defaultLimits()
	lim.clients, lim.readHeader = 20, 300*time.Millisecond
	address, stop := startServer(t, testPages(showMetrics), lim, "")
	var idle []net.Conn
	for range 3 * lim.clients {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		idle = append(idle, c)
	}
	client := &http.Client{Transport: &http.Transport{}, Timeout: 60 * time.Second}
	if err := testutil.ExpectBody(client, "http://"+address+"/metrics", "casework_x 1\n"); err != nil {
		t.Errorf("behind %d connections that send nothing: %v", len(idle), err)
	}
	client.CloseIdleConnections()
	for i, c := range idle {
		if err := c.SetReadDeadline(time.Now().Add(60 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(c); err != nil {
			t.Errorf("connection %d, which sends nothing, was not cut off: %v", i, err)
		}
		_ = c.Close()
	}
	if err := stop(); err != nil {
		t.Errorf("shutdown: %v", err)
	}
}
