/** Marks a database file as one of ours: "STNO" in ASCII, as SQLite's `application_id`. */
export const applicationId = 0x53_54_4e_4f;

/** The version of {@link recordSchema}, as SQLite's `user_version`. */
export const schemaVersion = 1;

/**
 * The tables, made where they are missing. A final is stored as JSON, so that it comes back as it went in; the trigger keeps the count of the
 * finals in the row of their session, within the statement that adds one. The tables after the trigger stand
 * alone, so that a server that knows nothing of them can use the file, too: the version stays. What they hold of a session goes with it.
 */
export const recordSchema: string = `
CREATE TABLE IF NOT EXISTS sessions (
  id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  key_id TEXT NOT NULL,
  language TEXT NOT NULL,
  model_id TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  error_code TEXT,
  ended_at_ms INTEGER,
  received_samples INTEGER NOT NULL,
  is_complete INTEGER NOT NULL,
  finals INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sessions_of_owner ON sessions (owner, started_at_ms, session_id);
CREATE INDEX IF NOT EXISTS sessions_in_state ON sessions (owner, state, started_at_ms, session_id);
CREATE INDEX IF NOT EXISTS sessions_by_end ON sessions (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
CREATE TABLE IF NOT EXISTS finals (
  session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  segment INTEGER NOT NULL,
  end_sample INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (session, segment)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS final_counted AFTER INSERT ON finals BEGIN
  UPDATE sessions
    SET finals = finals + 1, received_samples = max(received_samples, new.end_sample)
    WHERE id = new.session;
END;
CREATE TABLE IF NOT EXISTS session_shares (
  session INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS session_figures (
  session INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  content TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS final_words (
  session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  segment INTEGER NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (session, segment)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS usage (
  day TEXT NOT NULL,
  owner TEXT NOT NULL,
  key_id TEXT NOT NULL,
  sessions INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  PRIMARY KEY (day, owner, key_id)
) STRICT, WITHOUT ROWID;
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};
`;
