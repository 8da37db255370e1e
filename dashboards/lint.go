package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// A lintBoard is what the rules read of a board's JSON.
type lintBoard struct {
	UID         string
	Title       string
	Description string
	Tags        []string
	Editable    *bool
	Time        struct{ From string }
	Refresh     string
	Panels      []lintPanel
	Templating  struct{ List []lintVariable }
	Annotations struct{ List []lintAnnotation }

	said []string // every text that readers see
}

type lintPanel struct {
	ID          int
	Type        string
	Title       string
	Description string
	GridPos     *struct{ X, Y, W, H int }
	Datasource  *lintSource
	Targets     []lintTarget
	Interval    string
	Options     struct{ Content string }
	FieldConfig struct {
		Defaults  lintField
		Overrides []struct {
			Matcher    struct{ Options any }
			Properties []struct {
				ID    string
				Value any
			}
		}
	}
}

type lintField struct {
	Unit     string
	Decimals *float64
	NoValue  string
}

type lintSource struct{ UID string }

type lintTarget struct {
	RefID      string
	Expr       string
	Instant    bool
	Datasource *lintSource
}

type lintVariable struct {
	Type, Name, Label string
	Refresh           int
	Multi, IncludeAll bool
	AllValue          string
	Definition        string
	Datasource        *lintSource
}

type lintAnnotation struct {
	Name            string
	Target          lintTarget
	UseValueForTime bool
}

// A lintRule finds what is wrong with a board. Rules that Grafana's
// dashboard-linter has too carry its name.
type lintRule struct {
	name  string
	check func(b *lintBoard, report func(format string, args ...any))
}

func lintRules() []lintRule {
	return append(linterRules(), ownRules()...)
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

// lint returns every breach of a rule by a board, each an error that names
// the rule and the panel.
func lint(content []byte) []error {
	var b lintBoard
	var all any
	if err := errors.Join(json.Unmarshal(content, &b), json.Unmarshal(content, &all)); err != nil {
		return []error{fmt.Errorf("json: %w", err)}
	}
	b.said = saidIn(all, nil)
	var errs []error
	for _, rule := range lintRules() {
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

// key is the board's key, empty if its uid has none.
func (b *lintBoard) key() string {
	if m := uidForm.FindStringSubmatch(b.UID); m != nil {
		return m[1]
	}
	return ""
}

// eachTarget calls f with every query of every panel.
func (b *lintBoard) eachTarget(f func(p *lintPanel, t *lintTarget)) {
	for i := range b.Panels {
		for j := range b.Panels[i].Targets {
			f(&b.Panels[i], &b.Panels[i].Targets[j])
		}
	}
}

// queries lists the panels that show queries.
func (b *lintBoard) queries() []*lintPanel {
	var found []*lintPanel
	for i, p := range b.Panels {
		if p.Type != "row" && p.Type != "text" {
			found = append(found, &b.Panels[i])
		}
	}
	return found
}

// A selector is a metric and its matchers as they stand in an expression.
type selector struct{ metric, matchers string }

var selectorForm = regexp.MustCompile(`([a-zA-Z_:][a-zA-Z0-9_:]*)\{([^{}]*)\}`)

func selectors(expr string) []selector {
	var found []selector
	for _, m := range selectorForm.FindAllStringSubmatch(expr, -1) {
		found = append(found, selector{m[1], m[2]})
	}
	return found
}

func (p *lintPanel) String() string { return fmt.Sprintf("panel %d %q", p.ID, p.Title) }

// has reports whether the matchers name the label.
func (s selector) has(label string) bool {
	for _, m := range strings.Split(s.matchers, ",") {
		if strings.HasPrefix(m, label+"=") || strings.HasPrefix(m, label+"!=") {
			return true
		}
	}
	return false
}
