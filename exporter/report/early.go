package report

import (
	"casework/collectors/families"
	"casework/collectors/study"
)

// renderEarly writes the report on a source that has nothing to compare yet: what
// there is, and from when on there will be more. Found is its study, which lacks
// the outcome chosen beforehand; nil where not one month is closed.
func renderEarly(source, lang string, o *families.Overview, found *study.Study) ([]byte, error) {
	d := newDocument(source, lang, o.Location)
	d.Early = true
	d.Answer = d.Say("early")
	if found != nil {
		d.Answer = d.Nothing(found, o.Newest)
	}
	if o.Expected != nil {
		d.Reading = d.Expected(o.Expected, found != nil)
	}
	var waiting, open int
	var oldest int64
	for i := range o.Units {
		q := &o.Units[i].Queue
		waiting, open = waiting+q.Waiting, open+q.Open
		if q.Oldest != 0 && (oldest == 0 || q.Oldest < oldest) {
			oldest = q.Oldest
		}
	}
	d.Facts = []fact{
		{d.Say("fact.asof"), d.Date(o.AsOf.Unix())},
		{d.Say("fact.units"), d.Whole(len(o.Units))},
		{d.Say("early.queue"), d.Whole(waiting)},
	}
	if oldest != 0 {
		d.Facts = append(d.Facts, fact{d.Say("early.oldest"), d.Date(oldest)})
	}
	if !o.Columns.Unclosed {
		d.Facts = append(d.Facts, fact{d.Say("early.open"), d.Whole(open)})
	}
	if o.Hidden > 0 {
		d.Facts = append(d.Facts, fact{d.Say("early.hidden"), d.Whole(o.Hidden)})
	}
	d.Facts = append(d.Facts, fact{d.Say("fact.rejected"), d.Rejected(o.Rejected)})
	return d.write()
}
