package adapters_test

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

// productOf is the product of an adapter, on MariaDB if it runs there.
func productOf(t *testing.T, adapter string) product {
	t.Helper()
	all := every()
	i := slices.IndexFunc(all, func(p product) bool { return p.adapter == adapter })
	if i < 0 {
		t.Fatalf("no product has the adapter %q", adapter)
	}
	return all[i]
}

// only runs a test of one product on every kind of database that it keeps its
// cases in.
func only(t *testing.T, adapter string, test func(t *testing.T, p *product)) {
	t.Helper()
	productOf(t, adapter) // there is one
	for _, p := range every() {
		if p.adapter == adapter {
			t.Run(string(p.on), func(t *testing.T) { test(t, &p) })
		}
	}
}

// withLine is the product with a copy of its adapter in which the line of a
// column is replaced by what the README offers in its place.
func (p product) withLine(t *testing.T, column string) product {
	t.Helper()
	readme, err := os.ReadFile(p.adapter + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	query, err := os.ReadFile(p.adapter + "/cases.sql")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```sql\n(.*?)```").FindSubmatch(readme)
	line := regexp.MustCompile(`(?m)^.* AS ` + column + `,$`)
	if block == nil || !line.Match(query) {
		t.Fatalf("the README has no line, or the query no %s, to replace", column)
	}
	p.path = t.TempDir() + "/"
	if err := os.WriteFile(p.path+"cases.sql", line.ReplaceAll(query, block[1]), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}
