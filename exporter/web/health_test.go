package web

import (
	"os"
	"path/filepath"
	"testing"

	"casework/collectors/testutil"
)

// TestCheckHealth asks the exporter's own server behind several web
// configurations, long before it is ready.
func TestCheckHealth(t *testing.T) {
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
				testutil.WriteCertificate(t, dir)
				path = filepath.Join(dir, "web.yml")
				if err := os.WriteFile(path, []byte(tt.webConfig), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			p := testPages(showMetrics)
			p.Ready = func() (bool, string) { return false, "loading" }
			address, stop := startServer(t, p, defaultLimits(), path)
			if err := CheckHealth(t.Context(), address); err != nil {
				t.Error(err)
			}
			if err := stop(); err != nil {
				t.Errorf("shutdown: %v", err)
			}
		})
	}
}
