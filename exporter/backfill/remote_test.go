package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/exp/api/remote"
	promclient "github.com/prometheus/client_golang/prometheus"
	promremote "github.com/prometheus/prometheus/storage/remote"
)

// TestReceiverThatAsks: a receiver with a password and a tenant gets what it
// asks for from a file, and nothing is lost where it refuses at first.
func TestReceiverThatAsks(t *testing.T) {
	t.Parallel()
	const end = 2 * day
	p, err := newTown(begin, 10).past(begin + end)
	if err != nil {
		t.Fatal(err)
	}
	got, requests := openPrometheus(t, t.TempDir()), 0
	handler := promremote.NewWriteHandler(quiet(), promclient.NewRegistry(), got.db, remote.MessageTypes{remote.WriteV1MessageType}, false, false)
	receiver := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if user != "casework" || password != "s3cret" || r.Header.Get("X-Scope-OrgID") != "kommune" {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		if requests++; requests == 1 {
			http.Error(w, "not now", http.StatusServiceUnavailable)
			return
		}
		handler.ServeHTTP(w, r)
	}))
	defer receiver.Close()
	send := func(config string) error {
		o, err := parse([]string{"--format", "remote-write", "--remote-write-url", receiver.URL + "/api/v1/push", "--http-config-file", config},
			time.Unix(begin+end, 0), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		_, err = writeAs(t.Context(), t, p, begin, begin+end, &o, io.Discard)
		return err
	}
	dir := t.TempDir()
	keep := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const tls = "tls_config: {insecure_skip_verify: true}\n"
	keep("password", "s3cret\n")
	right := keep("right.yml", tls+"basic_auth: {username: casework, password_file: password}\nhttp_headers: {X-Scope-OrgID: {values: [kommune]}}\n")
	wrong := keep("wrong.yml", tls+"basic_auth: {username: casework, password: other}\n")
	if err := send(wrong); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("with a wrong password: %v", err)
	}
	if err := send(right); err != nil {
		t.Fatal(err)
	}
	if requests < 2 || len(got.query(t, "casework_open_cases", begin+end)) == 0 {
		t.Errorf("the receiver has nothing after %d requests", requests)
	}
}

// TestWrongHTTPConfig: what is wrong with the file is said before anything is
// read, without what it holds.
func TestWrongHTTPConfig(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "http.yml")
	for content, want := range map[string]string{
		"basic_auth: s3cret":                         "line 1",
		"authorisation: {credentials: s3cret}":       "authorisation",
		"tls_config: {ca_file: missing.pem}":         "missing.pem",
		"basic_auth: {username: a}\nbearer_token: b": "at most one of",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := parse([]string{"--format", "remote-write", "--remote-write-url", "http://a/b", "--http-config-file", path}, time.Unix(1e9, 0), io.Discard)
		if err == nil || !strings.Contains(err.Error(), "--http-config-file=") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v, want %q", content, err, want)
		}
	}
	for _, args := range [][]string{
		{"--format", "remote-write", "--remote-write-url", "http://a/b", "--http-config-file", filepath.Join(path, "none")},
		{"--output", "d", "--http-config-file", path},
	} {
		if _, err := parse(args, time.Unix(1e9, 0), io.Discard); err == nil || !strings.Contains(err.Error(), "--http-config-file=") {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// TestReceiverPasswords: a password in the receiver's address is refused, as
// others can see arguments, and shows in no error.
func TestReceiverPasswords(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"http://user:hush@receiver/", "ftp://user:hush@receiver/", "user:hush@receiver", "http://user:hush@rece iver/", "http://user:hush@[receiver/",
	} {
		for _, format := range []string{"remote-write", "blocks"} {
			_, err := parse([]string{"--remote-write-url", address, "--format", format}, time.Unix(1e9, 0), io.Discard)
			if err == nil || !strings.Contains(err.Error(), "--remote-write-url=") || strings.Contains(err.Error(), "hush") {
				t.Errorf("%s to %s: %v", format, address, err)
			}
		}
	}
}
