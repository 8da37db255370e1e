package exposition

// sums combines CRC-32 checksums of gzip: those of two texts into that of one
// behind the other, by the length of the second. Checksums are polynomials over
// two elements, the coefficient of x^0 highest, modulo that of the CRC.
type sums struct {
	small [1 << 12]uint32 // x^(8n)
	large [64]uint32      // x^(8·2^n)
}

const crcPolynomial = 0xedb88320

func newSums() *sums {
	s := &sums{}
	s.small[0] = 1 << 31
	for n := 1; n < len(s.small); n++ {
		s.small[n] = product(s.small[n-1], 1<<23)
	}
	s.large[0] = s.small[1]
	for n := 1; n < len(s.large); n++ {
		s.large[n] = product(s.large[n-1], s.large[n-1])
	}
	return s
}

// product is a·b.
func product(a, b uint32) (p uint32) {
	for ; a != 0; a <<= 1 {
		p ^= b & -(a >> 31)
		b = b>>1 ^ crcPolynomial&-(b&1)
	}
	return p
}

// combine is the checksum of two texts behind each other, the second of length
// bytes.
func (s *sums) combine(first, second uint32, length int) uint32 {
	if length < len(s.small) {
		return product(s.small[length], first) ^ second
	}
	for n := 0; length > 0; n, length = n+1, length>>1 {
		if length&1 != 0 {
			first = product(s.large[n], first)
		}
	}
	return first ^ second
}
