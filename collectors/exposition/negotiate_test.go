package exposition

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNegotiateFormat(t *testing.T) {
	const (
		text     = "text/plain; version=0.0.4; charset=utf-8; escaping="
		om       = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping="
		om001    = "application/openmetrics-text; version=0.0.1; charset=utf-8; escaping="
		protobuf = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; " +
			"encoding=delimited; escaping="
		askProto = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
	)
	for _, tt := range []struct {
		name, accept, want string
		format             format
	}{
		{"no header", "", text + "underscores", formatText},
		{"anything", "*/*", text + "underscores", formatText},
		{"browser", "text/html,application/xhtml+xml,*/*;q=0.8", text + "underscores", formatText},
		{"unknown", "application/json", text + "underscores", formatText},
		{"nonsense", ";;;q=,", text + "underscores", formatText},
		{"plain text", "text/plain", text + "underscores", formatText},
		{"Prometheus 3", "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6," +
			"application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4," +
			"text/plain;version=0.0.4;q=0.3,*/*;q=0.2", om + "allow-utf-8", formatOpenMetrics},
		{
			"Prometheus 3, native histograms", askProto + ";q=0.7," +
				"application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.2",
			protobuf + "underscores", formatProto,
		},
		{
			"Prometheus 2", "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5",
			om001 + "underscores", formatOpenMetrics,
		},
		{"OpenMetrics 2 is not served", "application/openmetrics-text;version=2.0.0", text + "underscores", formatText},
		{
			"protobuf as text is not served",
			"application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text",
			text + "underscores", formatText,
		},
		{
			"quality decides", "application/openmetrics-text;version=1.0.0;q=0.1,text/plain;version=0.0.4;q=0.9",
			text + "underscores", formatText,
		},
		{"escaping values", "text/plain;version=0.0.4;escaping=values", text + "values", formatText},
		{
			"escaping dots becomes underscores", "text/plain;version=0.0.4;escaping=dots",
			text + "underscores", formatText,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, contentType := negotiateFormat(http.Header{"Accept": {tt.accept}})
			if f != tt.format {
				t.Errorf("format %d, want %d", f, tt.format)
			}
			if diff := cmp.Diff(tt.want, string(contentType)); diff != "" {
				t.Errorf("Content-Type (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNegotiateCoding(t *testing.T) {
	for _, tt := range []struct {
		name   string
		accept []string
		want   coding
	}{
		{"no header", nil, codingIdentity},
		{"empty", []string{""}, codingIdentity},
		{"Prometheus", []string{"gzip"}, codingGzip},
		{"Prometheus with zstd", []string{"zstd,gzip"}, codingZstd},
		{"browser", []string{"gzip, deflate, br, zstd"}, codingZstd},
		{"two header lines", []string{"deflate", "gzip"}, codingGzip},
		{"old name, upper case", []string{"X-GZIP"}, codingGzip},
		{"unknown", []string{"br"}, codingIdentity},
		{"identity alone", []string{"identity"}, codingIdentity},
		{"compression is preferred to equal identity", []string{"identity, gzip"}, codingGzip},
		{"identity has the higher quality", []string{"gzip;q=0.5, identity;q=0.9"}, codingIdentity},
		{"gzip has the higher quality", []string{"zstd;q=0.5, gzip;q=0.9"}, codingGzip},
		{"low quality is better than unnamed identity", []string{"gzip;q=0.001"}, codingGzip},
		{"spaces", []string{" gzip ; q = 0.5 , zstd ; q = 0.4 "}, codingGzip},
		{"refused", []string{"gzip;q=0"}, codingIdentity},
		{"all refused", []string{"gzip;q=0, zstd;q=0, identity;q=0"}, codingIdentity},
		{"wildcard is gzip", []string{"*"}, codingGzip},
		{"wildcard without gzip", []string{"gzip;q=0, *"}, codingIdentity},
		{"wildcard refused", []string{"*;q=0"}, codingIdentity},
		{"zstd named, wildcard better", []string{"zstd;q=0.1, *;q=0.2"}, codingGzip},
		{"bad quality is a refusal", []string{"gzip;q=much"}, codingIdentity},
		{"quality above 1 is a refusal", []string{"gzip;q=2"}, codingIdentity},
		{"NaN is a refusal", []string{"gzip;q=NaN"}, codingIdentity},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := negotiateCoding(http.Header{"Accept-Encoding": tt.accept}); got != tt.want {
				t.Errorf("coding %v, want %v", got, tt.want)
			}
		})
	}
}
