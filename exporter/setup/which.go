package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"casework/collectors/adapters"
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
		s.printf("  %-12s %s\n", products[i].Adapter, products[i].Name)
		names = append(names, products[i].Adapter)
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
