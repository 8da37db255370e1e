-- What the adapter "osticket" needs beside osTicket's own indexes, for every poll.
CREATE INDEX casework_changed ON ost_ticket (updated, ticket_id);
