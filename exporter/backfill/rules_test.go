package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const boardRules = "../../deploy/prometheus/casework-boards.yml"

// rulesOf are the recording rules of files.
func rulesOf(t *testing.T, files ...string) []recordingRule {
	t.Helper()
	rules, err := readRules(files, 6*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// TestRulesAreRecorded: the rules that boards read, and some that read the series of
// others once a day, have recorded what they say
// nothing.
func TestRulesAreRecorded(t *testing.T) {
	t.Parallel()
	const end = 100 * day
	p, err := newTown(begin, 110).past(begin + end)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	rules := rulesOf(t, boardRules, "testdata/rules.yml")
	var w *writer
	record := func() {
		t.Helper()
		o := &options{output: dir, format: blocks, histograms: "none"}
		if w, err = writeAs(t.Context(), t, p, begin, begin+end, o, io.Discard, rules...); err != nil {
			t.Fatal(err)
		}
	}
	record()
	once := contents(t, dir)
	record()
	if diff := cmp.Diff(once, contents(t, dir)); diff != "" {
		t.Errorf("recording again changed files (-once +twice):\n%s", diff)
	}

	prom := openPrometheus(t, dir)
	there := prom.query(t, `count(last_over_time({__name__=~".+"}[101d]))`, begin+end)
	var said bytes.Buffer
	newReporter(&said).end(w, &options{}, begin)
	if want := fmt.Sprintf("Wrote %d series, %d samples,", int(there["{}"]), w.samples); !strings.Contains(said.String(), want) {
		t.Errorf("said %q, want %q", &said, want)
	}
	compared := map[string]int{}
	for at := begin + 40*day; at <= begin+end; at += 3 * day {
		for _, rule := range rules {
			want := prom.query(t, "sum("+rule.Expr+")", at)
			got := prom.query(t, "sum("+rule.Record+")", at)
			if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); diff != "" {
				t.Fatalf("%s at %s (-evaluated +recorded):\n%s", rule.Record, r3339(at), diff)
			}
			compared[rule.Record] += len(got)
		}
	}
	for _, name := range []string{"casework:queue_cases:sum", "site:unit_wait_mean_seconds:daily", "site:unit_wait_mean_seconds:usual"} {
		if compared[name] < 15 {
			t.Errorf("%s was compared only %d times", name, compared[name])
		}
	}
}
