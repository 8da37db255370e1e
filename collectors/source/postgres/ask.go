package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// maxDescribed is how many queries' descriptions a connection keeps.
const maxDescribed = 200

// errOtherwise says that a query has other parameters or columns than when it was
// asked before.
var errOtherwise = errors.New("a query has other columns than it had")

var errNoForm = errors.New("a query's parameters cannot be written as the types that the database takes them for")

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	r, err := c.ask(ctx, query, args, c.described[query])
	if errors.Is(err, errOtherwise) {
		r, err = c.ask(ctx, query, args, nil)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// ask asks a query in a transaction of its own. All that it takes goes to the server
// together, as each journey there and back takes as long as the network does: what
// begins the transaction, the query, and what ends it.
//
// How parameters are written, and in what form columns come, depends on their types. A
// query that is not known is described first, and executed in a second journey. One
// that is known is described again with its execution: if the server says other than
// before, as when a table or view is another by now, nothing of the answer is used,
// and the error is errOtherwise.
func (c *conn) ask(ctx context.Context, query string, args []driver.NamedValue, known *pgconn.StatementDescription) (*rows, error) {
	if err := c.ready(ctx); err != nil {
		return nil, err
	}
	r := &rows{conn: c, query: query, began: time.Now()}
	var with parameters
	if known != nil {
		if err := with.set(c, known, args); err != nil {
			return nil, err
		}
	}
	r.pipeline = c.Conn.Conn().PgConn().StartPipeline(ctx)
	for _, statement := range c.begins {
		r.pipeline.SendQueryParams(statement, nil, nil, nil, nil)
	}
	r.pipeline.SendPrepare("", query, nil)
	if known != nil {
		with.send(r.pipeline)
	}
	sent := r.pipeline.Sync()
	for range c.begins {
		if err := errors.Join(sent, r.result()); err != nil {
			return nil, c.unset(ctx, r.drop(err))
		}
	}
	is, err := next[*pgconn.StatementDescription](r.pipeline)
	switch {
	case err != nil:
		return nil, c.end(ctx, r.fault(r.drop(err)))
	case known == nil:
		if _, err = next[*pgconn.PipelineSync](r.pipeline); err == nil {
			err = with.set(c, is, args)
		}
		if err == nil {
			with.send(r.pipeline)
			err = r.pipeline.Sync()
		}
		if err != nil {
			return nil, c.end(ctx, r.fault(r.drop(err)))
		}
		c.keep(query, is)
	case !alike(known, is):
		delete(c.described, query)
		return nil, c.end(ctx, r.drop(errOtherwise))
	}
	if err := r.first(); err != nil {
		return nil, c.end(ctx, r.fault(r.drop(err)))
	}
	return r, nil
}

// keep keeps what the server said of a query.
func (c *conn) keep(query string, is *pgconn.StatementDescription) {
	if c.described == nil || len(c.described) >= maxDescribed {
		c.described = map[string]*pgconn.StatementDescription{}
	}
	c.described[query] = is
}

// alike reports whether two descriptions are of the same parameters and columns.
func alike(a, b *pgconn.StatementDescription) bool {
	return slices.Equal(a.ParamOIDs, b.ParamOIDs) && slices.EqualFunc(a.Fields, b.Fields, func(a, b pgconn.FieldDescription) bool {
		return a.Name == b.Name && a.DataTypeOID == b.DataTypeOID
	})
}

// parameters are those of a query, and the forms in which its columns are to come.
type parameters struct {
	builder pgx.ExtendedQueryBuilder
	formats []int16
}

func (p *parameters) set(c *conn, of *pgconn.StatementDescription, args []driver.NamedValue) error {
	values := make([]any, len(args))
	for i, arg := range args {
		values[i] = arg.Value
	}
	if err := p.builder.Build(c.Conn.Conn().TypeMap(), of, values); err != nil {
		return errNoForm // the driver's own quotes the value, which may be a row's
	}
	for _, field := range of.Fields {
		p.formats = append(p.formats, formatOf(field.DataTypeOID))
	}
	return nil
}

// send sends the execution of the query that was described last, and the end of its
// transaction. Committing what has only read is no rollback in the server's statistics.
func (p *parameters) send(to *pgconn.Pipeline) {
	to.SendQueryPrepared("", p.builder.ParamValues, p.builder.ParamFormats, p.formats)
	to.SendQueryParams("COMMIT", nil, nil, nil, nil)
}

// next is the next answer in a pipeline.
func next[T any](p *pgconn.Pipeline) (answer T, err error) {
	got, err := p.GetResults()
	if err != nil {
		return answer, err
	}
	answer, ok := got.(T)
	if !ok {
		return answer, fmt.Errorf("the server answers with %T, where %T was to come", got, answer)
	}
	return answer, nil
}
