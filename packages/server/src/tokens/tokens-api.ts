import { WireError } from '@steno/protocol';
import { allowedOptions, checkIsRealtime, checkLanguage } from '../auth/check-grant.ts';
import type { Principal } from '../auth/principal.ts';
import type { SessionTokens, TokenWishes } from '../auth/session-token.ts';
import { answerOrRefuse } from '../gateway/answer-or-refuse.ts';
import type { HttpAnswer, HttpRoutes } from '../gateway/http-answer.ts';
import type { Identify } from '../gateway/identify.ts';
import { jsonAnswer } from '../gateway/json-answer.ts';
import { methodNotAllowed } from '../gateway/refusal.ts';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import type { Log } from '../log.ts';
import { parseTokenRequest } from './token-request.ts';

/** What the API of session tokens works with. */
export interface TokensApiParts {
  readonly authenticate: Identify;
  readonly tokens: Pick<SessionTokens, 'make'>;
  readonly restrictedOptions: Parameters<typeof allowedOptions>[2];
  readonly log: Pick<Log, 'info' | 'error'>;
}

/** The path of session tokens. */
export const tokensPath = '/v2/tokens';

/** Makes session tokens over HTTP for whoever has an API key. */
export class TokensApi implements HttpRoutes {
  /** See {@link HttpRoutes.maxBodyBytes}. Options with the most key terms there can be fit. */
  readonly maxBodyBytes = 65_536;
  readonly #parts: TokensApiParts;

  constructor(parts: TokensApiParts) {
    this.#parts = parts;
  }

  /** See {@link HttpRoutes.serves}. */
  serves(path: string): boolean {
    return path === tokensPath;
  }

  /** Answers one request. The credential is looked at before anything else. Never rejects. */
  answer(request: ParsedRequest, body: string): Promise<HttpAnswer> {
    const { authenticate, log } = this.#parts;
    const work = async (): Promise<HttpAnswer> => {
      const principal = await authenticate(request);
      if (request.method !== 'POST') return methodNotAllowed(request.method, ['POST']);
      return this.#make(principal, parseTokenRequest(body));
    };
    return answerOrRefuse(work, { subject: 'tokens', log });
  }

  async #make(principal: Principal, wishes: TokenWishes): Promise<HttpAnswer> {
    checkMayMake(principal, wishes, this.#parts.restrictedOptions);
    const { maxSessionMs } = principal.grant;
    const longestMs = Math.min(wishes.maxSessionMs ?? Infinity, maxSessionMs ?? Infinity);
    const made = await this.#parts.tokens.make(principal, {
      ...wishes,
      maxSessionMs: longestMs === Infinity ? undefined : longestMs,
    });
    this.#parts.log.info({ audit: true, keyId: principal.keyId, ttlMs: wishes.ttlMs }, 'session token made');
    return jsonAnswer(201, { token: made.token, expires_at: new Date(made.expiresAtMs).toISOString() });
  }
}

function checkMayMake(
  principal: Principal,
  { fixed }: TokenWishes,
  restricted: TokensApiParts['restrictedOptions'],
): void {
  if (principal.kind !== 'api_key') {
    throw new WireError('forbidden', 'Session tokens are made with an API key, not with a token.');
  }
  checkIsRealtime(principal);
  if (fixed.language !== undefined) {
    checkLanguage(principal.grant, { wanted: fixed.language, served: fixed.language });
  }
  allowedOptions(principal.grant, fixed.options, restricted);
}
