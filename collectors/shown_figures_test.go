package collectors

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/disclosure"
	"casework/collectors/metric"
	"casework/collectors/statefile"
)

// aboutPeople are the series of surveys and absence that a new process shows,
// which remembers what others have shown, of files that say more or less than
// before.
func aboutPeople(t *testing.T, remembered *statefile.ShownFigures, change func(tables map[string]string)) (map[string]map[string]float64, *bench) {
	t.Helper()
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	tables := maps.Clone(goldenTables)
	change(tables)
	b := newBench(t, goldenSource(at.Unix()), "", at, Options{
		Tables: []TableReader{folderOf(t, tables, func() time.Time { return at })}, Supplement: goldenSupplement, ShownFigures: remembered,
	})
	b.poll(t, 0)
	shown := map[string]map[string]float64{}
	for _, def := range metric.All() {
		if series := b.shown[def.Name]; def.Section == metric.People && len(series) > 0 {
			shown[def.Name] = series
		}
	}
	return shown, b
}

func openShown(t *testing.T, path, identity string) *statefile.ShownFigures {
	t.Helper()
	m, err := statefile.OpenShownFigures(path, disclosure.Owner{DataSet: identity})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// oneMore adds an answer, and a day of absence.
func oneMore(tables map[string]string) {
	tables["surveys"] += "late;barnevern;citizen;2025-11-30;0\n"
	tables["absence"] = strings.Replace(tables["absence"], "2025-11;30;", "2025-11;31;", 1)
}

// TestRestartsRevealNothing: rows changed while no process ran, and the next
// one shows what the last one did.
func TestRestartsRevealNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.people")
	as := func(map[string]string) {}
	before, _ := aboutPeople(t, openShown(t, path, "town"), as)
	if len(before["casework_period_survey_mean_score"]) == 0 || len(before["casework_period_absence_ratio"]) == 0 {
		t.Fatalf("nothing is shown: %v", before)
	}
	after, _ := aboutPeople(t, openShown(t, path, "town"), oneMore)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("a restart reveals (-before +after):\n%s", diff)
	}
	once := openShown(t, path, "town")
	once.ReadOnly = true
	if after, _ = aboutPeople(t, once, oneMore); !cmp.Equal(before, after) {
		t.Errorf("who only reads sees otherwise:\n%s", cmp.Diff(before, after))
	}
	// It is the file that does it; and another data set is none of its business.
	for _, fresh := range []*statefile.ShownFigures{nil, openShown(t, path, "village")} {
		if after, _ = aboutPeople(t, fresh, oneMore); cmp.Equal(before, after) {
			t.Error("one answer more shows nowhere, even without the file")
		}
	}
}

// TestWhatCannotBeRememberedIsNotShown: a process killed before it could save
// would show it otherwise the next time.
func TestWhatCannotBeRememberedIsNotShown(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	path := filepath.Join(dir, "test.people") // whose folder is not there yet
	shown, b := aboutPeople(t, openShown(t, path, "town"), func(map[string]string) {})
	if len(shown) > 0 || len(b.shown["casework_window_complaints"]) > 0 {
		t.Errorf("is shown: %v", shown)
	}
	if !strings.Contains(b.log.String(), "what is shown about people cannot be saved") {
		t.Errorf("the log says nothing of it:\n%s", b.log.String())
	}
	if n := b.gather(t)["casework_source_poll_failures_total,state"]; n != 1 {
		t.Errorf("failures at the state are %v, want 1", n)
	}
	if b.Status().Unsaved {
		t.Error("counters are said to stand still, which they do not")
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	b.poll(t, time.Minute)
	if len(b.shown["casework_period_survey_mean_score"]) == 0 {
		t.Error("nothing is shown once it can be saved")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
}

func TestShownFiguresThatCannotBeReadIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.people")
	if _, b := aboutPeople(t, openShown(t, path, "town"), func(map[string]string) {}); b.log.Len() > 0 && strings.Contains(b.log.String(), "cannot be saved") {
		t.Fatal(b.log.String())
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, damaged := range []string{"", "{}", string(content[:len(content)-9]), strings.Replace(string(content), `"n": 9`, `"n": 8`, 1)} {
		if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := statefile.OpenShownFigures(path, disclosure.Owner{DataSet: "town"}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%.30q is read: %v", damaged, err)
		}
	}
}
