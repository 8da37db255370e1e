package files

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
)

// TestWritersThatAreKilled: a writer that is killed in the middle of a file leaves
// what it has written. Of a file that is moved in, is packed or has a promise,
// nothing of that is read. One that is written in place is read only if it lacks no
// more of the known open cases than is allowed. FILE_KILLS says how often, for each.
func TestWritersThatAreKilled(t *testing.T) {
	kills := 50
	if n, err := strconv.Atoi(os.Getenv("FILE_KILLS")); err == nil {
		kills = n
	}
	random := rand.New(rand.NewPCG(1, 2))
	const rows = 400
	for _, way := range []string{"moved in", "packed", "with a promise", "in place"} {
		t.Run(way, func(t *testing.T) {
			f := newFolder(t, Options{})
			name := "cases.csv"
			if way == "packed" {
				name = "cases.csv.gz"
			}
			number := 1000
			write := func(cut bool) {
				// Another version each time: a case is closed, and another comes.
				number++
				content := []byte(cases(number, rows, fmt.Sprintf("%d;Nord;2026-11-01;;2026-11-02", number-1)))
				if way == "packed" {
					var b bytes.Buffer
					z := gzip.NewWriter(&b)
					_, _ = z.Write(content) // to memory
					_ = z.Close()
					content = b.Bytes()
				}
				sum := sha256.Sum256(content)
				if cut {
					content = content[:random.IntN(len(content))]
				}
				switch {
				case way == "moved in" && cut:
					f.put(name+".tmp", string(content), time.Minute)
				case way == "with a promise" && !cut:
					f.put(name+".done", fmt.Sprintf("sha256 %x\n", sum), time.Minute)
					f.put(name, string(content), time.Minute)
				default:
					f.put(name, string(content), time.Minute)
				}
			}
			known := func() (open int) {
				v := f.ledger.View(f.now.Unix(), true)
				for i := range v.Units {
					for _, q := range v.Units[i].Queue {
						open += q.Open
					}
				}
				return open
			}
			write(false)
			if err := f.poll(ledger.Cases); err != nil || known() != rows {
				t.Fatalf("the first file: %v, %d open", err, known())
			}
			read, refused := 0, 0
			for kill := range kills {
				f.now = f.now.Add(time.Hour)
				before := f.shown()
				write(true)
				err := f.poll(ledger.Cases)
				switch {
				case f.shown() == before:
					if refused++; err == nil && way != "moved in" && way != "in place" {
						t.Errorf("kill %d: no reason is given", kill)
					}
				case way != "in place":
					t.Errorf("kill %d: %s was read half, %v: %s", kill, name, err, f.shown())
				case known() < rows*98/100:
					t.Errorf("kill %d: %d of %d open cases are left", kill, known(), rows)
				default:
					read++
				}
				if err != nil && strings.Contains(err.Error(), "2026-11-") {
					t.Errorf("an error shows a value: %v", err)
				}
				if way == "moved in" {
					_ = os.Remove(filepath.Join(f.dir, name+".tmp"))
				}
				f.now = f.now.Add(time.Hour)
				write(false) // the writer, started again
				if err := f.poll(ledger.Cases); err != nil || known() != rows {
					t.Fatalf("after kill %d: %v, %d open", kill, err, known())
				}
			}
			t.Logf("%s: %d kills: nothing of %d was taken over, %d lacked no more than is allowed", way, kills, refused, read)
		})
	}
}
