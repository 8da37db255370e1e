package metric

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"testing"
)

// TestEveryDefIsListed: a metric that a file of the catalogue defines is in the
// list that All joins. Else it would be made, and in no document and on no
// board; families and metrics of polls leave it out with an error.
func TestEveryDefIsListed(t *testing.T) {
	files, err := filepath.Glob("catalogue*.go")
	if err != nil {
		t.Fatal(err)
	}
	defined, listed := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		if file == "catalogue_test.go" {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range parsed.Decls {
			switch decl := decl.(type) {
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					if vars, ok := spec.(*ast.ValueSpec); ok && decl.Tok == token.VAR {
						for _, name := range vars.Names {
							defined[name.Name] = name.IsExported()
						}
					}
				}
			case *ast.FuncDecl:
				ast.Inspect(decl, func(n ast.Node) bool {
					if address, ok := n.(*ast.UnaryExpr); ok && address.Op == token.AND {
						if name, ok := address.X.(*ast.Ident); ok {
							listed[name.Name] = true
						}
					}
					return true
				})
			}
		}
	}
	maps.DeleteFunc(defined, func(_ string, exported bool) bool { return !exported })
	for _, name := range slices.Sorted(maps.Keys(defined)) {
		if !listed[name] {
			t.Errorf("%s is defined and not in the list of the catalogue", name)
		}
	}
	if n := len(All()); len(defined) != n {
		t.Errorf("%d metrics are defined and %d listed", len(defined), n)
	}
}
