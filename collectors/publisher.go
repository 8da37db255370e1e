package collectors

import (
	"sync"

	"casework/collectors/exposition"
	"casework/collectors/metric"
)

// A Publisher joins the families of all sources into one snapshot. A metric
// must stand once in an exposition, whatever the number of its sources.
type Publisher struct {
	mu      sync.Mutex
	order   []string
	sources map[string]map[*metric.Def][]exposition.Sample
	publish func(*exposition.Snapshot)
}

// NewPublisher returns a Publisher for the given sources, in the order in
// which their series are to be written, that hands each snapshot to publish.
func NewPublisher(sources []string, publish func(*exposition.Snapshot)) *Publisher {
	return &Publisher{
		order: sources, publish: publish,
		sources: make(map[string]map[*metric.Def][]exposition.Sample, len(sources)),
	}
}

// set replaces the families of one source and publishes.
func (p *Publisher) set(source string, families map[*metric.Def][]exposition.Sample) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sources[source] = families
	snapshot := &exposition.Snapshot{}
	for _, def := range metric.All() {
		var samples []exposition.Sample
		for _, name := range p.order {
			if own := p.sources[name][def]; samples == nil {
				samples = own[:len(own):len(own)] // shared while there is but one source
			} else {
				samples = append(samples, own...)
			}
		}
		if len(samples) > 0 {
			snapshot.Families = append(snapshot.Families, exposition.Family{Def: def, Samples: samples})
		}
	}
	p.publish(snapshot)
}
