package main

import (
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/annotations"
)

// between is the series with the chunks that have samples between two times.
func (s *series) between(from, to int64) storage.Series {
	return &storage.SeriesEntry{Lset: s.labels, SampleIteratorFn: func(it chunkenc.Iterator) chunkenc.Iterator {
		var all []chunkenc.Iterator
		for _, c := range s.chunks {
			if c.MinTime <= to && c.MaxTime >= from {
				all = append(all, c.Chunk.Iterator(nil))
			}
		}
		if len(all) == 0 {
			return chunkenc.NewNopIterator()
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
