package postgrestest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"casework/collectors/adapters"
)

// DB is a pool of the superuser's connections to the server's database, for
// tests to write with. Their time zone is UTC.
func (s *Server) DB() *sql.DB { return s.db }

// Exec runs one statement as the superuser; without arguments, any number of
// them.
func (s *Server) Exec(query string, args ...any) error {
	if _, err := s.db.ExecContext(context.Background(), query, args...); err != nil {
		return fmt.Errorf("%s: %w", abbreviate(query), err)
	}
	return nil
}

// Views creates the canonical tables of the views adapter, empty, with their
// indexes.
func (s *Server) Views(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, adapters.ViewsSchemaPostgres); err != nil {
		return fmt.Errorf("create the tables of the views adapter: %w", err)
	}
	return nil
}

// Encrypt has the server encrypt new connections through TCP, with a certificate
// and key of PEM files that it keeps copies of. It takes effect a moment later.
func (s *Server) Encrypt(certificate, key string) error {
	for name, path := range map[string]string{"server.crt": certificate, "server.key": key} {
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		copied := filepath.Join(s.dir, "data", name)
		if err := os.WriteFile(copied, content, 0o600); err != nil {
			return err
		}
		if err := s.as.own(copied); err != nil {
			return err
		}
	}
	for _, stmt := range []string{"ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()"} {
		if err := s.Exec(stmt); err != nil {
			return err
		}
	}
	return nil
}

// CreateUser creates a user who may SELECT what is in the schema public of the
// server's database now and later, nothing else.
func (s *Server) CreateUser(name, password string) error {
	if err := s.Exec("CREATE ROLE " + quote(name) + " LOGIN PASSWORD '" + strings.ReplaceAll(password, "'", "''") + "'"); err != nil {
		// Not the statement's own error, which quotes the password.
		return fmt.Errorf("create user %s failed", name)
	}
	return s.Exec("GRANT USAGE ON SCHEMA public TO " + quote(name) + "; GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + quote(name) +
		"; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO " + quote(name))
}

// closePublic keeps everybody from creating tables in the schema public of the
// databases to come, as versions from 15 on do by themselves: a role that may is a
// problem that check reports.
func (s *Server) closePublic() error {
	db := s.open("template1")
	defer db.Close() // nothing may be connected to what is copied
	if _, err := db.Exec("REVOKE CREATE ON SCHEMA public FROM PUBLIC"); err != nil {
		return fmt.Errorf("close the schema public: %w", err)
	}
	return nil
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func abbreviate(query string) string {
	if query = strings.Join(strings.Fields(query), " "); len(query) > 200 {
		return query[:200] + "…"
	}
	return query
}
