// Package web tests the example of a web configuration: that it lets in
// anyone who shows a certificate of the authority that it names, and nobody else.
package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"casework/collectors/testutil"
	"casework/deploy/test/subject"
)

// An identity is a certificate with its key.
type identity struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// issue makes an identity, signed by issuer or, if that is nil, by
// itself.
func issue(t *testing.T, name string, issuer *identity) *identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, BasicConstraintsValid: true, IsCA: issuer == nil,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	parent, signer := template, key
	if issuer != nil {
		parent, signer = issuer.certificate, issuer.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &identity{certificate, key}
}

func (i *identity) certificatePEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.certificate.Raw})
}

func (i *identity) keyPEM(t *testing.T) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func TestClientCertificates(t *testing.T) {
	ours, other := issue(t, "authority", nil), issue(t, "other authority", nil)
	server := issue(t, "exporter", ours)
	dir := t.TempDir()
	for name, content := range map[string][]byte{
		"web-config.yml": []byte(subject.Read(t, "deploy/web-config.yml")),
		"server.pem":     server.certificatePEM(), "server-key.pem": server.keyPEM(t), "client-ca.pem": ours.certificatePEM(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	address := subject.FreeAddress(t)
	// No database is needed for /metrics to be answered.
	exporter := exec.Command(subject.Build(t))
	exporter.Env = []string{
		"CASEWORK_SOURCES=kommune", "CASEWORK_LISTEN_ADDRESS=" + address,
		"CASEWORK_WEB_CONFIG_FILE=" + filepath.Join(dir, "web-config.yml"),
		"KOMMUNE_SOCKET=" + filepath.Join(dir, "absent.sock"), "KOMMUNE_USER=exporter", "KOMMUNE_DATABASE=casework",
	}
	if err := exporter.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = exporter.Process.Kill(); _ = exporter.Wait() })
	var refused error
	listens := func() bool {
		c, err := net.Dial("tcp", address)
		if refused = err; err != nil {
			return false
		}
		_ = c.Close()
		return true
	}
	if !testutil.Eventually(listens) {
		t.Fatal(refused)
	}
	roots := x509.NewCertPool()
	roots.AddCert(ours.certificate)
	for _, tt := range []struct {
		name    string
		client  *identity
		version uint16 // of TLS, at most
		ok      bool
	}{
		{"certificate of our authority", issue(t, "prometheus", ours), tls.VersionTLS13, true},
		{"certificate of another authority", issue(t, "prometheus", other), tls.VersionTLS13, false},
		{"no certificate", nil, tls.VersionTLS13, false},
		{"an older TLS", issue(t, "prometheus", ours), tls.VersionTLS12, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			config := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12, MaxVersion: tt.version}
			if tt.client != nil {
				config.Certificates = []tls.Certificate{{Certificate: [][]byte{tt.client.certificate.Raw}, PrivateKey: tt.client.key}}
			}
			client := http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
			response, err := client.Get("https://" + address + "/metrics")
			if err == nil {
				_ = response.Body.Close()
			}
			if ok := err == nil && response.StatusCode == http.StatusOK; ok != tt.ok {
				t.Errorf("answered: %v, error %v; want %v", ok, err, tt.ok)
			}
		})
	}
	health := exec.Command(exporter.Path, "healthcheck")
	health.Env = exporter.Env
	subject.Run(t, health)
}
