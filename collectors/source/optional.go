package source

import (
	"fmt"
	"slices"
	"strings"

	"casework/collectors/ledger"
)

// What was there once does not go off, over restarts either: a program keeps
// what Found says, and tells the next one by Recall. What is taken away on
// purpose is named in Options.Without, and forgotten.

// isOptional reports whether a column of the contract may be missing.
func (c *contract) isOptional(name string) bool {
	return slices.ContainsFunc(c.columns, func(want column) bool { return want.name == name && !want.required })
}

// Optional lists what a source can do without: queries, and columns as
// query.column, in order.
func Optional() (all []string) {
	for i := range contracts {
		c := &contracts[i]
		if c.name != ledger.Cases.String() {
			all = append(all, c.file())
		}
		for _, column := range c.columns {
			if !column.required {
				all = append(all, c.file()+"."+column.name)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// CheckWithout finds names that are none of Optional, all at once.
func CheckWithout(names []string) error {
	var unknown []string
	for _, name := range names {
		if !slices.Contains(Optional(), name) {
			unknown = append(unknown, name)
		}
	}
	if unknown == nil {
		return nil
	}
	return fmt.Errorf("%s: no optional table or column; allowed are %s", quoted(unknown), strings.Join(Optional(), ", "))
}

// unused are the columns of a contract that are not asked for.
func (s *Source) unused(c *contract) (names []string) {
	for _, name := range s.opts.Without {
		if column, ok := strings.CutPrefix(name, c.file()+"."); ok {
			names = append(names, column)
		}
	}
	return names
}

// Found lists what was found of Optional, in this process or, as Recall says,
// in one before.
func (s *Source) Found() (names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range contracts {
		c := &contracts[i]
		had := s.had[c.name]
		if had != nil && c.name != ledger.Cases.String() {
			names = append(names, c.file())
		}
		for _, column := range c.columns {
			if !column.required && had[column.name] {
				names = append(names, c.file()+"."+column.name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Recall notes what an earlier process found, so that it does not go off should
// it be gone. It is called before anything is read.
func (s *Source) Recall(found []string) {
	for _, name := range found {
		query, column, isColumn := strings.Cut(name, ".")
		if slices.Contains(s.opts.Without, name) || slices.Contains(s.opts.Without, query) {
			continue
		}
		for i := range contracts {
			c := &contracts[i]
			switch {
			case c.file() != query:
			case isColumn && c.isOptional(column):
				s.found(c.name, []Column{{Name: column}})
			case !isColumn:
				s.found(c.name, nil)
			}
		}
	}
}

// wasThere adds to an error that says what is gone what to do about it.
func (s *Source) wasThere(err error, names ...string) error {
	return fmt.Errorf("%w; it was there: put it back, or do without it by %s_WITHOUT=%s",
		err, strings.ToUpper(s.opts.Name), strings.Join(names, ","))
}

// withdrawn says of a query that the adapter does not have that it had it; nil
// if it never did, or is to do without.
func (s *Source) withdrawn(c *contract) error {
	if s.isNew(c.name) || slices.Contains(s.opts.Without, c.file()) {
		return nil
	}
	return s.wasThere(fmt.Errorf("read %s of source %q: the adapter has no %s.sql", c.name, s.opts.Name, c.file()), c.file())
}
