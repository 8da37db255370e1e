package lint

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"casework/collectors/metric"
	"casework/dashboards/query"
)

// boardRules are the rules of these boards: layout, identity, honesty of
// queries and of words.
func boardRules() []rule {
	return []rule{
		{"uid-rule", checkUID},
		{"id-rule", checkIDs},
		{"layout-rule", checkLayout},
		{"table-width-rule", checkTableWidths},
		{"title-width-rule", checkTitleWidths},
		{"empty-row-rule", checkEmptyRows},
		{"zero-rule", checkZeros},
		{"contrast-rule", checkContrast},
		{"catalogue-rule", checkCatalogue},
		{"window-rule", checkWindows},
		{"range-rule", checkRanges},
		{"variable-rule", checkVariables},
		{"empty-state-rule", checkEmptyStates},
		{"refresh-rule", checkRefresh},
		{"annotation-rule", checkAnnotations},
		{"cause-rule", checkCause},
	}
}

func checkUID(b *boardJSON, report func(string, ...any)) {
	m := uidForm.FindStringSubmatch(b.UID)
	if m == nil {
		report("the uid %q is not casework-<board>-<language>", b.UID)
	} else if !slices.Contains(b.Tags, m[2]) {
		report("the tags %q lack the language %s", b.Tags, m[2])
	}
}

func checkIDs(b *boardJSON, report func(string, ...any)) {
	seen := map[int]bool{}
	for _, p := range b.Panels {
		if p.ID <= 0 || seen[p.ID] {
			report("%v: its id is missing or another's too", &p)
		}
		seen[p.ID] = true
		refs := map[string]bool{}
		for _, t := range p.Targets {
			if t.RefID == "" || refs[t.RefID] {
				report("%v: the refId %q is missing or another's too", &p, t.RefID)
			}
			refs[t.RefID] = true
		}
	}
}

// checkLayout wants panels in lines of width 24, without gaps or overlaps,
// all of a line equally high.
func checkLayout(b *boardJSON, report func(string, ...any)) {
	x, y, height := 0, 0, 0
	for _, p := range b.Panels {
		g := p.GridPos
		if g == nil || g.W < 1 || g.H < 1 {
			report("%v has no place", &p)
			return
		}
		if x == 24 {
			x, y = 0, y+height
		}
		if x == 0 {
			height = g.H
		}
		if g.X != x || g.Y != y || g.H != height {
			report("%v is at x=%d y=%d with height %d; its line goes on at x=%d y=%d with height %d",
				&p, g.X, g.Y, g.H, x, y, height)
			return
		}
		if x += g.W; x > 24 {
			report("%v: the widths of its line sum to %d, more than 24", &p, x)
			return
		}
	}
	if x != 24 {
		report("the widths of the last line sum to %d, not 24", x)
	}
}

// scraping are the metrics that Prometheus adds to each scrape.
var scraping = []string{"scrape_duration_seconds", "scrape_samples_scraped"}

func checkCatalogue(b *boardJSON, report func(string, ...any)) {
	b.eachTarget(func(p *panelJSON, t *targetJSON) {
		if len(selectors(t.Expr)) == 0 && t.Expr != "" {
			report("%v, query %s selects no metric", p, t.RefID)
		}
		for _, s := range selectors(t.Expr) {
			if _, ok := query.Catalogued(s.metric); !ok && !slices.Contains(scraping, s.metric) {
				report("%v, query %s: %s is not in the catalogue", p, t.RefID, s.metric)
			}
		}
	})
}

// checkWindows wants a window and a source chosen wherever there is one,
// and a type of case or all types wherever they would be mixed.
func checkWindows(b *boardJSON, report func(string, ...any)) {
	b.eachTarget(func(p *panelJSON, t *targetJSON) {
		for _, s := range selectors(t.Expr) {
			d, _ := query.Catalogued(s.metric)
			want := []metric.Label{}
			for _, l := range d.Labels {
				if l == metric.Source || l == metric.Window || l == metric.CaseType && slices.Contains(d.Labels, metric.Window) {
					want = append(want, l)
				}
			}
			for _, l := range want {
				if !s.has(string(l)) {
					report("%v, query %s: %s is not narrowed to one %s", p, t.RefID, s.metric, l)
				}
			}
		}
	})
}

