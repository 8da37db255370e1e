package main

import (
	"io"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
)

// A table serves a Log as a read-only SQL table. If it has a changed_at
// column it has an index on (changed_at, first column), which is the order of
// the Log, so that a poll reads only what it asks for and sorts nothing.
type table[T any] struct {
	log    *Log[T]
	schema sql.Schema
	row    func(changed int64, row *T) sql.Row
	index  *changeIndex // nil without changed_at
}

var (
	_ sql.IndexSearchableTable = (*table[Case])(nil)
	_ sql.IndexedTable         = (*table[Case])(nil)
	_ sql.StatisticsTable      = (*table[Case])(nil)
)

func newTable[T any](log *Log[T], schema sql.Schema, row func(int64, *T) sql.Row) *table[T] {
	t := &table[T]{log: log, schema: schema, row: row}
	if changed := schema[len(schema)-1]; changed.Name == "changed_at" {
		t.index = &changeIndex{changed: changed, id: schema[0]}
	}
	return t
}

func (t *table[T]) Name() string               { return t.schema[0].Source }
func (t *table[T]) String() string             { return t.Name() }
func (t *table[T]) Schema() sql.Schema         { return t.schema }
func (t *table[T]) Collation() sql.CollationID { return sql.Collation_utf8mb4_0900_bin }
func (t *table[T]) Database() string           { return database }

// Partitions returns one partition: the table as it is now.
func (t *table[T]) Partitions(*sql.Context) (sql.PartitionIter, error) {
	return sql.PartitionsToPartitionIter(&part[T]{t.log.View(), []span{{minTime, maxTime}}}), nil
}

// PartitionRows reads the rows of a partition, in the order of the index.
func (t *table[T]) PartitionRows(_ *sql.Context, p sql.Partition) (sql.RowIter, error) {
	return &rows[T]{table: t, part: p.(*part[T])}, nil
}

// GetIndexes returns the index by change, if there is one.
func (t *table[T]) GetIndexes(*sql.Context) ([]sql.Index, error) {
	if t.index == nil {
		return nil, nil
	}
	return []sql.Index{t.index}, nil
}

// IndexedAccess returns the table itself: LookupPartitions is told the lookup.
func (t *table[T]) IndexedAccess(*sql.Context, sql.IndexLookup) sql.IndexedTable { return t }

// LookupPartitions returns one partition: the rows in the lookup's ranges, as
// far as these limit changed_at.
func (t *table[T]) LookupPartitions(
	_ *sql.Context, lookup sql.IndexLookup,
) (sql.PartitionIter, error) {
	p := &part[T]{view: t.log.View()}
	for _, r := range lookup.Ranges.(sql.MySQLRangeCollection) {
		p.spans = append(p.spans, spanOf(r[0]))
	}
	return sql.PartitionsToPartitionIter(p), nil
}

// PreciseMatch is true: a lookup need not be filtered by what it was made of.
func (t *table[T]) PreciseMatch() bool { return true }

// SkipIndexCosting is false, as it must be for ORDER BY to use the index.
func (t *table[T]) SkipIndexCosting() bool { return false }

// LookupForExpressions finds the limits that a conjunction of filters sets to
// changed_at, and returns what is left of the filters.
func (t *table[T]) LookupForExpressions(
	ctx *sql.Context, filters ...sql.Expression,
) (sql.IndexLookup, *sql.FuncDepSet, sql.Expression, bool, error) {
	if t.index == nil {
		return sql.IndexLookup{}, nil, nil, false, nil
	}
	limits, rest := t.index.limits(ctx, filters)
	if len(rest) == len(filters) {
		return sql.IndexLookup{}, nil, nil, false, nil
	}
	ranges := sql.MySQLRangeCollection{{limits, sql.AllRangeColumnExpr(t.index.id.Type)}}
	lookup := sql.NewIndexLookup(t.index, ranges, false, false, false, false)
	return lookup, nil, expression.JoinAnd(rest...), true, nil
}

// RowCount is exact.
func (t *table[T]) RowCount(*sql.Context) (uint64, bool, error) {
	return uint64(t.log.View().Len()), true, nil
}

// DataLength is a rough number of bytes.
func (t *table[T]) DataLength(*sql.Context) (uint64, error) {
	return uint64(t.log.View().Len() * 64), nil
}

// A span is a range of changed_at, both ends included, in Unix microseconds.
type span struct{ from, to int64 }

// spanOf is the span of a range whose ends, if it has any, are included.
func spanOf(r sql.MySQLRangeColumnExpr) span {
	return span{cutTime(r.LowerBound, minTime), cutTime(r.UpperBound, maxTime)}
}

// cutTime is the time at which a range is cut, in Unix microseconds, or none.
func cutTime(cut sql.MySQLRangeCut, none int64) int64 {
	switch cut.(type) {
	case sql.Above, sql.Below:
		return sql.GetMySQLRangeCutKey(cut).(time.Time).UnixMicro()
	}
	return none
}

// A part is spans of a View.
type part[T any] struct {
	view  *View[T]
	spans []span
}

func (*part[T]) Key() []byte { return nil }

// rows reads a part.
type rows[T any] struct {
	table  *table[T]
	part   *part[T]
	span   int // the next span to read
	reader *reader[T]
}

func (r *rows[T]) Next(*sql.Context) (sql.Row, error) {
	for {
		if r.reader != nil {
			if changed, row := r.reader.next(); row != nil {
				return r.table.row(changed, row), nil
			}
		}
		if r.span == len(r.part.spans) {
			return nil, io.EOF
		}
		reader := r.part.view.read(r.part.spans[r.span].from, r.part.spans[r.span].to)
		r.reader, r.span = &reader, r.span+1
	}
}

func (*rows[T]) Close(*sql.Context) error { return nil }
