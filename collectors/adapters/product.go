package adapters

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// A Product says how the product of an adapter is recognised, as the file
// "product" of its folder has it: the name, which versions the adapter is for,
// columns that the product alone has together, and where it keeps its version.
type Product struct {
	Adapter string
	Name    string
	For     string // versions, in words; "" if it has none
	Version string // a query of its version, whose answer is one text; "" if its database does not say

	tested  []string // how versions begin that the adapter was tested with
	columns []string // as table.column in small letters
	driver  string   // the kind of database that it is on; "" for each
}

// Products lists what is recognised, in the order of Names.
func Products() []Product {
	var all []Product
	for _, name := range Names() {
		files, err := Open(name)
		if err != nil {
			panic(err) // embedded files do not fail
		}
		content, err := fs.ReadFile(files, "product")
		if err != nil {
			panic(err)
		}
		p, err := parseProduct(name, string(content))
		if err == nil {
			p.driver, err = Driver(files)
		}
		if err != nil {
			panic(err) // embedded files are right: TestProducts
		}
		all = append(all, p)
	}
	return all
}

// parseProduct reads a file "product": lines of a word and what it says.
func parseProduct(adapter, content string) (Product, error) {
	p := Product{Adapter: adapter}
	for line := range strings.Lines(content) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "name":
			p.Name = rest
		case "for":
			p.For = rest
		case "tested":
			p.tested = strings.Fields(rest)
		case "column":
			p.columns = append(p.columns, strings.ToLower(rest))
		case "version":
			p.Version = rest
		default:
			return p, fmt.Errorf("adapter %s: product: %q is none of name, for, tested, column and version", adapter, word)
		}
	}
	if p.Name == "" || p.columns == nil {
		return p, fmt.Errorf("adapter %s: product: name or column is missing", adapter)
	}
	return p, nil
}

// IsIn reports whether tables are the product's, of a kind of database that the
// adapter is for. Tables are columns by table, all in small letters.
func (p *Product) IsIn(driver string, tables map[string][]string) bool {
	if p.driver != "" && p.driver != driver {
		return false
	}
	for _, c := range p.columns {
		table, column, _ := strings.Cut(c, ".")
		if !slices.Contains(tables[table], column) {
			return false
		}
	}
	return true
}

// Tested reports whether the adapter was tested with a version, as far as that
// can be told.
func (p *Product) Tested(version string) bool {
	return version == "" || p.tested == nil || slices.ContainsFunc(p.tested, func(begin string) bool { return strings.HasPrefix(version, begin) })
}

// IsOurs reports whether the adapter reads tables or views that are named as
// the exporter's own contract, so that none of a product have to be hidden.
func (p *Product) IsOurs() bool { return p.Adapter == "views" }
