// Package postgrestest runs a private PostgreSQL server for tests, benchmarks
// and demonstrations: its own data directory, a unix socket, a port of
// 127.0.0.1, nothing left behind.
//
// It needs the programs initdb and postgres, which on Debian are in the package
// postgresql; of several versions it takes the newest. If TEST_POSTGRES names
// a folder of such programs, it runs those.
package postgrestest

import (
	"bytes"
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"casework/collectors/testutil/daemon"
)

const (
	startTimeout = 60 * time.Second
	stopTimeout  = 20 * time.Second
)

// Options tunes a Server. Zero fields take the documented defaults.
type Options struct {
	Database string   // created empty, UTF-8; default "casework"
	Args     []string // further arguments of postgres; they win over the package's own
	Dir      string   // parent of the server's directory; default the system's for temporary files
	From     *Server  // if not nil, the server is a hot standby of this one
}

// A Server is a running PostgreSQL. Its methods are not safe for concurrent
// use, except those of DB.
type Server struct {
	Host     string // "127.0.0.1"
	Port     int
	Socket   string // path of the unix socket
	Database string

	bin  string
	dir  string
	as   *account
	args []string
	proc *daemon.Process
	db   *sql.DB
}

// Start is New for a test: it fails t if PostgreSQL is missing or does not
// start, and closes the server when t ends. args are further arguments of
// postgres, such as "-cfsync=on".
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	s, err := New(Options{Args: args})
	return daemon.ForTest(t, s, err)
}

// New makes and starts a server. The caller must Close it.
func New(opts Options) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	as, err := unprivileged()
	if err != nil {
		return nil, err
	}
	// A short name: the path of a unix socket may have 107 bytes at most.
	dir, err := os.MkdirTemp(opts.Dir, "cwpg")
	if err != nil {
		return nil, fmt.Errorf("create the directory of postgres: %w", err)
	}
	s := &Server{Host: "127.0.0.1", Database: cmp.Or(opts.Database, "casework"), bin: bin, dir: dir, as: as}
	if err := s.init(opts); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// loginRules say who may connect: the superuser through the socket without a
// password, everybody else with one.
const loginRules = `local all postgres trust
local replication postgres trust
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
`

func (s *Server) init(opts Options) error {
	if err := s.as.own(s.dir); err != nil {
		return err
	}
	data := filepath.Join(s.dir, "data")
	if err := s.create(data, opts.From); err != nil {
		return err
	}
	rules := filepath.Join(data, "pg_hba.conf")
	if err := os.WriteFile(rules, []byte(loginRules), 0o600); err != nil {
		return err
	}
	var err error
	if s.Port, err = daemon.FreePort(); err != nil {
		return err
	}
	s.Socket = filepath.Join(s.dir, ".s.PGSQL."+strconv.Itoa(s.Port))
	s.args = []string{
		filepath.Join(s.bin, "postgres"), "-D", data, "-k", s.dir, "-h", s.Host, "-p", strconv.Itoa(s.Port),
		"-cfsync=off", "-cfull_page_writes=off", "-csynchronous_commit=off", "-ctimezone=UTC", "-cmax_connections=100",
		"-cshared_buffers=64MB", "-cpassword_encryption=scram-sha-256", "-clogging_collector=off", "-cunix_socket_permissions=0777", "-cmax_wal_size=2GB",
	}
	s.args = append(s.args, opts.Args...)
	if err := s.start(); err != nil {
		return err
	}
	if opts.From == nil {
		if err := s.closePublic(); err != nil {
			return err
		}
		db := s.open("postgres")
		defer db.Close()
		if _, err := db.Exec("CREATE DATABASE " + quote(s.Database)); err != nil {
			return fmt.Errorf("create database %s: %w", s.Database, err)
		}
	}
	s.db = s.open(s.Database)
	return nil
}

// command is a program of PostgreSQL, as a user that may run a server.
func (s *Server) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, program), args...)
	s.as.tune(cmd)
	return cmd
}

