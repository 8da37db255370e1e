package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
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

// A faultTable lists the faults that are tried with one kind of database, in
// order.
type faultTable struct {
	product string
	start   func(t *testing.T, certificates string) *database
	faults  []fault
}

func faultTables() []faultTable {
	common := slices.Concat(rowFaults, clockFaults, networkFaults, fileFaults, rootFaults)
	return []faultTable{
		{"MariaDB", newMariaDB, slices.Concat(serverFaults, mariaDBFaults, clockSetFaults, mariaDBSessionFaults, common)},
		{"PostgreSQL", newPostgreSQL, slices.Concat(serverFaults, postgreSQLFaults, postgreSQLSessionFaults, common)},
	}
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

// outcomes are those of all faults, by product and name.
type outcomes map[string]map[string]outcome

// What came of the last time that all faults were tried, and the page whose
// table lists it.
const (
	outcomesFile = "testdata/faults-survived.json"
	faultsPage   = "../../deploy/FAULTS.md"
)

// TestFaultsAreSurvived tries every fault, if FAULTS is set, with each kind of
// database: on one exporter and one server that live through them all. FAULTS=all tries all, and writes
// the outcome and the page into the folder FAULTS_OUT, from where make
// test-faults copies them; otherwise FAULTS is a part of the names of those to
// try.
func TestFaultsAreSurvived(t *testing.T) {
	which := needFaults(t)
	all := outcomes{}
	for _, table := range faultTables() {
		t.Run(table.product, func(t *testing.T) { all[table.product] = survived(t, table, which) })
	}
	if len(all["MariaDB"])+len(all["PostgreSQL"]) == 0 {
		t.Fatalf("FAULTS=%q is part of no fault's name; allowed: all, or a part of a name in deploy/FAULTS.md", which)
	}
	out := os.Getenv("FAULTS_OUT")
	if which != "all" || out == "" {
		return
	}
	content, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(out, filepath.Base(outcomesFile)), string(content)+"\n")
	write(t, filepath.Join(out, filepath.Base(faultsPage)), pageOfFaults(t, all))
}

// survived tries the faults of a table whose names have a part.
func survived(t *testing.T, table faultTable, part string) map[string]outcome {
	var chosen []fault
	for _, f := range table.faults {
		if part == "all" || strings.Contains(f.name, part) {
			chosen = append(chosen, f)
		}
	}
	if chosen == nil {
		return nil
	}
	g := newGround(t, table.start)
	tried := map[string]outcome{}
	for _, f := range chosen {
		t.Run(f.name, func(t *testing.T) {
			if needsRoot(f) && g.disk == "" {
				tried[f.name] = outcome{}
				t.Skip("needs root, and mount and unshare")
			}
			g.on(t)
			defer g.wire.heal()
			for range f.times {
				o := tried[f.name]
				o.Tried++
				tried[f.name] = o
				g.work(func() { g.until("a good poll", g.polled(1)) })
				f.run(g)
				g.agree()
				if t.Failed() {
					break
				}
				o.Survived++
				tried[f.name] = o
			}
		})
		g.on(t)
	}
	t.Logf("%d transitions, %d scrapes answered", sum(g.w.expected()), g.seen.scrapes)
	return tried
}

// pageOfFaults is deploy/FAULTS.md with a table of these outcomes.
func pageOfFaults(t *testing.T, all outcomes) string {
	t.Helper()
	document, err := os.ReadFile(faultsPage)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, table := range faultTables() {
		fmt.Fprintf(&b, "## %s\n\n%s\n", table.product, table.markdown(all[table.product]))
	}
	page, err := text.Section(string(document), "faults", strings.TrimSuffix(b.String(), "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// markdown is the table in deploy/FAULTS.md.
func (ft *faultTable) markdown(outcomes map[string]outcome) string {
	var b strings.Builder
	b.WriteString("| fault | expected | tried | survived |\n|---|---|---|---|\n")
	for _, f := range ft.faults {
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
	var all outcomes
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	const hint = "make test-faults tries them and writes the table"
	for _, table := range faultTables() {
		left := maps.Clone(all[table.product])
		for _, f := range table.faults {
			o, ok := left[f.name]
			skipped := ok && o.Tried == 0 && needsRoot(f)
			if !ok || o.Survived != o.Tried || o.Tried != f.times && !skipped {
				t.Errorf("%s: %s: tried %d times and survived %d, want %d of each; %s", table.product, f.name, o.Tried, o.Survived, f.times, hint)
			}
			delete(left, f.name)
		}
		for name := range left {
			t.Errorf("%s: %s is no fault that is tried; %s", table.product, name, hint)
		}
	}
	if !t.Failed() {
		testutil.Golden(t, faultsPage, pageOfFaults(t, all))
	}
}
