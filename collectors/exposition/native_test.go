package exposition

import (
	"fmt"
	"math"
	"sort"
)

// MaxSchema is the finest resolution that NativeIndex knows: 2³ buckets to a
// doubling, each 9 % wider than the one before (client_golang chooses it for
// a NativeHistogramBucketFactor of 1.1).
const MaxSchema = 3

// nativeBounds are the upper bounds of the buckets of a doubling, as
// fractions of it, at MaxSchema; coarser schemas use every second, fourth or
// eighth. They are the numbers of Prometheus and client_golang to the last
// bit: 2^(i/8)/2 itself rounds differently for four of them.
var nativeBounds = [1 << MaxSchema]float64{
	0.5, 0.5452538663326288, 0.5946035575013605, 0.6484197773255048,
	0.7071067811865475, 0.7711054127039704, 0.8408964152537144, 0.9170040432046711,
}

// NativeIndex is the index of the native bucket of an observation above
// ZeroThreshold, for a schema from −4 to MaxSchema. Bucket i holds the
// observations in (2^((i−1)/2^schema), 2^(i/2^schema)]; the bounds are those
// of client_golang exactly. +Inf has a bucket of its own, behind that of the
// largest finite number. It panics for a finer schema.
func NativeIndex(schema int32, v float64) int32 {
	if schema > MaxSchema {
		panic(fmt.Sprintf("exposition: native histogram schema %d is above %d", schema, MaxSchema))
	}
	if math.IsInf(v, 1) {
		return NativeIndex(schema, math.MaxFloat64) + 1
	}
	fraction, exponent := math.Frexp(v) // v = fraction · 2^exponent, fraction in [½, 1)
	if schema <= 0 {
		// Buckets of whole powers of two, the power itself included.
		if fraction == 0.5 {
			exponent--
		}
		return (int32(exponent) + 1<<-schema - 1) >> -schema
	}
	n := 1 << schema // buckets to a doubling
	stride := len(nativeBounds) / n
	i := sort.Search(n, func(i int) bool { return nativeBounds[i*stride] >= fraction })
	return int32(i + (exponent-1)*n)
}
