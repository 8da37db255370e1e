package supplement

// Tables lists every table, in the order in which documentation lists them.
func Tables() []*Table {
	return []*Table{
		Complaints, Surveys, Invitations, Absence, Audits, Dose, Staff, Activities, Projects, Goals, Phases,
		Checklist, TimeUse, Costs, External,
	}
}
