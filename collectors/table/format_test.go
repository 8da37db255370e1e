package table

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/supplement"
)

var oslo = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		panic(err)
	}
	return loc
}()

// parse writes the rows of a file, one a line, or what is wrong with it.
func parse(t *supplement.Table, content string) string {
	var b strings.Builder
	format := Format{Columns: t.Columns, Location: oslo, AnyEncoding: true}
	err := format.Parse("f.csv", []byte(content), func(row supplement.Row, line Line) {
		fmt.Fprint(&b, line.Number, ":")
		for i, v := range row {
			switch {
			case !v.Set:
				fmt.Fprint(&b, " -")
			case t.Columns[i].Kind == supplement.Date || t.Columns[i].Kind == supplement.Month:
				fmt.Fprint(&b, " ", v.Day.Date().Format(time.DateOnly))
			case t.Columns[i].Kind == supplement.Text || t.Columns[i].Kind == supplement.Key:
				fmt.Fprint(&b, " ", v.Text)
			default:
				fmt.Fprint(&b, " ", v.Number)
			}
		}
		b.WriteString("\n")
	})
	if err != nil {
		return err.Error() + "\n"
	}
	return b.String()
}

// utf16 is a text in UTF-16 behind a mark.
func utf16(s, mark string) string {
	var b strings.Builder
	b.WriteString(mark)
	for _, r := range s {
		low, high := byte(r), byte(r>>8)
		if mark == "\xfe\xff" {
			low, high = high, low
		}
		b.Write([]byte{low, high})
	}
	return b.String()
}

