package adapters_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var _ = test(product{
	adapter: "openzaak", zone: "UTC", kinds: []kind{postgreSQL}, writer: func(s *store) writer { return &openzaak{store: s} },
})

// openzaak writes as Open Zaak 1.30 does, and the programs that use it.
type openzaak struct {
	*store
	made int // rows that need a UUID
}

const zaakReceived, zaakHandled, zaakWaiting, zaakDecided = 1, 2, 3, 4 // statuses of the case type; the last is final

func (p *openzaak) prepare() {
	p.exec("INSERT INTO catalogi_zaaktype (id, uuid, identificatie, zaaktype_omschrijving, doorlooptijd_behandeling) VALUES (1, ?, 'Z1', 'Vergunning', '8 weeks')", p.uuid())
	p.exec("INSERT INTO catalogi_statustype (id, zaaktype_id, statustype_omschrijving, statustypevolgnummer) VALUES (1, 1, 'Ontvangen', 1), (2, 1, 'In behandeling', 2), (3, 1, 'Wacht', 3), (4, 1, 'Afgehandeld', 4)")
}

func (p *openzaak) uuid() string {
	p.made++
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", p.made)
}

func (p *openzaak) touch(id int, at any) {
	p.exec("UPDATE zaken_zaak SET laatst_gemuteerd = ? WHERE identificatie_ptr_id = ?", at, id)
}

// status sets one, as the API does.
func (p *openzaak) status(id int, when time.Time, kind int) {
	var ended any
	if kind == zaakDecided {
		ended = when.In(location(p, oslo)).Format(time.DateOnly)
	}
	p.exec("INSERT INTO zaken_status (uuid, zaak_id, _statustype_id, datum_status_gezet, statustoelichting) VALUES (?, ?, ?, ?, 'private')", p.uuid(), id, kind, p.clock(when))
	p.exec("UPDATE zaken_zaak SET einddatum = ? WHERE identificatie_ptr_id = ?", ended, id)
	p.touch(id, p.clock(when))
}

// department gives a case to one.
func (p *openzaak) department(id int, at any, name string) {
	p.exec("INSERT INTO zaken_rol (uuid, zaak_id, betrokkene, betrokkene_type, omschrijving_generiek, roltoelichting, registratiedatum) "+
		"VALUES (?, ?, '', 'organisatorische_eenheid', 'behandelaar', 'private', ?)", p.uuid(), id, at)
	p.exec("INSERT INTO zaken_organisatorischeeenheid (rol_id, identificatie, naam, is_gehuisvest_in) VALUES (?, 'OE', ?, '')", p.last(), name)
}

func (p *openzaak) do(d deed, number int, when, deadline time.Time) {
	id, at := 1000+number, p.clock(when)
	switch d {
	case receive:
		// Without a date of its own, the case has that of its type.
		day := when.In(location(p, oslo)).Format(time.DateOnly)
		var last any
		kind := any(nil)
		if !deadline.IsZero() {
			last, kind = deadline.In(location(p, oslo)).Format(time.DateOnly), 1
		}
		p.exec("INSERT INTO zaken_zaak (identificatie_ptr_id, uuid, identificatie, bronorganisatie, omschrijving, toelichting, _zaaktype_id, registratiedatum, "+
			"verantwoordelijke_organisatie, startdatum, uiterlijke_einddatum_afdoening, verlenging_reden, opschorting_indicatie, opschorting_reden, "+
			"opschorting_eerdere_opschorting, created_on, laatst_gemuteerd) "+
			"VALUES (?, ?, ?, '111222333', 'private', 'private', ?, ?, '111222333', ?, ?, '', FALSE, '', FALSE, ?, ?)",
			id, p.uuid(), itoa(id), kind, day, day, last, at, at)
		p.department(id, at, home)
		p.status(id, when, zaakReceived)
	case take, answer:
		p.status(id, when, zaakHandled)
	case ask:
		p.exec("UPDATE zaken_zaak SET laatst_geopend = ? WHERE identificatie_ptr_id = ?", at, id)
	case note:
		p.exec("UPDATE zaken_zaak SET toelichting = 'private' WHERE identificatie_ptr_id = ?", id)
		p.touch(id, at)
	case pend:
		p.status(id, when, zaakWaiting)
	case finish, confirm:
		p.status(id, when, zaakDecided)
	case reopen:
		p.status(id, when, zaakHandled)
	case move:
		p.exec("DELETE FROM zaken_organisatorischeeenheid WHERE rol_id IN (SELECT id FROM zaken_rol WHERE zaak_id = ?)", id)
		p.exec("DELETE FROM zaken_rol WHERE zaak_id = ?", id)
		p.department(id, at, other)
	case merge, erase: // there is no merging: one of two is deleted
		p.exec("DELETE FROM zaken_organisatorischeeenheid WHERE rol_id IN (SELECT id FROM zaken_rol WHERE zaak_id = ?)", id)
		p.exec("DELETE FROM zaken_rol WHERE zaak_id = ?", id)
		p.exec("DELETE FROM zaken_status WHERE zaak_id = ?", id)
		p.exec("DELETE FROM zaken_zaak WHERE identificatie_ptr_id = ?", id)
	}
}

