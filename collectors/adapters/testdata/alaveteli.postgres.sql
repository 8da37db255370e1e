-- What the adapter "alaveteli" reads of Alaveteli: types, keys and defaults as its
-- migrations make them, and some columns that must stay unread.
CREATE TABLE public_bodies (
  id serial PRIMARY KEY,
  version integer NOT NULL,
  last_edit_editor varchar NOT NULL,
  name text,
  request_email text
);
CREATE TABLE public_body_translations (
  id serial PRIMARY KEY,
  public_body_id integer,
  locale varchar,
  name text,
  request_email text
);
CREATE INDEX index_public_body_translations_on_public_body_id ON public_body_translations (public_body_id);
CREATE TABLE info_requests (
  id serial PRIMARY KEY,
  title text NOT NULL,
  user_id integer,
  public_body_id integer NOT NULL,
  created_at timestamp NOT NULL,
  updated_at timestamp NOT NULL,
  described_state varchar NOT NULL,
  awaiting_description boolean NOT NULL DEFAULT false,
  prominence varchar NOT NULL DEFAULT 'normal',
  law_used varchar NOT NULL DEFAULT 'foi',
  external_user_name varchar,
  last_public_response_at timestamp,
  date_response_required_by date,
  date_very_overdue_after date,
  last_event_time timestamp
);
CREATE INDEX index_info_requests_on_created_at ON info_requests (created_at);
CREATE INDEX index_info_requests_on_public_body_id ON info_requests (public_body_id);
CREATE INDEX index_info_requests_on_title ON info_requests (title);
CREATE INDEX index_info_requests_on_user_id ON info_requests (user_id);
CREATE TABLE info_request_events (
  id serial PRIMARY KEY,
  info_request_id integer NOT NULL,
  event_type text NOT NULL,
  created_at timestamp NOT NULL,
  described_state varchar,
  calculated_state varchar,
  last_described_at timestamp,
  comment_id integer,
  updated_at timestamp,
  params jsonb
);
CREATE INDEX index_info_request_events_on_created_at ON info_request_events (created_at);
CREATE INDEX index_info_request_events_on_event_type ON info_request_events (event_type);
CREATE INDEX index_info_request_events_on_info_request_id ON info_request_events (info_request_id);
CREATE INDEX index_info_request_events_on_comment_id ON info_request_events (comment_id);
