package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"casework/exporter/config/configtest"
)

// TestHealthcheck asks the exporter's own server behind several web
// configurations, long before it is ready.
func TestHealthcheck(t *testing.T) {
	const tlsConfig = "tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n"
	for _, tt := range []struct{ name, webConfig string }{
		{"plain", ""},
		{"basic auth", "basic_auth_users:\n  prometheus: $2y$04$wgA4kIMMvKhMPHaNzyW2Cu6FKIHGlJ5rmGqnA8U5zSQbCXeFOdx1K\n"},
		{"TLS", tlsConfig},
		{"client certificates", tlsConfig + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: cert.pem\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := ""
			if tt.webConfig != "" {
				dir := t.TempDir()
				writeCertificate(t, dir)
				path = filepath.Join(dir, "web.yml")
				if err := os.WriteFile(path, []byte(tt.webConfig), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			p := testPages(showMetrics)
			p.ready = func() (bool, string) { return false, "loading" }
			address, stop := startServer(t, p, defaultLimits(), path)
			status, stderr := runHealthcheck(t, address)
			if status != exitOK || stderr != "" {
				t.Errorf("exit status %d, stderr %q", status, stderr)
			}
			if err := stop(); err != nil {
				t.Errorf("shutdown: %v", err)
			}
		})
	}
}

func TestHealthcheckOfTheSick(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/-/healthy" {
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	defer server.Close()
	status, stderr := runHealthcheck(t, server.Listener.Addr().String())
	if status != exitFailure || !strings.Contains(stderr, "answers 502 Bad Gateway; healthy is anything below 500") {
		t.Errorf("exit status %d, stderr %q", status, stderr)
	}
}

// runHealthcheck runs the sub-command against a server at address, which
// must be of this machine.
func runHealthcheck(t *testing.T, address string) (status int, stderr string) {
	t.Helper()
	configtest.SetEnv(t, map[string]string{"CASEWORK_LISTEN_ADDRESS": address})
	program, _, buffer := testProgram(nil)
	status = program.run(t.Context(), []string{"healthcheck"})
	return status, buffer.String()
}

func TestHealthcheckOfNobody(t *testing.T) {
	status, stderr := runHealthcheck(t, freeAddress(t))
	if status != exitFailure || !strings.Contains(stderr, "connection refused") {
		t.Errorf("exit status %d, stderr %q", status, stderr)
	}
}
