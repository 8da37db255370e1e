package app

import (
	"context"
	"log/slog"
	"maps"
	"slices"

	"casework/collectors/adapters"
	"casework/collectors/files"
	"casework/collectors/ledger"
	"casework/exporter/config"
)

// A Recognised is a product whose tables a database holds.
type Recognised struct {
	adapters.Product
	Schema  string // of PostgreSQL, that holds them; "" of others
	Version string // as the product says it; "" if it does not, or the user may not see it
}

// A Recognition is what the tables of a database tell.
type Recognition struct {
	Products []Recognised        // in the order of adapters.Products, schema by schema
	Tables   map[string][]string // that the user can see, by schema
	Client   string              // this computer, as accounts of the server name it; "" where they do not
	Accounts []string            // of the server that are named casework…; nil if the user may not see them
}

// Recognise looks in the database of a source for the tables of products. The
// source's own adapter does not matter. The error of a database that cannot be
// reached is a source.UnreachableError.
func Recognise(ctx context.Context, s *config.SourceConfig) (*Recognition, error) {
	database, err := openDatabase(s, ledger.NewKeyer(0), slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { _ = database.Close() }() // nothing was written
	catalog, err := database.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	r := &Recognition{Tables: map[string][]string{}, Client: catalog.Client, Accounts: catalog.Accounts}
	for _, schema := range slices.Sorted(maps.Keys(catalog.Schemas)) {
		tables := catalog.Schemas[schema]
		r.Tables[schema] = slices.Sorted(maps.Keys(tables))
		for _, p := range adapters.Products() {
			if !p.IsIn(s.Driver, tables) {
				continue
			}
			found := Recognised{Product: p, Schema: schema}
			if p.Version != "" {
				found.Version = database.Text(ctx, p.Version)
			}
			r.Products = append(r.Products, found)
		}
	}
	return r, nil
}

// ReadHeadings looks at the headings of the files of cases of a source.
func ReadHeadings(ctx context.Context, s *config.SourceConfig) (files.Headings, error) {
	opened, err := openFiles(s, ledger.NewKeyer(0), slog.New(slog.DiscardHandler))
	if err != nil {
		return files.Headings{}, err
	}
	return opened.ReadHeadings(ctx)
}

// ReadOtherHeadings looks at those of its other files.
func ReadOtherHeadings(ctx context.Context, s *config.SourceConfig) ([]files.Headings, error) {
	opened, err := openFiles(s, ledger.NewKeyer(0), slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return opened.ReadOtherHeadings(ctx)
}
