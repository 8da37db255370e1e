package disclosure

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// TestShownFiguresOfVersion1: what a file of the version before says still
// stands, whichever source it is of, as it names none.
func TestShownFiguresOfVersion1(t *testing.T) {
	content, err := os.ReadFile("testdata/shown-figures-version1.json")
	if err != nil {
		t.Fatal(err)
	}
	of := Owner{Source: "byggesak", DataSet: "adapter views, database casework"}
	r := NewReleases()
	if err := r.Decode(content, of); err != nil || r.Len() != 1 {
		t.Fatalf("%d releases, error %v", r.Len(), err)
	}
	again, err := r.Encode(of)
	if err != nil {
		t.Fatal(err)
	}
	for name, edited := range map[string]string{
		"the source":   strings.Replace(string(again), `"byggesak"`, `"barnevern"`, 1),
		"the data set": strings.Replace(string(again), "casework", "another", 1),
	} {
		if err := NewReleases().Decode([]byte(edited), of); !errors.Is(err, ErrShown) {
			t.Errorf("with %s edited: %v", name, err)
		}
	}
}
