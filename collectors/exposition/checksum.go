package exposition

import "hash/crc32"

// sums combines CRC-32 checksums of gzip: those of two texts into that of one
// behind the other, by the length of the second. Checksums are polynomials over
// two elements, the coefficient of x^0 highest, modulo that of the CRC.
type sums struct {
	small [1 << 12]uint32 // x^(8n)
	large [64]uint32      // x^(8·2^n)
	ahead [4][256]uint32  // of a byte, times x^8 to x^32
}

func newSums() *sums {
	s := &sums{}
	s.ahead[0] = *crc32.IEEETable
	for n := 1; n < len(s.ahead); n++ {
		for i, v := range s.ahead[n-1] {
			s.ahead[n][i] = v>>8 ^ s.ahead[0][v&0xff]
		}
	}
	s.small[0] = 1 << 31
	for n := 1; n < len(s.small); n++ {
		s.small[n] = s.product(s.small[n-1], 1<<23)
	}
	s.large[0] = s.small[1]
	for n := 1; n < len(s.large); n++ {
		s.large[n] = s.product(s.large[n-1], s.large[n-1])
	}
	return s
}

// product is a·b. What is above x^31 comes down four bytes at once, as in a checksum.
func (s *sums) product(a, b uint32) uint32 {
	p := carryless(a, b) // the coefficient of x^0 in bit 62
	high := uint32(p) << 1
	return uint32(p>>31) ^ s.ahead[3][high&0xff] ^ s.ahead[2][high>>8&0xff] ^ s.ahead[1][high>>16&0xff] ^ s.ahead[0][high>>24]
}

// carryless is the product of polynomials over two elements. Of each number every fourth
// bit is multiplied at a time, so that sums of at most eight have room beside each other,
// and their lowest bits are what counts. (Pornin, BearSSL: "Constant-time multiplication".)
func carryless(a, b uint32) uint64 {
	const every = 0x1111111111111111
	var x, y [4]uint64
	for i := range 4 {
		x[i], y[i] = uint64(a)&(every<<i), uint64(b)&(every<<i)
	}
	p := (x[0]*y[0] ^ x[1]*y[3] ^ x[2]*y[2] ^ x[3]*y[1]) & every
	p |= (x[0]*y[1] ^ x[1]*y[0] ^ x[2]*y[3] ^ x[3]*y[2]) & (every << 1)
	p |= (x[0]*y[2] ^ x[1]*y[1] ^ x[2]*y[0] ^ x[3]*y[3]) & (every << 2)
	return p | (x[0]*y[3]^x[1]*y[2]^x[2]*y[1]^x[3]*y[0])&(every<<3)
}

// combine is the checksum of two texts behind each other, the second of length
// bytes.
func (s *sums) combine(first, second uint32, length int) uint32 {
	if length < len(s.small) {
		return s.product(s.small[length], first) ^ second
	}
	for n := 0; length > 0; n, length = n+1, length>>1 {
		if length&1 != 0 {
			first = s.product(s.large[n], first)
		}
	}
	return first ^ second
}
