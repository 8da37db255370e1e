// Package daemon runs servers for tests, benchmarks and demonstrations as
// processes that end with the program that started them.
package daemon

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// stopTimeout bounds how long a process may take to stop moving.
const stopTimeout = 20 * time.Second

// A Process is a running command and how it ended.
type Process struct {
	Pid int

	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
	err  error         // valid once done is closed
}

// Run starts a command that dies with this program, even if this program is
// killed. Tune may change it before it starts; it may be nil.
func Run(args []string, tune func(*exec.Cmd)) (*Process, error) {
	p := &Process{cmd: exec.Command(args[0], args[1:]...), done: make(chan struct{})}
	p.cmd.SysProcAttr = dieWithParent()
	if tune != nil {
		tune(p.cmd)
	}
	started := make(chan error)
	go func() {
		// The kernel binds the child's life to the thread that started it.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.err = p.cmd.Wait()
		}
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(args[0]), err)
	}
	p.Pid = p.cmd.Process.Pid
	return p, nil
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err is how the process ended. It is valid once Done is closed.
func (p *Process) Err() error { return p.err }

// Signal sends a signal. The only failure is that the process has ended, which
// Done tells.
func (p *Process) Signal(sig syscall.Signal) { _ = p.cmd.Process.Signal(sig) }

// Freeze stops the process (SIGSTOP), and returns once it does not move any
// more.
func (p *Process) Freeze() {
	p.Signal(syscall.SIGSTOP)
	for deadline := time.Now().Add(stopTimeout); Moves(p.Pid) && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
}

// Moves reports whether a thread of a process is not stopped yet, as far as
// the system tells.
func Moves(pid int) bool {
	stats, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid)) // the pattern is well formed
	for _, path := range stats {
		if state := fieldsOf(path); len(state) > 0 && !bytes.Equal(state[0], []byte("T")) {
			return true
		}
	}
	return false
}

// Runs reports whether a process has not ended yet, as far as the system tells.
// Whether anybody has asked what became of it does not matter.
func Runs(pid int) bool {
	state := fieldsOf(fmt.Sprintf("/proc/%d/stat", pid))
	return len(state) > 0 && !bytes.Equal(state[0], []byte("Z")) && !bytes.Equal(state[0], []byte("X"))
}

// Children lists the processes that a process has started, as far as the system
// tells.
func Children(pid int) (children []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is well formed
	for _, path := range stats {
		state := fieldsOf(path)
		child, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && len(state) > 1 && string(state[1]) == strconv.Itoa(pid) {
			children = append(children, child)
		}
	}
	return children
}

// fieldsOf are the fields of a stat file behind the name, which is in
// parentheses: the state, the parent, and so on. There are none of a thread or
// process that has ended.
func fieldsOf(path string) [][]byte {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
}

// FreePort is a port of 127.0.0.1 that nothing listens on.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
