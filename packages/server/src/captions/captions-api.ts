import { readCredential, WireError } from '@steno/protocol';
import { audit, type CredentialUse } from '../auth/audit.ts';
import { type Authenticator, unauthorized } from '../auth/authenticator.ts';
import { checkMayReadRecords } from '../auth/check-grant.ts';
import type { Principal } from '../auth/principal.ts';
import { isTokenShaped } from '../auth/session-token.ts';
import type { ViewClaims, ViewTokens } from '../auth/view-token.ts';
import { answerOrRefuse } from '../gateway/answer-or-refuse.ts';
import type { HttpAnswer, HttpRoutes } from '../gateway/http-answer.ts';
import { jsonAnswer } from '../gateway/json-answer.ts';
import { methodNotAllowed } from '../gateway/refusal.ts';
import type { StreamedAnswer } from '../gateway/streamed-answer.ts';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import type { Limits } from '../limits/limits.ts';
import type { Log } from '../log.ts';
import { unknownSession } from '../records/record-request.ts';
import type { Clock } from '../session/ports.ts';
import type { RecordStore, SessionRecord } from '../store/record-store.ts';
import { StoreRequests } from '../store/store-requests.ts';
import type { Captions, WatchedBy } from './captions.ts';
import { parseShareRequest } from './share-request.ts';

/** What the API of captions works with. */
export interface CaptionsApiParts {
  readonly captions: Pick<Captions, 'place' | 'endShared'>;
  readonly credentials: Pick<Authenticator, 'authenticate' | 'isStillGood'>;
  readonly viewTokens: Pick<ViewTokens, 'make' | 'read'>;
  readonly access: Pick<Limits, 'checkPrincipal' | 'checkViewer'>;
  readonly store: Pick<RecordStore, 'find' | 'endShares'>;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/** Somebody who wants to watch. */
interface Watcher {
  readonly owner: string;
  readonly by: WatchedBy;
  /** Undefined for the owner. */
  readonly view: ViewClaims | undefined;
}

const capturing = /^\/v2\/sessions\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/(captions|share)$/i;
/** A segment, as a viewer comes back with it. */
const segmentNumber = /^\d{1,9}$/;

/** Shows the captions of sessions to those who may watch them, and makes the tokens by which others may. */
export class CaptionsApi implements HttpRoutes {
  /** See {@link HttpRoutes.maxBodyBytes}. */
  readonly maxBodyBytes = 4096;
  readonly #parts: CaptionsApiParts;
  readonly #requests: StoreRequests;
  readonly #watchRequests: StoreRequests;

  constructor(parts: CaptionsApiParts) {
    this.#parts = parts;
    this.#requests = new StoreRequests(parts.clock, 'shares');
    // As many as there are places.
    this.#watchRequests = new StoreRequests(parts.clock, 'captions', Infinity);
  }

  /** See {@link HttpRoutes.serves}. */
  serves(path: string): boolean {
    return capturing.test(path);
  }

  /** Answers one request. The credential is looked at before anything else. Never rejects. */
  answer(request: ParsedRequest, body: string): Promise<HttpAnswer | StreamedAnswer> {
    const [, sessionId = '', what] = capturing.exec(request.path.toLowerCase()) ?? [];
    const work = async (): Promise<HttpAnswer | StreamedAnswer> => {
      if (what === 'captions') return this.#watch(request, sessionId);
      const principal = await this.#identify(request);
      return this.#requests.carryOut(() => this.#share(request, { sessionId, principal, body }));
    };
    return answerOrRefuse(work, { subject: 'captions', log: this.#parts.log });
  }

  async #watch(request: ParsedRequest, sessionId: string): Promise<HttpAnswer | StreamedAnswer> {
    const watcher = await this.#identifyWatcher(request, sessionId);
    if (request.method !== 'GET') return methodNotAllowed(request.method, ['GET']);
    const place = this.#parts.captions.place(sessionId);
    try {
      const record = await this.#watchRequests.carryOut(() => this.#parts.store.find(sessionId, watcher.owner));
      if (record === undefined) throw unknownSession();
      checkIsNotVoid(watcher, record);
      return place.answer({ record, by: watcher.by, after: readLastSegment(request) });
    } catch (error) {
      place.release();
      throw error;
    }
  }

  async #share(
    { method }: ParsedRequest,
    asked: { readonly sessionId: string; readonly principal: Principal; readonly body: string },
  ): Promise<HttpAnswer> {
    const { store, viewTokens, captions, log } = this.#parts;
    const { sessionId, principal, body } = asked;
    const { owner, keyId, kind } = principal;
    if (method === 'DELETE') {
      if (!(await store.endShares(sessionId, owner))) throw unknownSession();
      captions.endShared(sessionId);
      log.info({ audit: true, sessionId, keyId }, 'view tokens void');
      return { status: 204, headers: { 'cache-control': 'no-store' }, body: '' };
    }
    if (method !== 'POST') return methodNotAllowed(method, ['POST', 'DELETE']);
    const ttlMs = parseShareRequest(body);
    const record = await store.find(sessionId, owner);
    if (record === undefined) throw unknownSession();
    const { shareEpoch } = record;
    const made = await viewTokens.make({ sessionId, owner, keyId, kind, shareEpoch }, ttlMs);
    log.info({ audit: true, sessionId, keyId, ttlMs }, 'view token made');
    const expires = new Date(made.expiresAtMs).toISOString();
    return jsonAnswer(201, { token: made.token, expires_at: expires, session_id: sessionId });
  }

  async #identify(request: ParsedRequest): Promise<Principal> {
    const { credentials, access } = this.#parts;
    const principal = await credentials.authenticate(readCredential(request), useOf(request));
    if (principal === undefined) throw unauthorized();
    access.checkPrincipal(principal);
    checkMayReadRecords(principal);
    return principal;
  }

  async #identifyWatcher(request: ParsedRequest, sessionId: string): Promise<Watcher> {
    const { viewTokens, credentials, access, log, now } = this.#parts;
    const credential = readCredential(request);
    const view = credential !== undefined && isTokenShaped(credential) ? await viewTokens.read(credential) : undefined;
    if (view === undefined) {
      const principal = await this.#identify(request);
      return { owner: principal.owner, by: { ...principal, leftMs: undefined }, view };
    }
    const isGood = view.sessionId === sessionId && credentials.isStillGood(view);
    const bearer = { ...view, kind: 'view_token', token: { id: view.id } } as const;
    audit(log, useOf(request), isGood ? bearer : undefined);
    if (!isGood) throw unauthorized();
    access.checkViewer(sessionId);
    return { owner: view.owner, by: { ...view, leftMs: view.expiresAtMs - now() }, view };
  }
}

function useOf({ address }: ParsedRequest): CredentialUse {
  return { purpose: 'captions', address };
}

/** Whether the owner has ended what was shared until then. */
function checkIsNotVoid({ view }: Watcher, { shareEpoch }: SessionRecord): void {
  if (view !== undefined && view.shareEpoch !== shareEpoch) throw unauthorized();
}

/** What a viewer who comes back has already. */
function readLastSegment({ header, query }: ParsedRequest): number {
  const text = header('last-event-id') ?? [...query].find(([name]) => name === 'last_event_id')?.[1];
  if (text === undefined || text === '') return -1;
  if (segmentNumber.test(text)) return Number(text);
  throw new WireError('bad_request', 'Last-Event-ID must be the id of a final: a whole number.', {
    parameter: 'last-event-id',
  });
}
