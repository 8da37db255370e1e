// Package mariadbtest runs a private MariaDB server for tests, benchmarks and
// demonstrations: its own data directory, a unix socket, a port of 127.0.0.1,
// no configuration file read, nothing left behind.
//
// It needs the programs mariadbd and mariadb-install-db, which on Debian are
// in the package mariadb-server. If TEST_MYSQLD names MySQL's mysqld, it runs
// that in their place.
package mariadbtest

import (
	"bytes"
	"cmp"
	"database/sql"
	"errors"
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

	"github.com/go-sql-driver/mysql"

	"casework/collectors/testutil/daemon"
)

const (
	startTimeout = 60 * time.Second
	stopTimeout  = 20 * time.Second
)

// Options tunes a Server. Zero fields take the documented defaults.
type Options struct {
	Database   string   // created empty, utf8mb4; default "casework"
	BufferPool string   // innodb_buffer_pool_size; default "64M"
	Args       []string // further arguments of mariadbd; they win over the package's own
	Dir        string   // parent of the server's directory; default the system's for temporary files
}

// A Server is a running MariaDB. Its methods are not safe for concurrent use,
// except those of DB.
type Server struct {
	Host     string // "127.0.0.1"
	Port     int
	Socket   string // path of the unix socket
	Database string
	Env      []string // of the server's process beside this one's, from its next start on

	dir  string
	args []string
	proc *daemon.Process
	db   *sql.DB

	kept  map[string]string // variables of root's sessions, on a spoilt server
	shown int64             // rows that Reads itself had the server scan
}

// Start is New for a test: it fails t if MariaDB is missing or does not start,
// and closes the server when t ends. args are further arguments of mariadbd,
// such as "--innodb-flush-log-at-trx-commit=2".
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	s, err := New(Options{Args: args})
	return daemon.ForTest(t, s, err)
}

// New installs and starts a server. The caller must Close it.
func New(opts Options) (*Server, error) {
	p, err := programs()
	if err != nil {
		return nil, err
	}
	// A short name: the path of a unix socket may have 107 bytes at most.
	dir, err := os.MkdirTemp(opts.Dir, "cwdb")
	if err != nil {
		return nil, fmt.Errorf("create the directory of mariadbd: %w", err)
	}
	s := &Server{
		Host:     "127.0.0.1",
		Socket:   filepath.Join(dir, "s"),
		Database: cmp.Or(opts.Database, "casework"),
		dir:      dir,
	}
	if err := s.init(p, opts); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) init(p product, opts Options) error {
	// Servers that share a directory for temporary files take each other's.
	tmp := filepath.Join(s.dir, "tmp")
	if err := os.Mkdir(tmp, 0o700); err != nil {
		return err
	}
	common := append([]string{
		"--no-defaults", "--datadir=" + filepath.Join(s.dir, "data"), "--tmpdir=" + tmp, "--innodb-autoextend-increment=1",
	}, p.args...)
	if os.Geteuid() == 0 {
		common = append(common, "--user=root") // the server refuses to be root unless told
	}
	install := exec.Command(p.install[0], slices.Concat(common, p.install[1:])...)
	if out, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", p.install[0], err, out)
	}
	var err error
	if s.Port, err = daemon.FreePort(); err != nil {
		return err
	}
	s.args = append([]string{p.daemon}, common...)
	s.args = append(s.args,
		"--socket="+s.Socket, "--port="+strconv.Itoa(s.Port), "--bind-address="+s.Host,
		"--pid-file="+filepath.Join(s.dir, "pid"),
		"--log-error="+filepath.Join(s.dir, "log"),
		"--skip-name-resolve", "--skip-log-bin", "--default-time-zone=+00:00", "--performance-schema=off",
		"--character-set-server=utf8mb4", "--max-connections=100",
		"--innodb-buffer-pool-size="+cmp.Or(opts.BufferPool, "64M"),
		"--innodb-buffer-pool-dump-at-shutdown=off",
	)
	s.args = append(s.args, opts.Args...)
	if err := s.start(); err != nil {
		return err
	}
	db, err := s.open("", nil)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Exec("CREATE DATABASE " + quote(s.Database) + " CHARACTER SET utf8mb4"); err != nil {
		return fmt.Errorf("create database %s: %w", s.Database, err)
	}
	s.db, err = s.open(s.Database, nil)
	return err
}

// open returns a pool of root's connections, through the socket, each with some
// session variables set.
func (s *Server) open(database string, variables map[string]string) (*sql.DB, error) {
	cfg := mysql.NewConfig()
	cfg.User, cfg.Net, cfg.Addr, cfg.DBName = "root", "unix", s.Socket, database
	cfg.ParseTime, cfg.Params = true, variables
	cfg.Logger = &mysql.NopLogger{} // a test that kills the server breaks connections on purpose
	c, err := mysql.NewConnector(cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to mariadbd: %w", err)
	}
	return sql.OpenDB(c), nil
}

// start runs mariadbd and waits until it accepts connections.
func (s *Server) start() error {
	p, err := daemon.Run(s.args, func(cmd *exec.Cmd) { cmd.Env = append(os.Environ(), s.Env...) })
	if err != nil {
		return err
	}
	s.proc = p
	for deadline := time.Now().Add(startTimeout); time.Now().Before(deadline); {
		conn, err := net.Dial("unix", s.Socket)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-p.Done():
			return fmt.Errorf("mariadbd ended at its start: %w\n%s", p.Err(), s.Log())
		case <-time.After(10 * time.Millisecond):
		}
	}
	return fmt.Errorf("mariadbd accepts no connection after %v\n%s", startTimeout, s.Log())
}

// Close stops the server and removes its directory. It may be called twice.
func (s *Server) Close() error {
	if s.db != nil {
		_ = s.db.Close() // fails after Kill, and matters to nobody
	}
	if s.proc != nil {
		// Nothing of the data is kept, so an orderly shutdown is a waste of time.
		s.proc.Signal(syscall.SIGKILL)
		<-s.proc.Done()
	}
	return os.RemoveAll(s.dir)
}

// Log is the server's own log so far.
func (s *Server) Log() string {
	b, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(b))
}

// Pid is the process identifier of mariadbd.
func (s *Server) Pid() int { return s.proc.Pid }

// Stop freezes the server (SIGSTOP): it keeps its connections but answers
// nothing until Continue.
func (s *Server) Stop() { s.proc.Freeze() }

// Continue wakes a server that Stop froze.
func (s *Server) Continue() { s.proc.Signal(syscall.SIGCONT) }

// Kill ends the server at once (SIGKILL), as a crash would. Restart brings it
// back.
func (s *Server) Kill() {
	s.proc.Signal(syscall.SIGKILL)
	<-s.proc.Done()
}

// Restart starts the server again with the same data and port, after shutting
// it down in order if it still runs.
func (s *Server) Restart() error {
	select {
	case <-s.proc.Done():
	default:
		s.proc.Signal(syscall.SIGCONT)
		s.proc.Signal(syscall.SIGTERM)
		select {
		case <-s.proc.Done():
		case <-time.After(stopTimeout):
			s.Kill()
		}
	}
	return s.start()
}
