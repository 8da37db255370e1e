package collectors

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPanelOfAnotherSource: the panel of another source is not compared, and
// its file is left alone, unless the source bore that name.
func TestPanelOfAnotherSource(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.panel")
	compared := func(source *fake, name, former string) (map[string]map[string]float64, string) {
		t.Helper()
		b := newBench(t, source, "", studiedAt, Options{
			ZeroHold: -1, Study: &StudyOptions{Path: path, Identity: "test", Source: name, Formerly: former},
		})
		b.poll(t, 0)
		return b.compared(), b.log.String()
	}
	mine, other := studiedSource(), studiedSource()
	for i := range other.cases {
		other.cases[i].Received -= 3600
	}
	want, _ := compared(mine, "a", "")
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	theirs, _ := compared(other, "b", "a") // what a file that is taken over shows
	if len(want) == 0 || len(theirs) != len(want) {
		t.Fatalf("%d and %d metrics compared", len(want), len(theirs))
	}
	if err := os.WriteFile(path, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	_, log := compared(other, "b", "")
	if !strings.Contains(log, "kept panel is of another source") || !strings.Contains(log, path) {
		t.Errorf("the log does not say so: %s", log)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, kept) {
		t.Errorf("the file changed, %v", err)
	}
	if _, log := compared(mine, "a", ""); strings.Contains(log, "another source") {
		t.Errorf("its own panel is refused: %s", log)
	}
}
