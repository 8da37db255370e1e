// Generate writes what follows from the declarations of the supplementary
// tables: the queries and the schema of the adapter "views", the columns on
// its page, and the coverage in deploy/SUPPLEMENTARY.md; and from the pages of
// the adapters the tables that list them, and their names for the settings. Its
// output is committed; a test compares it with what it would write.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"casework/collectors/supplement"
)

func main() {
	root := flag.String("root", ".", "folder of the repository")
	flag.Parse()
	if err := write(*root); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// views is the folder of the adapter, below the root.
const views = "collectors/adapters/views/"

// generated returns every file that is generated, wholly or in part, by its
// path below the root. What people wrote in a file is taken from there.
func generated(root string) (map[string]string, error) {
	adapters, err := readAdapters(root)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, t := range supplement.Tables() {
		if t.Query == "" { // else the file is that of another query
			files[views+t.File()+".sql"] = query(t)
		}
	}
	files["exporter/config/adapters.go"] = adapterNames(adapters)
	for _, part := range []struct{ file, begin, end, content string }{
		{views + "schema.sql", "-- tables:begin", "", schema()},
		{views + "README.md", "<!-- tables:begin", "<!-- tables:end -->", columns()},
		{"deploy/SUPPLEMENTARY.md", "<!-- coverage:begin", "<!-- coverage:end -->", coverage()},
		{"collectors/adapters/README.md", "<!-- adapters:begin", "<!-- adapters:end -->", adapterTable(adapters)},
		{"README.md", "<!-- adapters:begin", "<!-- adapters:end -->", productTable(adapters)},
	} {
		content, err := os.ReadFile(filepath.Join(root, part.file))
		if err != nil {
			return nil, err
		}
		files[part.file], err = replace(string(content), part.begin, part.end, part.content)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part.file, err)
		}
	}
	files[views+"schema.postgres.sql"] = postgresSchema(files[views+"schema.sql"])
	return files, nil
}

// replace puts a new part into a text: from the line after the one that begins
// with begin up to the line end, or to the end of the text if end is empty.
func replace(text, begin, end, part string) (string, error) {
	before, after, ok := strings.Cut(text, "\n"+begin)
	if !ok {
		return "", fmt.Errorf("no line begins with %q", begin)
	}
	marker, rest, _ := strings.Cut(after, "\n")
	tail := ""
	if end != "" {
		_, below, ok := strings.Cut("\n"+rest, "\n"+end+"\n")
		if !ok {
			return "", fmt.Errorf("no line is %q, below that of %q", end, begin)
		}
		tail = end + "\n" + below
	}
	return before + "\n" + begin + marker + "\n" + part + tail, nil
}

// write writes every generated file below root.
func write(root string) error {
	files, err := generated(root)
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}
