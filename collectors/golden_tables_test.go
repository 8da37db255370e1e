package collectors

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/collectors/civil"
	"casework/collectors/dropfolder"
	"casework/collectors/supplement"
	"casework/collectors/supplement/supplementtest"
)

// goldenTables are files of every table, as of 2 March 2026: the latest
// closed quarter ends with 2025. A table of which nothing is written here has
// example rows.
var goldenTables = withExamples(map[string]string{
	"complaints": `complaint_id,unit,received_at,decided_at,outcome
1,barnevern,2026-02-20,,
2,barnevern,2026-01-20,2026-02-25,upheld
3,byggesak,2026-02-11,2026-02-26,rejected
4,byggesak,2025-02-11,2025-02-26,rejected
5,fremmed,2026-02-11,2026-02-26,rejected
`,
	"surveys": survey("citizen", "barnevern", 9) + survey("citizen", "byggesak", 8) +
		survey("employee", "barnevern", 12) + survey("employee", "byggesak", 3),
	"invitations": "unit,audience,month,invited\nbarnevern,citizen,2025-10,30\nbyggesak,citizen,2025-11,32\n",
	"absence": "unit;month;days_absent;days_agreed;staff\n" +
		"barnevern;2025-10;20,5;410;20\nbarnevern;2025-11;30;400;21\nbarnevern;2025-12;25;380;21\n" +
		"byggesak;2025-10;10;400;19\nbyggesak;2025-11;12;400;19\nbyggesak;2025-12;14;380;18\n",
	"audits":   "unit,month,reviewed,with_errors\nbarnevern,2025-10,40,6\nbyggesak,2025-12,30,3\n",
	"sessions": "session_id,unit,programme,kind,planned_at,held_at,minutes,participants\n1,barnevern,veiledning,group,2026-02-18,2026-02-18,90,6\n2,barnevern,veiledning,group,2026-02-25,,,\n3,barnevern,veiledning,samtale,2026-02-26,2026-02-26,30,2\n",
	"staff":    "unit,month,staff,reached,with_plan,supervisors,mentor_pairs\nbarnevern,2025-12,20,15,12,2,3\nbyggesak,2025-12,18,0,9,1,0\n",
	"activities": "unit,month,kind,completed\nbarnevern,2025-11,course,4\nbarnevern,2025-11,reflection_log,5\n" +
		"byggesak,2025-11,course,2\nbyggesak,2025-11,reflection_log,9\n",
	"projects":  "project_id,unit,started_on,finished_on\n1,barnevern,2025-11-01,2026-02-20\n2,barnevern,2026-02-10,\n",
	"goals":     "unit,goal,target,actual,direction,due_on,reached_on\nbarnevern,Andel innen frist (%),90,92,at_least,2026-06-30,2026-02-15\nbyggesak,Ventetid (dager),21,,at_most,2026-12-31,\n",
	"phases":    "unit,programme,phase,since,evaluated_on\nbarnevern,veiledning,running,2026-02-16,2026-02-28\n",
	"checklist": "unit,factor,assessed_on,level\nbarnevern,Ledelsesforankring,2025-12-01,1\nbarnevern,Ledelsesforankring,2026-02-01,2\n",
	"time_use": "unit,month,hours_core,hours_total,staff\n" +
		"barnevern,2025-10,1600,2900,20\nbarnevern,2025-11,1700,2900,20\nbarnevern,2025-12,1500,2700,20\n",
	"costs":    "month,kind,amount\n2025-10,training,45000\n2025-11,lunch,1200.50\n",
	"external": "unit,measure,as_of,value,answers\nbarnevern,Brukerundersøkelsen,2025-06-01,3.9,40\nbyggesak,Brukerundersøkelsen,2025-06-01,4.1,4\n",
})

// withExamples adds files of the tables that are missing: rows of two units in
// each month of the quarter, and in the last 28 days.
func withExamples(files map[string]string) map[string]string {
	for _, table := range supplement.Tables() {
		if files[table.File()] != "" {
			continue
		}
		lines := []string{supplementtest.Header(table)}
		for i, on := range []string{"2025-10-01", "2025-11-01", "2025-12-01", "2026-02-20"} {
			day, _ := civil.ParseDay(on)
			for j, unit := range []string{"barnevern", "byggesak"} {
				lines = append(lines, strings.Join(supplementtest.Example(table, 2*i+j, unit, day, 20+i), ","))
			}
		}
		files[table.File()] = strings.Join(lines, "\n") + "\n"
	}
	return files
}

// survey is n answers of the last quarter of 2025, after a header for the
// first of a file.
func survey(audience, unit string, n int) string {
	var b strings.Builder
	if audience == "citizen" && unit == "barnevern" {
		b.WriteString("response_id;unit;audience;answered_at;score\n")
	}
	for i := range n {
		fmt.Fprintf(&b, "%s-%s-%d;%s;%s;%d.10.2025;%d\n", audience, unit, i, unit, audience, 1+i, 50+5*(i%7))
	}
	return b.String()
}

// folderOf is a drop folder of tables by name.
func folderOf(t *testing.T, tables map[string]string, now func() time.Time) TableReader {
	t.Helper()
	dir := t.TempDir()
	dropTables(t, dir, tables, now())
	return dropfolder.New(dir, dropfolder.Options{Now: now})
}

// dropTables writes tables into a drop folder, an hour ago.
func dropTables(t *testing.T, dir string, tables map[string]string, now time.Time) {
	t.Helper()
	for name, content := range tables {
		path := filepath.Join(dir, name+".csv")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now, now.Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
}

// goldenSupplement are the options of figures of the golden tables.
var goldenSupplement = supplement.Options{
	Windows: []supplement.Window{{Name: "28d", Days: 28}}, Currency: "NOK", HourlyCost: 500,
}
