package postgres

import (
	"database/sql/driver"
	"strconv"

	"casework/collectors/adapters"
	"casework/collectors/source"
)

// nullType is the type of a column that a query lacks: one that no case system
// has, as a NULL without a type would be a text.
const nullType = "pg_catalog.tid"

// Terms implements source.Dialect.
func (d *dialect) Terms() source.Terms {
	return source.Terms{
		WallClock: "TIMESTAMP", Date: "DATE", Analyze: "ANALYZE",
		Null:    adapters.Null{Value: "NULL::" + nullType, Quote: `"`},
		Untyped: "TEXT", UntypedIsText: true,
		NullsLast: true, ComparesRows: true, SetsEachUp: true,
		Columns: `SELECT table_schema::text, table_name::text, column_name::text FROM information_schema.columns
			WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`,
		Accounts: "SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname LIKE 'casework%'",
	}
}

// standardNames are the types' names, by those that the driver gives them.
var standardNames = map[string]string{
	"INT2": "SMALLINT", "INT4": "INTEGER", "INT8": "BIGINT", "FLOAT4": "REAL", "FLOAT8": "DOUBLE PRECISION",
	"BOOL": "BOOLEAN", "BPCHAR": "CHAR", "TID": "NULL",
}

var (
	integers = []string{"BIGINT", "INTEGER", "SMALLINT"}
	wordy    = []string{"TEXT", "VARCHAR", "CHAR", "CITEXT", "NAME", "ENUM"}
	times    = []string{"TIMESTAMP", "TIMESTAMPTZ", "DATE"}
)

// types lists the column types that can carry a meaning.
var types = map[source.Meaning][]string{
	source.MeansID:      join(integers, []string{"NUMERIC", "UUID", "BYTEA"}, wordy),
	source.MeansText:    join(wordy, integers, []string{"NUMERIC", "UUID"}),
	source.MeansInstant: join(times, integers, []string{"NUMERIC"}),
	source.MeansNumber:  join(integers, []string{"NUMERIC", "DOUBLE PRECISION", "REAL", "BOOLEAN"}),
	source.MeansDate:    times,
	source.MeansDay:     join(times, []string{"BIGINT", "INTEGER", "NUMERIC"}),
	source.MeansMonth:   join(times, wordy, integers),
}

func join(lists ...[]string) (all []string) {
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// Types implements source.Dialect.
func (d *dialect) Types(m source.Meaning) []string { return types[m] }

// Class implements source.Dialect.
func (d *dialect) Class(typeName string) (base string, class source.Class) {
	switch typeName {
	case "BIGINT", "INTEGER", "SMALLINT":
		return typeName, source.Integer
	case "NUMERIC":
		return typeName, source.Decimal
	case "DATE":
		return typeName, source.Date
	case "TIMESTAMP":
		return typeName, source.WallClock
	case "TIMESTAMPTZ":
		return typeName, source.Instant
	case "TEXT", "VARCHAR", "CHAR", "CITEXT", "NAME", "ENUM", "UUID", "BYTEA":
		return typeName, source.Text
	}
	return typeName, source.Other
}

// Literal implements source.Dialect.
func (d *dialect) Literal(driver.Value, *source.Column) string { return "" }

// Placeholder implements source.Dialect. A number may be greater than the
// column can hold, and a time more exact than a day.
func (d *dialect) Placeholder(n int, c *source.Column) string {
	p := "$" + strconv.Itoa(n)
	switch c.Class {
	case source.Integer:
		return p + "::bigint"
	case source.Decimal:
		return p + "::numeric"
	case source.Date, source.WallClock:
		return p + "::timestamp"
	case source.Instant:
		return p + "::timestamptz"
	}
	return p
}

// HasTime implements source.Dialect. What is infinite, or beyond the year 9999,
// is no time.
func (d *dialect) HasTime(c *source.Column) string {
	switch {
	case c.Class.IsNumber():
		return c.Name + " >= 1 AND " + c.Name + " < 253402300800"
	case c.Class == source.Instant:
		return c.Name + " BETWEEN TIMESTAMPTZ '1970-01-01 00:00:01+00' AND TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'"
	}
	return c.Name + " BETWEEN TIMESTAMP '1970-01-01 00:00:01' AND TIMESTAMP '9999-12-31 23:59:59.999999'"
}

// Whole implements source.Dialect. There is no date here without a month or a
// day.
func (d *dialect) Whole(c *source.Column) string { return c.Name }

// Digits implements source.Dialect. Times come as whole numbers anyway.
func (d *dialect) Digits(*source.Column) string { return "" }

// Seconds implements source.Dialect.
func (d *dialect) Seconds(c *source.Column) string {
	value := "date_part('epoch', " + c.Name + ")"
	if c.Class.IsNumber() {
		value = c.Name
	}
	return "CASE WHEN " + d.HasTime(c) + " THEN FLOOR(" + value + ")::bigint ELSE 0 END"
}

// Bytes implements source.Dialect.
func (d *dialect) Bytes(column string) string { return "convert_to(" + column + "::text, 'UTF8')" }
