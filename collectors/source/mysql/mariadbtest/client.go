package mariadbtest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// DB is a pool of root's connections to the server's database, for tests to
// write with. Times are read and written as UTC, which is also the server's
// own time zone.
func (s *Server) DB() *sql.DB { return s.db }

// Pool creates an empty database and returns a pool of root's connections to
// it, which the caller closes.
func (s *Server) Pool(database string) (*sql.DB, error) {
	if err := s.Exec("CREATE DATABASE " + quote(database) + " CHARACTER SET utf8mb4"); err != nil {
		return nil, err
	}
	return s.open(database, s.kept)
}

// Exec runs one statement as root.
func (s *Server) Exec(query string, args ...any) error {
	if _, err := s.db.ExecContext(context.Background(), query, args...); err != nil {
		return fmt.Errorf("%s: %w", abbreviate(query), err)
	}
	return nil
}

// Status is what the server has counted so far, of all connections, under the names that a
// LIKE pattern fits.
func (s *Server) Status(ctx context.Context, names string) (map[string]int64, error) {
	rows, err := s.db.QueryContext(ctx, "SHOW GLOBAL STATUS LIKE '"+names+"'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]int64{}
	for rows.Next() {
		var name string
		var value int64
		if err := rows.Scan(&name, &value); err != nil {
			return nil, err
		}
		all[name] = value
	}
	return all, rows.Err()
}

// Reads is how many rows the server has read so far: by an index, and without
// one. It counts what all connections do, but not itself.
func (s *Server) Reads(ctx context.Context) (indexed, scanned int64, err error) {
	count := func() (indexed, scanned int64, err error) {
		all, err := s.Status(ctx, "Handler_read%")
		for name, value := range all {
			if name == "Handler_read_rnd_next" {
				scanned = value
			} else {
				indexed += value
			}
		}
		return indexed, scanned, err
	}
	// SHOW STATUS scans rows itself, at its end: the second time shows how many.
	// Those of the first time and before are left to the next call.
	_, first, err := count()
	if err != nil {
		return 0, 0, err
	}
	indexed, second, err := count()
	own := second - first
	s.shown += 2 * own
	return indexed, second + own - s.shown, err
}

// script runs statements as root; each ends with a semicolon at the end of a
// line.
func (s *Server) script(ctx context.Context, script string) error {
	for stmt := range strings.SplitSeq(script, ";\n") {
		if strings.TrimSpace(stmt) == "" {
			continue
		}
		if _, err := s.db.ExecContext(ctx, stmt); err != nil {
			return fmt.Errorf("%s: %w", abbreviate(stmt), err)
		}
	}
	return nil
}

// CreateUser creates a user who may connect from anywhere and SELECT in the
// server's database, nothing else.
func (s *Server) CreateUser(name, password string) error {
	user := "'" + strings.ReplaceAll(name, "'", "''") + "'@'%'"
	if err := s.Exec("CREATE USER " + user + " IDENTIFIED BY '" +
		strings.NewReplacer("'", "''", `\`, `\\`).Replace(password) + "'"); err != nil {
		// Not the statement's own error, which quotes the password.
		return fmt.Errorf("create user %s failed", user)
	}
	return s.Exec("GRANT SELECT ON " + quote(s.Database) + ".* TO " + user)
}

func quote(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

func abbreviate(query string) string {
	if query = strings.Join(strings.Fields(query), " "); len(query) > 200 {
		return query[:200] + "…"
	}
	return query
}
