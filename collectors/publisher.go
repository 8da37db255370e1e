package collectors

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"casework/collectors/families"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A Publisher joins the families of all sources into one snapshot. A metric
// must stand once in an exposition, whatever the number of its sources.
type Publisher struct {
	mu      sync.Mutex
	order   []string
	sources map[string]families.Families
	uses    map[string]*timeseries.Use // of the families of each source
	joined  map[*metric.Def]joined     // of metrics that several sources have
	parts   []timeseries.Samples       // of the metric at hand, by source
	publish func(*timeseries.Snapshot)
}

// A joined is the samples of sources, and what they are behind each other.
type joined struct {
	parts []timeseries.Samples
	all   timeseries.Samples
}

// A PublisherConfig is what a Publisher is made of.
type PublisherConfig struct {
	Sources []string                   // in the order in which their series are written
	Publish func(*timeseries.Snapshot) // is handed every snapshot, one at a time
}

// NewPublisher returns a Publisher with nothing to publish yet. It fails
// without Publish, and if a source stands twice.
func NewPublisher(c PublisherConfig) (*Publisher, error) {
	if c.Publish == nil {
		return nil, errors.New("publisher: Publish: missing")
	}
	for i, name := range c.Sources {
		if slices.Contains(c.Sources[:i], name) {
			return nil, fmt.Errorf("publisher: Sources: %q stands twice", name)
		}
	}
	return &Publisher{
		order: slices.Clone(c.Sources), publish: c.Publish,
		joined: map[*metric.Def]joined{}, sources: make(map[string]families.Families, len(c.Sources)), uses: make(map[string]*timeseries.Use, len(c.Sources)),
	}, nil
}

// set replaces the families of one source and publishes. Use is that of their
// samples, and ends when they are replaced and no snapshot of them is read any more;
// nil if their memory is not used again.
func (p *Publisher) set(source string, made families.Families, use *timeseries.Use) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last := p.uses[source]; last != nil {
		defer last.End()
	}
	p.sources[source], p.uses[source] = made, use
	snapshot := &timeseries.Snapshot{}
	for _, name := range p.order {
		if u := p.uses[name]; u != nil {
			u.Begin()
			snapshot.Uses = append(snapshot.Uses, u)
		}
	}
	for _, def := range metric.All() {
		p.parts = p.parts[:0]
		for _, name := range p.order {
			if own := p.sources[name][def]; own.Len() > 0 {
				p.parts = append(p.parts, own)
			}
		}
		if samples := p.join(def); samples.Len() > 0 {
			snapshot.Families = append(snapshot.Families, timeseries.Family{Def: def, Samples: samples})
		}
	}
	p.publish(snapshot)
}

// join is the samples of a metric from all sources, one source after the other. If no
// source made them anew, it returns the slices of the time before; if no source's list of
// series changed, it shares the list of series with them.
func (p *Publisher) join(def *metric.Def) timeseries.Samples {
	if len(p.parts) < 2 { // shared with the source
		delete(p.joined, def)
		if len(p.parts) == 0 {
			return timeseries.Samples{}
		}
		return p.parts[0]
	}
	same := func(equal func(a, b *timeseries.Samples) bool) bool {
		return slices.EqualFunc(p.joined[def].parts, p.parts, func(a, b timeseries.Samples) bool { return equal(&a, &b) })
	}
	if same((*timeseries.Samples).Same) {
		return p.joined[def].all
	}
	all := timeseries.Join(p.parts)
	if same((*timeseries.Samples).SameSeries) {
		all.Series = p.joined[def].all.Series
	}
	p.joined[def] = joined{slices.Clone(p.parts), all}
	return all
}
