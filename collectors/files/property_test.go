package files

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casework/collectors/ledger"
	"casework/collectors/testutil/xlsxtest"
)

// A register is a table of cases that lives: what a database would hold.
type register struct {
	rows map[int]registered
	next int
}

type registered struct {
	unit                      string
	received, started, closed int64 // Unix seconds
	reopened                  int
}

// line is a row as a file has it.
func (r registered) line(id int) string {
	at := func(unix int64) string {
		if unix == 0 {
			return ""
		}
		return time.Unix(unix, 0).UTC().Format(time.DateTime)
	}
	return fmt.Sprintf("K-%d;%s;%s;%s;%s;%d\n", id, r.unit, at(r.received), at(r.started), at(r.closed), r.reopened)
}

// row is a row as a poll of a database gives it.
func (r registered) row(id int, keyer ledger.Keyer) ledger.Case {
	return ledger.Case{
		ID: keyer.Text([]byte(fmt.Sprintf("K-%d", id))), Unit: r.unit, Received: r.received, Started: r.started, Closed: r.closed,
		Reopened: int64(r.reopened),
	}
}

const registerHead = "case_id;unit;received_at;started_at;closed_at;reopened_count\n"

// live lets something happen to some cases, and returns which changed.
func (g *register) live(t *rapid.T, now int64) (changed []int) {
	for range rapid.IntRange(0, 6).Draw(t, "new") {
		g.next++
		received := now - int64(rapid.IntRange(-900, 40*86400).Draw(t, "ago")) // some ahead of their time
		g.rows[g.next] = registered{unit: rapid.SampledFrom([]string{"A", "B", "C", ""}).Draw(t, "unit"), received: received}
		changed = append(changed, g.next)
	}
	ids := slices.Sorted(maps.Keys(g.rows))
	for range min(len(ids), rapid.IntRange(0, 6).Draw(t, "edits")) {
		id := rapid.SampledFrom(ids).Draw(t, "which")
		r := g.rows[id]
		switch rapid.IntRange(0, 5).Draw(t, "what") {
		case 0:
			r.started = min(r.received+int64(rapid.IntRange(0, 86400).Draw(t, "wait")), now)
		case 1:
			r.closed = max(r.received, now-int64(rapid.IntRange(0, 86400).Draw(t, "closed")))
		case 2:
			r.closed = 0
		case 3:
			if r.closed != 0 {
				r.reopened++
			}
		case 4:
			r.unit = rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "to")
		case 5:
			r.received -= 60
		}
		g.rows[id] = r
		changed = append(changed, id)
	}
	return changed
}

