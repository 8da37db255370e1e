package testutil

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
)

// FreeAddress is an address of this machine, host:port, that nobody listens
// on.
func FreeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// ExpectBody gets a page and reports what is wrong with the answer, which
// should be of status 200 and exactly want.
func ExpectBody(client *http.Client, url, want string) error {
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK || string(body) != want {
		return fmt.Errorf("status %d, body %q", response.StatusCode, body)
	}
	return nil
}
