package change

import (
	"math"
	"time"

	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/ledger"
)

// Pasts are what each measure judges a unit by, from a day until before another, on the clocks of a zone.
func Pasts(h *ledger.UnitHistory, first, until civil.Day, zone *time.Location, offices *detect.Calendar) map[detect.Measure]*detect.Past {
	c := clock{zone: zone}
	cases := make([]detect.Case, len(h.Cases))
	for i, p := range h.Cases {
		cases[i] = detect.Case{Received: c.local(p.Received), Started: c.local(p.Started), Closed: c.local(p.Closed), Due: c.local(p.Due)}
	}
	reports := make([]int64, len(h.Reports))
	for i, at := range h.Reports {
		reports[i] = c.local(at)
	}
	return detect.Pasts(cases, reports, int32(first), int32(until), offices)
}

// A clock is that of a zone. It asks the zone only where clocks may have been changed.
type clock struct {
	zone                *time.Location
	from, until, offset int64
}

// local is an instant, in Unix seconds, as the seconds since 1970-01-01 00:00 that the clock shows; of 0, which is none, 0.
func (c *clock) local(unix int64) int64 {
	if unix == 0 {
		return 0
	}
	if unix < c.from || unix >= c.until {
		t := time.Unix(unix, 0).In(c.zone)
		from, until := t.ZoneBounds()
		c.from, c.until = math.MinInt64, math.MaxInt64
		if !from.IsZero() {
			c.from = from.Unix()
		}
		if !until.IsZero() {
			c.until = until.Unix()
		}
		_, offset := t.Zone()
		c.offset = int64(offset)
	}
	return unix + c.offset
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
