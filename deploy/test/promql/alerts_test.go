package promql

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

// TestChangesAreTold: of what an exporter shows, alerts tell of each measure that is at a new level, but
// for the age of the oldest case, once. Every alert's expression can be evaluated.
func TestChangesAreTold(t *testing.T) {
	h := lived(t)
	groups, errs := rulefmt.ParseFile(filepath.Join("..", "..", "prometheus", "casework-alerts.yml"), false, model.UTF8Validation,
		parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	all := 0
	for i := range 60 {
		at := end.Add(-time.Duration(i) * 5 * 24 * time.Hour) // at that hour of each day there is a scrape
		told := map[string]int{}
		for _, g := range groups.Groups {
			for _, rule := range g.Rules {
				ofChange := strings.Contains(rule.Expr, "casework_change_risen_info")
				if !ofChange && i > 0 {
					continue
				}
				found, err := h.instant(rule.Expr, at)
				if err != nil {
					t.Fatalf("%s: %v", rule.Alert, err)
				}
				for _, s := range found {
					if ofChange {
						told[s.Metric.Get("source")+" "+s.Metric.Get("unit")]++
					}
				}
			}
		}
		risen, err := h.instant(`count by (source, unit) (casework_change_state{measure!="oldest"} == 2)`, at)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range risen {
			unit := s.Metric.Get("source") + " " + s.Metric.Get("unit")
			if n := int(s.F); told[unit] != n {
				t.Errorf("at %v, %s has %d measures at a new level, and alerts tell of %d", at, unit, n, told[unit])
			}
			delete(told, unit)
			all++
		}
		if len(told) > 0 {
			t.Errorf("at %v alerts tell of %v, of which nothing is at a new level", at, told)
		}
	}
	if all < 10 {
		t.Errorf("only %d times was anything at a new level: too few to see", all)
	}
}
