import { WireError } from '@steno/protocol';
import { type ApiKeyRecord, stateOfKey } from '../auth/api-key.ts';
import { keyStoreErrorCodeOf } from '../auth/key-store-error.ts';
import type { KeyStore } from '../auth/key-store.ts';
import { answerOrRefuse } from '../gateway/answer-or-refuse.ts';
import type { HttpAnswer, HttpRoutes } from '../gateway/http-answer.ts';
import type { Identify } from '../gateway/identify.ts';
import { jsonAnswer } from '../gateway/json-answer.ts';
import { methodNotAllowed } from '../gateway/refusal.ts';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import type { Log } from '../log.ts';
import { checkIsAdmin } from './check-is-admin.ts';
import { parseKeyRequest } from './key-request.ts';

/** What the API of keys works with. */
export interface KeysApiParts {
  readonly authenticate: Identify;
  readonly keys: KeyStore;
  /** Unix time in ms. */
  readonly now: () => number;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/** The path of keys. */
const keysPath = '/v2/keys';

/** Lists, creates and revokes API keys over HTTP, for keys of administration only. */
export class KeysApi implements HttpRoutes {
  /** See {@link HttpRoutes.maxBodyBytes}. */
  readonly maxBodyBytes = 16_384;
  readonly #parts: KeysApiParts;

  constructor(parts: KeysApiParts) {
    this.#parts = parts;
  }

  /** See {@link HttpRoutes.serves}. */
  serves(path: string): boolean {
    return path === keysPath || path.startsWith(`${keysPath}/`);
  }

  /** Answers one request. The credential is looked at before anything else. Never rejects. */
  answer(request: ParsedRequest, body: string): Promise<HttpAnswer> {
    const { authenticate, log } = this.#parts;
    const work = async (): Promise<HttpAnswer> => {
      const principal = await authenticate(request);
      checkIsAdmin(principal);
      return this.#carryOut(request, { body, adminId: principal.keyId });
    };
    return answerOrRefuse(work, { subject: 'keys', log, explain: explainKeyError });
  }

  async #carryOut(
    { method, path }: ParsedRequest,
    { body, adminId }: { readonly body: string; readonly adminId: string },
  ): Promise<HttpAnswer> {
    const { keys, log } = this.#parts;
    if (path === keysPath) {
      if (method === 'GET' || method === 'HEAD')
        return jsonAnswer(200, { keys: keys.list().map((key) => this.#tell(key)) });
      if (method !== 'POST') return methodNotAllowed(method, ['GET', 'HEAD', 'POST']);
      const { key, record } = await keys.create(parseKeyRequest(body));
      log.info({ audit: true, keyId: record.id, by: adminId }, 'key created');
      return jsonAnswer(201, { key, ...this.#tell(record) });
    }
    if (method !== 'DELETE') return methodNotAllowed(method, ['DELETE']);
    const id = path.slice(keysPath.length + 1);
    // By its id only: what a path names must not depend on the names of other keys.
    if (!keys.list().some((key) => key.id === id)) throw new WireError('not_found', 'There is no key of that id.');
    const record = await keys.revoke(id);
    log.info({ audit: true, keyId: record.id, by: adminId }, 'key revoked');
    return jsonAnswer(200, this.#tell(record));
  }

  /** All that is known of a key but its hash. */
  #tell(record: ApiKeyRecord): Readonly<Record<string, unknown>> {
    const { id, name, owner = name, type = 'realtime', createdAt, expiresAt = null, revokedAt = null } = record;
    const { languages = null, types = null, flags = [], maxSessions = null, maxSessionMs = null } = record;
    return {
      id,
      name,
      owner,
      type,
      state: stateOfKey(record, this.#parts.now()),
      created_at: createdAt,
      expires_at: expiresAt,
      revoked_at: revokedAt,
      languages,
      types,
      flags,
      max_sessions: maxSessions,
      max_session_ms: maxSessionMs,
    };
  }
}

/** What concerns files of this machine is for the operator only. */
function explainKeyError(error: unknown): WireError | undefined {
  const reason = keyStoreErrorCodeOf(error);
  if (!(error instanceof Error) || reason === undefined || reason.startsWith('file_')) return undefined;
  return new WireError('bad_request', error.message, { reason });
}
