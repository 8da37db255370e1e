package spreadsheet

import (
	"errors"
	"strconv"
	"strings"
)

// A style is how people see a number.
type style struct {
	shows shown
	width int // of one that has leading zeros, in digits
}

// A shown is what a number stands for.
type shown uint8

const (
	number   shown = iota
	day            // a date
	dayTime        // a date and a time of day
	clock          // a time of day, or hours that may be more than a day's
	percents       // a hundredth is 1 %
)

// readStyles reads the styles of cells, which name them by position.
func (b *Book) readStyles() (all []style, err error) {
	if b.styles == "" {
		return nil, nil
	}
	custom, within := map[string]style{}, false
	err = b.scan(b.styles, func(s *scanner) error {
		switch string(s.name) {
		case "numFmt":
			if len(custom) >= maxStyles {
				return errors.New("it has more formats of numbers than allowed")
			}
			custom[string(s.attr("numFmtId"))] = styleOf(s.words("formatCode"))
		case "cellXfs":
			within = true
		case "cellStyles", "dxfs", "cellStyleXfs":
			within = false
		case "xf":
			if !within {
				return nil
			}
			if len(all) >= maxStyles {
				return errors.New("it has more styles than allowed")
			}
			id := string(s.attr("numFmtId"))
			one, ok := custom[id]
			if !ok {
				n, _ := strconv.Atoi(id) // none is 0
				one = builtIn(n)
			}
			all = append(all, one)
		}
		return nil
	})
	return all, err
}

// builtIn is a style that files name by a number alone.
func builtIn(id int) style {
	switch {
	case id == 9, id == 10:
		return style{shows: percents}
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return style{shows: day}
	case id == 22:
		return style{shows: dayTime}
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47, id == 55, id == 56:
		return style{shows: clock}
	}
	return style{}
}

// styleOf tells what a format shows: that of positive numbers, which is its first
// part.
func styleOf(format string) style {
	var letters, all strings.Builder
	elapsed := false
scan:
	for i := 0; i < len(format); i++ {
		switch c := format[i]; c {
		case ';':
			break scan
		case '"':
			end := strings.IndexByte(format[i+1:], '"')
			if end < 0 {
				break scan
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(format[i:], ']')
			if end < 0 {
				break scan
			}
			if inner := strings.ToLower(format[i+1 : i+end]); inner != "" && strings.Trim(inner, inner[:1]) == "" && strings.ContainsRune("hms", rune(inner[0])) {
				elapsed = true
			}
			i += end
		default:
			all.WriteByte(c)
			if strings.IndexByte("dDmMyYhHsS%", c) >= 0 {
				letters.WriteByte(c | 0x20)
			}
		}
	}
	if name := strings.ToLower(all.String()); name == "general" || name == "standard" {
		return style{}
	}
	has := func(of string) bool { return strings.ContainsAny(letters.String(), of) }
	switch zeros := all.String(); {
	case elapsed:
		return style{shows: clock}
	case has("yd") && has("hs"):
		return style{shows: dayTime}
	case has("yd"):
		return style{shows: day}
	case has("hs"):
		return style{shows: clock}
	case has("m"):
		return style{shows: day}
	case strings.Contains(zeros, "%"):
		return style{shows: percents}
	case len(zeros) > 1 && len(zeros) <= 20 && strings.Trim(zeros, "0") == "":
		return style{width: len(zeros)}
	}
	return style{}
}
