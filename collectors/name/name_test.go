package name

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestNormal(t *testing.T) {
	for spelt, want := range map[string]string{
		"":                                 "",
		" \t\u00a0\u2009\u3000\r\n":        "",
		"Nord":                             "Nord",
		"Nord ":                            "Nord",
		"\u00a0Nord\u202f":                 "Nord",
		"A\u030arstad":                     "\u00c5rstad",
		"\u212brstad":                      "\u00c5rstad", // the sign of the unit of length
		"Re\u0301gime":                     "R\u00e9gime",
		"Bodø  sentrum":                    "Bodø  sentrum",
		"\ufeffNord\u200b":                 "Nord",
		"Barne\u00advern\u00ad":            "Barnevern",
		"\u200e \u202aNord\u202c ":         "Nord",
		"A\u200b\u030arstad":               "\u00c5rstad",
		"Nord\x00\x00":                     "Nord",
		"No\x00rd":                         "No\x00rd",
		"\u200b":                           "",
		"خانه\u200cها":                     "خانه\u200cها", // a joiner that is read
		"nord":                             "nord",
		"Nord\xff":                         "Nord\uFFFD",
		"\u2126 (ohm), which is the Greek": "\u03a9 (ohm), which is the Greek",
	} {
		if got := Normal(spelt); got != want {
			t.Errorf("Normal(%+q) = %+q, want %+q", spelt, got, want)
		}
	}
}

func TestQuote(t *testing.T) {
	for _, tt := range []struct{ spellings, want []string }{
		{[]string{"Nord", "Nord "}, []string{`"Nord"`, `"Nord "`}},
		{[]string{"Nord", "Nord\u00a0"}, []string{`"Nord"`, `"Nord\u00a0"`}},
		{[]string{"\u00c5s", "A\u030as"}, []string{`"\u00c5s"`, `"A\u030as"`}},
		{[]string{"\u00c5s", "\u00c5s "}, []string{"\"\u00c5s\"", "\"\u00c5s \""}},
		{[]string{"\u00c5s"}, []string{"\"\u00c5s\""}},
		{[]string{"Nord", "Nord\u200b"}, []string{`"Nord"`, `"Nord\u200b"`}},
	} {
		if got := Quote(tt.spellings...); !slices.Equal(got, tt.want) {
			t.Errorf("Quote(%+q) = %s, want %s", tt.spellings, got, tt.want)
		}
	}
}

func TestBrief(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "Mottatt dato": "Mottatt dato", strings.Repeat("å", maxBrief): strings.Repeat("å", maxBrief),
		strings.Repeat("å", 1100): strings.Repeat("å", maxBrief) + "…",
	} {
		if got := Brief(s); got != want {
			t.Errorf("Brief(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestShown(t *testing.T) {
	for name, want := range map[string]string{
		"surveys.csv":        "surveys.csv",
		"målinger 2026.csv":  "målinger 2026.csv",
		"a\x1b[31m.csv":      `"a\x1b[31m.csv"`,
		"a\u009b31m\r\u202e": `"a\u009b31m\r\u202e"`,
		"a\xff":              `"a\xff"`,
		"a\n\tb":             `"a\n\tb"`,
	} {
		if got := Shown(name); got != want {
			t.Errorf("Shown(%q) = %s, want %s", name, got, want)
		}
	}
}

// FuzzNormal: a normal form is its own, and stays that whatever form or white
// space is put around it.
func FuzzNormal(f *testing.F) {
	for _, seed := range []string{"", " Nord ", "A\u030a", "\u0301", " \u0301", "\u1100\u1161 ", "\u2000x\u2001", "\xc3", "\u0085a", "a\u200b ", "\u00ad\u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		normal := Normal(s)
		if again := Normal(normal); again != normal {
			t.Errorf("Normal(%+q) = %+q, and of that %+q", s, normal, again)
		}
		if !utf8.ValidString(normal) || strings.TrimFunc(normal, unicode.IsSpace) != normal {
			t.Errorf("Normal(%+q) = %+q", s, normal)
		}
		for _, other := range []string{norm.NFD.String(normal), "\u00a0" + normal + " \t\u200b", "\ufeff" + normal, norm.NFD.String(normal) + "\u2003"} {
			if got := Normal(other); got != normal {
				t.Errorf("Normal(%+q) = %+q, want %+q", other, got, normal)
			}
		}
	})
}
