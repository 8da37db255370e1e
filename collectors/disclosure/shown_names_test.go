package disclosure

import (
	"encoding/json"
	"testing"
)

// TestNamesOfShownFiguresAreNormal: figures that were shown of other spellings
// stand for the units as they are named now; of two spellings of one unit, and
// of two of one topic, nothing more is shown.
func TestNamesOfShownFiguresAreNormal(t *testing.T) {
	shown := func(unit string, n int) storedCell {
		return storedCell{Unit: unit, Shown: true, N: n, Sums: [4]float64{1}}
	}
	releases, err := json.Marshal([]storedRelease{
		{Table: "surveys", Kind: "citizen", Topic: "Pa\u030akjenning ", From: 1, Until: 9, Least: 5, Cells: []storedCell{
			shown("A\u030as", 7), shown("Nord", 8), shown("Nord ", 9), {Unit: "S\u00f8r\u00a0"},
		}, Pools: [states]*storedCell{{Shown: true, N: 24}}},
		{Table: "surveys", Kind: "citizen", Topic: "stress", From: 1, Until: 9, Least: 5, Cells: []storedCell{shown("a", 7)}},
		{Table: "surveys", Kind: "citizen", Topic: "stress ", From: 1, Until: 9, Least: 5, Cells: []storedCell{shown("b", 7)}, Pools: [states]*storedCell{{Shown: true, N: 7}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := storedFigures{Version: 1, Identity: "town", Releases: releases}
	file.Checksum = file.sum(releases)
	content, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	s := NewReleases()
	if err := s.Decode(content, Owner{DataSet: "town"}); err != nil {
		t.Fatal(err)
	}
	r := s.sets[Set{"surveys", "citizen", "P\u00e5kjenning"}]
	if r == nil || len(s.sets) != 2 {
		t.Fatalf("releases %v", s.sets)
	}
	if c := r.cells[cellKey{"\u00c5s", 0}]; !c.Shown || c.N != 7 || r.pools[0].N != 24 {
		t.Errorf("of the unit that is spelt otherwise: %+v, and of the group %+v", c, r.pools[0])
	}
	for _, unit := range []string{"Nord", "S\u00f8r"} {
		if c, there := r.cells[cellKey{unit, 0}]; !there || c.Shown || c.N != 0 {
			t.Errorf("%s is there: %v, %+v; want withheld", unit, there, c)
		}
	}
	r = s.sets[Set{"surveys", "citizen", "stress"}]
	for _, unit := range []string{"a", "b"} {
		if c, there := r.cells[cellKey{unit, 0}]; !there || c.Shown || r.pools[0].Shown {
			t.Errorf("%s is there: %v, %+v; want withheld, as the group is: %+v", unit, there, c, r.pools[0])
		}
	}
}
