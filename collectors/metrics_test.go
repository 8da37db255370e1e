package collectors

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"casework/collectors/dropfolder"
	"casework/collectors/ledger"
	"casework/collectors/metric"
)

func TestStagesOf(t *testing.T) {
	cases, errs := &stageError{"cases", errBroken}, &stageError{"errors", errBroken}
	tests := []struct {
		name string
		err  error
		want []string
	}{
		{"none", nil, nil},
		{"one", cases, []string{"cases"}},
		{"one, wrapped", fmt.Errorf("poll: %w", cases), []string{"cases"}},
		{"two", errors.Join(cases, errs), []string{"cases", "errors"}},
		{"two among others", errors.Join(errBroken, errors.Join(cases), errs), []string{"cases", "errors"}},
		{"without a stage", errBroken, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, stagesOf(tt.err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if !errors.Is(cases, errBroken) || cases.Error() != errBroken.Error() {
		t.Error("a stage hides its error")
	}
}

// TestPollMetrics: every stage shows 0 from the start, and what did not happen yet
// has no time.
func TestPollMetrics(t *testing.T) {
	s := NewPollMetrics()
	s.add("a", true, true, false)
	s.add("b", false, false, false)
	b := &bench{metrics: s}
	before := b.gather(t)
	all := stages(false)
	for _, t := range ledger.Tables() {
		all = append(all, t.String())
	}
	for _, stage := range all {
		if v, ok := before["casework_source_poll_failures_total,"+stage]; !ok || v != 0 {
			t.Errorf("failures at %s before any: %v, shown %v", stage, v, ok)
		}
	}
	for _, name := range []string{
		"casework_source_last_success_timestamp_seconds", "casework_source_reconciled_timestamp_seconds",
		"casework_state_saved_timestamp_seconds",
	} {
		if _, ok := before[name]; ok {
			t.Errorf("%s is shown although it never happened", name)
		}
	}
	at := time.Unix(1_700_000_000, 250e6)
	s.polled("a", at, 1500*time.Millisecond, nil)
	s.published("a", time.Second)
	s.saved("a", at)
	s.reconciled("a", at)
	s.programmes("a", true)
	s.read("a", ledger.Cases, 3)
	s.read("a", ledger.Cases, 4)
	s.polled("a", at.Add(time.Hour), 2*time.Second, &stageError{"cases", errBroken})
	s.failed("a", "state")
	want := map[string]float64{
		"casework_source_up": 0, "casework_source_polls_total": 2,
		"casework_source_last_success_timestamp_seconds": 1_700_000_000.25,
		"casework_source_reconciled_timestamp_seconds":   1_700_000_000.25,
		"casework_state_saved_timestamp_seconds":         1_700_000_000.25,
		"casework_source_poll_failures_total,cases":      1,
		"casework_source_poll_failures_total,state":      1,
		"casework_source_rows_read_total,cases":          7,
		"casework_programmes_file_valid":                 1,
	}
	got := map[string]float64{}
	delete(s.sources, "b") // gather knows series by all but their source
	after := b.gather(t)
	for name := range want {
		got[name] = after[name]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if poll, publish := s.Durations("a"); poll != 2*time.Second || publish != time.Second {
		t.Errorf("durations %v and %v", poll, publish)
	}
	if diff := cmp.Diff(map[string]int64{"cases": 7}, s.RowsRead("a")); diff != "" {
		t.Errorf("rows read (-want +got):\n%s", diff)
	}
}

// TestPollMetricsAreInTheCatalogue: all that a source's polls can show is
// listed in the catalogue, as it is shown: under that name, with that type, help
// and labels. What is not listed would be in no document and on no board.
func TestPollMetricsAreInTheCatalogue(t *testing.T) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(everyPollMetric())
	shown, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]*metric.Def{}
	for _, def := range metric.All() {
		listed[def.Name] = def
	}
	for _, f := range shown {
		def := listed[f.GetName()]
		if def == nil {
			t.Errorf("%s is shown and not in the list of the catalogue", f.GetName())
			continue
		}
		if f.GetHelp() != def.Help || !strings.EqualFold(f.GetType().String(), string(def.Type)) {
			t.Errorf("%s is shown as a %s, %q; the catalogue has a %s, %q", def.Name, f.GetType(), f.GetHelp(), def.Type, def.Help)
		}
		for _, m := range f.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetName())
			}
			var want []string
			for _, l := range def.Labels {
				want = append(want, string(l))
			}
			slices.Sort(want)
			if !slices.Equal(labels, want) {
				t.Errorf("%s is shown with the labels %v; the catalogue has %v", def.Name, labels, want)
			}
		}
	}
	if named := metricsNamedIn(t, "metrics.go"); len(shown) != len(named) {
		t.Errorf("%d metrics are shown; metrics.go names %v: have everyPollMetric show them all", len(shown), named)
	}
}

// everyPollMetric is what polls of a source can show, with nothing absent.
func everyPollMetric() *PollMetrics {
	m, at := NewPollMetrics(), time.Unix(1_700_000_000, 0)
	m.add("a", true, true, true)
	m.polled("a", at, time.Second, nil)
	m.published("a", time.Second)
	m.saved("a", at)
	m.reconciled("a", at)
	m.programmes("a", true)
	m.unknownUnits("a", 1)
	m.update("a", func(f *sourceStats) { f.late, f.ahead = new(time.Duration), new(time.Duration) })
	m.read("a", ledger.Cases, 3)
	m.readTable("a", "surveys", 4, at)
	m.dropped("a", []dropfolder.Status{{Table: "surveys", State: dropfolder.States()[0]}})
	return m
}

// metricsNamedIn are the metrics of the catalogue that a file of this package
// refers to, by their Go names, sorted.
func metricsNamedIn(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		address, ok := n.(*ast.UnaryExpr)
		if !ok || address.Op != token.AND {
			return true
		}
		if selector, ok := address.X.(*ast.SelectorExpr); ok && fmt.Sprint(selector.X) == "metric" {
			named[selector.Sel.Name] = true
		}
		return true
	})
	return slices.Sorted(maps.Keys(named))
}

func TestPollMetricsAreLintFree(t *testing.T) {
	s := NewPollMetrics()
	s.add("a", true, true, false)
	at := time.Now()
	s.polled("a", at, time.Second, nil)
	s.saved("a", at)
	s.reconciled("a", at)
	s.read("a", ledger.Errors, 1)
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(s)
	problems, err := testutil.GatherAndLint(registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("lint: %v, %v", problems, err)
	}
}
