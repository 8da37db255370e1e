-- The states that tickets can have.
SELECT name AS status FROM ticket_states
