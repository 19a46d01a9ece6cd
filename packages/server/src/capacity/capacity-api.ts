import { realtimePaths } from '@steno/protocol';
import { answerOrRefuse } from '../gateway/answer-or-refuse.ts';
import type { TextAnswer, HttpRoutes } from '../gateway/http-answer.ts';
import type { Identify } from '../gateway/identify.ts';
import { jsonAnswer } from '../gateway/json-answer.ts';
import { methodNotAllowed } from '../gateway/refusal.ts';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import type { Log } from '../log.ts';
import type { Capacity, CapacityReport, ModelCapacity } from './capacity.ts';

/** What the API of capacity works with. */
export interface CapacityApiParts {
  readonly authenticate: Identify;
  readonly capacity: Pick<Capacity, 'report'>;
  /** True while new sessions are taken, if there is room. */
  readonly isReady: () => boolean;
  /** True when the server is going to end. */
  readonly isDraining: () => boolean;
  readonly log: Pick<Log, 'error'>;
}

/** Paths and the methods they serve. The two below `/api` are the vendor's. */
const methods: Readonly<Record<string, readonly string[]>> = {
  '/v2/capacity': ['GET', 'HEAD'],
  '/api/v4/realtime/status': ['GET', 'HEAD'],
  '/api/v4/realtime/initialize': ['POST'],
};

/** What stands for the server in an address when a request does not name it. */
const unknownHost = 'localhost';

/** Tells how many sessions there are and how many more there can be. */
export class CapacityApi implements HttpRoutes {
  /** See {@link HttpRoutes.maxBodyBytes}. */
  readonly maxBodyBytes = 0;
  readonly #parts: CapacityApiParts;

  constructor(parts: CapacityApiParts) {
    this.#parts = parts;
  }

  /** See {@link HttpRoutes.serves}. */
  serves(path: string): boolean {
    return Object.hasOwn(methods, path);
  }

  /** Answers one request. The credential is looked at before anything else. Never rejects. */
  answer(request: ParsedRequest): Promise<TextAnswer> {
    const { authenticate, log } = this.#parts;
    const work = async (): Promise<TextAnswer> => {
      await authenticate(request);
      const allowed = methods[request.path] ?? [];
      if (!allowed.includes(request.method)) return methodNotAllowed(request.method, allowed);
      const { report } = this.#parts.capacity;
      return jsonAnswer(
        200,
        request.path === '/v2/capacity' ? this.#toCapacity(report) : this.#toStatus(report, request),
      );
    };
    return answerOrRefuse(work, { subject: 'figures', log });
  }

  #toCapacity(report: CapacityReport): unknown {
    const { sessions, loadRatio, targetRatio, models } = report;
    return {
      ready: this.#takesSessions(report),
      sessions,
      load_ratio: rounded(loadRatio),
      target_ratio: targetRatio,
      models: models.map(toModel),
    };
  }

  /** As the vendor words it: a server of our own is never scaled down, it has its models loaded when they are asked for. */
  #toStatus(report: CapacityReport, request: ParsedRequest): unknown {
    const ready = this.#takesSessions(report);
    return {
      status: ready ? 'ready' : this.#parts.isDraining() ? 'scaled_down' : 'starting',
      message: ready ? 'Ready for sessions.' : this.#whyNot(),
      ready,
      endpoint: `${request.isSecure ? 'wss' : 'ws'}://${hostOf(request)}${realtimePaths[0]}`,
    };
  }

  #whyNot(): string {
    const { isDraining, isReady } = this.#parts;
    if (isDraining()) return 'The server is shutting down.';
    return isReady() ? 'The server is at capacity. Try again shortly.' : 'No recognizer is ready. Try again shortly.';
  }

  /** A model that nobody has asked for yet has room. */
  #takesSessions({ models }: CapacityReport): boolean {
    const hasRoom = models.length === 0 || models.some(({ freeSessions = 1 }) => freeSessions > 0);
    return hasRoom && this.#parts.isReady();
  }
}

function toModel(model: ModelCapacity): unknown {
  return {
    model: model.modelId,
    use: model.use,
    workers: model.workers,
    sessions: model.liveSessions + model.bulkSessions,
    bulk_sessions: model.bulkSessions,
    free_sessions: model.freeSessions ?? null,
    load_ratio: rounded(model.loadRatio),
    limit_ratio: rounded(model.limitRatio),
    real_time_factor: rounded(model.realTimeFactor),
    measured: model.isMeasured,
    lag_ms: Math.round(model.lagMs),
  };
}

/** Only what can stand in an address: the header is the client's own. */
function hostOf(request: ParsedRequest): string {
  const host = request.header('host') ?? '';
  return /^[\w.:[\]-]{1,255}$/.test(host) ? host : unknownHost;
}

function rounded(ratio: number): number {
  return Math.round(ratio * 1000) / 1000;
}
