package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"casework/collectors/testutil"
	"casework/exporter/config/configtest"
)

// TestHealthcheck runs the sub-command against servers that answer.
func TestHealthcheck(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	status, stderr := runHealthcheck(t, server.Listener.Addr().String())
	if status != exitOK || stderr != "" {
		t.Errorf("exit status %d, stderr %q", status, stderr)
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
	status, stderr := runHealthcheck(t, testutil.FreeAddress(t))
	if status != exitFailure || !strings.Contains(stderr, "connection refused") {
		t.Errorf("exit status %d, stderr %q", status, stderr)
	}
}
