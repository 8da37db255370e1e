package adapters

import (
	"regexp"
	"slices"
	"strings"
)

// A selected is one item of a statement's list of columns.
type selected struct {
	start, end int    // of its text in the statement
	text       string // without comments
}

// plain matches an item that is a column, perhaps by another name.
var plain = regexp.MustCompile("(?is)^((?:(?:" + name + ")\\.)*(?:" + name + "))(?:\\s+(?:AS\\s+)?(" + name + "))?$")

// looked matches an item that is a column looked up in another table.
var looked = regexp.MustCompile("(?is)^\\(\\s*SELECT\\s+((?:(?:" + name + ")\\.)*(?:" + name + "))\\s+FROM\\s[^()]*\\)\\s+(?:AS\\s+)?(" + name + ")$")

// name is a part of a column's name, quoted as MySQL or as the standard does.
const name = "[\\w$]+|`[^`]+`|\"[^\"]+\""

// unquote takes the quotes out of a name.
var unquote = strings.NewReplacer("`", "", `"`, "")

// A Null is how a kind of database writes a column of a statement that is
// always NULL.
type Null struct {
	Value string // such as NULL
	Quote string // begins and ends a quoted name
}

// WithoutColumn returns a statement that gives NULL for a column that its
// tables lack, named as the server names it: as the statement does, or without its
// table. It reports false unless the statement asks for the column as it is, or looks it
// up in another table, for an output of which droppable says that it can be done without.
func WithoutColumn(statement, column string, null Null, droppable func(output string) bool) (string, bool) {
	for _, item := range selectList(statement) {
		m := plain.FindStringSubmatch(item.text)
		if m == nil {
			m = looked.FindStringSubmatch(item.text)
		}
		if m == nil {
			continue
		}
		name, output := unquote.Replace(m[1]), unquote.Replace(m[2])
		bare := name[strings.LastIndex(name, ".")+1:]
		if output == "" {
			output = bare
		}
		if (strings.EqualFold(name, column) || strings.EqualFold(bare, column)) && droppable(strings.ToLower(output)) {
			return statement[:item.start] + " " + null.Value + " AS " + null.Quote + output + null.Quote + statement[item.end:], true
		}
	}
	return "", false
}

// selectList lists the columns of a statement that begins with SELECT, up to
// its FROM.
func selectList(statement string) (items []selected) {
	var text strings.Builder
	depth, begun, start := 0, false, 0
	add := func(end int) {
		items = append(items, selected{start, end, strings.TrimSpace(text.String())})
		text.Reset()
	}
	for i := 0; i < len(statement); {
		n := skip(statement[i:])
		quoted := n > 0 && strings.ContainsRune("'\"`", rune(statement[i]))
		switch c := statement[i]; {
		case quoted:
			text.WriteString(statement[i : i+n])
		case n > 0: // a comment
			text.WriteByte(' ')
		case isWord(c):
			n = 1
			for i+n < len(statement) && isWord(statement[i+n]) {
				n++
			}
			word := statement[i : i+n]
			switch {
			case !begun && !strings.EqualFold(word, "SELECT"):
				return nil
			case !begun:
				begun, start = true, i+n
			case depth == 0 && slices.Contains([]string{"FROM", "UNION"}, strings.ToUpper(word)):
				end := i
				for end > start && strings.ContainsRune(" \t\r\n", rune(statement[end-1])) {
					end--
				}
				add(end)
				if end == i && i > 0 { // nothing parts the name from what follows
					return nil
				}
				return items
			default:
				text.WriteString(word)
			}
		case c == ',' && depth == 0:
			add(i)
			start, n = i+1, 1
		default:
			switch c {
			case '(':
				depth++
			case ')':
				depth--
			}
			text.WriteByte(c)
			n = 1
		}
		i += n
	}
	return nil
}
