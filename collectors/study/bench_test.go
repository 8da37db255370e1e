package study

import (
	"fmt"
	"testing"

	"casework/collectors/ledger"
)

// ofRegion is a panel of many units, a tenth of which start, with cases of ten
// types; one month in ten rests on too few.
func ofRegion(units, months int) (*ledger.Panel, map[string][]ledger.Period) {
	p, supervised := town{units: units, started: units / 10, months: months, seed: 5}.make()
	for i := range p.Units {
		for t := range p.Units[i].Months {
			m := &p.Units[i].Months[t]
			if (i+t)%10 == 0 {
				m.Received, m.Started, m.Closed, m.WithDeadline = 3, 3, 3, 3
			}
			for kind := range 10 {
				m.Types = append(m.Types, ledger.TypeMonth{Type: uint16(kind + 1), Received: int32(m.Received / 10), Queued: m.Queued / 10, Open: m.Open / 10})
			}
		}
	}
	return p, supervised
}

// BenchmarkReferences takes the courses that control charts are held against, of all
// outcomes over 36 months, each twenty times with other units left out.
func BenchmarkReferences(b *testing.B) {
	for _, units := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(units), func(b *testing.B) {
			p, supervised := ofRegion(units, 36)
			s := &Study{Panel: p, Settings: Settings{Location: oslo}}
			s.Settings.defaults()
			spells := s.spells(supervised)
			for b.Loop() {
				for _, o := range Outcomes() {
					s.reference(o, spells)
				}
			}
		})
	}
}

// BenchmarkNew is the whole study of a month's end.
func BenchmarkNew(b *testing.B) {
	for _, size := range [][2]int{{1000, 60}, {1000, 36}, {10_000, 36}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			p, supervised := ofRegion(size[0], size[1])
			for b.Loop() {
				if _, err := New(p, supervised, Settings{Location: oslo}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
