package mariadbtest

import (
	"context"
	"fmt"

	"casework/collectors/adapters"
)

// Views creates the canonical tables of the views adapter, empty, with their
// indexes.
func (s *Server) Views(ctx context.Context) error {
	if err := s.script(ctx, adapters.ViewsSchema); err != nil {
		return fmt.Errorf("create the tables of the views adapter: %w", err)
	}
	return nil
}
