package adapters_test

import (
	"testing"
	"time"
)

var _ = test(product{
	adapter: "operaton", due: whileOpen, final: true, rescans: true, reach: 100 * 365 * 24 * time.Hour, kinds: both, writer: func(s *store) writer { return &operaton{engine{store: s}} },
})

// An engine is what the engines that came of one have in common: a process with
// a task at a time, which is offered to a group.
type engine struct {
	*store
	made int // rows that need an identifier
}

func (p *engine) prepare() {}

// next is the identifier of a row that is neither an instance nor counted.
func (p *engine) next() string {
	p.made++
	return "r" + itoa(p.made)
}

// task is the open one of an instance.
func (p *engine) task(id string) string {
	return p.text("SELECT ID_ FROM ACT_HI_TASKINST WHERE PROC_INST_ID_ = ? AND END_TIME_ IS NULL", id)
}

// due is when a task is due; nil for never.
func (p *engine) due(task string) (due any) {
	if p.number("SELECT COUNT(DUE_DATE_) FROM ACT_HI_TASKINST WHERE ID_ = ?", task) > 0 {
		due = p.text("SELECT CAST(DUE_DATE_ AS CHAR(19)) FROM ACT_HI_TASKINST WHERE ID_ = ?", task)
	}
	return due
}

// operaton writes as Operaton 1 and 2, and Camunda 7 do.
type operaton struct{ engine }

// offer makes a task and offers it to a group.
func (p *operaton) offer(id string, at, due any, group string) {
	task := p.next()
	p.exec("INSERT INTO ACT_HI_TASKINST (ID_, ROOT_PROC_INST_ID_, PROC_INST_ID_, NAME_, DESCRIPTION_, START_TIME_, DUE_DATE_) VALUES (?, ?, ?, 'Vurder', 'private', ?, ?)",
		task, id, id, at, due)
	p.link(id, task, at, "candidate", "add", nil, group)
}

func (p *operaton) link(id, task string, at any, kind, operation string, user, group any) {
	p.exec("INSERT INTO ACT_HI_IDENTITYLINK (ID_, TIMESTAMP_, TYPE_, USER_ID_, GROUP_ID_, TASK_ID_, ROOT_PROC_INST_ID_, OPERATION_TYPE_, ASSIGNER_ID_) "+
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'private')", p.next(), at, kind, user, group, task, id, operation)
}

func (p *operaton) end(id string, at any, reason, state string) {
	p.exec("UPDATE ACT_HI_TASKINST SET END_TIME_ = ?, DELETE_REASON_ = ? WHERE PROC_INST_ID_ = ? AND END_TIME_ IS NULL", at, reason, id)
	p.exec("UPDATE ACT_HI_PROCINST SET END_TIME_ = ?, STATE_ = ? WHERE ID_ = ? AND END_TIME_ IS NULL", at, state, id)
}

func (p *operaton) do(d deed, number int, when, deadline time.Time) {
	id, at := itoa(1000+number), p.clock(when)
	switch d {
	case receive:
		p.exec("INSERT INTO ACT_HI_PROCINST (ID_, PROC_INST_ID_, BUSINESS_KEY_, PROC_DEF_KEY_, PROC_DEF_ID_, START_TIME_, START_USER_ID_, ROOT_PROC_INST_ID_, STATE_) "+
			"VALUES (?, ?, 'private', 'byggesak', 'byggesak:1:7', ?, 'private', ?, 'ACTIVE')", id, id, at, id)
		p.offer(id, at, p.clock(deadline), home)
	case take:
		task := p.task(id)
		p.exec("UPDATE ACT_HI_TASKINST SET ASSIGNEE_ = 'private' WHERE ID_ = ?", task)
		p.link(id, task, at, "assignee", "add", "private", nil)
	case answer:
		task := p.task(id)
		p.exec("UPDATE ACT_HI_TASKINST SET END_TIME_ = ?, DELETE_REASON_ = 'completed' WHERE ID_ = ?", at, task)
		p.offer(id, at, p.due(task), home)
	case ask, note:
		p.exec("INSERT INTO ACT_HI_COMMENT (ID_, TIME_, PROC_INST_ID_, MESSAGE_) VALUES (?, ?, ?, 'private')", p.next(), at, id)
	case pend:
		p.exec("UPDATE ACT_HI_PROCINST SET STATE_ = 'SUSPENDED' WHERE ID_ = ? AND END_TIME_ IS NULL", id)
	case finish:
		p.end(id, at, "completed", "COMPLETED")
	case confirm, reopen: // what has ended is over
	case move:
		task := p.task(id)
		p.link(id, task, at, "candidate", "delete", nil, home)
		p.link(id, task, at, "candidate", "add", nil, other)
	case merge, erase:
		p.end(id, at, "deleted", "EXTERNALLY_TERMINATED")
	}
}

