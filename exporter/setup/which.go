package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"casework/collectors/adapters"
	"casework/collectors/source"
	"casework/exporter/app"
)

// which is the product of those recognised that is meant.
func (s *session) which(ctx context.Context, r *app.Recognition) (*app.Recognised, error) {
	products := r.Products
	// Views that grants made stand beside the tables that they are of.
	if slices.ContainsFunc(products, func(p app.Recognised) bool { return !isOfGrants(&p) }) {
		products = slices.DeleteFunc(slices.Clone(products), func(p app.Recognised) bool { return isOfGrants(&p) })
	}
	if len(products) == 0 {
		return nil, s.nothing(r)
	}
	if len(products) == 1 {
		return &products[0], nil
	}
	var names []string
	s.printf("\nThere are tables of several products:\n")
	for i := range products {
		name := products[i].Adapter
		if slices.ContainsFunc(products, func(p app.Recognised) bool { return p.Adapter == name && p.Schema != products[i].Schema }) {
			name = products[i].Schema + "." + name // else nobody could choose among schemas
		}
		s.printf("  %-12s %s\n", name, products[i].Name)
		names = append(names, name)
	}
	q := questionOf(keyAdapter)
	q.allowed, q.fault = strings.Join(names, ", "), oneOf(names...)
	chosen, err := s.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	return &products[slices.Index(names, chosen)], nil
}

// isOfGrants reports whether tables are the views of an adapter's grants.
func isOfGrants(p *app.Recognised) bool { return p.Schema == "casework_"+p.Adapter }

// isForUs reports whether a table, with its schema or without, is one of those that are made for the exporter.
func isForUs(table string) bool {
	query, is := strings.CutPrefix(strings.TrimPrefix(table, schemaOf(table)), "casework_")
	return is && slices.Contains(source.Optional(), query)
}

// schemaOf is the schema of a table, with the point behind it; "" without.
func schemaOf(table string) string { return table[:strings.LastIndex(table, ".")+1] }

// nothing says that no product was recognised, and what else can be done.
func (s *session) nothing(r *app.Recognition) error {
	var seen []string
	for schema, tables := range r.Tables {
		for _, table := range tables {
			if schema != "" {
				table = schema + "." + table
			}
			seen = append(seen, table)
		}
	}
	slices.Sort(seen)
	if i := slices.IndexFunc(seen, isForUs); i >= 0 {
		return retryError{fmt.Errorf("the account %s can see %s in the database %s, and no casework_cases. "+
			"If that is there, have an administrator run: GRANT SELECT ON %scasework_cases TO that account. "+
			"Else make it, as grants-views.sql shows (deploy/sql)", s.target.user, seen[i], s.target.database, schemaOf(seen[i]))}
	}
	if len(seen) == 0 {
		return retryError{fmt.Errorf("the account can see no table in the database %s: see whether it is the product's, and whether the account may read it", s.target.database)}
	}
	const most = 8
	more := ""
	if n := len(seen) - most; n > 0 {
		seen, more = seen[:most], fmt.Sprintf(" and %d more", n)
	}
	return retryError{fmt.Errorf("none of the %d products that are known has its tables in the database %s, and there are no casework_cases; it has %s%s.\n"+
		"Is it another database? For a product of your own, make the view casework_cases (deploy/sql/grants-views.sql shows how), "+
		"or have it write a file every night and answer files", len(adapters.Products()), s.target.database, strings.Join(seen, ", "), more)}
}
