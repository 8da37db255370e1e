//go:build unix

package exposition

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// processor is the processor time that this process has taken.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkPublishChange publishes snapshots of 1,000 units in which some units
// changed, each in all of its series, as text with gzip, by what is kept of the one
// before. It reports the processor's time, how many times that is in rendering all of
// it, and how large the body is for that of all of it.
func BenchmarkPublishChange(b *testing.B) {
	for f, name := range []string{formatText: "text", formatOpenMetrics: "openmetrics"} {
		for _, units := range []int{0, 1, 10, 100, 1000} {
			b.Run(fmt.Sprintf("%s-units-%d", name, units), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(3, 4))
				snapshot := municipality(1000)
				e := New(prometheus.NewRegistry(), slog.New(slog.DiscardHandler), Options{})
				e.keep(snapshot, format(f))
				var kept, whole time.Duration
				var size, wholeSize int
				for b.Loop() {
					snapshot = changed(rng, snapshot, units)
					began := processor()
					size = len(e.keep(snapshot, format(f)).bytes)
					then := processor()
					wholeSize = len(e.render(snapshot, format(f), []coding{codingGzip})[0].bytes)
					kept, whole = kept+then-began, whole+processor()-then
				}
				b.ReportMetric(kept.Seconds()*1e3/float64(b.N), "cpu-ms")
				b.ReportMetric(float64(whole)/float64(kept), "times-less")
				b.ReportMetric(float64(size)/float64(wholeSize), "size-ratio")
			})
		}
	}
}
