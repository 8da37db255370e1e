package text

import (
	"slices"
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	if got := Quote(strings.Repeat("ø", 90)); got != `"`+strings.Repeat("ø", 80)+`…"` {
		t.Errorf("a long text is quoted as %s", got)
	}
	if got := Count(1, "row") + ", " + Count(0, "row"); got != "1 row, 0 rows" {
		t.Errorf("counted: %s", got)
	}
	if got := Wrap("one two threefour", 7); !slices.Equal(got, []string{"one two", "threefour"}) {
		t.Errorf("wrapped: %q", got)
	}
}

func TestSection(t *testing.T) {
	const document = "a\n<!-- x:begin -->\nold\n<!-- x:end -->\nb"
	got, err := Section(document, "x", "new\n")
	if want := "a\n<!-- x:begin -->\n\nnew\n\n<!-- x:end -->\nb"; err != nil || got != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if again, err := Section(got, "x", "new\n"); err != nil || again != got {
		t.Errorf("put in again: %q, %v", again, err)
	}
	if _, err := Section(document, "y", ""); err == nil {
		t.Error("a section that is not there was found")
	}
}

func TestWhatDoesNotPrint(t *testing.T) {
	for _, tt := range []struct{ text, printable string }{
		{"surveys.csv", "surveys.csv"},
		{"målinger 2026.csv", "målinger 2026.csv"},
		{"a\x1b[31m.csv", `a\x1b[31m.csv`},
		{"a\u009b31m\r\u202e", `a\u009b31m\r\u202e`},
		{"a\xff", `a\xff`},
		{"a\n\tb", "a\n\tb"},
	} {
		if got := Printable(tt.text); got != tt.printable {
			t.Errorf("Printable(%q) = %q, want %q", tt.text, got, tt.printable)
		}
	}
}

func TestQuoteHidesPasswords(t *testing.T) {
	for in, want := range map[string]string{
		"https://olav:hem/me@lig@vakt.kommune.no/casework?x": `"https://…@vakt.kommune.no/casework?x"`,
		"//:hemmelig@vakt":                                            `"//…@vakt"`,
		"https:/olav:hemmelig@vakt":                                   `"https:/…@vakt"`,
		"olav:hemmelig@tcp(db:3306)/x":                                `"…@tcp(db:3306)/x"`,
		"postgres://olav:" + strings.Repeat("hemmelig", 12) + "@db/x": `"postgres://…@db/x"`,
		"https://vakt.kommune.no:8443/a@b":                            `"https://…@b"`,
		"10:30, e-post til post@kommune.no":                           `"…@kommune.no"`,
		"post@kommune.no":                                             `"post@kommune.no"`,
		"http://[::1]:9090":                                           `"http://[::1]:9090"`,
		"Plan: bygg":                                                  `"Plan: bygg"`,
	} {
		if got := Quote(in); got != want {
			t.Errorf("Quote(%q) = %s, want %s", in, got, want)
		}
	}
}
