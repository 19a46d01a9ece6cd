import { samplesToSeconds } from '@steno/audio';
import { WireError } from '@steno/protocol';
import { checkIsAdmin } from '../admin/check-is-admin.ts';
import type { Principal } from '../auth/principal.ts';
import { answerOrRefuse } from '../gateway/answer-or-refuse.ts';
import type { TextAnswer, HttpRoutes } from '../gateway/http-answer.ts';
import type { Identify } from '../gateway/identify.ts';
import { jsonAnswer } from '../gateway/json-answer.ts';
import { methodNotAllowed } from '../gateway/refusal.ts';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../session/ports.ts';
import { StoreRequests } from '../store/store-requests.ts';
import type { UsageEntry, UsageQuery } from '../store/usage-store.ts';
import type { UsageLedger } from './usage-ledger.ts';
import { maxEntries, parseUsageRequest } from './usage-request.ts';

/** What the API of usage works with. */
export interface UsageApiParts {
  readonly authenticate: Identify;
  /** True to tell keys of administration what everybody used, false to tell everybody else what the own keys have used. */
  readonly isOfAll: boolean;
  readonly ledger: Pick<UsageLedger, 'read'>;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  readonly log: Pick<Log, 'error'>;
}

/** Where usage is told. */
export const usagePath = '/v2/usage';

/** Reports audio and sessions by key and UTC day: those of an owner, or on the port of operators all. */
export class UsageApi implements HttpRoutes {
  /** See {@link HttpRoutes.maxBodyBytes}. */
  readonly maxBodyBytes = 0;
  readonly #parts: UsageApiParts;
  readonly #requests: StoreRequests;

  constructor(parts: UsageApiParts) {
    this.#parts = parts;
    this.#requests = new StoreRequests(parts.clock, 'usage');
  }

  /** See {@link HttpRoutes.serves}. */
  serves(path: string): boolean {
    return path === usagePath;
  }

  /** Answers one request. The credential is looked at before anything else. Never rejects. */
  answer(request: ParsedRequest): Promise<TextAnswer> {
    const { authenticate, isOfAll, log } = this.#parts;
    const work = async (): Promise<TextAnswer> => {
      const principal = await authenticate(request);
      if (isOfAll) checkIsAdmin(principal);
      else checkMayRead(principal);
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        return methodNotAllowed(request.method, ['GET', 'HEAD']);
      }
      return this.#report(request, principal);
    };
    return answerOrRefuse(work, { subject: 'usage', log });
  }

  async #report(request: ParsedRequest, principal: Principal): Promise<TextAnswer> {
    const query = parseUsageRequest(request, this.#parts.now());
    const { isOfAll } = this.#parts;
    const wanted: UsageQuery = isOfAll ? query : { ...query, owner: principal.owner };
    const entries = await this.#requests.carryOut(() => this.#parts.ledger.read(wanted));
    if (entries.length > maxEntries) {
      throw new WireError('bad_request', `The report has more than ${maxEntries} entries. Ask for fewer days.`, {
        parameter: 'from',
      });
    }
    return jsonAnswer(200, {
      from: query.from,
      to: query.to,
      total: toUsage(entries),
      usage: entries.map((entry) => ({
        day: entry.day,
        ...(isOfAll ? { owner: entry.owner } : {}),
        key_id: entry.keyId,
        ...toUsage([entry]),
      })),
    });
  }
}

/** A session token is handed to strangers' browsers: it opens sessions, and does not show what others use. */
function checkMayRead({ kind, type }: Principal): void {
  if (type === 'admin') {
    throw new WireError(
      'forbidden',
      'A key of type admin has used nothing. What all keys have used is told on the admin port.',
      {
        type,
      },
    );
  }
  if (kind !== 'session_token') return;
  throw new WireError('forbidden', 'A session token does not give access to usage. Use an API key.');
}

function toUsage(entries: readonly UsageEntry[]): { readonly sessions: number; readonly audio_seconds: number } {
  const samples = entries.reduce((sum, entry) => sum + entry.samples, 0);
  return {
    sessions: entries.reduce((sum, entry) => sum + entry.sessions, 0),
    audio_seconds: samplesToSeconds(samples),
  };
}
