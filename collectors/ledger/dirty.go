package ledger

// dirty is what changed since the ledger was last encoded.
type dirty struct {
	rows    [numTables]map[ID]bool
	units   map[uint16]bool // units whose counters changed
	pending bool
	notes   map[Note]bool
	off     bool   // too much changed to list: only a checkpoint will do
	names   [3]int // codes below which units, kinds and programmes are encoded
}

// maxDirty is how many changed rows are listed before a checkpoint is
// cheaper than listing more.
const maxDirty = 1 << 18

func (d *dirty) row(t Table, id ID) {
	if d.off {
		return
	}
	if d.rows[t] == nil {
		d.rows[t] = map[ID]bool{}
	}
	d.rows[t][id] = true
	if len(d.rows[t]) > maxDirty {
		d.off = true
		d.rows = [numTables]map[ID]bool{}
	}
}
