import { samplesToSeconds } from '@steno/audio';
import type { PoolFigures, RecognitionHost } from '@steno/recognition';
import { mergePools } from '../capacity/merge-pools.ts';
import { answerOrRefuse } from '../gateway/answer-or-refuse.ts';
import type { HttpAnswer, HttpRoutes } from '../gateway/http-answer.ts';
import type { Identify } from '../gateway/identify.ts';
import { jsonAnswer } from '../gateway/json-answer.ts';
import { methodNotAllowed } from '../gateway/refusal.ts';
import type { OpenSession } from '../gateway/session-watch.ts';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import type { Log } from '../log.ts';
import { metricsPath } from '../metrics/metrics-route.ts';
import { checkIsAdmin } from './check-is-admin.ts';

/** What the API of operators works with. */
export interface OperatorsApiParts {
  readonly authenticate: Identify;
  /** The metrics, as whoever asks without a credential gets them elsewhere. */
  readonly metrics: { readonly answer: (request: ParsedRequest) => Promise<HttpAnswer> };
  readonly recognition: Pick<RecognitionHost, 'languages' | 'service' | 'pools'>;
  /** The sessions that are not over. */
  readonly sessions: () => Iterable<OpenSession>;
  readonly log: Pick<Log, 'error'>;
}

const modelsPath = '/v2/models';
const livePath = '/v2/sessions/live';
const paths: readonly string[] = [metricsPath, modelsPath, livePath];
/** Sessions that are told, the newest first; chosen: more than anybody reads. */
const maxTold = 1000;

/** Tells operators what the server does: metrics, models, live sessions. Nothing of what is said. */
export class OperatorsApi implements HttpRoutes {
  /** See {@link HttpRoutes.maxBodyBytes}. */
  readonly maxBodyBytes = 0;
  readonly #parts: OperatorsApiParts;

  constructor(parts: OperatorsApiParts) {
    this.#parts = parts;
  }

  /** See {@link HttpRoutes.serves}. */
  serves(path: string): boolean {
    return paths.includes(path);
  }

  /** Answers one request. The credential is looked at before anything else. Never rejects. */
  answer(request: ParsedRequest): Promise<HttpAnswer> {
    const { authenticate, metrics, log } = this.#parts;
    const work = async (): Promise<HttpAnswer> => {
      checkIsAdmin(await authenticate(request));
      const { method, path } = request;
      if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed(method, ['GET', 'HEAD']);
      if (path === metricsPath) return metrics.answer(request);
      return jsonAnswer(200, path === modelsPath ? this.#models() : this.#live());
    };
    return answerOrRefuse(work, { subject: 'figures', log });
  }

  #models(): unknown {
    const { recognition } = this.#parts;
    const languages = languagesByModel(recognition);
    const pools = [...mergePools(recognition.pools ?? []).values()];
    const withoutPool = [...languages.keys()].filter((modelId) => !pools.some((pool) => pool.modelId === modelId));
    return {
      models: [
        ...pools.map((pool) => ({ ...toModel(pool), languages: languages.get(pool.modelId) ?? [] })),
        ...withoutPool.map((model) => ({
          model,
          engine: null,
          use: null,
          state: 'unloaded',
          workers: 0,
          places: 0,
          streams: 0,
          memory_bytes: 0,
          languages: languages.get(model) ?? [],
        })),
      ],
    };
  }

  #live(): unknown {
    const sessions = [...this.#parts.sessions()];
    return { total: sessions.length, sessions: sessions.slice(-maxTold).reverse().map(toLive) };
  }
}

/** The languages that each model is for, also those whose workers have not been needed yet. */
function languagesByModel(
  recognition: Pick<RecognitionHost, 'languages' | 'service'>,
): ReadonlyMap<string, readonly string[]> {
  const byModel = new Map<string, readonly string[]>();
  for (const language of recognition.languages) {
    const served = recognition.service(language);
    for (const modelId of [served?.modelId, served?.secondModelId]) {
      if (modelId !== undefined) byModel.set(modelId, [...(byModel.get(modelId) ?? []), language]);
    }
  }
  return byModel;
}

function toModel({ modelId, engine, use, state, workers, places, streams, rssBytes }: PoolFigures): object {
  return { model: modelId, engine, use, state, workers, places, streams, memory_bytes: rssBytes };
}

function toLive({ about, meter, figures }: OpenSession): unknown {
  const { sessionId, owner, keyName, language, startedAtMs } = about;
  return {
    session_id: sessionId,
    owner,
    key_name: keyName,
    language,
    model: figures.modelId,
    started_at: new Date(startedAtMs).toISOString(),
    duration: samplesToSeconds(meter.receivedSamples),
    lag_ms: Math.round(meter.lagMs),
    pace: meter.isBulk ? 'bulk' : 'live',
  };
}
