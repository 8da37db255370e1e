package exposition

import "github.com/prometheus/client_golang/prometheus"

// ZeroThreshold is the largest observation that is counted as zero in native
// histograms; it is what client_golang uses.
const ZeroThreshold = prometheus.DefNativeHistogramZeroThreshold
