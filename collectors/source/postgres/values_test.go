package postgres

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/sourcetest"
)

// TestTimesAreToldApart: what a TIMESTAMP shows is read in the source's zone, a
// TIMESTAMPTZ is an instant, and what never comes is no time.
func TestTimesAreToldApart(t *testing.T) {
	d := newDatabase(t, spoilt.Server(t))
	d.exec(`CREATE TABLE c (id int PRIMARY KEY, wall timestamp, instant timestamptz, day date, number numeric(20,3), changed timestamptz)`,
		`CREATE INDEX ON c (changed, id)`,
		`INSERT INTO c VALUES
			(1, '2024-07-01 12:00', '2024-07-01 12:00+00', '2024-07-01', 1719835200.5, '2024-07-01 12:00+00'),
			(2, 'infinity', 'infinity', 'infinity', NULL, 'infinity'),
			(3, '-infinity', '-infinity', '-infinity', 'NaN', '-infinity'),
			(4, '20000-01-01', '20000-01-01', '20000-01-01', 1e15, '2024-07-02 12:00+00'),
			(5, '1969-12-31', '1969-12-31 Z', '1969-12-31', -1, NULL)`)
	noon := sourcetest.Unix(t, "2024-07-01 12:00:00")
	for column, want := range map[string]int64{
		"wall": noon - 7200, "instant": noon, "day": sourcetest.Unix(t, "2024-06-30 22:00:00"), "number": noon,
	} {
		s := d.open(map[string]string{"cases.sql": "SELECT id AS case_id, 'Nord' AS unit, " + column + " AS received_at, " + column + " AS closed_at, changed AS changed_at FROM c"},
			func(o *Options) { o.Location = sourcetest.Location(t, "Europe/Oslo"); o.PageSize = 2 })
		first := sourcetest.Changes(t, s, ledger.Cases, 0)
		got := map[ledger.ID]int64{}
		for _, c := range first.Cases {
			got[c.ID] = c.Received
			if c.Closed != c.Received {
				t.Errorf("%s: received at %d, closed at %d", column, c.Received, c.Closed)
			}
		}
		keys := sourcetest.Keys(1, 2, 3, 4, 5)
		if diff := cmp.Diff(map[ledger.ID]int64{keys[0]: want, keys[1]: 0, keys[2]: 0, keys[3]: 0, keys[4]: 0}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", column, diff)
		}
		// The present is as far as a future without end moves the cursor.
		if ahead := time.Until(time.UnixMicro(int64(first.Next))); ahead > 0 || ahead < -time.Hour {
			t.Errorf("%s: the cursor is %v ahead of the clock", column, ahead)
		}
		if poll := sourcetest.Changes(t, s, ledger.Cases, first.Next); !cmp.Equal(poll.IDs(), sourcetest.Keys(2)) {
			t.Errorf("%s: a poll reads %v, want the row that changes in the future", column, poll.IDs())
		}
		sums, err := s.Summaries(t.Context(), ledger.Cases, noon-10*86400, noon+10*86400)
		if sum := sums["Nord"]; err != nil || sum.Rows != 1 || sum.Closed != 1 {
			t.Errorf("%s: the sums are %+v: %v", column, sums, err)
		}
	}
}

// TestTypesOfExtensionsAndOfUsers: texts of types that the driver does not know
// are texts, also those that are made while the exporter runs.
func TestTypesOfExtensionsAndOfUsers(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	s := d.open(map[string]string{"cases.sql": "SELECT id AS case_id, unit, kind AS case_type, now() AS received_at, NULL::date AS closed_at FROM c"})
	d.exec("CREATE TABLE c (id int, unit char(20), kind text)", "INSERT INTO c VALUES (1, 'Ås', 'bygg')")
	for _, change := range []string{
		"", "CREATE TYPE kind AS ENUM ('bygg', 'fradeling')", "ALTER TABLE c ALTER kind TYPE kind USING kind::kind",
		"CREATE EXTENSION citext", "ALTER TABLE c ALTER unit TYPE citext",
		"CREATE DOMAIN short AS varchar(30)", "ALTER TABLE c ALTER kind TYPE short",
	} {
		d.exec(change)
		var r sourcetest.Read
		err := s.Changes(t.Context(), ledger.Cases, 0, r.Add)
		if err != nil { // what the source knew is out of date, which it finds out
			r = sourcetest.Changes(t, s, ledger.Cases, 0)
		}
		if len(r.Cases) != 1 || r.Cases[0].Unit != "Ås" || r.Cases[0].Type != "bygg" {
			t.Errorf("after %q the cases are %+v", change, r.Cases)
		}
	}
}

// TestMissingColumnsAreOff: an optional column that a table lacks is left out,
// whatever the server's language and however it is quoted.
func TestMissingColumnsAreOff(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	d.exec("CREATE TABLE c AS SELECT 1 AS id, 'Nord' AS unit, now() AS received, now() AS closed")
	for _, query := range []string{
		"SELECT id AS case_id, unit, received AS received_at, started AS started_at, closed AS closed_at, due AS deadline_at FROM c",
		`SELECT c.id AS case_id, c.unit, c.received AS received_at, "c"."Startet" AS "started_at", c.closed AS closed_at, c.due deadline_at FROM c`,
	} {
		s := d.open(map[string]string{"cases.sql": query})
		if got := sourcetest.Changes(t, s, ledger.Cases, 0); len(got.Cases) != 1 || s.Columns().Started || s.Columns().Deadline {
			t.Errorf("%s: cases %+v, columns %+v", query, got.Cases, s.Columns())
		}
	}
}

