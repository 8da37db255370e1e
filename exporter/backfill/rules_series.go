package main

import (
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/annotations"
)

// between is the trace as a series, with the samples of the chunks that lie
// between two times.
func (t *trace) between(from, to int64) storage.Series {
	return &storage.SeriesEntry{Lset: t.labels, SampleIteratorFn: func(it chunkenc.Iterator) chunkenc.Iterator {
		var all []chunkenc.Iterator
		for _, part := range t.parts {
			if part == nil {
				continue
			}
			for _, c := range part.chunks {
				if c.MinTime <= to && c.MaxTime >= from {
					all = append(all, c.Chunk.Iterator(nil))
				}
			}
		}
		return storage.ChainSampleIteratorFromIterators(it, all)
	}}
}

// A seriesList is a storage.SeriesSet of a list.
type seriesList struct {
	list []storage.Series
	at   int
}

// Next implements storage.SeriesSet.
func (s *seriesList) Next() bool { s.at++; return s.at < len(s.list) }

// At implements storage.SeriesSet.
func (s *seriesList) At() storage.Series { return s.list[s.at] }

// Err implements storage.SeriesSet.
func (s *seriesList) Err() error { return nil }

// Warnings implements storage.SeriesSet.
func (s *seriesList) Warnings() annotations.Annotations { return nil }
