package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/testutil"
	"casework/exporter/text"
)

// A fault is something that goes wrong around the exporter. Run makes it
// happen and ends it; what then is shown must be what happened, to the case.
type fault struct {
	name     string
	expected string // behaviour
	times    int    // that it is tried
	run      func(*ground)
}

// faultTable lists the faults that are tried, in order.
func faultTable() []fault {
	return slices.Concat(databaseFaults, rowFaults, sessionFaults, networkFaults, fileFaults, rootFaults)
}

// needsRoot reports whether a fault is one that only root can make.
func needsRoot(f fault) bool {
	return slices.ContainsFunc(rootFaults, func(r fault) bool { return r.name == f.name })
}

// needFaults skips a test unless faults are to be tried.
func needFaults(t *testing.T) (which string) {
	t.Helper()
	if which = os.Getenv("FAULTS"); which == "" {
		t.Skip("make test-faults tries them; it takes some minutes")
	}
	return which
}

// An outcome is how often a fault was tried, and how often nothing was wrong,
// lost or invented afterwards.
type outcome struct{ Tried, Survived int }

// What came of the last time that all faults were tried, and the page whose
// table lists it.
const (
	outcomesFile = "testdata/faults-survived.json"
	faultsPage   = "../../deploy/FAULTS.md"
)

// TestFaultsAreSurvived tries every fault, if FAULTS is set, on one exporter
// and one database that live through them all. FAULTS=all tries all, and writes
// the outcome and the page into the folder FAULTS_OUT, from where make
// test-faults copies them; otherwise FAULTS is a part of the names of those to
// try.
func TestFaultsAreSurvived(t *testing.T) {
	which := needFaults(t)
	g := newGround(t)
	outcomes := map[string]outcome{}
	for _, f := range faultTable() {
		if which != "all" && !strings.Contains(f.name, which) {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			if needsRoot(f) && g.disk == "" {
				outcomes[f.name] = outcome{}
				t.Skip("needs root, and mount and unshare")
			}
			g.on(t)
			defer g.wire.heal()
			for range f.times {
				o := outcomes[f.name]
				o.Tried++
				outcomes[f.name] = o
				g.work(func() { g.until("a good poll", g.polled(1)) })
				f.run(g)
				g.agree()
				if t.Failed() {
					break
				}
				o.Survived++
				outcomes[f.name] = o
			}
		})
		g.on(t)
	}
	if len(outcomes) == 0 {
		t.Fatalf("FAULTS=%q is part of no fault's name; allowed: all, or a part of a name in deploy/FAULTS.md", which)
	}
	t.Logf("%d transitions, %d scrapes answered", sum(g.w.expected()), g.seen.scrapes)
	out := os.Getenv("FAULTS_OUT")
	if which != "all" || out == "" {
		return
	}
	content, err := json.MarshalIndent(outcomes, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(out, filepath.Base(outcomesFile)), string(content)+"\n")
	write(t, filepath.Join(out, filepath.Base(faultsPage)), pageOfFaults(t, outcomes))
}

// pageOfFaults is deploy/FAULTS.md with a table of these outcomes.
func pageOfFaults(t *testing.T, outcomes map[string]outcome) string {
	t.Helper()
	document, err := os.ReadFile(faultsPage)
	if err != nil {
		t.Fatal(err)
	}
	page, err := text.Section(string(document), "faults", faultsTable(outcomes))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// faultsTable is the table of deploy/FAULTS.md.
func faultsTable(outcomes map[string]outcome) string {
	var b strings.Builder
	b.WriteString("| fault | expected | tried | survived |\n|---|---|---|---|\n")
	for _, f := range faultTable() {
		o := outcomes[f.name]
		tried := strconv.Itoa(o.Tried)
		if o.Tried == 0 {
			tried = "not tried: needs root"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d |\n", f.name, f.expected, tried, o.Survived)
	}
	return b.String()
}

// TestFaultsPage: deploy/FAULTS.md lists the faults that are tried, with what came
// of the last time that all were, and all were survived.
func TestFaultsPage(t *testing.T) {
	content, err := os.ReadFile(outcomesFile)
	if err != nil {
		t.Fatal(err)
	}
	var outcomes map[string]outcome
	if err := json.Unmarshal(content, &outcomes); err != nil {
		t.Fatal(err)
	}
	const hint = "make test-faults tries them and writes the table"
	for _, f := range faultTable() {
		o, ok := outcomes[f.name]
		skipped := ok && o.Tried == 0 && needsRoot(f)
		if !ok || o.Survived != o.Tried || o.Tried != f.times && !skipped {
			t.Errorf("%s: tried %d times and survived %d, want %d of each; %s", f.name, o.Tried, o.Survived, f.times, hint)
		}
		delete(outcomes, f.name)
	}
	for name := range outcomes {
		t.Errorf("%s is no fault that is tried; %s", name, hint)
	}
	if t.Failed() {
		return
	}
	if err := json.Unmarshal(content, &outcomes); err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, faultsPage, pageOfFaults(t, outcomes))
}
