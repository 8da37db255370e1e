package exposition

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"go.uber.org/goleak"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// renderAll is a snapshot in one format.
func renderAll(s *timeseries.Snapshot, f format) []byte {
	var b bytes.Buffer
	_ = newRenderer().render(&b, s, f) // a Buffer never fails
	return b.Bytes()
}

// drawSnapshot draws a snapshot with everything that is allowed in one.
func drawSnapshot(t *rapid.T) *timeseries.Snapshot {
	names := []metric.Label{metric.Unit, metric.Supervision, metric.CaseType}
	value := rapid.OneOf(
		rapid.SampledFrom([]string{"", "north", `a\b`, `say "x"`, "two\nlines", "Ås – øst", "\xff\xfe", `\n`}),
		rapid.String(),
	)
	var series []timeseries.Series
	for range rapid.IntRange(1, 5).Draw(t, "series") {
		n := rapid.IntRange(0, len(names)).Draw(t, "labels")
		series = append(series, seriesOf(names[:n], rapid.SliceOfN(value, n, n).Draw(t, "values")))
	}
	number := rapid.OneOf(
		rapid.SampledFrom([]float64{
			0, math.Copysign(0, -1), 1, -1, 999999, 1e6, 1000001, 123456789, 1e15, 1e16, 1 << 53,
			0.1, 1e-4, 1e-5, -7, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64,
			math.SmallestNonzeroFloat64,
		}),
		rapid.Float64(),
		rapid.Map(rapid.IntRange(-10, 2e6), func(i int) float64 { return float64(i) }),
	)
	created := rapid.OneOf(rapid.Just(0.), rapid.Map(rapid.Int64Range(1, 2e15),
		func(micros int64) float64 { return float64(micros) / 1e6 }))
	bounds := rapid.SliceOfNDistinct(rapid.Float64Range(0.001, 1e7), 0, 5, rapid.ID[float64])

	s := &timeseries.Snapshot{}
	for _, def := range []metric.Def{
		{Name: "casework_closed_total", Type: metric.Counter},
		{Name: "casework_closed_suffixless", Type: metric.Counter},
		{Name: "casework_open_cases", Type: metric.Gauge},
		{Name: "casework_wait_seconds", Type: metric.Histogram},
		{Name: "casework_turnaround_seconds", Type: metric.Histogram},
	} {
		def.Help = rapid.OneOf(rapid.Just(`A "quoted" \ help`+"\nin two lines."), rapid.String()).Draw(t, "help")
		def.Help = strings.ToValidUTF8(def.Help, "?")
		f := timeseries.Family{Def: &def}
		sorted := bounds.Draw(t, "bounds")
		slices.Sort(sorted)
		for _, each := range series[:rapid.IntRange(0, len(series)).Draw(t, "samples")] {
			sample := timeseries.Sample{Series: each}
			switch def.Type {
			case metric.Histogram:
				observations := rapid.SliceOf(rapid.OneOf(
					rapid.Float64Range(0, 1e8),
					rapid.SampledFrom([]float64{0, 1, 2, 1024, 1e-40, math.MaxFloat64, math.Inf(1)}),
				)).Draw(t, "observations")
				sample.Histogram = observe(sorted, observations...)
				sample.Created = created.Draw(t, "created")
			case metric.Counter:
				sample.Created = created.Draw(t, "created")
				fallthrough
			default:
				sample.Value = number.Draw(t, "value")
			}
			f.Samples.Append(sample)
		}
		s.Families = append(s.Families, f)
	}
	return s
}

func TestFormatsEqualExpfmt(t *testing.T) {
	contentTypes := map[format]expfmt.Format{
		formatText:        expfmt.FmtText,
		formatOpenMetrics: expfmt.FmtOpenMetrics_1_0_0,
		formatProto:       expfmt.FmtProtoDelim,
	}
	rapid.Check(t, func(t *rapid.T) {
		s := drawSnapshot(t)
		for f := range numFormats {
			var want bytes.Buffer
			encoder := expfmt.NewEncoder(&want, contentTypes[f].WithEscapingScheme(model.NoEscaping))
			for _, family := range families(s) {
				if err := encoder.Encode(family); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(want.String(), string(renderAll(s, f))); diff != "" {
				t.Fatalf("format %d (-expfmt +rendered):\n%s", f, diff)
			}
		}
	})
}

func TestOpenMetricsVersionsDoNotDiffer(t *testing.T) {
	var bodies [2]bytes.Buffer
	for i, f := range []expfmt.Format{expfmt.FmtOpenMetrics_0_0_1, expfmt.FmtOpenMetrics_1_0_0} {
		encoder := expfmt.NewEncoder(&bodies[i], f)
		for _, family := range families(municipality(2)) {
			if err := encoder.Encode(family); err != nil {
				t.Fatal(err)
			}
		}
	}
	if diff := cmp.Diff(bodies[0].String(), bodies[1].String()); diff != "" {
		t.Errorf("expfmt's versions 0.0.1 and 1.0.0 differ:\n%s", diff)
	}
}

func TestFormatsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSnapshot(t)
		want := families(s)

		parser := expfmt.NewTextParser(model.UTF8Validation)
		parsed, err := parser.TextToMetricFamilies(bytes.NewReader(renderAll(s, formatText)))
		if err != nil {
			t.Fatal(err)
		}
		if len(parsed) != len(want) {
			t.Fatalf("text: %d families read of %d written", len(parsed), len(want))
		}

		r := bufio.NewReader(bytes.NewReader(renderAll(s, formatProto)))
		for _, family := range want {
			var got dto.MetricFamily
			if err := protodelim.UnmarshalFrom(r, &got); err != nil {
				t.Fatal(err)
			}
			if !proto.Equal(family, &got) {
				t.Fatalf("protobuf:\nwant %v\ngot  %v", family, &got)
			}
		}
		if _, err := r.ReadByte(); !errors.Is(err, io.EOF) {
			t.Fatalf("protobuf goes on after the last family: %v", err)
		}
	})
}

func TestLargeSnapshotEqualsExpfmt(t *testing.T) { // larger than the buffer it is rendered in
	s := municipality(100)
	var want bytes.Buffer
	encoder := expfmt.NewEncoder(&want, expfmt.FmtText)
	for _, family := range families(s) {
		if err := encoder.Encode(family); err != nil {
			t.Fatal(err)
		}
	}
	var got bytes.Buffer
	if err := WriteText(&got, s); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want.Bytes()) {
		t.Error("WriteText differs from expfmt")
	}
}

type failingWriter struct{ writes int }

func (w *failingWriter) Write([]byte) (int, error) {
	w.writes++
	return 0, io.ErrClosedPipe
}

func TestWriteTextFailsAsItsWriter(t *testing.T) {
	w := &failingWriter{}
	if err := WriteText(w, municipality(100)); !errors.Is(err, io.ErrClosedPipe) || w.writes != 1 {
		t.Errorf("err %v after %d writes, want %v after 1", err, w.writes, io.ErrClosedPipe)
	}
}

func TestRenderDoesNotAllocateByLine(t *testing.T) {
	s := municipality(50)
	r := newRenderer()
	for f := range numFormats {
		allocations := testing.AllocsPerRun(5, func() { _ = r.render(io.Discard, s, f) })
		// The texts of one set of histogram bounds for each of two families.
		if limit := 100.; allocations > limit {
			t.Errorf("format %d: %v allocations for %d lines, want at most %v",
				f, allocations, lines(renderAll(s, formatText)), limit)
		}
	}
}
