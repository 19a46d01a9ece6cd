import { WireError } from '@steno/protocol';
import { checkMayReadRecords } from '../auth/check-grant.ts';
import type { Principal } from '../auth/principal.ts';
import { answerOrRefuse } from '../gateway/answer-or-refuse.ts';
import type { TextAnswer, HttpRoutes } from '../gateway/http-answer.ts';
import type { Identify } from '../gateway/identify.ts';
import { methodNotAllowed } from '../gateway/refusal.ts';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../session/ports.ts';
import { type RecordStore, RecordStoreError } from '../store/record-store.ts';
import { StoreRequests } from '../store/store-requests.ts';
import { deletedAnswer, listAnswer, recordAnswer } from './record-answer.ts';
import { isRecordPath, parseRecordRequest, type RecordForm, unknownCursor, unknownSession } from './record-request.ts';

/** What the API of records works with. */
export interface RecordsApiParts {
  readonly authenticate: Identify;
  readonly store: Pick<RecordStore, 'list' | 'find' | 'finals' | 'delete'>;
  /** A record is deleted, whoever may be reading it. */
  readonly onDeleted: (sessionId: string) => void;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'error'>;
}

interface Asked {
  readonly sessionId: string;
  readonly principal: Principal;
}

/** Lists, reads and deletes the records of sessions over HTTP, each for its owner only. */
export class RecordsApi implements HttpRoutes {
  /** See {@link HttpRoutes.maxBodyBytes}. */
  readonly maxBodyBytes = 0;
  readonly #parts: RecordsApiParts;
  readonly #requests: StoreRequests;

  constructor(parts: RecordsApiParts) {
    this.#parts = parts;
    this.#requests = new StoreRequests(parts.clock, 'records');
  }

  /** See {@link HttpRoutes.serves}. */
  serves(path: string): boolean {
    return isRecordPath(path);
  }

  /** Answers one request. The credential is looked at before anything else. Never rejects. */
  answer(request: ParsedRequest): Promise<TextAnswer> {
    const { authenticate, log } = this.#parts;
    const work = async (): Promise<TextAnswer> => {
      const principal = await authenticate(request);
      checkMayReadRecords(principal);
      return this.#requests.carryOut(() => this.#carryOut(request, principal));
    };
    return answerOrRefuse(work, { subject: 'records', log, explain: explainCursor });
  }

  async #carryOut(request: ParsedRequest, principal: Principal): Promise<TextAnswer> {
    const asked = parseRecordRequest(request);
    switch (asked.type) {
      case 'list':
        return listAnswer(await this.#parts.store.list({ ...asked.query, owner: principal.owner }));
      case 'read':
        return this.#read({ ...asked, principal }, asked.form);
      case 'delete':
        return this.#delete({ ...asked, principal });
      case 'other_method':
        return methodNotAllowed(request.method, asked.allowed);
    }
  }

  async #read({ sessionId, principal }: Asked, form: RecordForm): Promise<TextAnswer> {
    const { store } = this.#parts;
    const record = await store.find(sessionId, principal.owner);
    if (record === undefined) throw unknownSession();
    const finals = await store.finals(sessionId, principal.owner);
    // Fewer than there were: it was deleted between the two.
    if (finals.length < record.finals) throw unknownSession();
    return recordAnswer(record, finals, form);
  }

  async #delete({ sessionId, principal }: Asked): Promise<TextAnswer> {
    const { store, log } = this.#parts;
    const record = await store.find(sessionId, principal.owner);
    if (record === undefined) throw unknownSession();
    if (record.state === 'live') {
      throw new WireError('session_live', 'The session has not ended; its record can be deleted after its end.');
    }
    if (!(await store.delete(sessionId, principal.owner))) throw unknownSession();
    this.#parts.onDeleted(sessionId);
    log.info({ sessionId, keyId: principal.keyId }, 'record deleted');
    return deletedAnswer();
  }
}

function explainCursor(error: unknown): WireError | undefined {
  return error instanceof RecordStoreError && error.code === 'cursor_unknown' ? unknownCursor() : undefined;
}
