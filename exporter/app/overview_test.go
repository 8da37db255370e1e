package app

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/exporter/board"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
	"casework/exporter/text"
)

// boardsOf are the boards of a town with two small units, whose cases take as
// long as they are told, and the pages of its units.
func boardsOf(t *testing.T, cfg *config.Config, smallDays int) map[string]string {
	t.Helper()
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	keyer, rows := ledger.NewKeyer(1), &backendOfRows{columns: ledger.Columns{Started: true, Deadline: true}}
	add := func(unit string, received time.Time, days int) {
		c := ledger.Case{
			ID: keyer.Int(uint64(len(rows.cases))), Unit: unit, Reopened: -1,
			Received: received.Unix(), Deadline: received.AddDate(0, 0, 30).Unix(),
		}
		if started := received.AddDate(0, 0, days); started.Before(now) {
			c.Started, c.Closed = started.Unix(), started.Unix()+3600
		}
		rows.cases = append(rows.cases, c)
	}
	for day := range 700 {
		received := now.AddDate(0, 0, -day).Add(-time.Hour)
		for u := range 4 {
			add(fmt.Sprintf("Large %d", u), received, 10+u+day%5)
		}
		if day%60 == 0 {
			add("Tiny one", received, smallDays)
			add("Tiny two", received, 2*smallDays)
		}
	}
	s := &Source{Backend: rows, cfg: cfg, settings: &cfg.Sources[0], seed: 1}
	read, err := s.ReadOnce(t.Context(), ReadOptions{At: now})
	if err != nil {
		t.Fatal(err)
	}
	o, pages := read.Poller.Overview(), map[string]string{}
	for _, lang := range text.Languages() {
		for _, order := range board.Orders() {
			content, err := board.Write([]*families.Overview{o}, board.Options{Lang: lang, Order: order, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			pages[lang+" by "+string(order)] = string(content)
		}
		for _, unit := range []string{"Large 0", "Tiny one", "Tiny two", "Nobody"} {
			content, ok, err := board.WriteUnit(o, unit, board.Options{Lang: lang, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			if ok != (unit == "Large 0") && cfg.MinCell > 0 {
				t.Errorf("%s has a page: %v", unit, ok)
			}
			pages[lang+" of "+unit] = string(content)
		}
	}
	return pages
}

// TestBoardsAreSilentOfSmallUnits: somebody who watches a small unit, and knows
// that its waits change, sees nothing of it on any board: neither its name nor
// any figure that moves with it.
func TestBoardsAreSilentOfSmallUnits(t *testing.T) {
	for _, least := range []string{"5", "0"} {
		configtest.SetEnv(t, map[string]string{"CASEWORK_MIN_CELL": least, "CASEWORK_STATE_DIR": t.TempDir()})
		cfg, err := config.Load()
		if err != nil {
			t.Fatal(err)
		}
		short, long := boardsOf(t, cfg, 3), boardsOf(t, cfg, 90)
		for name, page := range short {
			if page != "" && !strings.Contains(name, "Tiny") && !regexp.MustCompile(`class="values"|class="units"`).MatchString(page) {
				t.Errorf("%s shows no unit", name)
			}
			silent := !strings.Contains(page, "Tiny") && page == long[name]
			if of := strings.HasSuffix(name, "Nobody") || strings.HasSuffix(name, "Large 0"); !of && silent != (least != "0") {
				t.Errorf("with CASEWORK_MIN_CELL=%s, %s is silent of small units: %v", least, name, silent)
			}
		}
	}
}
