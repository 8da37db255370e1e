package mysql

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A variable is a session variable that can change the result of a SELECT, cut
// it off, or hold or wait for a lock. The server's globals, its init_connect
// or a proxy may have set it to anything.
type variable struct {
	name  string
	value string   // as a statement sets it
	reads []string // what it may read as then; nil if that is value without its quotes
	must  string   // what has failed if the server refuses it; "" if reading it back decides
	waits bool     // it says how long to wait, or is of plans, which changes no figure: a server may keep its own

	expression string // what it is read back by; "" if that is its name
}

// most is the greatest number that a variable takes: no limit.
const most = "18446744073709551615"

// mostRows is as good as no limit on the rows of a statement, and fits servers
// that keep it as a signed number.
const mostRows = "9223372036854775807"

// running is the name of the clock that statements go by, which is a variable
// that a session may stop. It is read as whether it runs.
const running = "timestamp"

// firstVariables are those that every server has, and that come first: what is
// not read with them may not be what the server says.
//
// The mode is not the empty text, which one of the modes takes for NULL. The
// one named here matters to CREATE TABLE alone.
var firstVariables = []variable{
	{name: "autocommit", value: "1"}, // else the first SELECT opens a transaction, which keeps its locks
	{name: "sql_mode", value: "'NO_ENGINE_SUBSTITUTION'"},
	{name: "sql_select_limit", value: mostRows},
	{name: "completion_type", value: "'NO_CHAIN'", reads: []string{"NO_CHAIN", "0"}},
	{name: "time_zone", value: "'+00:00'", must: "set the session's time zone to UTC"},
	// The function SYSDATE takes no notice of the variable.
	{name: running, value: "DEFAULT", reads: []string{"1"}, expression: "ABS(TIMESTAMPDIFF(SECOND, NOW(), SYSDATE())) < 60"},
}

// variables lists those that come after the first ones, for the server of a
// version.
func (s *sessions) variables(version string) []variable {
	// A statement waits for a lock as long as it may take.
	wait := strconv.FormatInt(max(1, int64(s.opts.Timeout/time.Second)), 10)
	all := []variable{
		{name: "sql_auto_is_null", value: "0"},
		{name: "max_join_size", value: most},
		{name: "sql_big_selects", value: "1"}, // after max_join_size, which changes it
		{name: "sql_safe_updates", value: "0"},
		{name: "div_precision_increment", value: "4"},
		{name: "group_concat_max_len", value: "1048576"},
		{name: "lc_time_names", value: "'en_US'"},
		{name: "lc_messages", value: "'en_US'"}, // what the errors that are acted upon say
		{name: "default_week_format", value: "0"},
		{name: "max_sort_length", value: "1024"},
		{name: "lock_wait_timeout", value: wait, waits: true},
		{name: "innodb_lock_wait_timeout", value: wait, waits: true},
		{name: "net_write_timeout", value: "60", waits: true},
	}
	if !isTiDB(version) {
		// Else a poll writes all rows of its query into a table before it looks for some.
		all = append(all, variable{
			name: "optimizer_switch", value: "'derived_merge=on'", reads: []string{"1"}, waits: true, expression: "@@optimizer_switch LIKE '%derived_merge=on%'",
		})
	}
	switch {
	case isMariaDB(version):
		return append(all,
			variable{name: "old_mode", value: "'UTF8_IS_UTF8MB3'"},
			variable{name: "system_versioning_asof", value: "DEFAULT"}, // of the session, whatever the global one says
			variable{name: "default_regex_flags", value: "''"},
			variable{name: "max_recursive_iterations", value: "4294967295"},
			variable{name: "standard_compliant_cte", value: "1"},
			variable{name: "wsrep_dirty_reads", value: "0"},
		)
	case isTiDB(version):
		return append(all,
			variable{name: "tidb_snapshot", value: "''", reads: []string{"", "0"}},
			variable{name: "tidb_read_staleness", value: "0", reads: []string{"", "0"}},
			variable{name: "tidb_enable_external_ts_read", value: "0"},
		)
	}
	return append(all,
		variable{name: "cte_max_recursion_depth", value: "4294967295"},
		variable{name: "windowing_use_high_precision", value: "1"},
	)
}

func isTiDB(version string) bool { return strings.Contains(version, "TiDB") }

// set sets variables, in one statement if the server knows them all. Those
// that it refuses are left out from then on.
func (s *sessions) set(ctx context.Context, conn driver.Conn, list []variable) error {
	var parts []string
	var known []variable
	for _, v := range list {
		if !s.isUnsupported(v.name) {
			known, parts = append(known, v), append(parts, v.name+" = "+v.value)
		}
	}
	if known == nil {
		return nil
	}
	err := exec(ctx, conn, "SET "+strings.Join(parts, ", "))
	switch {
	case err == nil:
		return nil
	case !unsupported(err):
		return fmt.Errorf("set the session's variables: %w", redact(err))
	}
	for i, v := range known {
		err := exec(ctx, conn, "SET "+parts[i])
		switch {
		case err == nil:
		case v.must != "":
			return fmt.Errorf("%s: %w", v.must, redact(err))
		case !unsupported(err):
			return fmt.Errorf("set %s: %w", v.name, redact(err))
		default:
			s.lacks(ctx, v.name, err)
		}
	}
	return nil
}

// A reading is something that a session is read back for.
type reading struct {
	name, expression string
	want             []string // any of these …
	waits            bool     // … or, as it changes no figure, any other
}

