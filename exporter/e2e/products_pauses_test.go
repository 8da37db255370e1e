package e2e

import (
	"cmp"
	"slices"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// comparePauses holds each pause that the adapter reads against the history of its case.
func (s *story) comparePauses() {
	s.t.Helper()
	keyer, roll := s.ledger.Keyer(), s.ledger.NewRoll(ledger.Pauses, s.now.Unix(), 1000)
	unlike := map[ledger.ID]ledger.Meeting{} // cases of pauses that polls know otherwise
	database, err := s.database.open(s.adapter, s.user, s.password)(
		source.Options{Name: "pauses", Adapter: s.files, Location: s.zone, Keyer: keyer})
	if err != nil {
		s.t.Fatal(err)
	}
	defer database.Close()
	got := map[ledger.ID][]span{}
	err = database.Changes(s.t.Context(), ledger.Pauses, 0, func(page *ledger.Page) error {
		for _, p := range page.Pauses {
			got[p.Case] = append(got[p.Case], span{p.Paused, p.Resumed})
			if meeting := roll.Pause(&p); meeting != ledger.Unchanged {
				unlike[p.Case] = meeting
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, id := range s.ids() {
		of := keyer.Int(uint64(id))
		slices.SortFunc(got[of], func(a, b span) int { return cmp.Compare(a.from, b.from) })
		if want := s.known[id].pauses; !slices.Equal(want, got[of]) {
			s.t.Errorf("case %d: the adapter reads the pauses %v, its history says %v", id, got[of], want)
		}
		if meeting, is := unlike[of]; is {
			s.t.Errorf("case %d: polls do not know its pauses %v as they are: %d; it is %+v", id, got[of], meeting, s.known[id])
		}
		s.paused += len(got[of])
		delete(got, of)
	}
	if len(got) > 0 {
		s.t.Errorf("the adapter reads pauses of %d cases that are not there", len(got))
	}
}
