package families

import "casework/collectors/ledger"

// A CaseFlow is how cases of a unit come to be started and closed, under its present state
// of supervision. What rests on too few cases is not in it.
type CaseFlow struct {
	Window   string  // of the cases that were closed
	Handled  int     // of those, cases with a start; 0 if they are too few
	Handling float64 // median time from start to closing, seconds

	Intake   string // of the cases that were received
	Received int    // 0 if they are too few
	Waited   float64
	Reached  bool // Waited is known: the median wait of all received, those that wait included, seconds
	Within   []Within
}

// A Within is how many of the cases that were followed for so long were started by then.
type Within struct {
	Name              string
	Started, Followed int
}

// caseFlowOf is the CaseFlow of a unit.
func caseFlowOf(in *Input, u *ledger.UnitView, minCell int) (f CaseFlow) {
	least := max(minCell, 1)
	if len(u.Windows) > 0 && in.Columns.Started && !in.Columns.Unclosed {
		if m := &u.Windows[0][u.State]; m.Handling.N >= least {
			f.Window, f.Handled, f.Handling = in.View.Windows[0].Name, m.Handling.N, m.Handling.Median
		}
	}
	if u.State >= len(u.Intake) || !in.Columns.Started {
		return f
	}
	got := &u.Intake[u.State]
	f.Intake = in.View.Intake.Name
	if got.N >= least {
		f.Received, f.Waited, f.Reached = got.N, got.Median, got.Reached
	}
	for i, one := range got.Within {
		if one.Followed >= least {
			f.Within = append(f.Within, Within{in.View.Within[i], one.Started, one.Followed})
		}
	}
	return f
}