// readings lists what a session is read back for, for the server of a version.
func (s *sessions) readings(version string) []reading {
	isolation := "transaction_isolation"
	if isMariaDB(version) {
		isolation = "tx_isolation"
	}
	all := []reading{
		{name: "database", expression: "DATABASE()", want: []string{s.opts.Database}},
		{name: "character_set_client", expression: "@@character_set_client", want: []string{"utf8mb4"}},
		{name: "character_set_results", expression: "@@character_set_results", want: []string{"utf8mb4"}},
		// It decides between two literals only; some servers know the set's default alone.
		{name: "collation_connection", expression: "@@collation_connection", want: []string{"utf8mb4_general_ci", "utf8mb4_0900_ai_ci"}},
		// All but READ UNCOMMITTED see what is committed, one statement at a time.
		{name: isolation, expression: "@@" + isolation, want: []string{"READ-COMMITTED", "REPEATABLE-READ", "SERIALIZABLE"}},
	}
	for _, v := range slices.Concat(firstVariables, s.variables(version)) {
		r := reading{name: v.name, expression: cmp.Or(v.expression, "@@"+v.name), want: v.reads, waits: v.waits}
		if v.reads == nil {
			r.want = []string{strings.Trim(v.value, "'")}
		}
		all = append(all, r)
	}
	return slices.DeleteFunc(all, func(r reading) bool { return s.isUnsupported(unreadable + r.name) })
}

// unreadable marks a name of which a server has no variable.
const unreadable = "read "

// condensed is all that a session is read back for, as one text.
func condensed(list []reading) string {
	expressions := make([]string, len(list))
	for i, r := range list {
		expressions[i] = r.expression
	}
	return "CONCAT_WS('|', " + strings.Join(expressions, ", ") + ")"
}

// verify reads a session back, and returns what it reads as in short. The
// error names what is not as it must be. What the server does not know at all
// cannot change a result.
func (s *sessions) verify(ctx context.Context, conn driver.Conn, version string) (kept string, err error) {
	list := s.readings(version)
	row, err := queryRow(ctx, conn, readBack(list))
	if err != nil && unsupported(err) {
		for _, r := range list {
			if _, err := queryRow(ctx, conn, "SELECT "+r.expression); err != nil && unsupported(err) {
				s.lacks(ctx, unreadable+r.name, err)
			}
		}
		list = s.readings(version)
		row, err = queryRow(ctx, conn, readBack(list))
	}
	if err != nil {
		return "", fmt.Errorf("read the session's variables: %w", redact(err))
	}
	var errs []error
	for i, r := range list {
		if got := row[i]; !r.waits && !slices.ContainsFunc(r.want, func(want string) bool { return sameValue(got, want) }) {
			errs = append(errs, fmt.Errorf("the server gives this session %s = %q and does not let it be set to %q, without which figures may be wrong",
				r.name, got, r.want[0]))
		}
	}
	return row[len(list)], errors.Join(errs...)
}

// readBack is the statement that reads all back, and at its end in short.
func readBack(list []reading) string {
	expressions := make([]string, len(list))
	for i, r := range list {
		expressions[i] = r.expression
	}
	return "SELECT " + strings.Join(expressions, ", ") + ", " + condensed(list)
}

// sameValue compares the values of a variable, which servers write in various
// ways.
func sameValue(a, b string) bool {
	switch {
	case strings.EqualFold(a, b), strings.EqualFold(a, "ON") && b == "1", strings.EqualFold(a, "OFF") && b == "0":
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x == y
}

// Now implements source.Dialect.
func (s *sessions) Now(ctx context.Context, conn *sql.Conn) (time.Time, error) {
	for again := false; ; again = true {
		s.mu.Lock()
		version, kept := s.version, s.kept
		s.mu.Unlock()
		var answer []string
		err := conn.Raw(func(dc any) (err error) { // not by way of the pool, which begins a goroutine for each query
			answer, err = queryRow(ctx, dc.(driver.Conn), "SELECT CAST(UTC_TIMESTAMP(6) AS CHAR), "+condensed(s.readings(version)))
			return err
		})
		got := ""
		switch {
		case err == nil && answer[1] == kept:
			return time.Parse("2006-01-02 15:04:05.999999", answer[0])
		case err == nil:
			got = answer[1]
		case !errors.Is(err, errNoRow) && !unsupported(err): // no row: a limit of 0 on selects
			return time.Time{}, err
		}
		if again {
			return time.Time{}, errors.New("the session's settings do not last: a proxy between here and the server gives statements to other sessions; " +
				"have it keep one session of the server for each of the exporter's")
		}
		s.opts.Logger.DebugContext(ctx, "the session is not as it was set up, and is set up again", "is", got, "was", kept)
		if err := conn.Raw(func(dc any) error { return s.prepare(ctx, dc.(driver.Conn)) }); err != nil {
			return time.Time{}, err
		}
	}
}

var errNoRow = errors.New("the server answers with no row")

// queryRow runs a query without parameters that returns one row, as texts. NULL
// is the text NULL, which no variable reads as.
func queryRow(ctx context.Context, conn driver.Conn, query string) ([]string, error) {
	rows, err := conn.(driver.QueryerContext).QueryContext(ctx, query, nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	dest := make([]driver.Value, len(rows.Columns()))
	if err := rows.Next(dest); errors.Is(err, io.EOF) {
		return nil, errNoRow
	} else if err != nil {
		return nil, err
	}
	texts := make([]string, len(dest))
	for i, v := range dest {
		switch v := v.(type) {
		case nil:
			texts[i] = "NULL"
		case []byte:
			texts[i] = string(v)
		default:
			texts[i] = fmt.Sprint(v)
		}
	}
	return texts, nil
}
