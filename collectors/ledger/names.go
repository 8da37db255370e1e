package ledger

import "math"

// names gives short codes to the values of a column. Code 0 is no name.
type names struct {
	list    []string // by code
	created []int64  // by code: the instant the name was first met, Unix seconds
	codes   map[string]uint16
}

func newNames() names {
	return names{list: []string{""}, created: []int64{0}, codes: map[string]uint16{"": 0}}
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
