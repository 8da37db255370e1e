package setup

import (
	"strings"
	"testing"

	"casework/collectors/adapters"
	"casework/exporter/app"
)

// TestWhichSchemaIsMeant: the same product in two schemas is two answers, which say the schema.
func TestWhichSchemaIsMeant(t *testing.T) {
	views, other := adapters.Product{Adapter: "views", Name: "views"}, adapters.Product{Adapter: "rt", Name: "RT"}
	r := &app.Recognition{Products: []app.Recognised{{Product: views, Schema: "annet"}, {Product: other, Schema: "annet"}, {Product: views, Schema: "public"}}}
	for given, want := range map[string]string{"public.views": "public", "annet.views": "annet", "rt": "annet", "views": "", "": ""} {
		var out strings.Builder
		s := &session{console: &console{out: &out, file: "answers", answers: map[string]answer{keyAdapter: {given, 1}}}}
		p, err := s.which(t.Context(), r)
		switch {
		case want == "" && (err == nil || !strings.Contains(err.Error(), "allowed: annet.views, rt, public.views")):
			t.Errorf("%q: error %v", given, err)
		case want != "" && (err != nil || p.Schema != want):
			t.Errorf("%q: %+v, %v, want schema %s", given, p, err, want)
		}
	}
}

// TestCasesThatTheAccountMayNotRead: where other tables that are made for the exporter can be seen, and the cases cannot, it
// is said that the account may lack the right.
func TestCasesThatTheAccountMayNotRead(t *testing.T) {
	for table, want := range map[string]string{
		"casework_errors": "the account les can see casework_errors in the database fag, and no casework_cases. If that is there, have an administrator run: GRANT SELECT ON casework_cases TO that account.",
		"casework_other":  "none of the ",
	} {
		s := &session{target: target{user: "les", database: "fag"}}
		if err := s.nothing(&app.Recognition{Tables: map[string][]string{"": {table}}}); !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", table, err, want)
		}
	}
	s := &session{target: target{user: "les", database: "fag"}}
	if err := s.nothing(&app.Recognition{Tables: map[string][]string{"public": {"casework_errors"}}}); !strings.Contains(err.Error(), "GRANT SELECT ON public.casework_cases TO") {
		t.Error(err)
	}
}
