package mysql

import (
	"strings"
	"testing"

	"casework/collectors/source"
)

func TestOpenListsEveryFault(t *testing.T) {
	_, err := Open(Options{
		Options: source.Options{
			Name: "barnevern", PageSize: -1, Timeout: 1, Overlap: -1, Rescan: -1,
			Adapter: sqlFiles(map[string]string{
				"schema.sql": "CREATE TABLE x (y INT)", "case.sql": "SELECT 1", "errors.sql": "DROP TABLE x",
			}),
		},
		Server: source.Server{Port: 70000, TLS: source.TLS{Mode: "on", Cert: "c.pem"}},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`source "barnevern"`, "no user", "no database", "port 70000: allowed are 1 to 65535", "page size -1",
		"timeout 1ns: at least 1s", "overlap -1ns is negative", "rescan -1ns is negative",
		`tls mode "on": allowed are off, preferred, required, verify-ca, verify-identity`, "a certificate needs its key",
		"case.sql: unknown file; allowed are cases.sql, errors.sql, sessions.sql, pauses.sql, programmes.sql, units.sql",
		`errors.sql: must be one SELECT, but begins with "DROP"`, "cases.sql is missing",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "schema.sql") {
		t.Errorf("schema.sql is a fault:\n%v", err)
	}
	if _, err := Open(Options{Server: source.Server{User: "u", Database: "d"}}); err == nil || !strings.Contains(err.Error(), "no adapter") {
		t.Errorf("without an adapter the error is %v", err)
	}
}
