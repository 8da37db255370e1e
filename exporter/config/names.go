package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"casework/collectors/name"
)

// names is the value of v as a list of names in their normal form, separated
// by commas. One that holds a comma or begins with a quotation mark stands in
// quotation marks, those within it twice, as in CSV (RFC 4180). An empty value
// has no names; a name that is empty or repeated is a fault, and left out.
// Spellings of one name are that name, once.
func (f *faults) names(v *variable) (all []string) {
	if v.value == "" {
		return nil
	}
	items, err := splitQuoted(v.value)
	if err != nil {
		f.reject(v, err.Error())
		return nil
	}
	for _, item := range f.items(v, items) {
		if normal := name.Normal(item); !slices.Contains(all, normal) {
			all = append(all, normal)
		}
	}
	return all
}

// splitQuoted splits a list at the commas outside of quotation marks. Those
// that do not begin an item are as any other character.
func splitQuoted(list string) (items []string, err error) {
	for n := 1; ; n++ {
		var item string
		var more bool
		if rest := strings.TrimLeftFunc(list, unicode.IsSpace); strings.HasPrefix(rest, `"`) {
			item, rest, err = quotedItem(rest[1:])
			if err != nil {
				return nil, fmt.Errorf("item %d: %w", n, err)
			}
			list = strings.TrimLeftFunc(rest, unicode.IsSpace)
			if list != "" && list[0] != ',' {
				return nil, fmt.Errorf("item %d: a comma must follow its closing quotation mark", n)
			}
			_, list, more = strings.Cut(list, ",")
		} else {
			item, list, more = strings.Cut(list, ",")
		}
		items = append(items, item)
		if !more {
			return items, nil
		}
	}
}

// quotedItem is the item up to its closing quotation mark, and what follows
// that.
func quotedItem(s string) (item, rest string, err error) {
	for {
		part, after, closed := strings.Cut(s, `"`)
		if !closed {
			return "", "", errors.New("its quotation mark is not closed")
		}
		item += part
		if !strings.HasPrefix(after, `"`) {
			return item, after, nil
		}
		item, s = item+`"`, after[1:]
	}
}
