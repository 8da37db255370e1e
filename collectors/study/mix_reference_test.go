package study

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/ledger"
)

// TestMixReference compares observed over expected times by case type with those
// worked out by hand, of ten times as many cases: a type needs fewestOfType.
func TestMixReference(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("EFFECT_REFERENCE")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data", "evidence")
	}
	content, err := os.ReadFile(filepath.Join(dir, "trend", "casemix.csv"))
	if err != nil {
		t.Skipf("no reference results to compare with: %v", err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(content))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	months := make([]ledger.Month, 2)
	for kind, row := range rows[1:] {
		for side := range months {
			cases, errCases := strconv.Atoi(row[1+2*side])
			days, errDays := strconv.ParseFloat(row[2+2*side], 64)
			if errCases != nil || errDays != nil {
				t.Fatal(errCases, errDays)
			}
			one := ledger.TypeMonth{
				Type: uint16(1 + kind), Received: int32(10 * cases), Queued: int64(10 * float64(cases) * days * secondsADay),
				QueuedSquares: int64(10 * float64(cases) * days * days * minutesADay * minutesADay), // all alike
			}
			m := &months[side]
			m.Types = append(m.Types, one)
			m.Received, m.Queued = m.Received+int64(one.Received), m.Queued+one.Queued
		}
	}
	s := &Study{Panel: &ledger.Panel{Bounds: []int64{0, 1, 2}, Units: []ledger.PanelUnit{{Months: months}}}}
	e := s.expect(Wait, 1)
	before, _ := e.logRatio(&months[0])
	after, _ := e.logRatio(&months[1])
	crude := math.Log(float64(months[1].Queued) / float64(months[1].Received) / (float64(months[0].Queued) / float64(months[0].Received)))
	got := fmt.Sprintf("O/E before %.6f after %.6f; log change %.6f; crude log change %.6f; log mix part %.6f",
		math.Exp(before), math.Exp(after), after-before, crude, crude-(after-before))
	want, err := os.ReadFile(filepath.Join(dir, "trend", "casemix_expected.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if line := strings.Split(string(want), "\n")[1]; got != line {
		t.Errorf("got  %s\nwant %s", got, line)
	}
}
