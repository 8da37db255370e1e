package files

import (
	"context"
	"slices"

	"casework/collectors/ledger"
	"casework/collectors/supplement"
	"casework/collectors/table"
)

// adaptSessions has the sessions, which are read as rows and as a supplementary table, read by the same
// headings both times. Other columns than those of either are passed over.
func (s *Source) adaptSessions(of *supplement.Table, format *table.Format) error {
	if of != supplement.Dose {
		return nil
	}
	rows, err := s.format(ledger.Sessions.String())
	if err != nil {
		return err
	}
	format.OtherColumns, format.Own, format.Title = true, rows.Own, rows.Title
	return nil
}

// Changed implements a drop folder, of the supplementary tables.
func (s *Source) Changed(ctx context.Context) bool {
	if h, err := s.readHeadings(); err == nil && !slices.Equal(h.of, s.adapted) {
		s.adapted = h.of
		s.folder.Again()
	}
	return s.folder.Changed(ctx)
}
