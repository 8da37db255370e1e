package exposition

import (
	"bufio"
	"bytes"
	"math"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// native is what client_golang makes of the observations.
func native(t interface{ Fatal(...any) }, factor float64, bounds, observations []float64) *dto.Histogram {
	h := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "h", Help: "h", Buckets: bounds, NativeHistogramBucketFactor: factor,
	})
	for _, v := range observations {
		h.Observe(v)
	}
	var m dto.Metric
	if err := h.Write(&m); err != nil {
		t.Fatal(err)
	}
	m.Histogram.CreatedTimestamp = nil
	return m.Histogram
}

func TestNativeHistogramEqualsClientGolang(t *testing.T) {
	edges := rapid.Custom(func(t *rapid.T) float64 {
		v := math.Ldexp(
			rapid.SampledFrom(nativeBounds[:]).Draw(t, "bound"), rapid.IntRange(-140, 1024).Draw(t, "exponent"))
		return rapid.SampledFrom([]float64{
			v, math.Nextafter(v, 0), math.Nextafter(v, math.Inf(1)),
		}).Draw(t, "side")
	})
	observation := rapid.OneOf(
		edges,
		rapid.Float64Range(0, 1e9),
		rapid.Map(rapid.IntRange(0, 1e8), func(i int) float64 { return float64(i) }),
		rapid.SampledFrom([]float64{0, ZeroThreshold, math.MaxFloat64, math.Inf(1)}),
	)
	bounds := dayBounds()
	rapid.Check(t, func(t *rapid.T) {
		observations := rapid.SliceOfN(observation, 1, 200).Draw(t, "observations")
		want := native(t, 1.1, bounds, observations)

		s := &timeseries.Snapshot{Families: []timeseries.Family{{
			Def: &metric.Def{Name: "h", Help: "h", Type: metric.Histogram},
		}}}
		s.Families[0].Samples.Append(timeseries.Sample{Series: seriesOf(nil, nil), Histogram: observe(bounds, observations...)})
		var family dto.MetricFamily
		r := bufio.NewReader(bytes.NewReader(renderAll(s, formatProto)))
		if err := protodelim.UnmarshalFrom(r, &family); err != nil {
			t.Fatal(err)
		}
		if got := family.Metric[0].Histogram; !proto.Equal(want, got) {
			t.Fatalf("histogram\nwant %v\ngot  %v", want, got)
		}
	})
}

func TestNativeIndexEqualsClientGolang(t *testing.T) {
	// The first delta's span starts at the index of the only observation.
	factors := map[int32]float64{
		-4: 65536, -3: 256, -2: 16, -1: 4, 0: 2, 1: math.Sqrt2, 2: 1.19, 3: 1.1,
	}
	for schema, factor := range factors {
		for exponent := -126; exponent <= 1024; exponent += 5 {
			for _, bound := range nativeBounds {
				edge := math.Ldexp(bound, exponent)
				for _, v := range []float64{edge, math.Nextafter(edge, 0), math.Nextafter(edge, math.Inf(1))} {
					want := native(t, factor, []float64{1}, []float64{v})
					if want.GetSchema() != schema {
						t.Fatalf("factor %v has schema %d, want %d", factor, want.GetSchema(), schema)
					}
					if got := NativeIndex(schema, v); got != want.PositiveSpan[0].GetOffset() {
						t.Fatalf("NativeIndex(%d, %v) = %d, want %d",
							schema, v, got, want.PositiveSpan[0].GetOffset())
					}
				}
			}
		}
	}
}

func TestNativeIndexRefusesFinerSchemas(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	NativeIndex(MaxSchema+1, 1)
}
