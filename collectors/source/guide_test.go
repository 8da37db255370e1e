package source

import (
	"os"
	"strings"
	"testing"

	"casework/collectors/adapters"
)

// TestGuideNamesOptionalColumns: the guide to an adapter of one's own says
// which columns of the cases may be left out.
func TestGuideNamesOptionalColumns(t *testing.T) {
	guide, err := os.ReadFile("../adapters/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var optional []string
	for _, c := range contracts[0].columns {
		if !c.required {
			optional = append(optional, "`"+c.name+"`")
		}
	}
	last := len(optional) - 1
	want := "only " + strings.Join(optional[:last], ", ") + " and " + optional[last] + " may be left out"
	if !strings.Contains(string(guide), want) {
		t.Errorf("adapters/README.md does not say: %s", want)
	}
}

// TestViewsAnswerEveryQuery: the canonical adapter has a query for every
// contract, of which two share one.
func TestViewsAnswerEveryQuery(t *testing.T) {
	files, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	statements, err := adapters.Read(files, queryNames(), "postgres")
	if err != nil || len(statements) != len(contracts)-1 {
		t.Errorf("the adapter views has %d queries, want %d: %v", len(statements), len(contracts)-1, err)
	}
}