var (
	rangeForm = regexp.MustCompile(`\[([^\]]*)\]`)
	daysForm  = regexp.MustCompile(`^(\d+)([dwy])$`)
)

// longestRange is the longest range that a query may read at each step.
const longestRange = 24 * time.Hour

func checkRanges(b *boardJSON, report func(string, ...any)) {
	b.eachTarget(func(p *panelJSON, t *targetJSON) {
		for _, m := range rangeForm.FindAllStringSubmatch(t.Expr, -1) {
			if m[1] == "$__interval" || m[1] == "$__rate_interval" {
				continue
			}
			length, _, _ := strings.Cut(m[1], ":") // of a subquery, without its step
			if d, err := time.ParseDuration(length); err != nil && !daysFit(length) || err == nil && d > longestRange {
				report("%v, query %s reads the long range [%s]", p, t.RefID, m[1])
			}
		}
	})
}

func daysFit(s string) bool {
	m := daysForm.FindStringSubmatch(s)
	return m != nil && m[1] == "1" && m[2] == "d"
}

var (
	variableForm = regexp.MustCompile(`\$\{?([a-z_]+)`)
	offsetForm   = regexp.MustCompile(`offset -?\$([a-z_]+)`)
)

// checkVariables wants every variable that is named to be there, and those that are
// lengths of time to have a value whatever the source: a query without is malformed.
func checkVariables(b *boardJSON, report func(string, ...any)) {
	defined, always := map[string]bool{}, map[string]bool{}
	for name := range query.Builtin(0) {
		defined[name] = true
	}
	for _, v := range b.Templating.List {
		defined[v.Name] = true
		if v.Label == "" {
			report("variable %s has no label", v.Name)
		}
		always[v.Name] = strings.Contains(v.Definition, "or on () label_replace(vector(1), ")
	}
	check := func(where, text string) {
		for _, m := range variableForm.FindAllStringSubmatch(text, -1) {
			if !defined[m[1]] {
				report("%s names the variable %s, which the board lacks", where, m[1])
			}
		}
	}
	b.eachTarget(func(p *panelJSON, t *targetJSON) {
		check(p.String()+", query "+t.RefID, t.Expr)
		for _, m := range offsetForm.FindAllStringSubmatch(t.Expr, -1) {
			if !always[m[1]] {
				report("%v, query %s: the length of time %s may have no value", p, t.RefID, m[1])
			}
		}
	})
	for _, p := range b.Panels {
		check(p.String(), p.Title+p.Options.Content)
	}
	for _, v := range b.Templating.List {
		check("variable "+v.Name, v.Definition)
	}
}

func checkEmptyStates(b *boardJSON, report func(string, ...any)) {
	for _, p := range b.queries() {
		if p.FieldConfig.Defaults.NoValue == "" {
			report("%v says nothing where it has no figures", p)
		}
	}
}

func checkRefresh(b *boardJSON, report func(string, ...any)) {
	if b.Refresh != "" {
		report("the board refreshes every %s; its figures change slower than that is read", b.Refresh)
	}
}

func checkAnnotations(b *boardJSON, report func(string, ...any)) {
	for _, a := range b.Annotations.List {
		if strings.Contains(a.Target.Expr, "_timestamp_seconds") &&
			(!a.UseValueForTime || !strings.HasSuffix(a.Target.Expr, "* 1000")) {
			report("annotation %q does not mark the time that is its value", a.Name)
		}
	}
}

// checkCause looks at everything that a board says: titles, descriptions,
// texts, legends, columns, mappings and annotations.
func checkCause(b *boardJSON, report func(string, ...any)) {
	for _, text := range b.said {
		if found := metric.Causal.FindString(text); found != "" {
			report("%q claims a cause in %q", found, text)
		}
	}
}

// notSaid are the fields of a board's JSON that readers never see.
var notSaid = []string{"expr", "definition", "query", "url", "uid"}

// saidIn collects every text of a board's JSON.
func saidIn(v any, said []string) []string {
	switch v := v.(type) {
	case string:
		return append(said, v)
	case []any:
		for _, item := range v {
			said = saidIn(item, said)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if !slices.Contains(notSaid, key) {
				said = saidIn(v[key], said)
			}
		}
	}
	return said
}
