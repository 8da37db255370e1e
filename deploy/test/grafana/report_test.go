package grafana

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A report is a line for each board on each screen: what is wrong with it, and how
// long it took until nothing changed any more.
type report struct{ lines []string }

// newReport begins a report, which is written when the test ends.
func newReport(t *testing.T) *report {
	t.Helper()
	r := &report{lines: []string{
		"| board | screen | errors | cut titles | tables that scroll | too little contrast | last answer, s |",
		"|---|---|---|---|---|---|---|",
	}}
	t.Cleanup(func() {
		content := strings.Join(r.lines, "\n") + "\n"
		if err := os.WriteFile(filepath.Join(root, "dist", "boards", "report.md"), []byte(content), 0o644); err != nil {
			t.Error(err)
		}
	})
	return r
}

// add adds what is seen of a board.
func (r *report) add(board, screen string, p seenPage) {
	failed, cut, wide, faint := len(p.Alerts)+len(p.messages), 0, 0, 0
	for _, panel := range p.Panels {
		if panel.Failed {
			failed++
		}
		if panel.Wide {
			wide++
		}
		cut += len(panel.Titles)
		faint += len(panel.Faint)
	}
	r.lines = append(r.lines, fmt.Sprintf("| %s | %s | %d | %d | %d | %d | %.1f |",
		board, screen, failed, cut, wide, faint, p.took.Round(100*time.Millisecond).Seconds()))
}
