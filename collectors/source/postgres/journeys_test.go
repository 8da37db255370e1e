package postgres

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source/sourcetest"
	"casework/collectors/supplement"
)

// A counter stands between a source and its server, and counts the journeys to the
// server and back: how often the source waits for an answer.
type counter struct {
	port int
	n    atomic.Int64
}

func countJourneys(t *testing.T, d *database) *counter {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	c := &counter{port: listener.Addr().(*net.TCPAddr).Port}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", net.JoinHostPort(d.Host, strconv.Itoa(d.Port)))
			if err != nil {
				_ = client.Close()
				return
			}
			go func() {
				_, _ = io.Copy(client, server)
				_ = client.Close()
			}()
			go func() {
				_ = c.pass(server, client)
				_ = server.Close()
			}()
		}
	}()
	return c
}

// pass passes on what a client sends, message by message: the first has no type. A client
// waits after a password, a query, a Sync and a Flush.
func (c *counter) pass(server io.Writer, client io.Reader) error {
	for first := true; ; first = false {
		head := make([]byte, 5)
		if first {
			head = head[1:]
		}
		if _, err := io.ReadFull(client, head); err != nil {
			return err
		}
		body := make([]byte, binary.BigEndian.Uint32(head[len(head)-4:])-4)
		if _, err := io.ReadFull(client, body); err != nil {
			return err
		}
		switch kind := head[0]; {
		case kind == 'Q' && strings.HasPrefix(string(body), "-- ping"): // as the machine is slow
		case first, kind == 'p', kind == 'Q', kind == 'S', kind == 'H':
			c.n.Add(1)
		}
		if _, err := server.Write(append(head, body...)); err != nil {
			return err
		}
	}
}

// TestJourneys: a statement that was asked before goes to the server and back once, with
// all that its transaction takes, and one that was not goes twice.
func TestJourneys(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	d.exec(adapters.ViewsSchemaPostgres, "INSERT INTO casework_cases (unit, received_at, changed_at) "+
		"SELECT 'Nord', '2024-01-01Z', '2024-01-01Z'::timestamptz + n * interval '1 s' FROM generate_series(1, 20) AS g(n)")
	c := countJourneys(t, d)
	views, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	s := d.open(nil, func(o *Options) { o.Socket, o.Host, o.Port, o.Adapter = "", "127.0.0.1", c.port, views })
	poll := func() {
		t.Helper()
		for _, table := range ledger.Tables() {
			sourcetest.Changes(t, s, table, sourcetest.Cursor(t, "2024-01-01 00:00:00"))
		}
		for _, table := range supplement.Tables() {
			if _, err := s.ReadTable(t.Context(), table, 0, func(supplement.Row) {}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Late(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	// The clock, of each table of rows a page, of each other its rows; and who writes.
	asked := int64(1 + len(ledger.Tables()) + len(supplement.Tables()) + 1)
	poll()
	for range 2 {
		c.n.Store(0)
		poll()
		if n := c.n.Load(); n != asked {
			t.Errorf("a poll goes to the server and back %d times, want %d", n, asked)
		}
	}
}

// TestDescriptionsOfQueriesAreTrue: a query that was asked before is answered right where
// a table or view is another by now, in whatever its columns and parameters differ.
func TestDescriptionsOfQueriesAreTrue(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	c := countJourneys(t, d)
	_, db := d.pool(func(o *Options) { o.Socket, o.Host, o.Port = "", "127.0.0.1", c.port })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ask := func() (all []string) {
		t.Helper()
		c.n.Store(0)
		rows, err := conn.QueryContext(t.Context(), "SELECT * FROM c WHERE n >= $1", 2)
		if err != nil {
			return []string{err.Error()}
		}
		defer rows.Close()
		kinds, err := rows.ColumnTypes()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values, into := make([]any, len(kinds)), make([]any, len(kinds))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			line := ""
			for i, kind := range kinds {
				line += fmt.Sprintf("%s %s %v;", kind.Name(), kind.DatabaseTypeName(), values[i])
			}
			all = append(all, line)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return all
	}
	for _, tt := range []struct {
		as   string // what the table becomes
		want []string
		most int64 // journeys
	}{
		{"n int4", []string{"n INTEGER 2;", "n INTEGER 3;"}, 2},
		{"", []string{"n INTEGER 2;", "n INTEGER 3;"}, 1},
		{"n int8", []string{"n BIGINT 2;", "n BIGINT 3;"}, 4},
		{"", []string{"n BIGINT 2;", "n BIGINT 3;"}, 1},
		{"n numeric", []string{"n NUMERIC 2;", "n NUMERIC 3;"}, 4},
		{"n int8, m text DEFAULT 'x'", []string{"n BIGINT 2;m TEXT x;", "n BIGINT 3;m TEXT x;"}, 4},
		{"m text DEFAULT 'x', n int8", []string{"m TEXT x;n BIGINT 2;", "m TEXT x;n BIGINT 3;"}, 4},
		{"m timestamptz DEFAULT 'infinity', n int8", []string{"m TIMESTAMPTZ infinity;n BIGINT 2;", "m TIMESTAMPTZ infinity;n BIGINT 3;"}, 4},
		{"n bool", []string{errNoForm.Error()}, 4},
		{"n int8", []string{"n BIGINT 2;", "n BIGINT 3;"}, 4},
	} {
		if tt.as != "" {
			d.exec("DROP TABLE IF EXISTS c", "CREATE TABLE c ("+tt.as+")", "GRANT SELECT ON c TO reader")
			if !strings.Contains(tt.as, "bool") {
				d.exec("INSERT INTO c (n) VALUES (1), (2), (3)")
			}
		}
		if diff := cmp.Diff(tt.want, ask()); diff != "" {
			t.Errorf("with %q (-want +got):\n%s", tt.as, diff)
		}
		if n := c.n.Load(); n > tt.most {
			t.Errorf("with %q, the query goes to the server and back %d times, want at most %d", tt.as, n, tt.most)
		}
	}
}
