package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"casework/collectors/adapters"
)

// An adapter is a line of the tables that list them.
type adapter struct {
	name    string
	product string
	rest    string // what it reads, the index to add and what to mind, as cells of Markdown
}

// rowMark begins the line of an adapter's page that says what the tables have of
// it: the product, what is read, the index to add, and what to mind.
const rowMark = "<!-- in tables of adapters: "

// readAdapters reads what the pages of the adapters say for tables, in the
// order of their names.
func readAdapters(root string) ([]adapter, error) {
	var all []adapter
	for _, name := range adapters.Names() {
		path := filepath.Join(root, "collectors/adapters", name, "README.md")
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		_, row, ok := strings.Cut(string(content), "\n"+rowMark)
		row, _, closed := strings.Cut(row, " -->\n")
		if cells := strings.Count(row, " | ") + 1; !ok || !closed || cells != 4 {
			return nil, fmt.Errorf("%s: needs one line \"%sproduct | reads | index to add | mind -->\"", path, rowMark)
		}
		product, rest, _ := strings.Cut(row, " | ")
		all = append(all, adapter{name, product, rest})
	}
	return all, nil
}

// adapterTable lists the adapters for who looks for one.
func adapterTable(all []adapter) string {
	var b strings.Builder
	b.WriteString("| adapter | product | reads | index to add | mind |\n|---|---|---|---|---|\n")
	for _, a := range all {
		fmt.Fprintf(&b, "| [`%[1]s`](%[1]s/README.md) | %[2]s | %[3]s |\n", a.name, a.product, a.rest)
	}
	return b.String()
}

// productTable lists the products that have an adapter, and how to connect any
// other.
func productTable(all []adapter) string {
	var b strings.Builder
	b.WriteString("| product | adapter |\n|---|---|\n")
	for _, a := range all {
		if a.name != "export" && a.name != "views" { // which are of no product
			fmt.Fprintf(&b, "| %[2]s | [`%[1]s`](collectors/adapters/%[1]s/README.md) |\n", a.name, a.product)
		}
	}
	b.WriteString("| any that can only write a file every night | [`export`](collectors/adapters/export/README.md) |\n" +
		"| any other, in MariaDB or MySQL | [`views`](collectors/adapters/views/README.md), or " +
		"[a folder of your own](collectors/adapters/README.md#write-your-own-in-an-hour) |\n")
	return b.String()
}
