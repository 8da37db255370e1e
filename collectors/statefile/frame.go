package statefile

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// A state file is magic and then frames: those of the checkpoint, one without
// a payload, and those of the journal. A frame is a header and a payload;
// the header holds the payload's length, the payload's checksum and, so that
// a damaged length is not taken for a frame cut short, a checksum of both.
const (
	magic       = "casework-state\n\x00"
	frameHeader = 12
	maxPayload  = 1 << 30
)

var checksums = crc32.MakeTable(crc32.Castagnoli)

func putHeader(head, payload []byte) {
	binary.LittleEndian.PutUint32(head, uint32(len(payload)))
	binary.LittleEndian.PutUint32(head[4:], crc32.Checksum(payload, checksums))
	binary.LittleEndian.PutUint32(head[8:], crc32.Checksum(head[:8], checksums))
}

// sealFrame fills in the header of a frame whose payload is in place.
func sealFrame(frame []byte) { putHeader(frame, frame[frameHeader:]) }

// errDamaged reports a state file that does not check out.
var errDamaged = errors.New("damaged")

// A frameReader reads the payloads of a state file.
type frameReader struct {
	in    *bufio.Reader
	begun bool
	whole int64 // offset behind the last whole frame
	base  int64 // offset behind the checkpoint
	buf   []byte
}

// next returns the next payload, good until the next call, or nil at the
// end. A frame that the file's end cuts short is as if it were not there.
func (r *frameReader) next() ([]byte, error) {
	if !r.begun {
		head := make([]byte, len(magic))
		if _, err := io.ReadFull(r.in, head); atEnd(err) != nil {
			return nil, err
		} else if err != nil || string(head) != magic {
			return nil, fmt.Errorf("%w: it does not begin as a state file does", errDamaged)
		}
		r.begun, r.whole = true, int64(len(magic))
	}
	var head [frameHeader]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return nil, atEnd(err)
	}
	length := binary.LittleEndian.Uint32(head[:])
	if binary.LittleEndian.Uint32(head[8:]) != crc32.Checksum(head[:8], checksums) || length > maxPayload {
		return nil, r.unlessZero(head[:])
	}
	if uint64(length) > uint64(cap(r.buf)) {
		r.buf = make([]byte, length)
	}
	payload := r.buf[:length]
	if _, err := io.ReadFull(r.in, payload); err != nil {
		return nil, atEnd(err)
	}
	if binary.LittleEndian.Uint32(head[4:]) != crc32.Checksum(payload, checksums) {
		if _, err := r.in.Peek(1); errors.Is(err, io.EOF) {
			return nil, nil // the last frame: its blocks did not all reach the disk
		}
		return nil, fmt.Errorf("%w: checksum does not match at byte %d", errDamaged, r.whole)
	}
	r.whole += int64(frameHeader) + int64(length)
	if length == 0 {
		r.base = r.whole
		return r.next()
	}
	return payload, nil
}

// atEnd takes a frame that was cut short for the end of the file.
func atEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// unlessZero reports damage unless only zeros follow, as a file system may
// leave where an append was under way when the power failed.
func (r *frameReader) unlessZero(head []byte) error {
	for _, b := range head {
		if b != 0 {
			return fmt.Errorf("%w: checksum does not match at byte %d", errDamaged, r.whole)
		}
	}
	for {
		b, err := r.in.ReadByte()
		if err != nil {
			return atEnd(err)
		}
		if b != 0 {
			return fmt.Errorf("%w: checksum does not match at byte %d", errDamaged, r.whole)
		}
	}
}