// open returns a pool of the superuser's connections to a database, through the
// socket.
func (s *Server) open(database string) *sql.DB {
	cfg, err := pgx.ParseConfig(s.Superuser("postgres"))
	if err != nil {
		panic(err) // the text is this package's own
	}
	cfg.Database = database
	cfg.RuntimeParams = map[string]string{"timezone": "UTC"}
	return stdlib.OpenDB(*cfg)
}

// Superuser is the connection string for the superuser, who needs no password,
// to a database that has a plain name.
func (s *Server) Superuser(database string) string {
	return fmt.Sprintf("host=%s port=%d user=postgres dbname=%s sslmode=disable", filepath.Dir(s.Socket), s.Port, database)
}

// start runs postgres and waits until it accepts connections.
func (s *Server) start() error {
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	p, err := daemon.Run(s.args, func(cmd *exec.Cmd) {
		s.as.tune(cmd)
		cmd.Stdout, cmd.Stderr = log, log
	})
	if err != nil {
		return err
	}
	s.proc = p
	db := s.open("postgres")
	defer db.Close()
	for deadline := time.Now().Add(startTimeout); time.Now().Before(deadline); {
		if err = db.Ping(); err == nil {
			return nil
		}
		select {
		case <-p.Done():
			return fmt.Errorf("postgres ended at its start: %w\n%s", p.Err(), s.Log())
		case <-time.After(10 * time.Millisecond):
		}
	}
	return fmt.Errorf("postgres accepts no connection after %v: %w\n%s", startTimeout, err, s.Log())
}

// Close stops the server and removes its directory. It may be called twice.
func (s *Server) Close() error {
	if s.db != nil {
		_ = s.db.Close() // fails after Kill, and matters to nobody
	}
	if s.proc != nil {
		s.Kill() // nothing of the data is kept, so an orderly shutdown is a waste of time
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

// Pid is the process identifier of the postmaster.
func (s *Server) Pid() int { return s.proc.Pid }

// Stop freezes the server and all its processes (SIGSTOP): it keeps its
// connections but answers nothing until Continue.
func (s *Server) Stop() {
	s.proc.Freeze()
	for _, pid := range daemon.Children(s.proc.Pid) {
		_ = syscall.Kill(pid, syscall.SIGSTOP) // fails if it has ended, which is as good
		for deadline := time.Now().Add(stopTimeout); daemon.Moves(pid) && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
	}
}

// Continue wakes a server that Stop froze.
func (s *Server) Continue() {
	for _, pid := range daemon.Children(s.proc.Pid) {
		_ = syscall.Kill(pid, syscall.SIGCONT)
	}
	s.proc.Signal(syscall.SIGCONT)
}

// Kill ends the server and all its processes at once (SIGKILL), as a crash of
// the machine would. Restart brings it back.
func (s *Server) Kill() {
	children := daemon.Children(s.proc.Pid)
	s.proc.Signal(syscall.SIGKILL)
	<-s.proc.Done()
	for _, pid := range children {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	for _, pid := range children { // they hold the memory that the next server wants
		for deadline := time.Now().Add(stopTimeout); daemon.Runs(pid) && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
	}
}

// Restart starts the server again with the same data and port, after shutting
// it down in order if it still runs.
func (s *Server) Restart() error {
	select {
	case <-s.proc.Done():
	default:
		s.Continue()
		s.proc.Signal(syscall.SIGINT) // ends connections
		select {
		case <-s.proc.Done():
		case <-time.After(stopTimeout):
			s.Kill()
		}
	}
	return s.start()
}

// programs is the folder of PostgreSQL's programs. Debian has one a version,
// and none of them in PATH.
func programs() (string, error) {
	if dir := os.Getenv("TEST_POSTGRES"); dir != "" {
		return dir, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // the pattern is well formed
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4])
		return n
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	if len(found) > 0 {
		return filepath.Dir(found[0]), nil
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errors.New("postgres is missing: install postgresql (Debian package)")
}
