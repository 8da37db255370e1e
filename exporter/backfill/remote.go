package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/prometheus/client_golang/exp/api/remote"
	"github.com/prometheus/common/config"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/prompb"
	writev2 "github.com/prometheus/prometheus/prompb/io/prometheus/write/v2"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// A remoteSink sends spans to a remote-write receiver. Sent again, the same
// samples are the same, so an interrupted run may be repeated.
type remoteSink struct {
	api *remote.API
	v2  bool
}

// requestSamples is about how many samples one request carries.
const requestSamples = 20_000

// requestTimeout is how long one request may take; it is then sent again.
const requestTimeout = time.Minute

func newRemoteSink(to, protocol string, client *http.Client) (*remoteSink, error) {
	u, err := url.Parse(to)
	if err != nil {
		return nil, fmt.Errorf("remote write: the URL %s is none", discreet(to))
	}
	path := u.Path
	u.Path = ""
	api, err := remote.NewAPI(u.String(), remote.WithAPIPath(path), remote.WithAPIHTTPClient(client), remote.WithAPILogger(slog.New(slog.DiscardHandler)),
		remote.WithAPIBackoff(remote.BackoffConfig{Min: 100 * time.Millisecond, Max: 10 * time.Second, MaxRetries: 10}))
	if err != nil {
		return nil, fmt.Errorf("remote write: %w", err)
	}
	return &remoteSink{api: api, v2: protocol == "2.0"}, nil
}

// quoted is what errors of YAML quote: of a file that holds passwords.
var quoted = regexp.MustCompile("`[^`]*`")

// newClient is how to reach a receiver, as a file of Prometheus' HTTP settings
// says; names of files in it are relative to its directory. Its errors quote
// nothing of it.
func newClient(file string) (*http.Client, error) {
	if file == "" {
		return &http.Client{Timeout: requestTimeout}, nil
	}
	cfg, _, err := config.LoadHTTPConfigFile(file)
	if err != nil {
		return nil, errors.New(quoted.ReplaceAllString(err.Error(), "…"))
	}
	client, err := config.NewClientFromConfig(*cfg, "casework-backfill")
	if err != nil {
		return nil, err
	}
	client.Timeout = requestTimeout
	return client, nil
}

// take implements sink.
func (r *remoteSink) take(ctx context.Context, s *span) (string, error) {
	rest := s.series
	for len(rest) > 0 {
		n, samples := 0, 0
		for n < len(rest) && (n == 0 || samples < requestSamples) {
			for _, c := range rest[n].chunks {
				samples += c.Chunk.NumSamples()
			}
			n++
		}
		if err := r.send(ctx, rest[:n]); err != nil {
			return "", fmt.Errorf("remote write: %w", err)
		}
		rest = rest[n:]
	}
	return "sent", nil
}

func (r *remoteSink) send(ctx context.Context, batch []*series) error {
	if r.v2 {
		symbols := writev2.NewSymbolTable()
		req := &writev2.Request{}
		for _, one := range batch {
			ts := writev2.TimeSeries{LabelsRefs: symbols.SymbolizeLabels(one.labels, nil)}
			err := one.each(func(ms int64, v float64) {
				ts.Samples = append(ts.Samples, writev2.Sample{Timestamp: ms, Value: v})
			}, func(ms int64, h *histogram.Histogram) {
				ts.Histograms = append(ts.Histograms, writev2.FromIntHistogram(0, ms, h))
			})
			if err != nil {
				return err
			}
			req.Timeseries = append(req.Timeseries, ts)
		}
		req.Symbols = symbols.Symbols()
		_, err := r.api.Write(ctx, remote.WriteV2MessageType, req)
		return err
	}
	req := &prompb.WriteRequest{}
	for _, one := range batch {
		ts := prompb.TimeSeries{}
		one.labels.Range(func(l labels.Label) {
			ts.Labels = append(ts.Labels, prompb.Label{Name: l.Name, Value: l.Value})
		})
		err := one.each(func(ms int64, v float64) {
			ts.Samples = append(ts.Samples, prompb.Sample{Timestamp: ms, Value: v})
		}, func(ms int64, h *histogram.Histogram) {
			ts.Histograms = append(ts.Histograms, prompb.FromIntHistogram(ms, h))
		})
		if err != nil {
			return err
		}
		req.Timeseries = append(req.Timeseries, ts)
	}
	_, err := r.api.Write(ctx, remote.WriteV1MessageType, req)
	return err
}

// each yields the samples of a series.
func (s *series) each(float func(int64, float64), native func(int64, *histogram.Histogram)) error {
	var it chunkenc.Iterator
	for _, c := range s.chunks {
		it = c.Chunk.Iterator(it)
		for kind := it.Next(); kind != chunkenc.ValNone; kind = it.Next() {
			if kind == chunkenc.ValFloat {
				float(it.At())
			} else {
				native(it.AtHistogram(nil))
			}
		}
		if err := it.Err(); err != nil {
			return err
		}
	}
	return nil
}
