// Package lint reads a board's JSON and finds what is wrong with it, by the rules
// of Grafana's dashboard-linter and by those of these boards.
package lint

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// A boardJSON is what the rules read of a board's JSON.
type boardJSON struct {
	UID         string
	Title       string
	Description string
	Tags        []string
	Editable    *bool
	Time        struct{ From string }
	Refresh     string
	Panels      []panelJSON
	Templating  struct{ List []variableJSON }
	Annotations struct{ List []annotationJSON }

	said []string // every text that readers see
}

type panelJSON struct {
	ID          int
	Type        string
	Title       string
	Panels      []panelJSON // of a collapsed row
	Description string
	GridPos     *struct{ X, Y, W, H int }
	Datasource  *sourceJSON
	Targets     []targetJSON
	Interval    string
	Options     struct{ Content string }
	FieldConfig struct {
		Defaults  fieldJSON
		Overrides []struct {
			Matcher    struct{ Options any }
			Properties []struct {
				ID    string
				Value any
			}
		}
	}
}

type fieldJSON struct {
	Unit     string
	Decimals *float64
	NoValue  string
}

type sourceJSON struct{ UID string }

type targetJSON struct {
	RefID      string
	Expr       string
	Instant    bool
	Datasource *sourceJSON
}

type variableJSON struct {
	Type, Name, Label string
	Refresh           int
	Multi, IncludeAll bool
	AllValue          string
	Definition        string
	Datasource        *sourceJSON
}

type annotationJSON struct {
	Name            string
	Target          targetJSON
	UseValueForTime bool
}

// A rule finds what is wrong with a board. Rules that Grafana's
// dashboard-linter has too carry its name.
type rule struct {
	name  string
	check func(b *boardJSON, report func(format string, args ...any))
}

func rules() []rule {
	return append(dashboardLinterRules(), boardRules()...)
}

// exclusions says which rules do not hold for which boards, and why. Only
// rules of dashboard-linter can be excluded.
var exclusions = map[string]map[string]string{
	"template-job-rule":      notOperations,
	"template-instance-rule": notOperations,
	"target-job-rule":        notOperations,
	"target-instance-rule":   notOperations,
}

// notOperations lists the boards that do not tell exporters apart.
var notOperations = map[string]string{
	"quality":   perSource,
	"effect":    perSource,
	"unit":      perSource,
	"queues":    perSource,
	"follow-up": perSource,
	"people":    perSource,
	"programme": perSource,
}

const perSource = "its readers know sources, not the exporter that reads them; queries take one value of each source"

// Check returns every breach of a rule by a board, each an error that names
// the rule and the panel.
func Check(content []byte) []error {
	var b boardJSON
	var all any
	if err := errors.Join(json.Unmarshal(content, &b), json.Unmarshal(content, &all)); err != nil {
		return []error{fmt.Errorf("json: %w", err)}
	}
	b.said = saidIn(all, nil)
	b.open()
	var errs []error
	for _, rule := range rules() {
		if _, excluded := exclusions[rule.name][b.key()]; excluded {
			continue
		}
		rule.check(&b, func(format string, args ...any) {
			errs = append(errs, fmt.Errorf("%s: "+format, append([]any{rule.name}, args...)...))
		})
	}
	return errs
}

var uidForm = regexp.MustCompile(`^casework-([a-z-]+)-(nb|en)$`)

// Key is the board's key, empty if its uid has none.
func (b *boardJSON) key() string {
	if m := uidForm.FindStringSubmatch(b.UID); m != nil {
		return m[1]
	}
	return ""
}

// open puts the panels of collapsed rows after their row, as where a reader opens
// them.
func (b *boardJSON) open() {
	var all []panelJSON
	for _, p := range b.Panels {
		all = append(append(all, p), p.Panels...)
	}
	b.Panels = all
}

// eachTarget calls f with every query of every panel.
func (b *boardJSON) eachTarget(f func(p *panelJSON, t *targetJSON)) {
	for i := range b.Panels {
		for j := range b.Panels[i].Targets {
			f(&b.Panels[i], &b.Panels[i].Targets[j])
		}
	}
}

// Queries lists the panels that show queries.
func (b *boardJSON) queries() []*panelJSON {
	var found []*panelJSON
	for i, p := range b.Panels {
		if p.Type != "row" && p.Type != "text" {
			found = append(found, &b.Panels[i])
		}
	}
	return found
}

// A seriesSelector is a metric and its matchers as they stand in an expression.
type seriesSelector struct{ metric, matchers string }

var selectorForm = regexp.MustCompile(`([a-zA-Z_:][a-zA-Z0-9_:]*)\{([^{}]*)\}`)

func selectors(expr string) []seriesSelector {
	var found []seriesSelector
	for _, m := range selectorForm.FindAllStringSubmatch(expr, -1) {
		found = append(found, seriesSelector{m[1], m[2]})
	}
	return found
}

func (p *panelJSON) String() string { return fmt.Sprintf("panel %d %q", p.ID, p.Title) }

// has reports whether the matchers name the label.
func (s seriesSelector) has(label string) bool {
	for m := range strings.SplitSeq(s.matchers, ",") {
		if strings.HasPrefix(m, label+"=") || strings.HasPrefix(m, label+"!=") {
			return true
		}
	}
	return false
}
