package change

import (
	"math"

	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/ledger"
)

// Pasts are what each measure judges a unit by, from a day until before another, on the clocks of a zone.
func Pasts(h *ledger.UnitHistory, first, until civil.Day, zone *civil.Zone, offices *detect.Calendar) map[detect.Measure]*detect.Past {
	clock := zone.Reading()
	local := func(unix int64) int64 { // 0 is none
		if unix == 0 {
			return 0
		}
		return clock.Clock(unix)
	}
	cases := make([]detect.Case, len(h.Cases))
	for i, p := range h.Cases {
		cases[i] = detect.Case{Received: local(p.Received), Started: local(p.Started), Closed: local(p.Closed), Due: local(p.Due)}
	}
	reports := make([]int64, len(h.Reports))
	for i, at := range h.Reports {
		reports[i] = local(at)
	}
	return detect.Pasts(cases, reports, int32(first), int32(until), offices)
}

// fingerprint tells the days of a past before a day from others.
func fingerprint(p *detect.Past, until int32) uint64 {
	h := hash(1469598103934665603)
	h.add(uint32(p.First))
	for i := range p.Days[:until-p.First] {
		d := &p.Days[i]
		for _, values := range [][]float32{d.Values, d.Plain} {
			h.add(uint32(len(values)))
			for _, v := range values {
				h.add(math.Float32bits(v))
			}
		}
		h.add(math.Float32bits(d.N))
		h.add(math.Float32bits(d.X))
		h.add(math.Float32bits(d.Slow))
	}
	return uint64(h)
}

// A hash is that of Fowler, Noll and Vo (FNV-1a), of words rather than bytes, with its high bits mixed in.
type hash uint64

func (h *hash) add(word uint32) {
	*h = (*h ^ hash(word)) * 1099511628211
	*h ^= *h >> 29
}
