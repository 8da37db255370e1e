package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestClientsNeedACertificate: with client certificates asked for by the web
// configuration, who has none, or another authority's, or speaks an old
// version of TLS, gets nothing.
func TestClientsNeedACertificate(t *testing.T) {
	dir, strangers := t.TempDir(), t.TempDir()
	pool := writeCertificate(t, dir)
	writeCertificate(t, strangers)
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
		{"stranger", &tls.Config{RootCAs: pool, Certificates: load(strangers)}, "certificate"},
		{"TLS 1.1", &tls.Config{RootCAs: pool, Certificates: load(dir), MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, "protocol version"},
		{"server of another name", &tls.Config{RootCAs: x509.NewCertPool(), Certificates: load(dir)}, "unknown authority"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: tt.config}}
			defer client.CloseIdleConnections()
			err := expectBody(client, "https://"+address+"/metrics", "casework_x 1\n")
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
	limits := defaultLimits()
	limits.clients, limits.readHeader = 20, 300*time.Millisecond
	address, stop := startServer(t, testPages(showMetrics), limits, "")
	var idle []net.Conn
	for range 3 * limits.clients {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		idle = append(idle, c)
	}
	client := &http.Client{Transport: &http.Transport{}, Timeout: 60 * time.Second}
	if err := expectBody(client, "http://"+address+"/metrics", "casework_x 1\n"); err != nil {
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

// TestCrashesTellNoSecret: the password is neither in the dump of a crash, nor
// in the log, nor among the arguments that a list of processes shows.
func TestCrashesTellNoSecret(t *testing.T) {
	const password = "sikkert-p4ssord-fra-miljø"
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(password), 0o600); err != nil {
		t.Fatal(err)
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for name, env := range map[string]string{"from the environment": "TEST_PASSWORD=" + password, "from a file": "TEST_PASSWORD_FILE=" + file} {
		t.Run(name, func(t *testing.T) {
			address := freeAddress(t)
			var stderr lockedBuffer
			cmd := exec.Command(path)
			cmd.Stderr = &stderr
			cmd.Env = []string{
				"CASEWORK_SOURCES=test", "CASEWORK_LISTEN_ADDRESS=" + address, "CASEWORK_LOG_LEVEL=debug", "GOTRACEBACK=system",
				"TEST_HOST=127.0.0.1", "TEST_PORT=1", "TEST_USER=reader", "TEST_DATABASE=casework", "TEST_INTERVAL=1s", env,
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			for deadline := time.Now().Add(60 * time.Second); !strings.Contains(stderr.String(), "poll failed"); time.Sleep(20 * time.Millisecond) {
				if time.Now().After(deadline) {
					_ = cmd.Process.Kill()
					t.Fatalf("no poll in 60 s:\n%s", stderr.String())
				}
			}
			args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", cmd.Process.Pid))
			if err != nil {
				t.Log(err) // not Linux
			}
			if err := cmd.Process.Signal(syscall.SIGQUIT); err != nil { // as a crash, it dumps every goroutine
				t.Fatal(err)
			}
			if err := <-ended; err == nil {
				t.Error("the program ended well")
			}
			dump := stderr.String()
			if !strings.Contains(dump, "goroutine ") || !strings.Contains(dump, "runtime.") {
				t.Errorf("no dump, so searching it proves nothing:\n%s", dump)
			}
			for what, text := range map[string][]byte{"log and dump": []byte(dump), "arguments": args} {
				if bytes.Contains(text, []byte(password)) {
					t.Errorf("the %s show the password:\n%s", what, text)
				}
			}
		})
	}
}