func (p *openzaak) fill(n int) {
	p.exec("INSERT INTO zaken_zaak (identificatie_ptr_id, uuid, identificatie, bronorganisatie, omschrijving, toelichting, _zaaktype_id, registratiedatum, " +
		"verantwoordelijke_organisatie, startdatum, einddatum, uiterlijke_einddatum_afdoening, verlenging_reden, opschorting_indicatie, opschorting_reden, " +
		"opschorting_eerdere_opschorting, created_on, laatst_gemuteerd) " +
		"SELECT seq, gen_random_uuid(), seq, '', '', '', 1, begun, '111222333', begun, CASE WHEN seq % 4 > 0 THEN begun END, begun, '', FALSE, '', FALSE, begun, begun " +
		"FROM (SELECT seq, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND AS begun FROM seq_1_to_" + itoa(n) + ") AS made")
	p.exec("INSERT INTO zaken_status (uuid, zaak_id, _statustype_id, datum_status_gezet, statustoelichting) "+
		"SELECT gen_random_uuid(), z.identificatie_ptr_id, ELT(s.seq, 2, 4, 2, 4), z.created_on + INTERVAL s.seq SECOND, '' "+
		"FROM zaken_zaak z CROSS JOIN seq_1_to_4 s WHERE z.identificatie_ptr_id > ?", n-1000)
	p.exec("INSERT INTO zaken_rol (uuid, zaak_id, betrokkene, betrokkene_type, omschrijving_generiek, roltoelichting, registratiedatum) " +
		"SELECT gen_random_uuid(), identificatie_ptr_id, '', 'organisatorische_eenheid', 'behandelaar', '', created_on FROM zaken_zaak")
	p.exec("INSERT INTO zaken_organisatorischeeenheid (rol_id, identificatie, naam, is_gehuisvest_in) SELECT id, '', 'nord', '' FROM zaken_rol")
	p.exec("ANALYZE TABLE zaken_zaak, zaken_status, zaken_rol, zaken_organisatorischeeenheid")
}

// TestOpenZaakFromBefore: a case from before Open Zaak wrote when it was made
// bears the time of that upgrade, and was received on the day on which it was
// registered; so was one that another system registered long before.
func TestOpenZaakFromBefore(t *testing.T) {
	p := productOf(t, "openzaak")
	store, w := p.store(t, "_before")
	received := instant(t, scenario[0].at)
	for number := 1; number <= 2; number++ {
		w.do(receive, number, received, time.Time{})
		w.do(take, number, received.Add(24*time.Hour), time.Time{})
	}
	store.exec("UPDATE zaken_zaak SET created_on = '2024-04-09 12:59:18.517349Z' WHERE identificatie_ptr_id = 1002")
	day := received.Truncate(24 * time.Hour)
	got := p.cases(t, store)
	for number, want := range map[int]int64{1: received.Unix(), 2: day.Unix()} {
		if c := got[number]; c.Received != want || c.Started != received.Unix()+86400 {
			t.Errorf("case %d was received at %d and begun at %d, want %d", number, c.Received, c.Started, want)
		}
	}
}

// TestOpenZaakDeadlines: a case has the last day by law, or the time that its type
// allows, and an extension where the README's line is taken.
func TestOpenZaakDeadlines(t *testing.T) {
	p := productOf(t, "openzaak")
	store, w := p.store(t, "_deadlines")
	received := instant(t, scenario[0].at) // 10 January
	for number := 1; number <= 3; number++ {
		w.do(receive, number, received, time.Time{})
	}
	store.exec("UPDATE zaken_zaak SET _zaaktype_id = 1, uiterlijke_einddatum_afdoening = CASE WHEN identificatie_ptr_id > 1001 THEN DATE '2024-02-01' END, " +
		"verlenging_duur = CASE WHEN identificatie_ptr_id = 1003 THEN INTERVAL '2 weeks' END")
	days := func(p *product) map[int]string {
		all := map[int]string{}
		for number, c := range p.all(t, p.open(t, store, account{})) {
			if c.Deadline != 0 {
				all[number] = time.Unix(c.Deadline, 0).In(location(t, oslo)).Format(time.DateOnly)
			}
		}
		return all
	}
	if diff := cmp.Diff(map[int]string{1: "2024-03-06", 2: "2024-02-01", 3: "2024-02-01"}, days(&p)); diff != "" {
		t.Errorf("last days (-want +got):\n%s", diff)
	}
	extended := p.withLine(t, "deadline_at")
	if diff := cmp.Diff(map[int]string{2: "2024-02-01", 3: "2024-02-15"}, days(&extended)); diff != "" {
		t.Errorf("last days with extensions (-want +got):\n%s", diff)
	}
}