// TestDenied: a table that the user may not read is off, until it may; and it
// is a failure when it may not any more.
func TestDenied(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	d.exec("CREATE TABLE c AS SELECT 1 AS case_id, "+plain, "CREATE TABLE e AS SELECT 1 AS error_id, 'Nord' AS unit, now() AS reported_at", "REVOKE SELECT ON e FROM reader")
	s := d.open(map[string]string{"cases.sql": "SELECT * FROM c", "errors.sql": "SELECT * FROM e"})
	has := func() bool {
		if _, err := s.Units(t.Context()); err != nil {
			t.Fatal(err)
		}
		there, err := s.Has(t.Context(), source.Errors)
		if err != nil {
			t.Fatal(err)
		}
		return there
	}
	if has() {
		t.Error("errors are on")
	}
	sourcetest.Find(t, sourcetest.Inspect(t, s), "errors.sql", "there is no such table, or no right to read it: no error metrics")
	d.exec("GRANT SELECT ON e TO reader")
	if !has() || len(sourcetest.Changes(t, s, ledger.Errors, 0).Errors) != 1 {
		t.Error("errors are off")
	}
	d.exec("REVOKE SELECT ON e FROM reader")
	for range 2 {
		err := s.Changes(t.Context(), ledger.Errors, 1, func(*ledger.Page) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "42501") || !has() {
			t.Errorf("nobody may read errors any more: %v", err)
		}
	}
}

func TestErrorsNameTheirSubjectAndNoSecret(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	d.exec("CREATE TABLE secrets (name text)", "REVOKE ALL ON secrets FROM reader", "CREATE TABLE c AS SELECT 'Ola Nordmann' AS name")
	const password = "sikkert-p4ssord"
	good := map[string]string{"cases.sql": "SELECT 1 AS case_id, " + plain}
	right := func(o *Options) { o.Password = func() (string, error) { return "secret", nil } }
	for _, tt := range []struct {
		name  string
		files map[string]string
		tune  func(*Options)
		want  []string
	}{
		{"wrong password", good, func(*Options) {}, []string{"28P01", "reader", `read cases of source "test"`}},
		{"wrong password over TCP", good, func(o *Options) { o.Socket, o.Port = "", d.Port }, []string{"28P01"}},
		{"nobody listens", good, func(o *Options) { o.Socket, o.Port = "", 1 }, []string{"connection refused"}},
		{"no such socket", good, func(o *Options) { o.Socket = "/nowhere" }, []string{"/nowhere", "no such file"}},
		{"no such database", good, func(o *Options) { o.Database = "testnone"; right(o) }, []string{"3D000", "testnone"}},
		{"password cannot be read", good, func(o *Options) {
			o.Password = func() (string, error) { return password, os.ErrNotExist }
		}, []string{"read the password: file does not exist"}},
		{"no such table", map[string]string{"cases.sql": "SELECT * FROM nothing"}, right, []string{"42P01", `"nothing" does not exist; without a schema, tables are looked for in public`}},
		{"no right", map[string]string{"cases.sql": "SELECT * FROM secrets"}, right, []string{"42501", "secrets"}},
		{"not SQL", map[string]string{"cases.sql": "SELECT FROM WHERE"}, right, []string{"42601"}},
		{"a value that is none", map[string]string{"cases.sql": "SELECT name::int AS case_id, " + plain + " FROM c"}, right, []string{"22P02", "withheld"}},
		{"wrong types", map[string]string{"cases.sql": "SELECT 1 AS case_id, 2.5::float8 AS unit, 'x' AS started_at"}, right, []string{
			"cases.sql", "received_at is missing", "unit is DOUBLE PRECISION, allowed are TEXT", "started_at is TEXT, allowed are TIMESTAMP",
		}},
		{"server without TLS", good, func(o *Options) { o.Socket, o.Port = "", d.Port; o.TLS.Mode = "required" }, []string{"refused TLS"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := d.open(tt.files, func(o *Options) {
				o.Password = func() (string, error) { return password, nil }
				tt.tune(o)
			})
			err := s.Changes(t.Context(), ledger.Cases, 0, func(*ledger.Page) error { return nil })
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error %q does not say %q", err, want)
				}
			}
			for _, secret := range []string{password, "Ola"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error %q quotes %q", err, secret)
				}
			}
		})
	}
}

func TestOptionsAreChecked(t *testing.T) {
	_, err := Open(Options{Server: source.Server{Port: 70000}, Schemas: []string{"", strings.Repeat("x", 64)}})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"no user", "no database", "port 70000: allowed are 1 to 65535", `schema ""`, `schema "xxx`, "no adapter"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error %q does not say %q", err, want)
		}
	}
}
