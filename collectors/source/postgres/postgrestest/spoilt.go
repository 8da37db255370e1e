package postgrestest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// spoilt is what a spoilt server hands to every session: settings, each of
// which changes what some SELECT returns, cuts it off, or leaves it waiting.
// Servers of some versions lack some.
var spoilt = [][2]string{
	{"statement_timeout", "5s"},
	{"lock_timeout", "1ms"},
	{"idle_in_transaction_session_timeout", "3s"},
	{"idle_session_timeout", "3s"},
	{"transaction_timeout", "4s"},
	{"default_transaction_read_only", "off"},
	{"default_transaction_isolation", "serializable"},
	{"default_transaction_deferrable", "on"},
	{"search_path", "pg_catalog"},
	{"client_encoding", "LATIN1"},
	{"timezone", "Asia/Tokyo"},
	{"timezone_abbreviations", "Australia"},
	{"datestyle", "German, DMY"},
	{"intervalstyle", "sql_standard"},
	{"extra_float_digits", "-15"},
	{"bytea_output", "escape"},
	{"xmlbinary", "hex"},
	{"xmloption", "document"},
	{"default_text_search_config", "pg_catalog.english"},
	{"standard_conforming_strings", "off"},
	{"backslash_quote", "off"},
	{"escape_string_warning", "on"},
	{"array_nulls", "off"},
	{"transform_null_equals", "on"},
	{"gin_fuzzy_search_limit", "1"},
	{"row_security", "off"},
	{"restrict_nonsystem_relation_kind", "view"},
	{"exit_on_error", "on"},
	{"application_name", "somebody else"},
}

// Spoil has the server hand every session that begins from now on the worst of
// everything that a session inherits. Those of the superuser are as they were.
func (s *Server) Spoil() error {
	for _, v := range spoilt {
		var value string
		err := s.db.QueryRow("SELECT current_setting($1)", v[0]).Scan(&value)
		if refused, ok := errors.AsType[*pgconn.PgError](err); ok && refused.Code == "42704" {
			continue
		} else if err != nil {
			return err
		}
		list := v[0] == "search_path" || v[0] == "datestyle" || v[0] == "restrict_nonsystem_relation_kind"
		for role, value := range map[string]string{"ALL": v[1], "postgres": value} {
			if err := s.Exec(fmt.Sprintf("ALTER ROLE %s SET %s = %s", role, v[0], literal(value, list))); err != nil {
				return err
			}
		}
	}
	return nil
}

// literal is a value as a statement sets it; lists are not one text.
func literal(value string, list bool) string {
	if list && value != "" {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", "''") + "'"
}
