package study

import (
	"errors"
	"strings"
	"testing"

	"casework/collectors/ledger"
)

// TestCaseloadsAreFromBeforeTheFirstStart, which units that started before the
// panel do not move.
func TestCaseloadsAreFromBeforeTheFirstStart(t *testing.T) {
	periods := make([]int, 30)
	for i := range periods {
		periods[i] = 100 + i
	}
	for _, tt := range []struct {
		name   string
		starts []int
		want   [2]int
	}{
		{"nobody", []int{0, 0}, [2]int{18, 30}},
		{"one", []int{0, 120}, [2]int{8, 20}},
		{"several", []int{125, 120, 128}, [2]int{8, 20}},
		{"one early on", []int{105}, [2]int{0, 5}},
		{"one before the panel", []int{90, 120}, [2]int{8, 20}},
		{"one in the panel's first month", []int{100, 0}, [2]int{18, 30}},
		{"one after the panel", []int{140}, [2]int{18, 30}},
	} {
		var spells [][]spell
		for _, start := range tt.starts {
			of := []spell{{start: start, until: openEnd}}
			if start == 0 {
				of = nil
			}
			spells = append(spells, of)
		}
		if got := new(Study).beforeAnyStart(spells, periods); got != tt.want {
			t.Errorf("%s: months %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestOutcomesThatASourceDoesNotRecord are neither compared nor drawn.
func TestOutcomesThatASourceDoesNotRecord(t *testing.T) {
	for _, tt := range []struct {
		outcome Outcome
		forget  func(*ledger.Month)
	}{
		{Wait, func(m *ledger.Month) { m.Started = 0 }},
		{Errors, func(m *ledger.Month) { m.Errors = 0 }},
		{Deadline, func(m *ledger.Month) { m.WithDeadline, m.Met = 0, 0 }},
	} {
		p, supervised := town{units: 8, started: 3, months: 24, seed: 1}.make()
		for i := range p.Units {
			for j := range p.Units[i].Months {
				tt.forget(&p.Units[i].Months[j])
			}
		}
		s, err := New(p, supervised, Settings{Location: oslo})
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Comparisons) != tested-1 {
			t.Errorf("without %s: %d comparisons, want %d", tt.outcome, len(s.Comparisons), tested-1)
		}
		for _, c := range s.Comparisons {
			if c.Outcome == tt.outcome {
				t.Errorf("%s is compared", tt.outcome)
			}
		}
		for _, c := range s.Charts[0].Charts {
			if c.Outcome == tt.outcome {
				t.Errorf("%s is drawn", tt.outcome)
			}
		}
	}
}

// TestStoredPanelsMustFitTogether: what would be read beyond its end, or
// looked up in the wrong order, is refused.
func TestStoredPanelsMustFitTogether(t *testing.T) {
	for want, spoil := range map[string]func(*ledger.Panel){
		"it holds no months":                             func(p *ledger.Panel) { p.Bounds = p.Bounds[:1] },
		"malformed panel: it holds no months":            func(p *ledger.Panel) { p.FollowUp = 0 },
		"its months do not ascend":                       func(p *ledger.Panel) { p.Bounds[1] = p.Bounds[0] },
		"a unit has more or fewer months than the panel": func(p *ledger.Panel) { p.Units[1].Months = p.Units[1].Months[1:] },
		"its units do not ascend":                        func(p *ledger.Panel) { p.Units[1].Unit = p.Units[0].Unit },
	} {
		s, _ := stored(t)
		spoil(s.Panel)
		content, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(content); !errors.Is(err, ErrMalformed) || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}
