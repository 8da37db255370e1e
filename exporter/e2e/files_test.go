package e2e

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/testutil/xlsxtest"
)

// filesOf are the settings of a source that is a folder.
func filesOf(folder string) map[string]string {
	return map[string]string{
		"KOMMUNE_DRIVER": "files", "KOMMUNE_FOLDER": folder, "KOMMUNE_USER": "", "KOMMUNE_PASSWORD": "", "KOMMUNE_DATABASE": "",
	}
}

// put writes a file as one that has been left alone.
func put(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	ago := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, ago, ago); err != nil {
		t.Fatal(err)
	}
}

// TestFilesShowWhatDatabasesShow: the same cases in MariaDB and in files, plain,
// packed, in several and as spreadsheets, give the same metrics, byte for byte.
func TestFilesShowWhatDatabasesShow(t *testing.T) {
	maria := mariadbtest.Start(t, "--innodb-flush-log-at-trx-commit=0")
	if err := maria.CreateUser("reader", "secret"); err != nil {
		t.Fatal(err)
	}
	database := map[string]string{"KOMMUNE_SOCKET": maria.Socket, "KOMMUNE_DATABASE": maria.Database}
	for _, set := range []string{"travel_claims", "boston_311"} {
		for _, zone := range []string{"UTC", "Europe/Oslo"} {
			t.Run(set+"/"+zone, func(t *testing.T) {
				dir := filepath.Join("..", "..", "..", "shared", "data", set)
				last := fillCases(t, maria.Exec, "DATETIME", dir)
				want := shownAt(t, database, zone, last)
				if strings.Count(want, "\n") < 200 {
					t.Errorf("only %d lines are shown", strings.Count(want, "\n"))
				}
				for name, folder := range map[string]string{"packed": packedFiles(t, dir), "plain, in parts": plainParts(t, dir), "spreadsheets": spreadsheets(t, dir)} {
					if diff := cmp.Diff(want, shownAt(t, filesOf(folder), zone, last)); diff != "" {
						t.Errorf("%s (-MariaDB +files):\n%s", name, diff)
					}
				}
			})
		}
	}
}

// packedFiles is a folder with the files of a data set as they are.
func packedFiles(t *testing.T, dir string) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"cases.csv.gz", "errors.csv.gz"} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(folder, name), content)
	}
	return folder
}

// plainParts is a folder with the same rows in several files, as a spreadsheet and
// a console write them, with headings in bokmål.
func plainParts(t *testing.T, dir string) string {
	t.Helper()
	folder := t.TempDir()
	for _, table := range []string{"cases", "errors"} {
		head, rows, _ := strings.Cut(string(unpacked(t, filepath.Join(dir, table+".csv.gz"))), "\n")
		head = strings.NewReplacer("case_id", "Saksnummer", "unit", "Enhet", "received_at", "Mottatt dato").Replace(head)
		half := len(rows)/2 + strings.IndexByte(rows[len(rows)/2:], '\n') + 1
		put(t, filepath.Join(folder, table+"-1.csv"), []byte("\ufeff"+strings.ReplaceAll(head+"\n"+rows[:half], "\n", "\r\n")))
		put(t, filepath.Join(folder, table+"-2.csv"), []byte(head+"\n"+strings.TrimSuffix(rows[half:], "\n")))
	}
	return folder
}

func unpacked(t *testing.T, path string) []byte {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// spreadsheets is a folder with the same rows as Excel has them: times and
// identifiers of digits are numbers.
func spreadsheets(t *testing.T, dir string) string {
	t.Helper()
	folder := t.TempDir()
	for _, table := range []string{"cases", "errors"} {
		lines, err := csv.NewReader(bytes.NewReader(unpacked(t, filepath.Join(dir, table+".csv.gz")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var rows [][]any
		for _, line := range lines {
			var cells []any
			for _, field := range line {
				at, noTime := time.Parse(time.DateTime, field)
				n, noNumber := strconv.Atoi(field)
				switch {
				case field == "":
					cells = append(cells, nil)
				case noTime == nil:
					cells = append(cells, at)
				case noNumber == nil && strconv.Itoa(n) == field:
					cells = append(cells, n)
				default:
					cells = append(cells, field)
				}
			}
			rows = append(rows, cells)
		}
		book := xlsxtest.Book{Sheets: []xlsxtest.Sheet{{Name: "Om"}, {Name: table, Rows: rows}}}
		put(t, filepath.Join(folder, table+".xlsx"), book.Bytes())
	}
	return folder
}
