package postgres

import (
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/source"
)

// hintOf is the hint of the first problem whose detail holds that.
func hintOf(t *testing.T, s *source.Source, detail string) string {
	t.Helper()
	findings, _ := s.Inspect(t.Context())
	i := slices.IndexFunc(findings, func(f source.Finding) bool {
		return f.Level == source.Problem && strings.Contains(f.Detail, detail)
	})
	if i < 0 {
		t.Fatalf("no problem says %q: %+v", detail, findings)
	}
	return findings[i].Hint
}

// greeting is the first message of a MariaDB, of so many bytes.
func greeting(length byte) string {
	body := "\x0a10.11.19-MariaDB\x00"
	return string([]byte{length, 0, 0, 0}) + body + strings.Repeat("\x01", int(length)-len(body))
}

// TestDiagnoseWhatIsNotPostgres: a MariaDB greets who connects, and a server
// that waits to be greeted says nothing. Either way DRIVER is named.
func TestDiagnoseWhatIsNotPostgres(t *testing.T) {
	for _, tt := range []struct {
		name, greeting, detail string
	}{
		{"MariaDB", greeting(74), "does not speak as PostgreSQL does"},
		{"MariaDB, by a length that is a type of message", greeting('Z'), "does not speak as PostgreSQL does"},
		{"one that says nothing", "", "nothing comes back"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			go func() {
				for {
					conn, err := listener.Accept()
					if err != nil {
						return
					}
					defer conn.Close()
					_, _ = conn.Write([]byte(tt.greeting))
				}
			}()
			d := newDatabase(t, shared.Server(t))
			s := d.open(map[string]string{"cases.sql": "SELECT 1 AS case_id, " + plain}, func(o *Options) {
				o.Socket, o.Host, o.Port = "", "127.0.0.1", listener.Addr().(*net.TCPAddr).Port
				o.Timeout = time.Second
			})
			if hint := hintOf(t, s, tt.detail); !strings.Contains(hint, "DRIVER") {
				t.Errorf("the hint is %q", hint)
			}
		})
	}
}

// TestDiagnoseRightsOfOthers: where the owner of a view lost a right, or the
// account may not use a schema, the hint names that too.
func TestDiagnoseRightsOfOthers(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	d.exec(`CREATE SCHEMA product; CREATE SCHEMA casework; CREATE ROLE view_owner;
		CREATE TABLE product.c (id int PRIMARY KEY, at timestamp); GRANT USAGE ON SCHEMA product TO view_owner; GRANT SELECT ON product.c TO view_owner;
		CREATE VIEW casework.v AS SELECT id AS case_id, 'Nord' AS unit, '' AS case_type, at AS received_at, at AS closed_at FROM product.c;
		ALTER VIEW casework.v OWNER TO view_owner; GRANT USAGE ON SCHEMA casework TO reader; GRANT SELECT ON casework.v TO reader`)
	defer d.exec("DROP OWNED BY view_owner CASCADE; DROP ROLE view_owner")
	s := d.open(map[string]string{"cases.sql": "SELECT case_id, unit, case_type, received_at, closed_at FROM v"}, func(o *Options) { o.Schemas = []string{"casework"} })
	d.exec("REVOKE SELECT ON product.c FROM view_owner")
	if hint := hintOf(t, s, "permission denied for table c"); !strings.Contains(hint, "the owner of the view needs that") {
		t.Errorf("of a view whose owner lost its right: %q", hint)
	}
	d.exec("REVOKE USAGE ON SCHEMA casework FROM reader")
	if hint := hintOf(t, s, `relation "v" does not exist`); !strings.Contains(hint, "GRANT USAGE ON SCHEMA") {
		t.Errorf("of a schema that may not be used: %q", hint)
	}
}
