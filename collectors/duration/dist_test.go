package duration_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"pgregory.net/rapid"

	"casework/collectors/counts"
	"casework/collectors/duration"
	"casework/collectors/duration/durationtest"
)

// TestDescribeIsExact: quantiles and mean are those of rational arithmetic,
// rounded once.
func TestDescribeIsExact(t *testing.T) {
	value := rapid.OneOf(rapid.Uint32Range(0, 5), rapid.Uint32(), rapid.Just[uint32](math.MaxUint32))
	rapid.Check(t, func(t *rapid.T) {
		durations := rapid.SliceOfN(value, 0, 60).Draw(t, "durations")
		exact := make([]int64, len(durations))
		for i, d := range durations {
			exact[i] = int64(d)
		}
		if diff := cmp.Diff(durationtest.Describe(exact), duration.Describe(durations)); diff != "" {
			t.Errorf("description differs from rational arithmetic (-want +got):\n%s", diff)
		}
	})
}

func TestDescribe(t *testing.T) {
	tests := []struct {
		name string
		d    []uint32
		want duration.Dist
	}{
		{"nothing", nil, duration.Dist{}},
		{"one value is every quantile", []uint32{7}, duration.Dist{N: 1, Median: 7, P90: 7, Mean: 7}},
		{"two values are interpolated", []uint32{20, 10}, duration.Dist{N: 2, Median: 15, P90: 19, Mean: 15}},
		{"eleven values need no interpolation", []uint32{10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}, duration.Dist{N: 11, Median: 5, P90: 9, Mean: 5}},
		{"zeros", []uint32{0, 0, 0}, duration.Dist{N: 3, Median: 0, P90: 0, Mean: 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, duration.Describe(tt.d)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestHistogramBounds(t *testing.T) {
	bounds := []float64{3600, 86400}
	tests := []struct {
		seconds int64
		want    []uint64
	}{
		{0, []uint64{1, 0, 0}},
		{3600, []uint64{1, 0, 0}}, // a bound belongs to the bucket that it ends
		{3601, []uint64{0, 1, 0}},
		{86400, []uint64{0, 1, 0}},
		{86401, []uint64{0, 0, 1}},
		{math.MaxUint32, []uint64{0, 0, 1}},
	}
	for _, tt := range tests {
		var h duration.Histogram
		h.Observe(tt.seconds, bounds)
		if diff := cmp.Diff(tt.want, h.Buckets); diff != "" {
			t.Errorf("%d s (-want +got):\n%s", tt.seconds, diff)
		}
		if h.Count() != 1 || h.Sum != uint64(tt.seconds) {
			t.Errorf("%d s: count %d, sum %d", tt.seconds, h.Count(), h.Sum)
		}
	}
	var h duration.Histogram
	if h.Observe(5, nil); h.Count() != 1 {
		t.Errorf("without bounds: count %d, want 1", h.Count())
	}
}

// TestNativeBuckets: an observation lies in the native bucket in which the
// reference implementation puts it.
func TestNativeBuckets(t *testing.T) {
	seconds := []int64{0, 1, 2, 3, 86400, 28 * 86400, math.MaxUint32}
	for e := range 32 {
		seconds = append(seconds, 1<<e-1, 1<<e, 1<<e+1)
	}
	for _, s := range seconds {
		reference := prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "reference", Help: "The reference.", NativeHistogramBucketFactor: math.Exp2(1.0 / (1 << duration.NativeSchema)),
		})
		reference.Observe(float64(s))
		var m dto.Metric
		if err := reference.Write(&m); err != nil {
			t.Fatal(err)
		}
		want := m.GetHistogram()
		if want.GetSchema() != duration.NativeSchema {
			t.Fatalf("reference has schema %d", want.GetSchema())
		}
		var h duration.Histogram
		h.Observe(s, nil)
		if h.Zero != want.GetZeroCount() {
			t.Errorf("%d s: %d in the zero bucket, want %d", s, h.Zero, want.GetZeroCount())
		}
		if s == 0 {
			if !h.Native.Equal(counts.List{}) {
				t.Errorf("0 s lies in native buckets %v", h.Native.AppendTo(nil))
			}
			continue
		}
		// A single observation is the only span, which its offset places.
		if got, want := len(h.Native.AppendTo(nil))-1, int(want.GetPositiveSpan()[0].GetOffset()); got != want {
			t.Errorf("%d s lies in native bucket %d, want %d", s, got, want)
		}
	}
}
