import * as z from 'zod/mini';
import { type Http, readJson } from './http.ts';
import { type SessionState, sessionsParameters, type SessionsQuery, sessionStates } from './sessions-query.ts';

/** Where the words that were sought stand in a session. */
export interface SessionMatch {
  readonly segment: number;
  readonly text: string;
  /** Seconds of audio. */
  readonly start: number;
}

/** A session, without what was said. */
export interface SessionSummary {
  readonly id: string;
  readonly state: SessionState;
  /** The error that ended it. */
  readonly error: string | undefined;
  readonly language: string;
  readonly model: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  /** Seconds of audio. */
  readonly duration: number;
  readonly isComplete: boolean;
  readonly segments: number;
  /** At most three; empty when nothing was sought. */
  readonly matches: readonly SessionMatch[];
}

/** A word with its place in the audio, in seconds. */
export interface SessionWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** 0..1; undefined when the engine does not know it. */
  readonly confidence: number | undefined;
}

/** A final. */
export interface SessionSegment {
  readonly segment: number;
  readonly text: string;
  /** Seconds of audio. */
  readonly start: number;
  readonly end: number;
  readonly confidence: number | undefined;
  readonly words: readonly SessionWord[];
}

/** How a session went, in ms. */
export interface SessionFigures {
  readonly partialLatencyMs: LatencyFigure | undefined;
  readonly finalLatencyMs: LatencyFigure | undefined;
  readonly lagMs: { readonly p95: number; readonly max: number } | undefined;
  readonly warnings: readonly { readonly code: string; readonly count: number }[];
  readonly resumes: number;
}

/** A distribution in two numbers. */
export interface LatencyFigure {
  readonly p50: number;
  readonly p95: number;
  readonly count: number;
}

/** A session with what was said. */
export interface Session extends SessionSummary {
  readonly results: readonly SessionSegment[];
  readonly figures: SessionFigures | undefined;
}

/** Some of the sessions, the newest first. */
export interface SessionsPage {
  readonly sessions: readonly SessionSummary[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

const summarySchema = z.object({
  session_id: z.string(),
  state: z.enum(sessionStates),
  error: z.optional(z.string()),
  language: z.string(),
  model: z.string(),
  started_at: z.string(),
  ended_at: z.nullable(z.string()),
  duration: z.number(),
  complete: z.boolean(),
  segments: z.number(),
  matches: z.optional(z.array(z.object({ segment: z.number(), text: z.string(), start: z.number() }))),
});

const pageSchema = z.object({ sessions: z.array(summarySchema), next: z.nullable(z.string()) });

const latencySchema = z.nullish(z.object({ p50: z.number(), p95: z.number(), count: z.number() }));

const sessionSchema = z.extend(summarySchema, {
  results: z.array(
    z.object({
      segment: z.number(),
      text: z.string(),
      start: z.number(),
      timestamp: z.number(),
      confidence: z.optional(z.number()),
      words: z.optional(
        z.array(z.object({ word: z.string(), start: z.number(), end: z.number(), confidence: z.optional(z.number()) })),
      ),
    }),
  ),
  figures: z.nullish(
    z.object({
      partial_latency_ms: latencySchema,
      final_latency_ms: latencySchema,
      lag_ms: z.nullish(z.object({ p95: z.number(), max: z.number() })),
      warnings: z.array(z.object({ code: z.string(), count: z.number() })),
      resumes: z.number(),
    }),
  ),
});

/** The sessions of the page at a position. */
export async function fetchSessions(
  http: Http,
  query: SessionsQuery,
  { after, signal }: { readonly after?: string | undefined; readonly signal?: AbortSignal },
): Promise<SessionsPage> {
  const path = `v2/sessions?${sessionsParameters(query, after).toString()}`;
  const { sessions, next } = await readJson(
    await http({ path, ...(signal === undefined ? {} : { signal }) }),
    pageSchema,
  );
  return { sessions: sessions.map(toSummary), next: next ?? undefined };
}

/** One session with all of its finals. */
export async function fetchSession(http: Http, id: string, signal: AbortSignal): Promise<Session> {
  const body = await readJson(await http({ path: sessionPath(id), signal }), sessionSchema);
  return {
    ...toSummary(body),
    results: body.results.map(({ segment, text, start, timestamp, confidence, words = [] }) => ({
      segment,
      text,
      start,
      end: timestamp,
      confidence,
      words: words.map((word) => ({ ...word, confidence: word.confidence })),
    })),
    figures: toFigures(body.figures),
  };
}

/** The forms in which a transcript is saved. */
export const exportForms = ['txt', 'srt', 'vtt', 'json'] as const;

/** One of `exportForms`. */
export type ExportForm = (typeof exportForms)[number];

/** The transcript as a file, as the server writes it. */
export async function fetchExport(http: Http, id: string, form: ExportForm): Promise<Blob> {
  return (await http({ path: `${sessionPath(id)}?as=${form}` })).blob();
}

/** Deletes the record of a session that is over. */
export async function deleteSession(http: Http, id: string): Promise<void> {
  await http({ method: 'DELETE', path: sessionPath(id) });
}

function sessionPath(id: string): string {
  return `v2/sessions/${encodeURIComponent(id)}`;
}

function toSummary(body: z.infer<typeof summarySchema>): SessionSummary {
  return {
    id: body.session_id,
    state: body.state,
    error: body.error,
    language: body.language,
    model: body.model,
    startedAt: body.started_at,
    endedAt: body.ended_at ?? undefined,
    duration: body.duration,
    isComplete: body.complete,
    segments: body.segments,
    matches: body.matches ?? [],
  };
}

function toFigures(body: z.infer<typeof sessionSchema>['figures']): SessionFigures | undefined {
  if (body === undefined || body === null) return undefined;
  return {
    partialLatencyMs: body.partial_latency_ms ?? undefined,
    finalLatencyMs: body.final_latency_ms ?? undefined,
    lagMs: body.lag_ms ?? undefined,
    warnings: body.warnings,
    resumes: body.resumes,
  };
}
