package mariadbtest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-sql-driver/mysql"
)

// spoilt is what a spoilt server hands to every session: globals, each of
// which changes what some SELECT returns, cuts it off, or leaves it waiting.
var spoilt = [][2]string{
	{"autocommit", "0"},
	{"completion_type", "'CHAIN'"},
	{"sql_mode", "'ANSI_QUOTES,PIPES_AS_CONCAT,HIGH_NOT_PRECEDENCE,IGNORE_SPACE,NO_BACKSLASH_ESCAPES,NO_UNSIGNED_SUBTRACTION,ONLY_FULL_GROUP_BY," +
		"PAD_CHAR_TO_FULL_LENGTH,REAL_AS_FLOAT,NO_ZERO_DATE,NO_ZERO_IN_DATE,STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO'"},
	{"sql_mode", "CONCAT(@@GLOBAL.sql_mode, ',EMPTY_STRING_IS_NULL,TIME_ROUND_FRACTIONAL')"}, // MariaDB
	{"sql_select_limit", "2"},
	{"sql_auto_is_null", "1"},
	{"sql_safe_updates", "1"},
	{"max_join_size", "1"},
	{"sql_big_selects", "0"},
	{"div_precision_increment", "0"},
	{"group_concat_max_len", "4"},
	{"lc_time_names", "'ja_JP'"},
	{"lc_messages", "'de_DE'"},
	{"default_week_format", "6"},
	{"max_sort_length", "8"},
	{"time_zone", "'-07:00'"},
	{"tx_isolation", "'SERIALIZABLE'"},          // MariaDB
	{"transaction_isolation", "'SERIALIZABLE'"}, // MySQL
	{"lock_wait_timeout", "1"},
	{"innodb_lock_wait_timeout", "1"},
	{"net_write_timeout", "1"},
	{"max_recursive_iterations", "1"},     // MariaDB
	{"standard_compliant_cte", "0"},       // MariaDB
	{"old_mode", "'ZERO_DATE_TIME_CAST'"}, // MariaDB
	{"cte_max_recursion_depth", "1"},      // MySQL
	{"windowing_use_high_precision", "0"}, // MySQL
	{"character_set_results", "'latin1'"},
	{"character_set_client", "'latin1'"},
	{"collation_connection", "'latin1_bin'"},
	{"optimizer_switch", "'derived_merge=off'"},
}

// begun is what a spoilt server has every session begin with that is not
// root's: what has no global, another database, and an open transaction.
var begun = [][2]string{
	{"", "SET timestamp = 1000000000"},
	{"default_regex_flags", "SET default_regex_flags = 'EXTENDED'"}, // MariaDB
	{"system_versioning_asof", "SET system_versioning_asof = '2001-01-01'"},
	{"", "SET NAMES latin1 COLLATE latin1_bin"},
	{"", "USE information_schema"},
	{"", "START TRANSACTION WITH CONSISTENT SNAPSHOT"},
}

// Spoil has the server hand every session that begins from now on the worst of
// everything that a session inherits. Those of root are as they were.
func (s *Server) Spoil() error {
	kept := map[string]string{} // what root's sessions go on with
	for _, v := range spoilt {
		var value string
		if err := s.db.QueryRow("SELECT @@SESSION." + v[0]).Scan(&value); unknownVariable(err) {
			continue
		} else if err != nil {
			return err
		}
		kept[v[0]] = "'" + value + "'"
		if strings.Trim(value, "0123456789.") == "" && value != "" {
			kept[v[0]] = value
		}
	}
	for _, v := range spoilt {
		if kept[v[0]] == "" {
			continue
		}
		if err := s.Exec("SET GLOBAL " + v[0] + " = " + v[1]); err != nil && !strings.Contains(v[1], "@@GLOBAL") {
			return err
		}
	}
	var first []string
	for _, b := range begun {
		if b[0] != "" {
			var value string
			if err := s.db.QueryRow("SELECT @@SESSION." + b[0]).Scan(&value); unknownVariable(err) {
				continue
			}
		}
		first = append(first, b[1])
	}
	// Not all servers take more than one statement here, but those that do not
	// take all that can be set in one.
	if err := s.Exec(fmt.Sprintf("SET GLOBAL init_connect = %q", strings.Join(first, "; "))); err != nil {
		return err
	}
	_ = s.db.Close()
	var err error
	s.kept = kept
	s.db, err = s.open(s.Database, kept)
	return err
}

func unknownVariable(err error) bool {
	refused, ok := errors.AsType[*mysql.MySQLError](err)
	return ok && refused.Number == 1193
}
