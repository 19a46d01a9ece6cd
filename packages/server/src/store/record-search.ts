import type { SegmentText } from '../transcript/transcript.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { LibsqlDatabase, SqlRow } from './libsql-database.ts';
import { numberIn, parseFinal } from './record-rows.ts';

/** Finals of a session that are told of a search. */
export const maxMatches = 3;
/** Finals looked through in one operation; those that wait to be stored wait as long. Measured: 5 ms. */
const finalsAtOnce = 20_000;

/** A session that a search looks through. */
export interface Candidate {
  readonly row: SqlRow;
  readonly id: number;
}

/** A session that a search found. */
export interface FoundSession extends Candidate {
  /** Its first segments with the words. */
  readonly segments: readonly number[];
}

/** How many of the first sessions can be looked through at once: at least one. */
export function batchOf(candidates: readonly Candidate[]): readonly Candidate[] {
  let finals = 0;
  const end = candidates.findIndex(({ row }) => (finals += numberIn(row, 'finals')) > finalsAtOnce);
  return end < 0 ? candidates : candidates.slice(0, Math.max(1, end));
}

/**
 * Looks through the words of sessions, off the event loop.
 *
 * @param parts - what {@link searchedParts} gives; at least one.
 * @returns those of the candidates that have them, in their order.
 */
export async function searchIn(
  queue: Pick<CommitQueue, 'submit'>,
  candidates: readonly Candidate[],
  parts: readonly string[],
): Promise<readonly FoundSession[]> {
  if (candidates.length === 0) return [];
  const hits = await queue.submit({
    run: async (database: LibsqlDatabase) => {
      // Numbers, and text as hexadecimal digits: nothing that somebody typed is SQL.
      const ids = candidates.map(({ id }) => id).join(', ');
      const conditions = parts.map((part) => `instr(words, CAST(X'${Buffer.from(part).toString('hex')}' AS TEXT)) > 0`);
      await database.exec(`
        CREATE TEMP TABLE IF NOT EXISTS hits (session INTEGER NOT NULL, segment INTEGER NOT NULL);
        DELETE FROM temp.hits;
        INSERT INTO temp.hits SELECT session, segment FROM (
          SELECT session, segment, row_number() OVER (PARTITION BY session ORDER BY segment) AS number
            FROM final_words WHERE session IN (${ids}) AND ${conditions.join(' AND ')}
        ) WHERE number <= ${maxMatches};
      `);
      return database.all('SELECT session, segment FROM temp.hits ORDER BY session, segment');
    },
  });
  const segments = new Map<number, number[]>();
  for (const hit of hits) {
    const session = numberIn(hit, 'session');
    segments.set(session, [...(segments.get(session) ?? []), numberIn(hit, 'segment')]);
  }
  return candidates.flatMap((candidate) => {
    const found = segments.get(candidate.id);
    return found === undefined ? [] : [{ ...candidate, segments: found }];
  });
}

/** The finals that a search found in a session. */
export async function matchesOf(
  queue: Pick<CommitQueue, 'submit'>,
  { id, segments }: FoundSession,
): Promise<readonly SegmentText[]> {
  const sql = 'SELECT content FROM finals WHERE session = ? AND segment IN (?, ?, ?) ORDER BY segment';
  const [first = -1, second = -1, third = -1] = segments;
  const rows = await queue.submit({ run: (database) => database.all(sql, id, first, second, third) });
  return rows.map(parseFinal);
}
