package mysql

import (
	"os"
	"strings"
	"testing"
)

// TestGuideNamesOptionalColumns: the guide to an adapter of one's own says
// which columns of the cases may be left out.
func TestGuideNamesOptionalColumns(t *testing.T) {
	guide, err := os.ReadFile("../../adapters/README.md")
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
