package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// create makes the data of a server: empty, or those of another, as its standby.
func (s *Server) create(data string, from *Server) error {
	if from != nil {
		return from.copyTo(data)
	}
	initdb := s.command("initdb", "--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--pgdata="+data)
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", initdb.Path, err, out)
	}
	return nil
}

// copyTo makes a copy of the server's data that begins as its hot standby. It is
// what pg_basebackup does, which not every collection of PostgreSQL's programs
// has; the functions bear other names before version 15.
func (s *Server) copyTo(data string) error {
	ctx := context.Background()
	db := s.open("postgres")
	defer db.Close()
	session, err := db.Conn(ctx) // a backup ends with its session
	if err != nil {
		return err
	}
	defer session.Close()
	var version int
	if err := session.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::integer").Scan(&version); err != nil {
		return err
	}
	start, stop := "SELECT pg_backup_start('standby', true)", "SELECT labelfile FROM pg_backup_stop(false)"
	if version < 150_000 {
		start, stop = "SELECT pg_start_backup('standby', true, false)", "SELECT labelfile FROM pg_stop_backup(false, false)"
	}
	if _, err := session.ExecContext(ctx, start); err != nil {
		return err
	}
	if out, err := exec.Command("cp", "-a", filepath.Join(s.dir, "data"), data).CombinedOutput(); err != nil {
		return fmt.Errorf("copy the data of postgres: %w\n%s", err, out)
	}
	var label string
	if err := session.QueryRowContext(ctx, stop).Scan(&label); err != nil {
		return err
	}
	primary := fmt.Sprintf("primary_conninfo = 'host=%s port=%s user=postgres'\n", filepath.Dir(s.Socket), strconv.Itoa(s.Port))
	for _, err := range []error{
		os.Remove(filepath.Join(data, "postmaster.pid")),
		s.put(filepath.Join(data, "backup_label"), label),
		s.put(filepath.Join(data, "standby.signal"), ""),
		s.put(filepath.Join(data, "postgresql.auto.conf"), primary),
	} {
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// put writes a file that the server may read and write.
func (s *Server) put(path, content string) error {
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		return err
	}
	return s.as.own(path)
}
