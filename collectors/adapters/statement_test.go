package adapters

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOneSelect(t *testing.T) {
	for _, tt := range []struct{ name, content, want, fails string }{
		{name: "plain", content: "SELECT a FROM b", want: "SELECT a FROM b"},
		{name: "semicolon", content: "\n select a\nFROM b ;\n", want: "select a\nFROM b"},
		{name: "comments", content: "-- Cases; of the product?\n/* x ; y */ SELECT a # why?\nFROM b; -- done", want: "-- Cases; of the product?\n/* x ; y */ SELECT a # why?\nFROM b"},
		{name: "quotes", content: `SELECT 'a;?''b', "c\"?;" AS "d?", x AS ` + "`e;`", want: `SELECT 'a;?''b', "c\"?;" AS "d?", x AS ` + "`e;`"},
		{name: "with", content: "WITH a AS (SELECT 1) SELECT * FROM a", want: "WITH a AS (SELECT 1) SELECT * FROM a"},
		{name: "byte order mark", content: "\uFEFFSELECT 1", want: "SELECT 1"},
		{name: "minus minus", content: "SELECT 1--1", want: "SELECT 1--1"},
		{name: "empty", content: "-- nothing\n", fails: "must be one SELECT, but is empty"},
		{name: "two statements", content: "SELECT 1; SELECT 2", fails: "must be one statement"},
		{name: "parameter", content: "SELECT a FROM b WHERE c = ?", fails: "must have no parameters"},
		{name: "not a query", content: "DELETE FROM b", fails: `must be one SELECT, but begins with "DELETE"`},
		{name: "begins with a number", content: "1", fails: "must be one SELECT"},
		{name: "begins with a text", content: "'SELECT'", fails: "must be one SELECT"},
		{name: "open quote", content: "SELECT 'a", want: "SELECT 'a"}, // for the server to refuse
		{name: "open comment", content: "SELECT 1 /* a", want: "SELECT 1 /* a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := oneSelect(tt.content)
			if tt.fails != "" {
				if err == nil || !strings.Contains(err.Error(), tt.fails) {
					t.Errorf("the error is %v, want %s", err, tt.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestIdentifiersOf(t *testing.T) {
	for _, tt := range []struct {
		statement, want string
		all             bool
	}{
		{"SELECT a.x, `my col` FROM t AS a -- not this\nWHERE y = 'nor that'", "select a x my col from t as where y", false},
		{"SELECT q.* FROM q", "select q from", true},
		{"SELECT COUNT(*), 2 * x FROM q", "select count 2 x from q", false},
		{"WITH s AS (SELECT * FROM tømming) SELECT x FROM s", "with s as select from tømming x", true},
	} {
		n := IdentifiersOf(tt.statement)
		want := map[string]bool{}
		for w := range strings.FieldsSeq(strings.ReplaceAll(tt.want, "my col", "my_col")) {
			want[strings.ReplaceAll(w, "my_col", "my col")] = true
		}
		if diff := cmp.Diff(want, n.words); diff != "" || n.AllColumns() != tt.all {
			t.Errorf("%s: all %v (-want +got):\n%s", tt.statement, n.AllColumns(), diff)
		}
	}
}

func FuzzOneSelect(f *testing.F) {
	f.Add("SELECT a FROM b; -- c")
	f.Add("/*")
	f.Add("--")
	f.Add("SELECT '\\")
	f.Fuzz(func(t *testing.T, content string) {
		statement, err := oneSelect(content)
		if err != nil {
			return
		}
		again, err := oneSelect(statement)
		if err != nil || again != statement {
			t.Errorf("%q became %q, then %q: %v", content, statement, again, err)
		}
	})
}
