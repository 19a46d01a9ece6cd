import {
  canonicalLanguage,
  type ConnectParameters,
  matchLanguage,
  parseConnectParameters,
  readCredential,
  WireError,
} from '@steno/protocol';
import type { RecognitionHost } from '@steno/recognition';
import type { KeyStore } from '../auth/key-store.ts';
import type { Principal } from '../auth/api-key.ts';
import { agree, type ServiceTerms } from '../session/agreement.ts';
import type { Session } from '../session/session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import type { ParsedRequest } from './upgrade-request.ts';

/** A client that may begin a session, and with what. */
export interface Admitted {
  readonly type: 'new';
  readonly principal: Principal;
  readonly parameters: ConnectParameters;
  /** What the client asked for, or the operator's default. */
  readonly language: string;
  /** The served language it is matched to. */
  readonly servedLanguage: string;
}

/** A client that may go on with a session. */
export interface Readmitted {
  readonly type: 'resumed';
  readonly session: Session;
  /** The number of the last message it has; -1 for none. */
  readonly lastSeq: number;
}

/** What admission asks. */
export interface AdmissionParts {
  readonly keys: Pick<KeyStore, 'authenticate'>;
  readonly recognition: Pick<RecognitionHost, 'languages' | 'isReady' | 'service'>;
  readonly defaultLanguage: string | undefined;
  readonly terms: ServiceTerms;
  readonly sessions: Pick<SessionRegistry, 'find'>;
  /** True when no session may begin; those that have begun may be resumed. */
  readonly isDraining: () => boolean;
}

/**
 * Decides about an upgrade request. Nothing is looked at before the credential, so that a stranger
 * learns nothing.
 *
 * @throws WireError: why not.
 */
export function admit(request: ParsedRequest, parts: AdmissionParts): Admitted | Readmitted {
  const principal = parts.keys.authenticate(readCredential(request));
  if (principal === undefined) {
    throw new WireError(
      'unauthorized',
      'The credential is missing or not valid. Send an API key, for example as Authorization: Bearer <key>.',
    );
  }
  const parameters = parseConnectParameters(request);
  if (parameters.resume !== undefined) {
    const session = parts.sessions.find({ ...parameters.resume, owner: principal.owner });
    return { type: 'resumed', session, lastSeq: parameters.resume.lastSeq };
  }
  if (parts.isDraining()) throw new WireError('shutting_down', 'The server is shutting down. Try again shortly.');
  const { languages } = parts.recognition;
  const wanted = parameters.language ?? canonicalLanguage(parts.defaultLanguage ?? '');
  if (wanted === undefined) {
    throw new WireError(
      'language_required',
      `Name the language, for example language=${languages[0] ?? 'en-US'}. Served: ${languages.join(', ')}.`,
      { languages },
    );
  }
  const servedLanguage = matchLanguage(wanted, languages);
  if (servedLanguage === undefined) {
    throw new WireError(
      'unsupported_language',
      `Language "${wanted}" is not served. Served: ${languages.join(', ')}.`,
      { languages },
    );
  }
  // For its refusal: a session that begins agrees anew.
  agree({ ...parts, language: wanted, servedLanguage }, parameters.options);
  if (!parts.recognition.isReady) throw new WireError('at_capacity', 'No recognizer is free. Try again shortly.');
  return { type: 'new', principal, parameters, language: wanted, servedLanguage };
}
