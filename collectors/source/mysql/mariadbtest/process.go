package mariadbtest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

// A process is a running command and how it ended.
type process struct {
	pid  int
	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
	err  error         // valid once done is closed
}

// run starts a command that dies with this program, even if this program is
// killed.
func run(args []string) (*process, error) {
	p := &process{cmd: exec.Command(args[0], args[1:]...), done: make(chan struct{})}
	p.cmd.SysProcAttr = dieWithParent()
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
		return nil, fmt.Errorf("start mariadbd: %w", err)
	}
	p.pid = p.cmd.Process.Pid
	return p, nil
}

func (p *process) signal(sig syscall.Signal) {
	// The only failure is that the process has ended, which done tells.
	_ = p.cmd.Process.Signal(sig)
}

// moves reports whether a thread of the process is not stopped yet, as far as
// the system tells.
func (p *process) moves() bool {
	stats, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", p.pid)) // the pattern is well formed
	for _, path := range stats {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // the thread has ended
		}
		// The state follows the name, which is in parentheses.
		if _, state, _ := bytes.Cut(b, []byte(") ")); !bytes.HasPrefix(state, []byte("T")) {
			return true
		}
	}
	return false
}
