package postgres

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source/sourcetest"
	"casework/collectors/testutil"
	"casework/collectors/testutil/daemon"
)

// pool runs a PgBouncer before a database, in a mode, and returns its port.
func pool(t *testing.T, d *database, mode string, sessions int) int {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		program = "/usr/sbin/pgbouncer"
	}
	port, err := daemon.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "cwpool")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil { //nolint:gosec // another user reads it
			t.Fatal(err)
		}
		return path
	}
	users := write("users", `"reader" "secret"`+"\n"+`"postgres" ""`+"\n")
	config := write("config", fmt.Sprintf(`[databases]
* = host=%s port=%d
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = plain
auth_file = %s
pool_mode = %s
default_pool_size = %d
server_reset_query =
`, d.Host, d.Port, port, users, mode, sessions))
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // another user reads it
		t.Fatal(err)
	}
	args := []string{program, "-q", config}
	if os.Geteuid() == 0 {
		args = []string{program, "-q", "-u", "nobody", config}
	}
	var log testutil.Buffer
	p, err := daemon.Run(args, func(cmd *exec.Cmd) { cmd.Stdout, cmd.Stderr = &log, &log })
	if err != nil {
		t.Fatalf("%v: install pgbouncer (Debian package)", err)
	}
	t.Cleanup(func() {
		p.Signal(syscall.SIGKILL)
		<-p.Done()
	})
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	if !testutil.Within(20*time.Second, func() bool {
		c, err := net.Dial("tcp", address)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	}) {
		t.Fatalf("PgBouncer does not listen:\n%s", log.String())
	}
	return port
}

// TestBehindPooler: in transaction mode, other clients' sessions come and go
// between two statements. What they set, prepared and left behind changes
// nothing.
func TestBehindPooler(t *testing.T) {
	for _, mode := range []string{"transaction", "session"} {
		t.Run(mode, func(t *testing.T) {
			d := newDatabase(t, shared.Server(t))
			d.exec(adapters.ViewsSchemaPostgres, "INSERT INTO casework_cases (unit, received_at, changed_at) "+
				"SELECT 'Ås', '2024-01-01Z', '2024-01-01Z'::timestamptz + n * interval '1 s' FROM generate_series(1, 500) AS g(n)")
			sessions := 1
			if mode == "session" {
				sessions = 4 // a client keeps one as long as it is connected
			}
			port := pool(t, d, mode, sessions)
			views, err := adapters.Open("views")
			if err != nil {
				t.Fatal(err)
			}
			behind := func(o *Options) { o.Socket, o.Host, o.Port, o.Adapter = "", "127.0.0.1", port, views; o.PageSize = 50 }
			first, second := d.open(nil, behind), d.open(nil, behind)
			_, other := d.pool(func(o *Options) { behind(o) })
			// Another client, which may be given the same session.
			conn, err := other.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			spoil := func() {
				t.Helper()
				err := conn.Raw(func(dc any) error {
					return dc.(*connection).run(t.Context(), "SET timezone = 'Asia/Tokyo'; SET search_path = pg_catalog; SET datestyle = 'German'; "+
						"SET client_encoding = 'LATIN1'; SET statement_timeout = '10s'; SET default_transaction_read_only = off; SET application_name = 'other'")
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			var want []ledger.Case
			for range 3 {
				spoil()
				a := sourcetest.Changes(t, first, ledger.Cases, 0)
				spoil()
				b := sourcetest.Changes(t, second, ledger.Cases, a.Next)
				if len(a.Cases) != 500 || len(b.Cases) != 500 { // all lie in the overlap
					t.Fatalf("%d and %d cases were read, want 500", len(a.Cases), len(b.Cases))
				}
				if want == nil {
					want = a.Cases
				}
				if !slices.Equal(want, a.Cases) || a.Cases[0].Unit != "Ås" {
					t.Error("the cases are others than at first")
				}
			}
			if _, err := first.Inspect(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
