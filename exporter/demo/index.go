package main

import (
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/transform"
)

// A changeIndex describes a table's order, by changed_at and then identifier,
// to the query planner.
type changeIndex struct{ changed, id *sql.Column }

var _ sql.OrderedIndex = (*changeIndex)(nil)

func (x *changeIndex) ID() string                                 { return "by_change" }
func (x *changeIndex) Database() string                           { return database }
func (x *changeIndex) Table() string                              { return x.id.Source }
func (x *changeIndex) IsUnique() bool                             { return false }
func (x *changeIndex) IsSpatial() bool                            { return false }
func (x *changeIndex) IsFullText() bool                           { return false }
func (x *changeIndex) IsVector() bool                             { return false }
func (x *changeIndex) IsGenerated() bool                          { return false }
func (x *changeIndex) Comment() string                            { return "" }
func (x *changeIndex) IndexType() string                          { return "BTREE" }
func (x *changeIndex) PrefixLengths() []uint16                    { return nil }
func (x *changeIndex) CanSupport(*sql.Context, ...sql.Range) bool { return true }
func (x *changeIndex) CanSupportOrderBy(sql.Expression) bool      { return false }
func (x *changeIndex) Order() sql.IndexOrder                      { return sql.IndexOrderAsc }
func (x *changeIndex) Reversible() bool                           { return false }

func (x *changeIndex) Expressions() []string {
	return []string{x.Table() + "." + x.changed.Name, x.Table() + "." + x.id.Name}
}

func (x *changeIndex) ColumnExpressionTypes() []sql.ColumnExpressionType {
	names := x.Expressions()
	return []sql.ColumnExpressionType{
		{Expression: names[0], Type: x.changed.Type},
		{Expression: names[1], Type: x.id.Type},
	}
}

// limits returns the range of changed_at that the comparisons among filters
// leave, both ends included, and the filters that say more than the range
// does. A comparison with no constant limits nothing.
func (x *changeIndex) limits(
	ctx *sql.Context, filters []sql.Expression,
) (sql.MySQLRangeColumnExpr, []sql.Expression) {
	var lower, upper time.Time
	var rest []sql.Expression
	for _, f := range filters {
		from, to := x.compared(ctx, f)
		if from.IsZero() && to.IsZero() {
			rest = append(rest, x.typed(ctx, f))
			continue
		}
		if !from.IsZero() && (lower.IsZero() || from.After(lower)) {
			lower = from
		}
		if !to.IsZero() && (upper.IsZero() || to.Before(upper)) {
			upper = to
		}
	}
	r := sql.AllRangeColumnExpr(x.changed.Type)
	if !lower.IsZero() {
		r.LowerBound = sql.Below{Key: lower}
	}
	if !upper.IsZero() {
		r.UpperBound = sql.Above{Key: upper}
	}
	return r, rest
}

// compared returns the first and the last time that satisfy a comparison of
// changed_at with a constant; zero times for none.
func (x *changeIndex) compared(ctx *sql.Context, f sql.Expression) (from, to time.Time) {
	const tick = time.Microsecond // the resolution of changed_at
	c, ok := f.(expression.Comparer)
	if !ok {
		return time.Time{}, time.Time{}
	}
	at, flipped := x.constant(ctx, c.Left(), c.Right()), false
	if at.IsZero() {
		at, flipped = x.constant(ctx, c.Right(), c.Left()), true
	}
	if at.IsZero() {
		return time.Time{}, time.Time{}
	}
	switch f.(type) {
	case *expression.GreaterThanOrEqual:
		from = at
	case *expression.GreaterThan:
		from = at.Add(tick)
	case *expression.LessThanOrEqual:
		to = at
	case *expression.LessThan:
		to = at.Add(-tick)
	case *expression.Equals:
		return at, at
	}
	if !flipped {
		return from, to
	}
	// at >= changed_at means changed_at <= at.
	switch f.(type) {
	case *expression.GreaterThan, *expression.LessThan:
		if from.IsZero() {
			return at.Add(tick), time.Time{}
		}
		return time.Time{}, at.Add(-tick)
	}
	return to, from
}

// typed returns f with the constants that changed_at is compared with turned
// into times, which the engine would else parse again for every row.
func (x *changeIndex) typed(ctx *sql.Context, f sql.Expression) sql.Expression {
	typed, _, err := transform.Expr(f, func(e sql.Expression) (sql.Expression, transform.TreeIdentity, error) {
		c, ok := e.(expression.Comparer)
		if !ok {
			return e, transform.SameTree, nil
		}
		at := x.constant(ctx, c.Left(), c.Right())
		if at.IsZero() {
			return e, transform.SameTree, nil
		}
		e, err := e.WithChildren(c.Left(), expression.NewLiteral(at, x.changed.Type))
		return e, transform.NewTree, err
	})
	if err != nil {
		return f
	}
	return typed
}

// constant is the time that value stands for, if field is changed_at and
// value a constant that is a time; else zero.
func (x *changeIndex) constant(ctx *sql.Context, field, value sql.Expression) time.Time {
	column, ok := field.(*expression.GetField)
	if !ok || column.Name() != x.changed.Name {
		return time.Time{}
	}
	literal, ok := value.(*expression.Literal)
	if !ok {
		return time.Time{}
	}
	converted, _, err := x.changed.Type.Convert(ctx, literal.Value())
	if err != nil {
		return time.Time{}
	}
	at, _ := converted.(time.Time)
	return at
}
