package exposition

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// accepted are the formats that can be served, best first where a client
// leaves the choice.
var accepted = [...]expfmt.Format{
	expfmt.FmtOpenMetrics_1_0_0,
	expfmt.FmtOpenMetrics_0_0_1,
	expfmt.FmtProtoDelim,
	expfmt.FmtText,
}

// negotiateFormat chooses the format for a request, and its Content-Type. It
// is text if the client accepts nothing that can be served.
//
// The names of the catalogue are the same under every escaping scheme but
// one: "dots" would double their underscores. A client that asks for it is
// answered with "underscores", and told so in the Content-Type, so that the
// names of boards and rules stay true.
func negotiateFormat(h http.Header) (format, expfmt.Format) {
	f := expfmt.NegotiateAccept(h, accepted[:]...)
	if f.ToEscapingScheme() == model.DotsEscaping {
		f = f.WithEscapingScheme(model.UnderscoreEscaping)
	}
	switch f.FormatType() {
	case expfmt.TypeOpenMetrics:
		return formatOpenMetrics, f
	case expfmt.TypeProtoDelim:
		return formatProto, f
	default:
		return formatText, f
	}
}

// negotiateCoding chooses the content coding for a request: the one with the
// highest quality, zstd before gzip before none where they are equal. zstd
// must be named by the client: "*" comes from clients older than it. Without
// the header, or if everything is refused, nothing is compressed.
func negotiateCoding(h http.Header) coding {
	// An unnamed identity is acceptable, but less than anything named.
	quality := [numCodings]float64{codingIdentity: 1e-9, codingGzip: -1}
	wildcard := 0.0
	for item := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		name, params, _ := strings.Cut(item, ";")
		q := parseQuality(params)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "identity":
			quality[codingIdentity] = q
		case "gzip", "x-gzip":
			quality[codingGzip] = q
		case "zstd":
			quality[codingZstd] = q
		case "*":
			wildcard = q
		}
	}
	if quality[codingGzip] < 0 {
		quality[codingGzip] = wildcard
	}
	best := codingIdentity
	for c := range numCodings {
		if quality[c] > 0 && quality[c] >= quality[best] {
			best = c
		}
	}
	return best
}

// parseQuality is the weight in the parameters of an Accept-Encoding item:
// 1 if there is none, 0 if it is not a number from 0 to 1.
func parseQuality(params string) float64 {
	for p := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(p, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			return 0
		}
		return q
	}
	return 1
}
