package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"log/slog"
	"strings"
	"testing"

	gomysql "github.com/go-sql-driver/mysql"
	gocmp "github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// namesUTF8 is the statement that sets a session's character set.
const namesUTF8 = "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci"

// TestServerOverrulesTheCharacterSet: names are whole although the server has
// sessions begin in another character set than the driver asks for.
func TestServerOverrulesTheCharacterSet(t *testing.T) {
	d := newDatabase(t)
	s := d.views()
	d.exec("INSERT INTO casework_cases (unit, received_at) VALUES ('Økonomi og næring', NOW())")
	d.root("SET GLOBAL init_connect = 'SET NAMES latin1'")
	t.Cleanup(func() { d.root("SET GLOBAL init_connect = ''") })
	units := map[string]bool{} // rows may be read twice
	err := s.Changes(t.Context(), ledger.Cases, 0, func(p *ledger.Page) error {
		for _, c := range p.Cases {
			units[c.Unit] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(units) != 1 || !units["Økonomi og næring"] {
		t.Errorf("the units are %v", units)
	}
}

// A picky connection refuses some settings.
type picky struct {
	driver.Conn
	version string
	refuse  map[string]*gomysql.MySQLError // by a part of the statement
	ran     []string
}

func (p *picky) ExecContext(_ context.Context, query string, _ []driver.NamedValue) (driver.Result, error) {
	p.ran = append(p.ran, query)
	for part, err := range p.refuse {
		if strings.Contains(query, part) {
			return nil, err
		}
	}
	return driver.ResultNoRows, nil
}

func (p *picky) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return &oneRow{value: []byte(p.version)}, nil
}

type oneRow struct {
	driver.Rows
	value driver.Value
}

func (r *oneRow) Columns() []string              { return []string{"v"} }
func (r *oneRow) Next(dest []driver.Value) error { dest[0] = r.value; return nil }
func (r *oneRow) Close() error                   { return nil }

func TestServersThatLackSettings(t *testing.T) {
	unknown := &gomysql.MySQLError{Number: erUnknownVariable, Message: "Unknown system variable"}
	tests := []struct {
		name, version string
		refuse        map[string]*gomysql.MySQLError
		ran           []string // of a second connection
		fails         string
	}{
		{name: "MariaDB", version: "10.11.6-MariaDB", ran: []string{
			"SET time_zone = '+00:00'", namesUTF8, "SET SESSION TRANSACTION READ ONLY",
			"SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", "SET SESSION max_statement_time = 30.000",
		}},
		{name: "MySQL", version: "8.0.36", ran: []string{
			"SET time_zone = '+00:00'", namesUTF8, "SET SESSION TRANSACTION READ ONLY",
			"SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", "SET SESSION max_execution_time = 30000",
		}},
		{
			name: "TiDB", version: "8.0.11-TiDB-v7.5.0",
			refuse: map[string]*gomysql.MySQLError{"READ ONLY": {Number: erNotSupportedYet}, "max_": unknown},
			ran:    []string{"SET time_zone = '+00:00'", namesUTF8, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"},
		},
		{
			name: "no time zone", version: "8.0.36", refuse: map[string]*gomysql.MySQLError{"time_zone": unknown},
			fails: "set the session's time zone to UTC: error 1193",
		},
		{
			name: "shutting down", version: "8.0.36", refuse: map[string]*gomysql.MySQLError{"READ ONLY": {Number: 1053}},
			fails: "set transaction read only: error 1053",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := newDialect(Options{
				Options: source.Options{Timeout: source.DefaultTimeout, Logger: slog.New(slog.DiscardHandler)}, User: "u", Database: "d",
			})
			if err != nil {
				t.Fatal(err)
			}
			var second *picky
			for range 2 {
				second = &picky{version: tt.version, refuse: tt.refuse}
				err = s.prepare(t.Context(), second)
			}
			if tt.fails != "" {
				if err == nil || !strings.Contains(err.Error(), tt.fails) {
					t.Errorf("the error is %v, want %s", err, tt.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(tt.ran, second.ran); diff != "" {
				t.Errorf("statements of a second connection (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSessionIsReadOnly(t *testing.T) {
	d := newDatabase(t)
	d.views()
	_, err := d.pool(func(o *Options) { o.User = "root"; o.Password = nil }).Exec("DELETE FROM casework_cases")
	var refused *gomysql.MySQLError
	if !errors.As(err, &refused) || refused.Number != 1792 {
		t.Errorf("a source that connects as root may write: %v", err)
	}
}
