package postgres

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// applicationName is what a session is called in pg_stat_activity.
const applicationName = "casework-exporter"

// A setting is a parameter of a session that can change the result of a SELECT,
// cut it off, or wait for a lock.
type setting struct {
	name, value string
	unlisted    bool // every server has it, and none lists it
}

// settings lists what a transaction begins with, whose statement may take a
// time. Anything may have set them to anything: ALTER ROLE, ALTER DATABASE, the
// server's configuration, or the client before behind a pooler.
func (s *sessions) settings(limit time.Duration) []setting {
	milliseconds := strconv.FormatInt(limit.Milliseconds(), 10)
	return []setting{
		{name: "statement_timeout", value: milliseconds},
		{name: "lock_timeout", value: milliseconds}, // a statement waits for a lock as long as it may take
		{name: "idle_in_transaction_session_timeout", value: milliseconds},
		{name: "transaction_timeout", value: "0"}, // from version 17 on; the statement has its own
		{name: "exit_on_error", value: "off"},     // else the session ends where a table or a column is missing
		{name: "application_name", value: applicationName},
		{name: "role", value: "none", unlisted: true}, // the user's own rights, and no other policies
		{name: "search_path", value: s.searchPath()},
		{name: "client_encoding", value: "UTF8"},
		{name: "timezone", value: "UTC"},
		{name: "timezone_abbreviations", value: "Default"},
		{name: "datestyle", value: "ISO, YMD"},
		{name: "intervalstyle", value: "postgres"},
		{name: "extra_float_digits", value: "1"},
		{name: "bytea_output", value: "hex"},
		{name: "xmlbinary", value: "base64"},
		{name: "xmloption", value: "content"},
		{name: "lc_monetary", value: "C"},
		{name: "lc_numeric", value: "C"},
		{name: "lc_time", value: "C"},
		{name: "default_text_search_config", value: "pg_catalog.simple"},
		{name: "standard_conforming_strings", value: "on"},
		{name: "backslash_quote", value: "safe_encoding"},
		{name: "array_nulls", value: "on"},
		{name: "transform_null_equals", value: "off"},
		{name: "gin_fuzzy_search_limit", value: "0"}, // else an index answers with some of the rows
		{name: "row_security", value: "on"},          // off would end what reads rows that a policy allows
		{name: "restrict_nonsystem_relation_kind", value: ""},
	}
}

// searchPath is where names are looked for. Tables of the session, which hide
// all others unless they are named, come last.
func (s *sessions) searchPath() string {
	var path []string
	for _, name := range s.opts.Schemas {
		path = append(path, `"`+strings.ReplaceAll(name, `"`, `""`)+`"`)
	}
	return strings.Join(append(path, "pg_temp"), ", ")
}

// opening begins a transaction and gives its statements their time, before
// anything else: until then the time holds that a role or server gives them.
func opening(limit time.Duration) []string {
	return []string{
		"BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY NOT DEFERRABLE",
		fmt.Sprintf("SET LOCAL statement_timeout = %d", limit.Milliseconds()),
	}
}

// beginning is what a transaction begins with, and sets all.
func (s *sessions) beginning(limit time.Duration) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	b.WriteString("SELECT ")
	for i, set := range s.settings(limit) {
		if s.lacks[set.name] {
			continue
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "pg_catalog.set_config(%s, %s, true)", quote(set.name), quote(set.value))
	}
	return append(opening(limit), b.String())
}

// quote is a text as a literal that means the same whatever the session's
// encoding and way of reading backslashes are.
func quote(text string) string {
	var b strings.Builder
	b.WriteString("E'")
	for _, r := range text {
		switch {
		case r == '\'':
			b.WriteString("''")
		case r == '\\':
			b.WriteString(`\\`)
		case r < ' ' || r > '~':
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