func TestFilesAreReadRightOrRefused(t *testing.T) {
	const absence = "unit;month;days_absent;days_agreed;staff\n"
	const øst = "2: Bydel Øst 2026-09-01 12.5 400 21\n"
	windows := ""
	for line := 2; line < 12; line++ {
		windows += fmt.Sprint(line) + ": Bydel Øst å 2026-09-01 12.5 400 21\n"
	}
	windows += "12: François 2026-09-01 1 2 3\n"
	for _, tt := range []struct {
		name    string
		table   *supplement.Table
		content string
		want    string
	}{
		{"UTF-8 with byte order mark, CRLF, decimal comma", supplement.Absence, "\ufeff" + strings.ReplaceAll(absence+"Bydel Øst;2026-09;12,5;400;21\n", "\n", "\r\n"), øst},
		{"Windows-1252, Norwegian date", supplement.Absence, absence + "Bydel \xd8st;01.09.2026;12,5;400;21\n", øst},
		{"commas, quotes, decimal point, columns in another order", supplement.Absence, "Staff,UNIT,month,days_agreed,days_absent\n21,\"Bydel Øst\",202609,400,\"12,5\"\n", øst},
		{"thousands set off by spaces", supplement.Absence, absence + "A;09.2026;1 012,5;12\u00a0400;1\u202f021\n", "2: A 2026-09-01 1012.5 12400 1021\n"},
		{"what spreadsheets write", supplement.Absence, "sep=;\n" + absence + "\n;;;;\nA;2026-09-30 00:00:00;1;2;3\n", "5: A 2026-09-01 1 2 3\n"},
		{"tabulators, as copied from a spreadsheet", supplement.Absence, strings.ReplaceAll(absence+"Bydel Øst;2026-09;12,5;400;21\n", ";", "\t"), øst},
		{"line ends of old spreadsheets", supplement.Absence, strings.ReplaceAll(absence+"Bydel Øst;2026-09;12,5;400;21\n", "\n", "\r"), øst},
		{"a separator in quotes, and one that is a tabulator", supplement.Absence, "\"sep=\t\"\r\nunit\tmonth\tdays_absent\tdays_agreed\tstaff\r\nA\t2026-09\t1\t2\t3\r\n", "3: A 2026-09-01 1 2 3\n"},
		{"thousands by points, or by commas", supplement.Absence, absence + "A;2026-09;1.234,5;1.012.400;21\nB;2026-09;1,234.5;2,012,400.25;21\n", "2: A 2026-09-01 1234.5 1.0124e+06 21\n3: B 2026-09-01 1234.5 2.01240025e+06 21\n"},
		{"months by name", supplement.Absence, absence + "A;september 2026;1;2;3\nA;okt. 2026;1;2;3\nA;Des 2026;1;2;3\nA;31. mai 2026;1;2;3\n", "2: A 2026-09-01 1 2 3\n3: A 2026-10-01 1 2 3\n4: A 2026-12-01 1 2 3\n5: A 2026-05-01 1 2 3\n"},
		{"dates by name", supplement.Projects, "project_id,unit,started_on\n1,A,31. august 2026\n2,A,1.Jan 2026\n", "2: 1 A 2026-08-31 -\n3: 2 A 2026-01-01 -\n"},
		{"empty columns and lines behind the last", supplement.Absence, "unit;month;days_absent;days_agreed;staff;;\nA;2026-09;1;2;3;;\nB;2026-09;1;2;3;; ;;\n;;;;;;\n\n", "2: A 2026-09-01 1 2 3\n3: B 2026-09-01 1 2 3\n"},
		{"an instant of another zone is a day here", supplement.Surveys, "response_id,unit,audience,answered_at,score\nr,A,Citizen,2026-09-30T22:30:00Z,80\n", "2: r A citizen 2026-10-01 80 overall\n"},
		{"local time of day", supplement.Surveys, "response_id;unit;audience;answered_at;score;topic\nr;A;employee;1.10.2026 00:30;80;stress\n", "2: r A employee 2026-10-01 80 stress\n"},
		{"header alone", supplement.Absence, absence, ""},

		{"what may be a thousand times more", supplement.Absence, absence + "A;2026-09;1.234;5,678;21\n", "f.csv:2:11: days_absent may be a thousand times more or less: write it without a separator of thousands\n" +
			"f.csv:2:17: days_agreed may be a thousand times more or less: write it without a separator of thousands\n"},
		{"wrong groups, percent, exponent, words", supplement.Absence, absence + "A;2026-09;1.23,5;50%;1e3\nA;2026-09;x;-;\n", "f.csv:2:11: days_absent is no number such as 1250.5 or 1250,5\n" +
			"f.csv:2:18: days_agreed is no number such as 1250.5 or 1250,5\n" +
			"f.csv:2:22: staff is no number such as 1250.5 or 1250,5\n" +
			"f.csv:3:11: days_absent is no number such as 1250.5 or 1250,5\n" +
			"f.csv:3:13: days_agreed is no number such as 1250.5 or 1250,5\n" +
			"f.csv:3:15: staff is empty\n"},
		{"dates in two readings, of other centuries and none", supplement.Projects, "project_id,unit,started_on\n1,A,01/02/2026\n2,A,1.2.26\n3,A,31.02.2026\n4,A,1926-01-01\n", "f.csv:2:5: started_on is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105\n" +
			"f.csv:3:5: started_on is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105\n" +
			"f.csv:4:5: started_on is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105\n" +
			"f.csv:5:5: started_on is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105\n"},
		{"out of range", supplement.Surveys, "response_id,unit,audience,answered_at,score\nr,A,patient,2026-09-30,101\n", "f.csv:2:5: audience is none of citizen, employee\nf.csv:2:24: score is above 100\n"},
		{"titles that are none", supplement.Absence, "Kari Nordmann;month;month\n", "f.csv:1:1: unknown column; columns are unit, month, days_absent, days_agreed, staff\nf.csv:1:21: column month is there twice\n" +
			"f.csv:1:1: column unit is missing; the first line must be unit,month,days_absent,days_agreed,staff\n" +
			"f.csv:1:1: column days_absent is missing; the first line must be unit,month,days_absent,days_agreed,staff\n" +
			"f.csv:1:1: column days_agreed is missing; the first line must be unit,month,days_absent,days_agreed,staff\n" +
			"f.csv:1:1: column staff is missing; the first line must be unit,month,days_absent,days_agreed,staff\n"},
		{"cut off in a line", supplement.Absence, absence + "A;2026-09;1\n", "f.csv:2:1: 3 fields where the first line has 5\n"},
		{"without a line break at its end", supplement.Absence, absence + "A;2026-09;1;2;3", "2: A 2026-09-01 1 2 3\n"}, // which whoever reads it may see by File.Ended
		{"cut off in quotes", supplement.Absence, absence + "A;2026-09;1;2;3\n\"B;2026-09;1;2;3\n", "f.csv:3:18: a quotation mark is not closed, or one within the value is not doubled (\"\")\n"},
		{"two files in one", supplement.Absence, absence + "A;2026-09;1;2;3\n" + strings.ToUpper(absence) + "B;2026-09;1;2;3\n", "f.csv:3:1: the first line is here again: this is more than one file\n"},
		{"formulas and their errors", supplement.Goals, "unit;goal;target;due_on\n=A1;#REF!;=1+1;#VERDI!\nA;#1 av 3;1;#######\nA;B;#I/T;2026-01-01\n", "f.csv:2:1: unit is a formula: save the values, not the formulas\nf.csv:2:5: goal is a spreadsheet's error, not a value\n" +
			"f.csv:2:11: target is a formula: save the values, not the formulas\nf.csv:2:16: due_on is a spreadsheet's error, not a value\n" +
			"f.csv:3:13: due_on is a spreadsheet's error, not a value\nf.csv:4:5: target is a spreadsheet's error, not a value\n"},
		{"months that may be days, and are none", supplement.Absence, absence + "A;sep.26;1;2;3\nA;31. september 2026;1;2;3\nA;ma 2026;1;2;3\nA;sept2026;1;2;3\n", "f.csv:2:3: month " + noMonth + "\nf.csv:3:3: month " + noMonth + "\nf.csv:4:3: month " + noMonth + "\nf.csv:5:3: month " + noMonth + "\n"},
		{"values without title", supplement.Absence, "unit;month;days_absent;days_agreed;staff;\nA;2026-09;1;2;3;Kari\nA;2026-09;1;2;3;;Kari\n", "f.csv:2:17: a value in a column that has no title\nf.csv:3:1: 7 fields where the first line has 6: a value that holds what separates columns must stand in quotation marks\n"},
		{"UTF-16 without mark", supplement.Absence, "u\x00n\x00", "f.csv:1:2: a zero byte: the file is UTF-16 without a mark, or no text; save it as \"CSV UTF-8\"\n"},
		{"two encodings", supplement.Absence, absence + "Østre;2026-09;1;2;3\n\xd8st;2026-09;1;2;3\n", "f.csv:3:1: neither UTF-8 nor an older encoding, but a mixture: save the file as \"CSV UTF-8\"\n"},
		{"neither encoding", supplement.Absence, absence + "A;2026-09;1;2;3\n\x81st;2026-09;1;2;3\n", "f.csv:3:1: not UTF-8, and the letters do not tell which of Windows-1252, MacRoman, CP865 it is: save the file as \"CSV UTF-8\"\n"},
		{"UTF-16 with mark", supplement.Absence, utf16(absence+"Bydel Øst;2026-09;12,5;400;21\n", "\xff\xfe"), øst},
		{"UTF-16 that was cut off in a letter", supplement.Absence, utf16(absence, "\xff\xfe")[:40] + "x", "f.csv: the file is UTF-16 and ends within a letter: it was cut off\n"},
		{"MacRoman", supplement.Absence, absence + "Bydel \xafst;2026-09;12,5;400;21\n", øst},
		{"CP865, as consoles write it", supplement.Absence, absence + "Bydel \x9dst;2026-09;12,5;400;21\n", øst},
		{"a letter that two encodings have: Å of one, ü of the other", supplement.Absence, absence + "\x81s;2026-09;12,5;400;21\n", "f.csv:2:1: not UTF-8, and the letters do not tell which of Windows-1252, MacRoman, CP865 it is: save the file as \"CSV UTF-8\"\n"},
		{"no values, as statistics and databases write them", supplement.Staff, "unit;month;staff;reached;with_plan;supervisors\nA;2026M09;12;..;NULL;\\N\nA;2026K4;12;:;.;\n", "2: A 2026-09-01 12 - - - -\n3: A 2026-12-01 12 - - - -\n"},
		{"quarters that there are not", supplement.Absence, absence + "A;2026K5;1;2;3\nA;2026M13;1;2;3\n", "f.csv:2:3: month " + noMonth + "\nf.csv:3:3: month " + noMonth + "\n"},
		{"Windows-1252 with other letters beside", supplement.Absence, absence + strings.Repeat("Bydel \xd8st \xe5;2026-09;12,5;400;21\n", 10) + "Fran\xe7ois;2026-09;1;2;3\n", windows},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, parse(tt.table, tt.content)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestOtherColumnsAndBlanks: a format may pass over columns that are none of
// its own, and have columns that must be there but may be empty.
func TestOtherColumnsAndBlanks(t *testing.T) {
	columns := []supplement.Column{{Name: "id", Kind: supplement.Key}, {Name: "at", Kind: supplement.Key}}
	format := Format{Columns: columns, OtherColumns: true, MayBeBlank: []int{1}}
	var got []string
	read := func(content string) string {
		err := format.Parse("f.csv", []byte(content), func(row supplement.Row, _ Line) { got = append(got, row[0].Text+row[1].Text) })
		return fmt.Sprint(err)
	}
	if err := read("note,at,id\nx,,1\ny,b,2\n"); err != "<nil>" || strings.Join(got, " ") != "1 2b" {
		t.Errorf("rows %q, error %s", got, err)
	}
	if err := read("note,at,id\nx,a,\n"); err != "f.csv:2:5: id is empty" {
		t.Errorf("an empty value that must not be: %s", err)
	}
	if err := read("note,id\nx,1\n"); err != "f.csv:1:1: column at is missing; the first line must have id, at" {
		t.Errorf("a column that must be there: %s", err)
	}
}

// TestWhatSpreadsheetsSpoil: what a spreadsheet does to dates and long numbers is told from other faults, and so is
// a file whose columns are separated by something else.
func TestWhatSpreadsheetsSpoil(t *testing.T) {
	format := Format{Columns: []supplement.Column{{Name: "id", Kind: supplement.Key}, {Name: "at", Kind: supplement.Date}}, OtherColumns: true}
	for content, want := range map[string]string{
		"id;at\n1;46328,4167\n":                                     "f.csv:2:3: at " + noDate + "; it is a number as spreadsheets count days: give its column the format of a date there, and export it again",
		"id;at\n1;1764500000\n":                                     "f.csv:2:3: at " + noDate + "; it is a number that seems to count seconds from 1970 on: have the export write it as a time",
		"id;at\n1;1764500000000\n":                                  "f.csv:2:3: at " + noDate + "; it is a number that seems to count milliseconds from 1970 on: have the export write it as a time",
		"id;at\n1;1764500000000000\n":                               "f.csv:2:3: at " + noDate + "; it is a number that seems to count microseconds from 1970 on: have the export write it as a time",
		"id;at\n1;91764500000\n":                                    "f.csv:2:3: at " + noDate,
		"id;at\n1;46328\n":                                          "f.csv:2:3: at " + noDate + "; it is a number as spreadsheets count days: give its column the format of a date there, and export it again",
		"id;at\n1;4632\n":                                           "f.csv:2:3: at " + noDate,
		"id;at\n1,23E+11;2026-11-01\n":                              "f.csv:2:1: id is a number that a spreadsheet shortened, as 123456789012 to 1,23E+11: give its column the format of a text there, and export it again",
		"id;at\n1E+05;2026-11-01\n":                                 "f.csv:2:1: id is a number that a spreadsheet shortened, as 123456789012 to 1,23E+11: give its column the format of a text there, and export it again",
		"id;at\nE+5;2026-11-01\nA1E+5;2026-11-01\n1E5;2026-11-01\n": "<nil>",
		"id|at\n1|2026-11-01\n":                                     "f.csv:1:1: the first line is a single column: semicolons, tabulators or commas separate columns; the first line must have id, at",
		"id;at\n1;2026-11-01\n2;\"2026\n3;2026-11-01\n":             `f.csv:4:14: a quotation mark is not closed, or one within the value is not doubled (""), in the row that begins in line 3`,
	} {
		if got := fmt.Sprint(format.Parse("f.csv", []byte(content), func(supplement.Row, Line) {})); got != want {
			t.Errorf("%q:\n%s, want\n%s", content, got, want)
		}
	}
}

// TestLongTitles: a title of a whole paragraph is cut where a fault names it, and so is one that the file should have.
func TestLongTitles(t *testing.T) {
	long := strings.Repeat("x", 1100)
	format := Format{
		Columns: []supplement.Column{{Name: "id", Kind: supplement.Key}, {Name: "at", Kind: supplement.Date}},
		Title: func(title string) string {
			return map[string]string{"id": "id", long: "at", long + "y": "at"}[title]
		},
		Own: func(name string) string { return map[string]string{"at": long}[name] },
	}
	for _, content := range []string{"id," + long + "\n1,x\n", "id\n1\n", "", "id," + long + "," + long + "y\n"} {
		err := format.Parse("f.csv", []byte(content), func(supplement.Row, Line) {})
		if err == nil || !strings.Contains(err.Error(), long[:80]+"…") || strings.Contains(err.Error(), long[:81]) {
			t.Errorf("error %v, want a title of 80 characters", err)
		}
	}
}

func TestInstant(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-23 10:00:05":       "2026-11-23T09:00:05Z",
		"23.11.2026 10:00":          "2026-11-23T09:00:00Z",
		"1.7.2026 10:00:05":         "2026-07-01T08:00:05Z",
		"2026-11-23T10:00:00-05:00": "2026-11-23T15:00:00Z",
		"2105-12-31T10:00":          "2105-12-31T09:00:00Z",
		"23.11.2026":                "", "11/23/2026 10:00": "", "30.02.2026 10:00": "", "2106-01-01 00:00": "", "1969-12-31 23:00": "", "": "",
	} {
		at, ok := Instant(text, oslo)
		if got := at.UTC().Format(time.RFC3339); ok != (want != "") || ok && got != want {
			t.Errorf("%q is %s, %v; want %s", text, got, ok, want)
		}
	}
}

// FuzzParse checks that whatever is read is right by the table's own rules,
// and that no message shows what is in a file.
func FuzzParse(f *testing.F) {
	f.Add("unit;month;days_absent;days_agreed;staff\nOla Nordmann;2026-09;12,5;400;21\n", uint8(3))
	f.Add("sep=,\nresponse_id,unit,audience,answered_at,score\n1,A,citizen,30.9.2026,\"8,5\"\n", uint8(1))
	f.Add("unit,goal,target,due_on\n\"a\"\"b\",c,-1,2026-01-01\n", uint8(9))
	for _, absence := range []string{
		"Bydel \xd8st;01.09.2026;12,5;400;21\r\n", "A;september 2026;1\u00a0012,5;1.012,5;1 000\n", "=1+1;#REF!;1.234;1.234.567,8;21\n",
		"unit;month;days_absent;days_agreed;staff;;\r\n;;;;;;\r\n", "A;2026-09;1;2;3\nA;2026-09;1;2;3\n", "A;2026-09;1;2", "\"Kari \"\"K\"\" Nordmann\";sep.26;1;2;3",
	} {
		f.Add("unit;month;days_absent;days_agreed;staff\n"+absence, uint8(3))
		f.Add("sep=\t\rUNIT\tmonth\tdays_absent\tdays_agreed\tstaff\r"+strings.NewReplacer(";", "\t", "\n", "\r").Replace(absence), uint8(3))
	}
	f.Add("\xff\xfeu\x00", uint8(0))
	f.Add("\xef\xbb\xbfresponse_id,unit,audience,answered_at,score,topic\n1,A,citizen,2026-09-30T22:30:00+02:00,8.5,\n", uint8(1))
	f.Fuzz(func(t *testing.T, content string, which uint8) {
		table := supplement.Tables()[int(which)%len(supplement.Tables())]
		const secret = "Kjellfrid"
		content = strings.Replace(content, "Nordmann", secret, 1)
		format := Format{Columns: table.Columns, Location: oslo, AnyEncoding: true}
		err := format.Parse("f.csv", []byte(content), func(row supplement.Row, line Line) {
			for i := range row {
				if strings.HasPrefix(row[i].Text, "=") {
					t.Errorf("line %d: %s is a formula, but is read", line.Number, table.Columns[i].Name)
				}
				if fault := table.Columns[i].Check(&row[i]); fault != nil {
					t.Errorf("line %d: %s %s, but is read", line.Number, table.Columns[i].Name, fault.Text)
				}
			}
			if n := strings.Count(strings.ReplaceAll(content, "\r", "\n"), "\n") + 1; line.Number < 2 || line.Number > n {
				t.Errorf("line %d of %d", line.Number, n)
			}
		})
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("a message shows the file: %v", err)
		}
	})
}
