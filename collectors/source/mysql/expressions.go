package mysql

import (
	"database/sql/driver"
	"strconv"
	"strings"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/source"
)

// Terms implements source.Dialect.
func (d *dialect) Terms() source.Terms {
	return source.Terms{
		WallClock: "DATETIME", Date: "DATE", Analyze: "ANALYZE TABLE", Null: adapters.Null{Value: "NULL", Quote: "`"}, Untyped: "BINARY",
		Columns:  "SELECT '', table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()",
		Client:   "SELECT SUBSTRING_INDEX(USER(), '@', -1)",
		Accounts: "SELECT DISTINCT User FROM mysql.user WHERE User LIKE 'casework%'",
	}
}

// types lists the column types that can carry a meaning, by the names the
// driver gives them, without UNSIGNED.
var types = map[source.Meaning][]string{
	source.MeansID: {
		"BIGINT", "INT", "MEDIUMINT", "SMALLINT", "TINYINT", "DECIMAL",
		"VARCHAR", "CHAR", "TEXT", "VARBINARY", "BINARY",
	},
	source.MeansText: {
		"VARCHAR", "CHAR", "TEXT", "MEDIUMTEXT", "LONGTEXT", "TINYTEXT", "ENUM", "SET",
		"VARBINARY", "BINARY", "BIGINT", "INT", "MEDIUMINT", "SMALLINT", "TINYINT", "DECIMAL",
	},
	source.MeansInstant: {"DATETIME", "TIMESTAMP", "DATE", "BIGINT", "INT", "MEDIUMINT", "DECIMAL"},
	source.MeansNumber:  {"BIGINT", "INT", "MEDIUMINT", "SMALLINT", "TINYINT", "DECIMAL", "DOUBLE", "FLOAT"},
	source.MeansDate:    {"DATE", "DATETIME", "TIMESTAMP"},
	source.MeansDay:     {"DATE", "DATETIME", "TIMESTAMP", "BIGINT", "INT", "DECIMAL"},
	source.MeansMonth:   {"DATE", "DATETIME", "TIMESTAMP", "VARCHAR", "CHAR", "BIGINT", "INT", "MEDIUMINT"},
}

// Types implements source.Dialect.
func (d *dialect) Types(m source.Meaning) []string { return types[m] }

// Class implements source.Dialect.
func (d *dialect) Class(typeName string) (base string, class source.Class) {
	base = strings.TrimPrefix(typeName, "UNSIGNED ")
	switch {
	case strings.HasSuffix(base, "INT"):
		return base, source.Integer
	case base == "DECIMAL":
		return base, source.Decimal
	case base == "DATE":
		return base, source.Date
	case base == "DATETIME":
		return base, source.WallClock
	case base == "TIMESTAMP":
		return base, source.Instant
	case strings.HasSuffix(base, "CHAR"), strings.HasSuffix(base, "TEXT"), strings.HasSuffix(base, "BINARY"), base == "ENUM", base == "SET":
		return base, source.Text
	}
	return base, source.Other
}

// Placeholder implements source.Dialect. A decimal number is sent as text,
// which the server would otherwise compare as an inexact one.
func (d *dialect) Placeholder(_ int, c *source.Column) string {
	if c.Class == source.Decimal {
		return "CAST(? AS DECIMAL(" + strconv.FormatInt(c.Precision, 10) + "," + strconv.FormatInt(c.Scale, 10) + "))"
	}
	return "?"
}

// Literal implements source.Dialect. The driver sends a time that is a parameter as the
// same text, and the session's clock is that of UTC.
func (d *dialect) Literal(v driver.Value, c *source.Column) string {
	if c.Class == source.Decimal {
		return "" // see Placeholder
	}
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case time.Time:
		return v.UTC().Format("'2006-01-02 15:04:05.999999'")
	}
	return ""
}

// HasTime implements source.Dialect. Numbers may lie beyond the year 9999, which
// is no time.
func (d *dialect) HasTime(c *source.Column) string {
	if c.Class.IsNumber() {
		return c.Name + " >= 1 AND " + c.Name + " < 253402300800"
	}
	return c.Name + " >= '1970-01-01 00:00:01'"
}

// Whole implements source.Dialect. Adding nothing leaves type and fraction as
// they are, and evaluates the column once, which may be a query of its own.
func (d *dialect) Whole(c *source.Column) string {
	if c.Class == source.Date {
		return "CAST(" + c.Name + " + INTERVAL 0 DAY AS DATE)" // some servers take the sum for a time
	}
	return c.Name + " + INTERVAL 0 SECOND"
}

// Digits implements source.Dialect. The driver makes a time.Time of each time,
// by way of a date, which takes longer than the server takes for the sum.
func (d *dialect) Digits(c *source.Column) string { return c.Name + " + 0" }

// Seconds implements source.Dialect.
func (d *dialect) Seconds(c *source.Column) string {
	value := "TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', " + c.Name + ")"
	if c.Class.IsNumber() {
		value = "FLOOR(" + c.Name + ")"
	}
	return "IF(" + d.HasTime(c) + ", " + value + ", 0)"
}

// Bytes implements source.Dialect.
func (d *dialect) Bytes(column string) string { return "CAST(" + column + " AS BINARY)" }
