package mysql

import (
	"errors"
	"fmt"
	"regexp"

	gomysql "github.com/go-sql-driver/mysql"

	"casework/collectors/source"
)

// Numbers of server errors that are acted upon.
const (
	erDBAccessDenied     = 1044
	erAccessDenied       = 1045
	erBadDatabase        = 1049
	erBadField           = 1054
	erParse              = 1064
	erUnknown            = 1105
	erHostNotPrivileged  = 1130
	erTableAccessDenied  = 1142
	erColumnAccessDenied = 1143
	erNoSuchTable        = 1146
	erUnknownVariable    = 1193
	erSpecificAccess     = 1227
	erWrongValue         = 1231
	erWrongTypeForVar    = 1232
	erGlobalVariable     = 1229
	erNotSupportedYet    = 1235
	erReadOnlyVariable   = 1238
	erOptionPrevents     = 1290
	erQueryInterrupted   = 1317
	erViewNoExplain      = 1345
	erViewInvalid        = 1356
	erNoDefiner          = 1449
	erVariableReadOnly   = 1621

	erAccessDeniedNoPassword = 1698 // of accounts that go by the system's users
	erStatementTimeout       = 1969 // MariaDB
	erQueryTimeoutMySQL      = 3024
)

// quotable lists the server errors whose messages speak of tables, indexes,
// columns, accounts, files and limits, and never quote what a row holds. Below
// 1000 are those of a storage engine.
var quotable = map[uint16]bool{
	// Tables and indexes that are crashed, corrupt or of another form.
	126: true, 127: true, 130: true, 134: true, 135: true, 136: true, 144: true, 145: true, 175: true, 176: true,
	1016: true, 1017: true, 1020: true, 1024: true, 1026: true, 1033: true, 1034: true, 1035: true, 1194: true, 1195: true, 1412: true, 1459: true,
	1707: true, 1712: true, 1812: true, 1814: true, 1877: true, 1932: true,
	// Memory, disks, connections, threads, statements and packets.
	1021: true, 1037: true, 1038: true, 1040: true, 1041: true, 1053: true, 1081: true, 1114: true, 1119: true,
	1129: true, 1135: true, 1153: true, 1158: true, 1159: true, 1160: true, 1161: true, 1184: true, 1203: true,
	1206: true, 1226: true, 1436: true, 1461: true, 1615: true, 1637: true, 1927: true,
	// Accounts, passwords and rights.
	1042: true, 1043: true, erDBAccessDenied: true, erAccessDenied: true, 1130: true, 1131: true, 1132: true,
	1133: true, 1141: true, erTableAccessDenied: true, erColumnAccessDenied: true, 1147: true, erSpecificAccess: true, 1251: true,
	1275: true, 1370: true, erNoDefiner: true, 1524: true, 1698: true, 1820: true, 1862: true, 3118: true, 3159: true,
	1959: true, 3955: true, 4151: true,
	// Names and statements.
	1036: true, 1046: true, 1047: true, 1049: true, 1051: true, 1052: true, erBadField: true, 1055: true, 1060: true,
	erParse: true, 1066: true, 1104: true, 1109: true, 1111: true, 1115: true, 1116: true, 1140: true, erNoSuchTable: true,
	1176: true, 1221: true, 1222: true, erUnknownVariable: true, erWrongValue: true, erWrongTypeForVar: true,
	erNotSupportedYet: true, erReadOnlyVariable: true, 1241: true, 1242: true, 1247: true, 1248: true, 1250: true, 1253: true,
	1267: true, 1271: true, 1273: true, 1290: true, 1298: true, 1305: true, erViewNoExplain: true, erViewInvalid: true,
	1463: true, 1582: true, 1630: true,
	// Statements that are ended, and servers that take none.
	1205: true, 1213: true, erQueryInterrupted: true, 1792: true, 1836: true, 3032: true, 3572: true,
	erStatementTimeout: true, erQueryTimeoutMySQL: true,
}

// A ServerError is an error that the database reported. Its text quotes the
// server's message only if messages of that kind never contain the value of a
// row.
type ServerError struct {
	Number  uint16 // MySQL's error number
	State   string // SQLSTATE
	Message string // empty if it is withheld
}

func (e *ServerError) Error() string {
	if e.Message == "" {
		return fmt.Sprintf("error %d (%s) of the database; its message is withheld, as it may quote a row", e.Number, e.State)
	}
	return fmt.Sprintf("error %d (%s) of the database: %s", e.Number, e.State, e.Message)
}

// Redact implements source.Dialect.
func (d *dialect) Redact(err error) error { return redact(err) }

// ErrorKind implements source.Dialect.
func (d *dialect) ErrorKind(err error) source.ErrorKind {
	switch serverNumber(err) {
	case erNoSuchTable:
		return source.NoTable
	case erTableAccessDenied:
		return source.NoRight
	case erViewInvalid, erAccessDenied, erNoDefiner: // a query is denied where the account that a view is read as is gone
		return source.BrokenView
	case erViewNoExplain:
		return source.PlanHidden
	case erStatementTimeout, erQueryTimeoutMySQL:
		return source.TimedOut
	}
	return source.OtherError
}

// unknownColumn matches the message that a column is unknown, and deniedColumn
// what is said instead to a user whose rights are by column.
var (
	unknownColumn = regexp.MustCompile("^Unknown column '([^']+)'")
	deniedColumn  = regexp.MustCompile("^SELECT command denied to user .* for column '([^']+)' in table '[^']*'$")
)

// UnknownColumn implements source.Dialect.
func (d *dialect) UnknownColumn(err error) string {
	quoted, ok := errors.AsType[*ServerError](redact(err))
	if !ok {
		return ""
	}
	pattern := unknownColumn
	switch quoted.Number {
	case erBadField:
	case erColumnAccessDenied:
		pattern = deniedColumn
	default:
		return ""
	}
	if m := pattern.FindStringSubmatch(quoted.Message); m != nil {
		return m[1]
	}
	return ""
}

// redact replaces a server's error by one that quotes no row. It may hide
// what err was wrapped in, so it comes before any wrapping.
func redact(err error) error {
	var server *gomysql.MySQLError
	if !errors.As(err, &server) {
		return err
	}
	e := &ServerError{Number: server.Number, State: string(server.SQLState[:])}
	if e.State == "\x00\x00\x00\x00\x00" {
		e.State = "HY000"
	}
	if quotable[server.Number] {
		e.Message = server.Message
	}
	return e
}

// serverNumber is the number of the error that a server reported, redacted or
// not; 0 if it is no server's.
func serverNumber(err error) uint16 {
	if quoted, ok := errors.AsType[*ServerError](err); ok {
		return quoted.Number
	}
	if server, ok := errors.AsType[*gomysql.MySQLError](err); ok {
		return server.Number
	}
	return 0
}

// unsupported reports whether a server refused to set a session variable because
// it does not know it, cannot change it or forbids it, as opposed to a server
// that fails.
func unsupported(err error) bool {
	switch serverNumber(err) {
	case erParse, erUnknown, erUnknownVariable, erSpecificAccess, erWrongValue, erWrongTypeForVar,
		erNotSupportedYet, erReadOnlyVariable, erGlobalVariable, erOptionPrevents, erVariableReadOnly:
		return true
	}
	return false
}
