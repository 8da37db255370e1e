package main

import (
	"crypto/rand"
	"crypto/sha1"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/mysql_db"
	"github.com/dolthub/vitess/go/mysql"
	"github.com/sirupsen/logrus"
)

// dbUser is the database's only account. It may SELECT from the database
// casework and do nothing else.
const dbUser = "demo"

// A Server serves a Town as a MySQL-compatible database on the loopback
// interface.
type Server struct {
	Addr     *net.TCPAddr
	Password string // of dbUser; drawn again for every Server

	server *server.Server
	engine *sqle.Engine
	done   chan struct{}
}

// Serve starts serving town on port; 0 takes any that is free. The caller
// closes the Server.
func Serve(town *Town, port int) (*Server, error) {
	// The engine logs through logrus's global logger only.
	logrus.SetOutput(io.Discard)

	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, fmt.Errorf("listen for the database (-db-port): %w", err)
	}
	provider := memory.NewDBProvider(newCatalogue(town))
	engine := sqle.NewDefault(provider)
	engine.Parser = parser{engine.Parser}
	s := &Server{
		Addr: listener.Addr().(*net.TCPAddr), Password: rand.Text(),
		engine: engine, done: make(chan struct{}),
	}
	addReader(engine.Analyzer.Catalog.MySQLDb, s.Password)
	engine.ReadOnly.Store(true)

	s.server, err = server.NewServer(server.Config{
		Protocol: "tcp", Address: listener.Addr().String(), Listener: listener,
		Version: "8.0.33-casework-demo", MaxConnections: 100, MaxLoggedQueryLen: -1,
	}, engine, sql.NewContext, memory.NewSessionBuilder(provider), nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the database: %w", err), listener.Close(), engine.Close())
	}
	go func() {
		defer close(s.done)
		_ = s.server.Start() // returns nil when the listener is closed
	}()
	return s, nil
}

// addReader adds dbUser, which may only read the database casework.
func addReader(users *mysql_db.MySQLDb, password string) {
	users.SetEnabled(true)
	editor := users.Editor()
	defer editor.Close()
	first := sha1.Sum([]byte(password)) // as mysql_native_password stores it
	second := sha1.Sum(first[:])
	privileges := mysql_db.NewPrivilegeSet()
	privileges.AddDatabase(database, sql.PrivilegeType_Select)
	editor.PutUser(&mysql_db.User{
		User: dbUser, Host: "%", Plugin: string(mysql.MysqlNativePassword),
		AuthString:   fmt.Sprintf("*%X", second),
		PrivilegeSet: privileges, PasswordLastChanged: time.Now(), IsEphemeral: true,
	})
}

// Close stops the server. Connections still open are cut after a second.
func (s *Server) Close() error {
	err := s.server.Close()
	<-s.done
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		s.server.SessionManager().WaitForClosedConnections()
	}()
	select {
	case <-closed:
	case <-time.After(time.Second):
		_ = s.server.SessionManager().Iter(func(session sql.Session) (bool, error) {
			return false, s.server.SessionManager().KillConnection(session.ID())
		})
		<-closed
	}
	_ = s.engine.Close() // always context.Canceled, of its own background threads
	return err
}
