package main

import (
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/sqltypes"
)

// text is the type of the columns that hold words. Its collation is binary,
// so that units whose names differ in a letter's case or accent stay apart.
var text = types.MustCreateString(sqltypes.VarChar, 255, sql.Collation_utf8mb4_0900_bin)

// columns builds a table's schema; a name that ends in "?" may be NULL.
type columns struct {
	table  string
	schema sql.Schema
}

func (c *columns) add(typ sql.Type, names ...string) {
	for _, name := range names {
		nullable := name[len(name)-1] == '?'
		if nullable {
			name = name[:len(name)-1]
		}
		c.schema = append(c.schema, &sql.Column{
			Name: name, Type: typ, Nullable: nullable, Source: c.table, DatabaseSource: database,
		})
	}
}

// idType is the type of identifiers: BIGINT, or VARCHAR if strings is true.
func idType(strings bool) sql.Type {
	if strings {
		return text
	}
	return types.Int64
}

// id is the value of an identifier column: nil for the zero Key.
func id(k Key) any {
	switch {
	case k == Key{}:
		return nil
	case k.Str != "":
		return k.Str
	}
	return k.Num
}

func casesTable(log *Log[Case], clock WallClock, stringIDs bool) *table[Case] {
	c := columns{table: "casework_cases"}
	c.add(idType(stringIDs), "case_id")
	c.add(text, "unit", "case_type?")
	c.add(types.Datetime, "received_at?", "started_at?", "closed_at?", "deadline_at?")
	c.add(types.Int64, "reopened_count")
	// The server has no error of its own for a column that is not there, by which the
	// exporter would do without these. Pauses have a table.
	c.add(types.Int64, "paused_seconds?")
	c.add(types.Datetime, "paused_since?", "complete_at?")
	c.add(types.DatetimeMaxPrecision, "changed_at")
	return newTable(log, c.schema, func(changed int64, r *Case) sql.Row {
		return sql.Row{
			id(r.ID), r.Unit, r.Type, clock.Datetime(r.Received),
			clock.Datetime(r.Started), clock.Datetime(r.Closed), clock.Datetime(r.Deadline),
			r.Reopened, nil, nil, nil, wallMicros(changed),
		}
	})
}

func pausesTable(log *Log[Pause], clock WallClock, caseIDs bool) *table[Pause] {
	c := columns{table: "casework_pauses"}
	c.add(types.Int64, "pause_id")
	c.add(idType(caseIDs), "case_id")
	c.add(types.Datetime, "paused_at", "resumed_at?")
	c.add(types.DatetimeMaxPrecision, "changed_at")
	return newTable(log, c.schema, func(changed int64, r *Pause) sql.Row {
		return sql.Row{id(r.ID), id(r.Case), clock.Datetime(r.Paused), clock.Datetime(r.Resumed), wallMicros(changed)}
	})
}

func errorsTable(log *Log[ErrorReport], clock WallClock, ids, caseIDs bool) *table[ErrorReport] {
	c := columns{table: "casework_errors"}
	c.add(idType(ids), "error_id")
	c.add(text, "unit")
	c.add(idType(caseIDs), "case_id?")
	c.add(types.Datetime, "reported_at?")
	c.add(text, "kind")
	c.add(types.DatetimeMaxPrecision, "changed_at")
	return newTable(log, c.schema, func(changed int64, r *ErrorReport) sql.Row {
		return sql.Row{
			id(r.ID), r.Unit, id(r.Case), clock.Datetime(r.Reported), r.Kind,
			wallMicros(changed),
		}
	})
}

func sessionsTable(log *Log[Session], clock WallClock) *table[Session] {
	c := columns{table: "casework_sessions"}
	c.add(types.Int64, "session_id")
	c.add(text, "unit", "programme", "kind")
	c.add(types.Datetime, "planned_at", "held_at?")
	c.add(types.Int64, "minutes?", "participants?")
	c.add(types.DatetimeMaxPrecision, "changed_at")
	return newTable(log, c.schema, func(changed int64, r *Session) sql.Row {
		row := sql.Row{
			id(r.ID), r.Unit, r.Programme, kindOf(r), clock.Datetime(r.Planned),
			clock.Datetime(r.Held), nil, nil, wallMicros(changed),
		}
		if r.Held != 0 {
			row[6], row[7] = r.Minutes, r.People
		}
		return row
	})
}

// kindOf is the kind of a session: mostly the group's.
func kindOf(r *Session) string {
	return [...]string{"group", "group", "coaching", "group", "individual", "reflection"}[r.ID.Num%6]
}

func programmesTable(log *Log[Programme]) *table[Programme] {
	c := columns{table: "casework_programmes"}
	c.add(text, "unit", "programme")
	c.add(types.Date, "starts_on", "ends_on?")
	return newTable(log, c.schema, func(_ int64, r *Programme) sql.Row {
		return sql.Row{r.Unit, r.Name, date(r.From), date(r.To)}
	})
}

func unitsTable(log *Log[Unit]) *table[Unit] {
	c := columns{table: "casework_units"}
	c.add(text, "unit", "name", "service", "parent?")
	return newTable(log, c.schema, func(_ int64, r *Unit) sql.Row {
		return sql.Row{r.Unit, r.Name, r.Service, null(r.Parent)}
	})
}

func wallMicros(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// date is the value of a DATE column: nil for an empty or impossible date.
func date(s string) any {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return nil
	}
	return t
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}