// everything is all that a ledger shows of cases, unit by unit.
func everything(l *ledger.Ledger, now int64) string {
	l.Forget()
	v := l.View(now, true)
	var all []string
	for _, u := range v.Units {
		line := fmt.Sprintf("%s %v %+v", u.Unit.Unit, u.Queue, u.Windows)
		for g := range u.Counters.Flows {
			for _, f := range u.Counters.Flows[g] {
				line += fmt.Sprintf(" %d %d %d %d %v %v", f.Received, f.Started, f.Closed, f.Reopened, f.Wait, f.Turnaround)
			}
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return fmt.Sprint(strings.Join(all, "\n"), "\nrows ", v.Rows, " rejected ", v.Rejected)
}

// TestHistoriesOfFilesAreThoseOfPolls: whatever happens to a table, written as
// snapshots and as changes, whole and in parts, packed and not, over restarts, files
// give the ledger that polls of a database give.
func TestHistoriesOfFilesAreThoseOfPolls(t *testing.T) {
	steps, snapshots, restarts := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		f := newFolder(t, Options{GoneLimit: 100})
		f.keep = rapid.SampledFrom([]int{maxKept, 3}).Draw(rt, "kept")
		polls := ledger.New(ledger.Options{Windows: []ledger.Window{{Name: "28d", Seconds: 28 * 86400}}}, 7, f.now.Unix()-86400)
		g := &register{rows: map[int]registered{}}
		for step := range rapid.IntRange(2, 12).Draw(rt, "steps") {
			steps++
			f.now = f.now.Add(time.Hour)
			now := f.now.Unix()
			changed := g.live(rt, now)
			var gone []int
			if step == 0 || rapid.Bool().Draw(rt, "snapshot") {
				snapshots++
				for _, id := range slices.Sorted(maps.Keys(g.rows)) {
					if step > 0 && rapid.IntRange(0, 19).Draw(rt, "deleted") == 0 {
						gone = append(gone, id)
						delete(g.rows, id)
					}
				}
				f.putSnapshot(rt, g)
			} else {
				content := registerHead
				for _, id := range changed {
					content += g.rows[id].line(id)
				}
				if rapid.Bool().Draw(rt, "spreadsheet") {
					f.put(fmt.Sprintf("cases-changes-%03d.xlsx", step), asXLSX(content), time.Minute)
				} else {
					f.put(fmt.Sprintf("cases-changes-%03d.csv", step), content, time.Minute)
				}
			}
			if rapid.IntRange(0, 3).Draw(rt, "restart") == 0 {
				restarts++
				keep := f.keep
				f.restart()
				f.keep = keep
			}
			if err := f.poll(ledger.Cases); err != nil {
				rt.Fatal(err)
			}

			// The same as a poll that finds what changed, and a sweep that finds what is gone.
			var page ledger.Page
			for _, id := range slices.Compact(slices.Sorted(slices.Values(changed))) {
				if r, ok := g.rows[id]; ok {
					page.Cases = append(page.Cases, r.row(id, polls.Keyer()))
				}
			}
			polls.Advance(now, ledger.Tables()...)
			polls.Apply(ledger.Cases, &page, now)
			var ids []ledger.ID
			for _, id := range gone {
				ids = append(ids, registered{}.row(id, polls.Keyer()).ID)
			}
			polls.Delete(ledger.Cases, ids)
			polls.EndBaseline(ledger.Cases)
			polls.Advance(now)
			if diff := cmp.Diff(everything(polls, now), everything(f.ledger, now)); diff != "" {
				rt.Fatalf("step %d (-polls +files):\n%s", step, diff)
			}
		}
	})
	t.Logf("%d steps, %d of them snapshots, %d restarts", steps, snapshots, restarts)
}

// putSnapshot writes all rows, in one file or two, packed or not, or as a spreadsheet.
func (f *folder) putSnapshot(rt *rapid.T, g *register) {
	parts := [2]string{registerHead, registerHead}
	two := rapid.Bool().Draw(rt, "two")
	for _, id := range slices.Sorted(maps.Keys(g.rows)) {
		part := 0
		if two {
			part = id % 2
		}
		parts[part] += g.rows[id].line(id)
	}
	ways := [3]string{registerHead, registerHead, registerHead}
	ways[rapid.IntRange(0, 2).Draw(rt, "way")] = parts[0]
	f.put("cases-0.csv.gz", packed(ways[0]), time.Minute)
	f.put("cases-1.csv", parts[1], time.Minute)
	f.put("cases-2.csv", ways[1], time.Minute)
	f.put("cases-3.xlsx", asXLSX(ways[2]), time.Minute)
}

// packed is text packed by gzip.
func packed(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text)) // to memory
	_ = z.Close()
	return b.String()
}

// asXLSX is a file with the rows of CSV, whose times are numbers.
func asXLSX(csv string) string {
	var rows [][]any
	for line := range strings.Lines(csv) {
		var cells []any
		for field := range strings.SplitSeq(strings.TrimSpace(line), ";") {
			if at, err := time.Parse(time.DateTime, field); err == nil {
				cells = append(cells, at)
			} else if n, err := strconv.Atoi(field); err == nil {
				cells = append(cells, n)
			} else if field != "" {
				cells = append(cells, field)
			} else {
				cells = append(cells, nil)
			}
		}
		rows = append(rows, cells)
	}
	b := xlsxtest.Book{Sheets: []xlsxtest.Sheet{{Name: "Ark1", Rows: rows}}}
	return string(b.Bytes())
}