func (p *operaton) fill(n int) {
	p.exec("INSERT INTO ACT_HI_PROCINST (ID_, PROC_INST_ID_, PROC_DEF_KEY_, PROC_DEF_ID_, START_TIME_, END_TIME_, ROOT_PROC_INST_ID_, STATE_) " +
		"SELECT CONCAT('i', seq), CONCAT('i', seq), 'byggesak', 'byggesak:1:7', begun, CASE WHEN seq % 100 > 0 THEN begun END, CONCAT('i', seq), " +
		"CASE WHEN seq % 100 > 0 THEN 'COMPLETED' ELSE 'ACTIVE' END " +
		"FROM (SELECT seq, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND AS begun FROM seq_1_to_" + itoa(n) + ") AS made")
	p.exec("INSERT INTO ACT_HI_TASKINST (ID_, ROOT_PROC_INST_ID_, PROC_INST_ID_, START_TIME_, END_TIME_, DELETE_REASON_) " +
		"SELECT CONCAT(p.ID_, '-', s.seq), p.ID_, p.ID_, p.START_TIME_, CASE WHEN s.seq < 4 THEN p.START_TIME_ + INTERVAL s.seq SECOND END, " +
		"CASE WHEN s.seq < 4 THEN 'completed' END FROM ACT_HI_PROCINST p CROSS JOIN seq_1_to_4 s")
	p.exec("INSERT INTO ACT_HI_IDENTITYLINK (ID_, TIMESTAMP_, TYPE_, GROUP_ID_, TASK_ID_, ROOT_PROC_INST_ID_, OPERATION_TYPE_) " +
		"SELECT ID_, START_TIME_, 'candidate', 'nord', ID_, PROC_INST_ID_, 'add' FROM ACT_HI_TASKINST")
	p.exec("ANALYZE TABLE ACT_HI_PROCINST, ACT_HI_TASKINST, ACT_HI_IDENTITYLINK")
}

// TestOperatonBegins: a task that the model gives to somebody when it is made
// begins no case, and one that is taken does, whatever zone the database server
// shows instants in.
func TestOperatonBegins(t *testing.T) {
	only(t, "operaton", func(t *testing.T, p *product) {
		s, w := p.store(t, "_begins")
		at := instant(t, scenario[0].at)
		for number := 1; number <= 3; number++ {
			w.do(receive, number, at, time.Time{})
		}
		o := &operaton{engine{store: s, made: 100}}
		o.link("1001", o.task("1001"), s.clock(at), "assignee", "add", "private", nil)
		for number := 2; number <= 3; number++ {
			w.do(take, number, at.Add(90*time.Minute), time.Time{})
		}
		w.do(finish, 3, at.Add(4*time.Hour), time.Time{})
		if p.on == mariaDB { // as a server whose zone is the engine's has it
			s.exec("UPDATE ACT_HI_IDENTITYLINK SET TIMESTAMP_ = TIMESTAMP_ - INTERVAL 3600 SECOND")
		}
		got := p.cases(t, s)
		for number, want := range map[int]int64{1: 0, 2: at.Unix() + 5400, 3: at.Unix() + 5400} {
			if c := got[number]; c.Started != want {
				t.Errorf("case %d began at %d, want %d", number, c.Started, want)
			}
		}
	})
}
