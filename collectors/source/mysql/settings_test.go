package mysql

import (
	"context"
	"database/sql/driver"
	"log/slog"
	"strings"
	"testing"

	gomysql "github.com/go-sql-driver/mysql"
	gocmp "github.com/google/go-cmp/cmp"

	"casework/collectors/source"
)

// A picky connection refuses some settings, and keeps others as they are.
type picky struct {
	driver.Conn
	version string
	refuse  map[string]*gomysql.MySQLError // by a part of the statement
	keeps   map[string]string              // what variables read as, by name
	reads   []reading                      // what it is asked for when it is read back
	ran     []string
}

func (p *picky) ExecContext(_ context.Context, query string, _ []driver.NamedValue) (driver.Result, error) {
	p.ran = append(p.ran, query)
	for part, err := range p.refuse {
		if strings.Contains(query, part) {
			return nil, err
		}
	}
	return driver.ResultNoRows, nil
}

func (p *picky) QueryContext(_ context.Context, query string, _ []driver.NamedValue) (driver.Rows, error) {
	if query == "SELECT VERSION()" {
		return &oneRow{values: []driver.Value{[]byte(p.version)}}, nil
	}
	row := &oneRow{}
	for _, r := range p.reads {
		value := r.want[0]
		if kept, ok := p.keeps[r.name]; ok {
			value = kept
		}
		row.values = append(row.values, []byte(value))
	}
	row.values = append(row.values, []byte("in short"))
	return row, nil
}

type oneRow struct {
	driver.Rows
	values []driver.Value
}

func (r *oneRow) Columns() []string              { return make([]string, len(r.values)) }
func (r *oneRow) Next(dest []driver.Value) error { copy(dest, r.values); return nil }
func (r *oneRow) Close() error                   { return nil }

func TestServersThatLackSettings(t *testing.T) {
	unknown := &gomysql.MySQLError{Number: erUnknownVariable, Message: "Unknown system variable"}
	const (
		first = "SET autocommit = 1, sql_mode = 'NO_ENGINE_SUBSTITUTION', sql_select_limit = 9223372036854775807, " +
			"completion_type = 'NO_CHAIN', time_zone = '+00:00', timestamp = DEFAULT"
		common = "SET sql_auto_is_null = 0, max_join_size = 18446744073709551615, sql_big_selects = 1, sql_safe_updates = 0, " +
			"div_precision_increment = 4, group_concat_max_len = 1048576, lc_time_names = 'en_US', lc_messages = 'en_US', default_week_format = 0, " +
			"max_sort_length = 1024, lock_wait_timeout = 30, innodb_lock_wait_timeout = 30, net_write_timeout = 60, "
		merge     = "optimizer_switch = 'derived_merge=on', "
		isolation = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
		rollback  = "ROLLBACK AND NO CHAIN NO RELEASE"
	)
	tests := []struct {
		name, version string
		refuse        map[string]*gomysql.MySQLError
		keeps         map[string]string
		ran           []string // of a second connection
		fails         string
	}{
		{name: "MariaDB", version: "10.11.6-MariaDB", ran: []string{
			namesUTF8, first, common + merge + "old_mode = 'UTF8_IS_UTF8MB3', system_versioning_asof = DEFAULT, default_regex_flags = '', " +
				"max_recursive_iterations = 4294967295, standard_compliant_cte = 1, wsrep_dirty_reads = 0",
			"SET SESSION TRANSACTION READ ONLY", isolation, "SET SESSION max_statement_time = 30.000", rollback, "UNLOCK TABLES", "USE `d`",
		}},
		{name: "MySQL", version: "8.0.36", ran: []string{
			namesUTF8, first, common + merge + "cte_max_recursion_depth = 4294967295, windowing_use_high_precision = 1",
			"SET SESSION TRANSACTION READ ONLY", isolation, "SET SESSION max_execution_time = 30000", rollback, "UNLOCK TABLES", "USE `d`",
		}},
		{
			name: "TiDB", version: "8.0.11-TiDB-v7.5.0",
			refuse: map[string]*gomysql.MySQLError{"READ ONLY": {Number: erNotSupportedYet}, "max_execution": unknown, "tidb_snapshot": unknown},
			ran: []string{
				namesUTF8, first, common + "tidb_read_staleness = 0, tidb_enable_external_ts_read = 0", isolation, rollback, "UNLOCK TABLES", "USE `d`",
			},
		},
		{
			name: "a value that is as it must be, and cannot be set", version: "8.0.36",
			refuse: map[string]*gomysql.MySQLError{"sql_select_limit": {Number: erSpecificAccess}},
			ran: []string{
				namesUTF8, strings.Replace(first, "sql_select_limit = 9223372036854775807, ", "", 1),
				common + merge + "cte_max_recursion_depth = 4294967295, windowing_use_high_precision = 1",
				"SET SESSION TRANSACTION READ ONLY", isolation, "SET SESSION max_execution_time = 30000", rollback, "UNLOCK TABLES", "USE `d`",
			},
		},
		{
			name: "a limit that cannot be undone", version: "8.0.36",
			refuse: map[string]*gomysql.MySQLError{"sql_select_limit": {Number: erSpecificAccess}}, keeps: map[string]string{"sql_select_limit": "10"},
			fails: `sql_select_limit = "10" and does not let it be set to "9223372036854775807"`,
		},
		{
			name: "a setting that is taken and has no effect", version: "10.11.6-MariaDB",
			keeps: map[string]string{"autocommit": "OFF", "tx_isolation": "READ-UNCOMMITTED"}, fails: `autocommit = "OFF"`,
		},
		{
			name: "no time zone", version: "8.0.36", refuse: map[string]*gomysql.MySQLError{"time_zone": unknown},
			fails: "set the session's time zone to UTC: error 1193",
		},
		{
			name: "shutting down", version: "8.0.36", refuse: map[string]*gomysql.MySQLError{"READ ONLY": {Number: 1053}},
			fails: "set transaction read only: error 1053",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := newDialect(Options{
				Options: source.Options{Timeout: source.DefaultTimeout, Logger: slog.New(slog.DiscardHandler)},
				Server:  source.Server{User: "u", Database: "d"},
			})
			if err != nil {
				t.Fatal(err)
			}
			var second *picky
			for range 2 {
				second = &picky{version: tt.version, refuse: tt.refuse, keeps: tt.keeps, reads: s.readings(tt.version)}
				err = s.prepare(t.Context(), second)
			}
			if tt.fails != "" {
				if err == nil || !strings.Contains(err.Error(), tt.fails) {
					t.Errorf("the error is %v, want %s", err, tt.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(tt.ran, second.ran); diff != "" {
				t.Errorf("statements of a second connection (-want +got):\n%s", diff)
			}
		})
	}
}
