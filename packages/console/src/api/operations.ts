import * as z from 'zod/mini';
import { ApiError } from './api-error.ts';
import { type Http, readJson } from './http.ts';

/** A session that goes on, without anything that was said. */
export interface LiveSession {
  readonly id: string;
  readonly owner: string;
  readonly keyName: string;
  readonly language: string;
  readonly model: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Seconds of audio. */
  readonly audio: number;
  readonly lagMs: number;
}

/** A model that the server has. */
export interface ServedModel {
  readonly model: string;
  readonly languages: readonly string[];
  /** What the pool is for; undefined for a model that nobody has needed yet. */
  readonly use: string | undefined;
  /** `unloaded`: whoever needs it first waits for it. */
  readonly state: 'unloaded' | 'loading' | 'loaded';
  /** Of all of its workers; 0 when none lives. */
  readonly memoryBytes: number;
}

const liveSchema = z.object({
  sessions: z.array(
    z.object({
      session_id: z.string(),
      owner: z.string(),
      key_name: z.string(),
      language: z.string(),
      model: z.string(),
      started_at: z.string(),
      duration: z.number(),
      lag_ms: z.number(),
    }),
  ),
});

const modelsSchema = z.object({
  models: z.array(
    z.object({
      model: z.string(),
      languages: z.array(z.string()),
      use: z.nullable(z.string()),
      state: z.enum(['unloaded', 'loading', 'loaded']),
      memory_bytes: z.number(),
    }),
  ),
});

/** The metrics in the text format of Prometheus. */
export async function fetchMetrics(http: Http, signal: AbortSignal): Promise<string> {
  return (await http({ path: 'metrics', signal })).text();
}

/** The sessions of all owners that go on; undefined where the server does not tell. */
export async function fetchLiveSessions(http: Http, signal: AbortSignal): Promise<readonly LiveSession[] | undefined> {
  const response = await ifThere(http({ path: 'v2/sessions/live', signal }));
  if (response === undefined) return undefined;
  const { sessions } = await readJson(response, liveSchema);
  return sessions.map((session) => ({
    id: session.session_id,
    owner: session.owner,
    keyName: session.key_name,
    language: session.language,
    model: session.model,
    startedAt: session.started_at,
    audio: session.duration,
    lagMs: session.lag_ms,
  }));
}

/** The models that are served; undefined where the server does not tell. */
export async function fetchModels(http: Http, signal: AbortSignal): Promise<readonly ServedModel[] | undefined> {
  const response = await ifThere(http({ path: 'v2/models', signal }));
  if (response === undefined) return undefined;
  const { models } = await readJson(response, modelsSchema);
  return models.map(({ model, languages, use, state, memory_bytes: memoryBytes }) => ({
    model,
    languages,
    use: use ?? undefined,
    state,
    memoryBytes,
  }));
}

async function ifThere(answer: Promise<Response>): Promise<Response | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
