package ledger

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"casework/collectors/name"
)

// names gives short codes to the values of a column. Code 0 is no name.
type names struct {
	list    []string // by code
	created []int64  // by code: the instant the name was first met, Unix seconds
	codes   map[string]uint16
	sorted  []uint16 // codes in the order of their names, see inOrder
}

func newNames() names {
	return names{list: []string{""}, created: []int64{0}, codes: map[string]uint16{"": 0}}
}

// inOrder is all codes but that of the empty name, in the order of their names. It
// must not be changed.
func (n *names) inOrder() []uint16 {
	if len(n.sorted) == len(n.list)-1 {
		return n.sorted
	}
	n.sorted = make([]uint16, 0, len(n.list)-1)
	for code := 1; code < len(n.list); code++ {
		n.sorted = append(n.sorted, uint16(code))
	}
	slices.SortFunc(n.sorted, func(a, b uint16) int { return strings.Compare(n.list[a], n.list[b]) })
	return n.sorted
}

// code returns the code of a name, giving it one at the instant now if it is
// new. It reports false when there are no more codes.
func (n *names) code(name string, now int64) (uint16, bool) {
	if c, ok := n.codes[name]; ok {
		return c, true
	}
	if len(n.list) > math.MaxUint16 {
		return 0, false
	}
	c := uint16(len(n.list))
	n.list = append(n.list, name)
	n.created = append(n.created, now)
	n.codes[name] = c
	return c, true
}

// How many names of a column are distinguished, and how long one may be. A
// column that is the wrong one, such as free text, would otherwise make series of
// every value, for every unit.
const (
	MaxUnits      = 5000 // rows of those that come after them are rejected
	MaxKinds      = 100  // of error; those that come after them are OtherType
	MaxProgrammes = 100  // likewise
	MaxName       = 500  // bytes; rows of a unit with a longer one are rejected, and a longer kind or programme is OtherType
)

// A Refused says which columns held more names than are distinguished, or
// longer ones.
type Refused struct {
	Units      bool // rows were rejected
	Kinds      bool // of error
	Programmes bool // of sessions
	Periods    bool // of programmes
	Types      bool // of cases, which are not distinguished then
}

// Refused says which names were refused since it was asked last; of Periods,
// whether some are.
func (l *Ledger) Refused() Refused {
	was := l.refused
	l.refused = Refused{Periods: was.Periods}
	return was
}

// allNames are the columns of names, as they are encoded.
func (l *Ledger) allNames() [4]*names {
	return [4]*names{&l.units, &l.kinds, &l.programmes, &l.types}
}

// orOther returns the code of a name, or of OtherType if it is new and there are
// so many already, or too long. It then sets refused.
func (n *names) orOther(name string, most int, now int64, refused *bool) uint16 {
	if _, ok := n.codes[name]; !ok && (len(n.list) > most || len(name) > MaxName) {
		name, *refused = OtherType, true
	}
	code, _ := n.code(name, now) // never near the limit of codes
	return code
}

// cut is a text that is shown beside a unit, without what is beyond MaxName.
func cut(text string) string {
	if len(text) <= MaxName {
		return text
	}
	return strings.ToValidUTF8(text[:MaxName-len("…")], "") + "…"
}

// fewProgrammes gives the programmes beyond MaxProgrammes one name, and those
// whose name is too long. It reports whether there are any.
func fewProgrammes(programmes []Programme) (few []Programme, refused bool) {
	first := map[string]int64{} // when the first programme of a name begins
	for _, p := range programmes {
		if at, ok := first[p.Name]; !ok || p.From < at {
			first[p.Name] = p.From
		}
	}
	order := slices.SortedFunc(maps.Keys(first), func(a, b string) int {
		return cmp.Or(cmp.Compare(first[a], first[b]), cmp.Compare(a, b))
	})
	kept := map[string]bool{}
	for _, name := range order {
		if len(kept) < MaxProgrammes && len(name) <= MaxName {
			kept[name] = true
		}
	}
	if len(kept) == len(first) {
		return programmes, false
	}
	few = slices.Clone(programmes)
	for i := range few {
		if !kept[few[i].Name] {
			few[i].Name = OtherType
		}
	}
	return few, true
}

// Earlier programs did not write names in their normal form, so an encoding may have
// two codes for what is one name now.
//
// What was counted under the normal spelling goes on. What was counted under other
// spellings is dropped: added to the series of the normal one, it would look like an
// increase. Only if no spelling was the normal one, the sum of all goes on under the
// normal one, which is then a new series.

