package adapters_test

import (
	"testing"
	"time"
)

var _ = test(product{
	adapter: "flowable", due: whileOpen, final: true, rescans: true, reach: 100 * 365 * 24 * time.Hour, kinds: both,
	writer: func(s *store) writer { return &flowable{engine{store: s}} },
})

// flowable writes as Flowable 7 does.
type flowable struct{ engine }

// offer makes a task and offers it to a group.
func (p *flowable) offer(id string, at, due any, group string) {
	task := p.next()
	p.exec("INSERT INTO ACT_HI_TASKINST (ID_, PROC_INST_ID_, NAME_, DESCRIPTION_, START_TIME_, DUE_DATE_) VALUES (?, ?, 'Vurder', 'private', ?, ?)", task, id, at, due)
	p.link(task, at, "candidate", nil, group)
}

func (p *flowable) link(task string, at any, kind string, user, group any) {
	p.exec("INSERT INTO ACT_HI_IDENTITYLINK (ID_, GROUP_ID_, TYPE_, USER_ID_, TASK_ID_, CREATE_TIME_) VALUES (?, ?, ?, ?, ?, ?)", p.next(), group, kind, user, task, at)
}

func (p *flowable) end(id string, at, reason any) {
	p.exec("UPDATE ACT_HI_TASKINST SET END_TIME_ = ?, DELETE_REASON_ = ? WHERE PROC_INST_ID_ = ? AND END_TIME_ IS NULL", at, reason, id)
	p.exec("UPDATE ACT_HI_PROCINST SET END_TIME_ = ?, DELETE_REASON_ = ? WHERE ID_ = ? AND END_TIME_ IS NULL", at, reason, id)
}

func (p *flowable) do(d deed, number int, when, deadline time.Time) {
	id, at := itoa(1000+number), p.clock(when)
	switch d {
	case receive:
		p.exec("INSERT INTO ACT_HI_PROCINST (ID_, PROC_INST_ID_, BUSINESS_KEY_, PROC_DEF_ID_, START_TIME_, START_USER_ID_) VALUES (?, ?, 'private', 'byggesak:1:7', ?, 'private')", id, id, at)
		p.offer(id, at, p.clock(deadline), home)
	case take:
		task := p.task(id)
		p.exec("UPDATE ACT_HI_TASKINST SET ASSIGNEE_ = 'private', CLAIM_TIME_ = ? WHERE ID_ = ?", at, task)
		p.link(task, at, "assignee", "private", nil)
	case answer:
		task := p.task(id)
		p.exec("UPDATE ACT_HI_TASKINST SET END_TIME_ = ? WHERE ID_ = ?", at, task)
		p.offer(id, at, p.due(task), home)
	case ask, note:
		p.exec("INSERT INTO ACT_HI_COMMENT (ID_, TIME_, PROC_INST_ID_, MESSAGE_) VALUES (?, ?, ?, 'private')", p.next(), at, id)
	case finish:
		p.end(id, at, nil)
	case pend, confirm, reopen: // a suspension leaves no history, and what has ended is over
	case move:
		task := p.task(id)
		p.exec("DELETE FROM ACT_HI_IDENTITYLINK WHERE TASK_ID_ = ? AND TYPE_ = 'candidate'", task)
		p.link(task, at, "candidate", nil, other)
	case merge, erase:
		p.end(id, at, "private: applied for twice")
	}
}

func (p *flowable) fill(n int) {
	p.exec("INSERT INTO ACT_HI_PROCINST (ID_, PROC_INST_ID_, PROC_DEF_ID_, START_TIME_, END_TIME_) " +
		"SELECT CONCAT('i', seq), CONCAT('i', seq), 'byggesak:1:7', begun, CASE WHEN seq % 100 > 0 THEN begun END " +
		"FROM (SELECT seq, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND AS begun FROM seq_1_to_" + itoa(n) + ") AS made")
	p.exec("INSERT INTO ACT_HI_TASKINST (ID_, PROC_INST_ID_, START_TIME_, END_TIME_) " +
		"SELECT CONCAT(p.ID_, '-', s.seq), p.ID_, p.START_TIME_, CASE WHEN s.seq < 4 THEN p.START_TIME_ + INTERVAL s.seq SECOND END " +
		"FROM ACT_HI_PROCINST p CROSS JOIN seq_1_to_4 s")
	p.exec("INSERT INTO ACT_HI_IDENTITYLINK (ID_, CREATE_TIME_, TYPE_, GROUP_ID_, TASK_ID_) " +
		"SELECT ID_, START_TIME_, 'candidate', 'nord', ID_ FROM ACT_HI_TASKINST")
	p.exec("ANALYZE TABLE ACT_HI_PROCINST, ACT_HI_TASKINST, ACT_HI_IDENTITYLINK")
}

// TestFlowableEnds: a process that its model terminates was closed, and one that
// somebody deleted is no case, nor is one that another called.
func TestFlowableEnds(t *testing.T) {
	only(t, "flowable", func(t *testing.T, p *product) {
		s, w := p.store(t, "_ends")
		at := instant(t, scenario[0].at)
		for number := 1; number <= 4; number++ {
			w.do(receive, number, at, time.Time{})
		}
		f := &flowable{engine{store: s, made: 100}}
		f.end("1001", s.clock(at.Add(time.Hour)), "terminate end event (end1)")
		f.end("1002", s.clock(at.Add(time.Hour)), "private")
		s.exec("UPDATE ACT_HI_PROCINST SET SUPER_PROCESS_INSTANCE_ID_ = '1004' WHERE ID_ = '1003'")
		s.exec("UPDATE ACT_HI_PROCINST SET PROC_DEF_ID_ = '7c1f' WHERE ID_ = '1004'")
		got := p.cases(t, s)
		if len(got) != 2 || got[1].Closed != at.Unix()+3600 || got[1].Type != "byggesak" || got[4].Type != "" {
			t.Errorf("cases are %v, want 1, closed after an hour, and 4, which has no key", got)
		}
	})
}
