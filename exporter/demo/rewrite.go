package main

import (
	"context"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

// A parser reads statements as MySQL's does, and merges plain derived tables
// into the query around them, as MySQL's planner would:
//
//	SELECT q.a FROM (SELECT a, b FROM t) AS q WHERE q.b > 1 ORDER BY q.b
//
// is planned as
//
//	SELECT t.a FROM t WHERE t.b > 1 ORDER BY t.b
//
// The engine's own planner would read and sort the whole table for the first.
type parser struct{ sql.Parser }

// showGrants is what SHOW GRANTS would say. The engine refuses it to an
// account that may not read the database mysql.
const showGrants = "SELECT 'GRANT USAGE ON *.* TO `" + dbUser + "`@`%`' AS `Grants for " + dbUser +
	"@%` UNION ALL SELECT 'GRANT SELECT ON `" + database + "`.* TO `" + dbUser + "`@`%`'"

// known replaces statements that the engine cannot answer.
func known(query string) string {
	switch strings.ToUpper(strings.Trim(query, " ;\t\r\n")) {
	case "SHOW GRANTS", "SHOW GRANTS FOR CURRENT_USER", "SHOW GRANTS FOR CURRENT_USER()":
		return showGrants
	}
	return query
}

func (p parser) ParseSimple(query string) (sqlparser.Statement, error) {
	query = known(query)
	stmt, err := p.Parser.ParseSimple(query)
	return merged(stmt), err
}

func (p parser) Parse(
	ctx *sql.Context, query string, multi bool,
) (sqlparser.Statement, string, string, error) {
	query = known(query)
	stmt, parsed, rest, err := p.Parser.Parse(ctx, query, multi)
	return merged(stmt), parsed, rest, err
}

func (p parser) ParseWithOptions(
	ctx context.Context, query string, delimiter rune, multi bool, o sqlparser.ParserOptions,
) (sqlparser.Statement, string, string, error) {
	query = known(query)
	stmt, parsed, rest, err := p.Parser.ParseWithOptions(ctx, query, delimiter, multi, o)
	return merged(stmt), parsed, rest, err
}

func (p parser) ParseOneWithOptions(
	ctx context.Context, query string, o sqlparser.ParserOptions,
) (sqlparser.Statement, int, error) {
	query = known(query)
	stmt, next, err := p.Parser.ParseOneWithOptions(ctx, query, o)
	return merged(stmt), next, err
}

// merged merges the derived table of a SELECT that reads nothing else, and
// names each column it wants; any other statement is returned as it is.
func merged(stmt sqlparser.Statement) sqlparser.Statement {
	if explain, ok := stmt.(*sqlparser.Explain); ok {
		explain.Statement = merged(explain.Statement)
		explain.Plan = true // the engine's plan as a tree; it has no table like MySQL's
		return explain
	}
	outer, ok := stmt.(*sqlparser.Select)
	if !ok || len(outer.From) != 1 || hasStar(outer.SelectExprs) {
		return stmt
	}
	from, ok := outer.From[0].(*sqlparser.AliasedTableExpr)
	if !ok || from.As.IsEmpty() {
		return stmt
	}
	derived, ok := from.Expr.(*sqlparser.Subquery)
	if !ok || len(derived.Columns) > 0 {
		return stmt
	}
	table, ok := plainTable(derived.Select)
	if !ok {
		return stmt
	}
	alias := from.As
	from.Expr, from.As = table, sqlparser.TableIdent{}
	// The planner does not see an index through an alias; so name the table.
	_ = sqlparser.Walk(func(node sqlparser.SQLNode) (bool, error) {
		column, ok := node.(*sqlparser.ColName)
		if ok && column.Qualifier.Name.String() == alias.String() {
			column.Qualifier = table
		}
		return true, nil
	}, outer)
	return outer
}

// plainTable returns the table of a statement that selects columns of one
// table under their own names, and does nothing more.
func plainTable(stmt sqlparser.SelectStatement) (sqlparser.TableName, bool) {
	var none sqlparser.TableName
	s, ok := stmt.(*sqlparser.Select)
	if !ok || len(s.From) != 1 || s.Where != nil || len(s.GroupBy) > 0 || s.Having != nil ||
		len(s.Window) > 0 || len(s.OrderBy) > 0 || s.Limit != nil || s.With != nil ||
		s.Into != nil || s.Lock != "" || s.QueryOpts.Distinct {
		return none, false
	}
	for _, e := range s.SelectExprs {
		aliased, ok := e.(*sqlparser.AliasedExpr)
		if !ok {
			return none, false
		}
		column, ok := aliased.Expr.(*sqlparser.ColName)
		if !ok || !aliased.As.IsEmpty() && !aliased.As.Equal(column.Name) {
			return none, false
		}
	}
	from, ok := s.From[0].(*sqlparser.AliasedTableExpr)
	if !ok {
		return none, false
	}
	table, ok := from.Expr.(sqlparser.TableName)
	return table, ok
}

func hasStar(exprs sqlparser.SelectExprs) bool {
	for _, e := range exprs {
		if _, ok := e.(*sqlparser.StarExpr); ok {
			return true
		}
	}
	return false
}