// oldNames are the names of one column by their codes in an encoding.
type oldNames struct {
	code   []uint16 // code now, by code in the encoding
	normal []bool   // by code in the encoding: the name was spelt as it is now
	owned  []bool   // by code now: some code in the encoding was normal
	same   bool     // all codes are what they were
}

func newOldNames() oldNames {
	return oldNames{code: []uint16{0}, normal: []bool{true}, owned: []bool{true}, same: true}
}

// add notes the code now of the next code then.
func (o *oldNames) add(now uint16, normal bool) {
	o.same = o.same && normal && int(now) == len(o.code)
	o.code, o.normal = append(o.code, now), append(o.normal, normal)
	o.owned = extend(o.owned, int(now))
	o.owned[now] = o.owned[now] || normal
}

// goesOn reports whether what was counted under a code then goes on.
func (o *oldNames) goesOn(then int) bool { return o.normal[then] || !o.owned[o.code[then]] }

// oldSlots maps the slots of an encoding to the slots of now, by their case types; −1 if
// what was counted under a slot does not go on.
func oldSlots(then, now []string) (slots []int) {
	for _, spelt := range then {
		normal := name.Normal(spelt)
		at := slices.Index(now, normal)
		if spelt != normal && slices.Contains(then, normal) || slices.Contains(slots, at) {
			at = -1
		}
		slots = append(slots, at)
	}
	return slots
}

// names reads names, and gives them their codes of now.
func (r *restorer) names() {
	which := r.d.Count(len(r.old) - 1)
	for range r.d.Count(math.MaxUint16) {
		spelt, created := r.d.String(), r.d.Int()
		if r.d.Err() != nil {
			return
		}
		normal := name.Normal(spelt)
		if which == 1 || which == 2 { // kinds and programmes
			normal = orUnspecified(normal)
		}
		code, _ := r.l.allNames()[which].code(normal, created) // however many: they were distinguished
		if which == 0 && int(code) == len(r.l.counters) {
			r.l.counters = append(r.l.counters, newCounters(len(r.l.slots)))
			r.l.supervision.resolve(&r.l.units)
		}
		if which == 3 && int(code) == len(r.l.slotBy) {
			r.l.slotBy = append(r.l.slotBy, uint16(len(r.l.slots)-1))
		}
		if normal == spelt { // the series that goes on is this one's
			r.l.allNames()[which].created[code] = created
		}
		r.old[which].add(code, normal == spelt)
	}
}

// respelt reports whether the ledger has other names than the encoding.
func (r *restorer) respelt() bool {
	return slices.ContainsFunc(r.old[:], func(o oldNames) bool { return !o.same })
}

// recount gives every unit what was counted under its names. It comes last:
// names may follow what was counted.
func (r *restorer) recount() {
	units, kinds, programmes := &r.old[0], &r.old[1], &r.old[2]
	for then, c := range r.counted {
		now := units.code[then]
		if c == nil || now == 0 || !units.goesOn(then) {
			continue
		}
		for g := range c.Errors {
			c.Errors[g] = recoded(kinds, c.Errors[g], func(sum *uint64, n uint64) { *sum += n })
		}
		c.Sessions = recoded(programmes, c.Sessions, func(sum *Supervised, s Supervised) {
			sum.Planned, sum.Held, sum.Seconds = sum.Planned+s.Planned, sum.Held+s.Held, sum.Seconds+s.Seconds
		})
		if units.normal[then] {
			r.l.counters[now] = c
		} else {
			r.l.counters[now].add(c)
		}
	}
}

// recoded is a list by code then as one by code now.
func recoded[T any](names *oldNames, list []T, add func(*T, T)) (out []T) {
	if names.same {
		return list
	}
	for then, v := range list {
		if names.goesOn(then) {
			now := int(names.code[then])
			out = extend(out, now)
			add(&out[now], v)
		}
	}
	return out
}

// typesOf notes what the records of an encoding of version v say of their types,
// with the slots of then.
func (r *restorer) typesOf(v uint64, slots []string) {
	r.typed, r.typeBy = v >= 4, nil
	for _, spelt := range slots {
		r.typeBy = append(r.typeBy, r.l.types.codes[name.Normal(spelt)])
	}
	r.resort = r.resort || !r.typed // most of their types are unknown
}

// typeThen is the code now of what a record of a case bore then.
func (r *restorer) typeThen(kind uint64) uint64 {
	by := r.typeBy
	if r.typed {
		by = r.old[3].code
	}
	if kind >= uint64(len(by)) {
		r.d.Fail(ErrMalformed)
		return 0
	}
	return uint64(by[kind])
}
