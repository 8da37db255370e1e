package metric

// A Collector is a group of metrics that an operator turns off as one. Metrics
// of the exporter itself belong to none: they say whether the others can be
// trusted.
type Collector string

// The collectors, in the order in which documentation lists them.
const (
	QueueCollector         Collector = "queue"
	AgesCollector          Collector = "ages"
	FlowCollector          Collector = "flow"
	HistogramsCollector    Collector = "histograms"
	ErrorsCollector        Collector = "errors"
	WindowsCollector       Collector = "windows"
	GroupsCollector        Collector = "groups"
	IntakeCollector        Collector = "intake"
	ChangesCollector       Collector = "changes"
	SupervisionCollector   Collector = "supervision"
	SupplementaryCollector Collector = "supplementary"
	EffectCollector        Collector = "effect"
	ChartsCollector        Collector = "charts"
)

// Collector is the one that a metric belongs to; "" for none.
func (d *Def) Collector() Collector {
	if d == &OpenAgeCases || d == &QueueAgeCases || d == &PausedAgeCases { // a series a band: several times the rest of their section
		return AgesCollector
	}
	return d.Section.Collector()
}

// Collector is the one that the metrics of a section belong to, but for those
// of ages; "" for none.
func (s Section) Collector() Collector {
	switch s {
	case Queue:
		return QueueCollector
	case Flow:
		return FlowCollector
	case Time:
		return HistogramsCollector
	case Faults:
		return ErrorsCollector
	case Windows:
		return WindowsCollector
	case Groups:
		return GroupsCollector
	case Intakes:
		return IntakeCollector
	case Changes:
		return ChangesCollector
	case Programmes:
		return SupervisionCollector
	case Complaints, People, Dose, Results:
		return SupplementaryCollector
	case Comparison:
		return EffectCollector
	case Charts:
		return ChartsCollector
	default:
		return ""
	}
}
