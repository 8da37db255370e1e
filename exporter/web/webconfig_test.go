package web

import (
	"crypto/tls"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"casework/collectors/testutil"
)

func TestWebConfig(t *testing.T) {
	dir := t.TempDir()
	pool := testutil.WriteCertificate(t, dir)
	hash, err := bcrypt.GenerateFromPassword([]byte("letmein"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "web.yml")
	config := "tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\nbasic_auth_users:\n  prometheus: " + string(hash) + "\n"
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	pages := testPages(showMetrics)
	pages.Boards = (&shownTown{units: 1}).overviews
	address, stop := startServer(t, pages, defaultLimits(), path)
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
	}}
	defer client.CloseIdleConnections()
	for _, tt := range []struct {
		name, scheme, password string
		status                 int
	}{
		{"right password", "https", "letmein", http.StatusOK},
		{"wrong password", "https", "letmeout", http.StatusUnauthorized},
		{"no password", "https", "", http.StatusUnauthorized},
		{"no TLS", "http", "letmein", http.StatusBadRequest},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, page := range []string{"/metrics", "/board", "/board/unit?source=kommune&unit=Enhet+0"} {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tt.scheme+"://"+address+page, nil)
				if err != nil {
					t.Fatal(err)
				}
				if tt.password != "" {
					r.SetBasicAuth("prometheus", tt.password)
				}
				response, err := client.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				_ = response.Body.Close()
				if response.StatusCode != tt.status {
					t.Errorf("%s: status %d, want %d", page, response.StatusCode, tt.status)
				}
			}
		})
	}
	if err := stop(); err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

func TestServeReportsABadWebConfig(t *testing.T) {
	server := newServer(testPages(showMetrics), defaultLimits(), discard)
	l, err := Listen(t.Context(), []string{"127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	err = server.Serve(t.Context(), l, "testdata/absent.yml")
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	waitRefused(t, l.Addr().String())
}
