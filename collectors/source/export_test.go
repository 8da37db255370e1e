package source

import "time"

// ForgetTypes has the types of all columns looked at again, as after some time.
func (s *Source) ForgetTypes() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sh := range s.shapes {
		sh.typed = time.Time{}
	}
}
