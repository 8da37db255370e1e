package postgres

import (
	"database/sql/driver"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// A valuer makes of what the server sends a value that database/sql knows.
type valuer func(raw []byte) (driver.Value, error)

// formatOf is the form in which columns of a type are to come: those that there are
// many of in binary, which takes less time to read, and all others as text.
func formatOf(oid uint32) int16 {
	switch oid {
	case pgtype.BoolOID, pgtype.ByteaOID, pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.Float4OID, pgtype.Float8OID,
		pgtype.DateOID, pgtype.TimestampOID, pgtype.TimestamptzOID, pgtype.OIDOID, pgtype.XIDOID, pgtype.CIDOID:
		return pgtype.BinaryFormatCode
	}
	return pgtype.TextFormatCode
}

// valueOf is how values of a column are made. Times that are infinite are texts.
func valueOf(types *pgtype.Map, of pgconn.FieldDescription) valuer {
	switch of.DataTypeOID {
	case pgtype.BoolOID:
		return scanned(types, of, func(v *bool) (driver.Value, error) { return *v, nil })
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.OIDOID, pgtype.XIDOID, pgtype.CIDOID:
		return scanned(types, of, func(v *int64) (driver.Value, error) { return *v, nil })
	case pgtype.Float4OID:
		return scanned(types, of, func(v *float32) (driver.Value, error) { return float64(*v), nil })
	case pgtype.Float8OID:
		return scanned(types, of, func(v *float64) (driver.Value, error) { return *v, nil })
	case pgtype.DateOID:
		return scanned(types, of, func(v *pgtype.Date) (driver.Value, error) { return v.Value() })
	case pgtype.TimestampOID:
		return scanned(types, of, func(v *pgtype.Timestamp) (driver.Value, error) { return v.Value() })
	case pgtype.TimestamptzOID:
		return scanned(types, of, func(v *pgtype.Timestamptz) (driver.Value, error) { return v.Value() })
	case pgtype.ByteaOID, pgtype.JSONOID, pgtype.JSONBOID, pgtype.XMLOID:
		return scanned(types, of, func(v *[]byte) (driver.Value, error) { return *v, nil })
	}
	return func(raw []byte) (driver.Value, error) { return string(raw), nil }
}

// scanned makes values by way of a type that the driver knows.
func scanned[T any](types *pgtype.Map, of pgconn.FieldDescription, value func(*T) (driver.Value, error)) valuer {
	var v T
	plan := types.PlanScan(of.DataTypeOID, of.Format, &v)
	return func(raw []byte) (driver.Value, error) {
		if err := plan.Scan(raw, &v); err != nil {
			return nil, err
		}
		return value(&v)
	}
}
