package exposition

// keptValues are the values of lines, as text, as they were written last. Every value has
// the same room in one slice, so that a new value can be written in the place of the old.
type keptValues struct {
	width int     // bytes of room for each
	text  []byte  // each at the beginning of its room
	size  []uint8 // of each
}

// at is the value of a line.
func (k *keptValues) at(line int) []byte {
	from := line * k.width
	return k.text[from : from+int(k.size[line])]
}

// set sets the value of a line, and reports whether its length changed.
func (k *keptValues) set(line int, value []byte) (moved bool) {
	if len(value) > k.width {
		k.widen(len(value))
	}
	moved = int(k.size[line]) != len(value)
	k.size[line] = uint8(len(value))
	copy(k.text[line*k.width:], value)
	return moved
}

// widen gives each value more room.
func (k *keptValues) widen(width int) {
	wider := keptValues{width: width, text: make([]byte, len(k.size)*width), size: k.size}
	for i := range k.size {
		copy(wider.text[i*width:], k.at(i))
	}
	*k = wider
}

// appendEmpty adds lines without values.
func (k *keptValues) appendEmpty(lines int) {
	k.text = append(k.text, make([]byte, lines*k.width)...)
	k.size = append(k.size, make([]uint8, lines)...) // 0: whatever was in the memory is no value
}

// appendFrom adds the values of lines of another, with as much room.
func (k *keptValues) appendFrom(o *keptValues, line, lines int) {
	k.text = append(k.text, o.text[line*k.width:(line+lines)*k.width]...)
	k.size = append(k.size, o.size[line:line+lines]...)
}
