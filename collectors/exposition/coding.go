package exposition

import (
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A coding is a content coding, as HTTP calls compression.
type coding uint8

const (
	codingIdentity coding = iota
	codingGzip
	codingZstd
	numCodings
)

// String is the coding's name in Content-Encoding.
func (c coding) String() string {
	return [...]string{"identity", "gzip", "zstd"}[c]
}

// How hard to compress. BenchmarkCompress, 120,000 lines of 1,000 units in
// 13.2 MB of text, on one core of a server:
//
//	gzip 1              25 ms   958 KiB
//	gzip 2              21 ms   931 KiB  chosen
//	gzip 3              22 ms   928 KiB
//	gzip 4              26 ms   922 KiB
//	gzip 5              33 ms   885 KiB
//	gzip 6              39 ms   766 KiB
//	zstd fastest 256k   23 ms   902 KiB  chosen
//	zstd fastest 4096k  40 ms   920 KiB
//	zstd default 256k   43 ms   934 KiB
//	zstd better 256k    78 ms   765 KiB
const (
	gzipLevel  = 2
	zstdLevel  = zstd.SpeedFastest
	zstdWindow = 256 << 10
)

// A compressor is a gzip.Writer or zstd.Encoder. What it writes between Reset
// and Close is a whole gzip member or zstd frame; several of them one behind
// the other are again a valid stream.
type compressor interface {
	io.WriteCloser
	Reset(io.Writer)
}

// compressors keeps compressors for use again: each is a megabyte or so.
type compressors [numCodings]sync.Pool

// get returns the compressor of a coding, writing to w, and a function that
// ends the member or frame and gives the compressor back.
func (p *compressors) get(c coding, w io.Writer) (io.Writer, func()) {
	if c == codingIdentity {
		return w, func() {}
	}
	z, ok := p[c].Get().(compressor)
	if !ok {
		z = newCompressor(c)
	}
	z.Reset(w)
	return z, func() {
		_ = z.Close() // fails only as the sink below does, which is never
		z.Reset(nil)
		p[c].Put(z)
	}
}

func newCompressor(c coding) compressor {
	var z compressor
	var err error
	if c == codingGzip {
		z, err = gzip.NewWriterLevel(nil, gzipLevel)
	} else {
		z, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstdLevel),
			zstd.WithWindowSize(zstdWindow), zstd.WithEncoderConcurrency(1))
	}
	if err != nil {
		panic(fmt.Sprintf("exposition: %v: %v", c, err)) // the options are constants
	}
	return z
}
