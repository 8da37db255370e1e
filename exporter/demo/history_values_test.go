package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// key tells one series from another.
func key(name string, labels map[string]string) string {
	var b strings.Builder
	b.WriteString(name + "{")
	for _, label := range slices.Sorted(maps.Keys(labels)) {
		fmt.Fprintf(&b, "%s=%q,", label, labels[label])
	}
	return b.String() + "}"
}

// valuesOf are the values of all series that are not about the exporter
// itself. A native histogram has several: see native.
func valuesOf(s *timeseries.Snapshot) map[string]float64 {
	all := map[string]float64{}
	for _, f := range s.Families {
		if f.Def.Section == metric.Self {
			continue
		}
		for one := range f.Samples.All() {
			labels := map[string]string{}
			maps.Insert(labels, one.Series.Labels())
			h := one.Histogram
			if h == nil {
				all[key(f.Def.Name, labels)] = one.Value
				continue
			}
			var counts []uint64
			if h.ZeroCount > 0 {
				counts = append(counts, h.ZeroCount)
			}
			for _, b := range h.AppendNative(nil) {
				if b.Count > 0 {
					counts = append(counts, b.Count)
				}
			}
			native(all, key(f.Def.Name, labels), float64(h.Count()), h.Sum, counts)
			all[key(f.Def.Name+"_count", labels)], all[key(f.Def.Name+"_sum", labels)] = float64(h.Count()), h.Sum
			var below uint64
			for i, bound := range append(slices.Clone(h.Bounds), math.Inf(1)) {
				below += h.Counts[i]
				labels["le"] = bucketBound(bound)
				all[key(f.Def.Name+"_bucket", labels)] = float64(below)
			}
		}
	}
	return all
}

// native adds the values of a native histogram: how many observations, their
// sum, and the counts of its buckets that are not empty, from below.
func native(all map[string]float64, key string, count, sum float64, buckets []uint64) {
	all[key], all[key+" sum"] = count, sum
	for i, n := range buckets {
		all[fmt.Sprintf("%s bucket %d", key, i)] = float64(n)
	}
}

// bucketBound writes a bound as Prometheus keeps it.
func bucketBound(v float64) string {
	s := strconv.FormatFloat(v, 'g', -1, 64)
	if !strings.ContainsAny(s, ".eI") {
		s += ".0"
	}
	return s
}

// at is what Prometheus knows of an instant, in the form of valuesOf.
func (x *exporter) at(t *testing.T, at time.Time) map[string]float64 {
	t.Helper()
	body, err := x.get(t.Context(), "/api/v1/query?"+url.Values{
		"query": {`{__name__=~"casework_.+"}`}, "time": {strconv.FormatInt(at.Unix(), 10)},
	}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		Data struct {
			Result []struct {
				Metric    map[string]string
				Value     [2]any
				Histogram [2]json.RawMessage
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &found); err != nil {
		t.Fatal(err)
	}
	number := func(v any) float64 {
		t.Helper()
		f, err := strconv.ParseFloat(fmt.Sprint(v), 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	all := map[string]float64{}
	for _, one := range found.Data.Result {
		name := one.Metric["__name__"]
		if one.Metric["job"] != "casework" || one.Metric["instance"] != "past" {
			t.Fatalf("%s has the labels of another target: %v", name, one.Metric)
		}
		for _, label := range []string{"__name__", "job", "instance"} {
			delete(one.Metric, label)
		}
		if one.Histogram[1] == nil {
			all[key(name, one.Metric)] = number(one.Value[1])
			continue
		}
		var h struct {
			Count, Sum string
			Buckets    [][4]any
		}
		if err := json.Unmarshal(one.Histogram[1], &h); err != nil {
			t.Fatal(err)
		}
		var counts []uint64
		for _, b := range h.Buckets {
			counts = append(counts, uint64(number(b[3])))
		}
		native(all, key(name, one.Metric), number(h.Count), number(h.Sum), counts)
	}
	return all
}
