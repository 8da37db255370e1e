package mysql

import (
	"strings"
	"testing"

	gomysql "github.com/go-sql-driver/mysql"
)

// TestErrorsThatQuoteNoRowAreShown: and those that may are not.
func TestErrorsThatQuoteNoRowAreShown(t *testing.T) {
	for _, tt := range []struct {
		number  uint16
		message string
		shown   bool
	}{
		{126, "Index for table './cases/person.MYI' is corrupt; try to repair it", true},
		{144, "Table './cases/person' is marked as crashed and last (automatic?) repair failed", true},
		{145, "Table './cases/person' is marked as crashed and should be repaired", true},
		{1034, "Incorrect key file for table 'person'; try to repair it", true},
		{1194, "Table 'person' is marked as crashed and should be repaired", true},
		{1461, "Can't create more than max_prepared_stmt_count statements (current value: 0)", true},
		{1820, "You must SET PASSWORD before executing this statement", true},
		{1862, "Your password has expired. To log in you must change it using a client that supports expired passwords.", true},
		{3118, "Access denied for user 'reader'@'%'. Account is locked.", true},
		{4151, "Access denied, this account is locked", true},
		{1020, "Record has changed since last read in table 'person'", true},
		{1024, "Error reading file './cases/person.ibd' (errno: 5 \"Input/output error\")", true},
		{1242, "Subquery returns more than 1 row", true},
		{1267, "Illegal mix of collations (latin1_swedish_ci,IMPLICIT) and (utf8mb4_general_ci,IMPLICIT) for operation '='", true},
		{1582, "Incorrect parameter count in the call to native function 'IFNULL'", true},
		{1959, "Invalid role specification `reader`", true},
		{1290, "The MariaDB server is running with the --skip-grant-tables option so it cannot execute this statement", true},
		{1030, "Got error 1 \"what the engine says\" from storage engine", false},
		{1062, "Duplicate entry 'Kari Nordmann' for key 'name'", false},
		{1105, "what the server says", false},
		{1292, "Truncated incorrect DOUBLE value: 'Kari Nordmann'", false},
		{1366, "Incorrect string value: 'Kari Nordmann' for column `d`.`t`.`c` at row 1", false},
		{1525, "Incorrect DATETIME value: 'Kari Nordmann'", false},
		{1644, "what a procedure says", false},
		{1690, "BIGINT UNSIGNED value is out of range in '17 - 18'", false},
	} {
		got := redact(&gomysql.MySQLError{Number: tt.number, Message: tt.message}).Error()
		if shown := strings.HasSuffix(got, ": "+tt.message); shown != tt.shown || !shown && strings.Contains(got, tt.message) {
			t.Errorf("%d is said as %q; shown is to be %v", tt.number, got, tt.shown)
		}
	}
}

// TestLinesThatGrantNothing: the role that is set at first, and rights that
// are taken back, are no roles of their own.
func TestLinesThatGrantNothing(t *testing.T) {
	for _, line := range []string{
		"SET DEFAULT ROLE `ro` FOR `u`@`%`",
		"SET DEFAULT ROLE ro FOR u@'%'",
		"SET DEFAULT ROLE NONE FOR `u`@`localhost`",
		"REVOKE SELECT ON `mysql`.* FROM `u`@`%`",
	} {
		if g := parseGrant(line); g.role || len(g.privileges) > 0 || g.faults() != nil {
			t.Errorf("%s is read as %+v", line, g)
		}
	}
	if g := parseGrant("GRANT `ro` TO `u`@`%`"); !g.role || len(g.privileges) != 1 || g.privileges[0] != "`ro`" {
		t.Errorf("a role is read as %+v", g)
	}
}
