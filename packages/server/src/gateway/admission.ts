import {
  canonicalLanguage,
  changeSessionOptions,
  type ConnectParameters,
  matchLanguage,
  type OptionName,
  parseConnectParameters,
  type SessionOptionChanges,
  usualSessionOptions,
  WireError,
} from '@steno/protocol';
import type { RecognitionHost } from '@steno/recognition';
import { allowedOptions, checkIsRealtime, checkLanguage, languageOf } from '../auth/check-grant.ts';
import type { Principal } from '../auth/principal.ts';
import { agree, type ServiceTerms } from '../session/agreement.ts';
import type { Session } from '../session/session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import type { ParsedRequest } from './upgrade-request.ts';

/** A client that may begin a session, and with what. */
export interface Admitted {
  readonly type: 'new';
  readonly principal: Principal;
  readonly parameters: ConnectParameters;
  /** Those that the client named, and those that its token fixes. */
  readonly options: SessionOptionChanges;
  /** What the client asked for, or the operator's default. */
  readonly language: string;
  /** The served language it is matched to. */
  readonly servedLanguage: string;
  /** The operator's, within what the credential allows. */
  readonly terms: ServiceTerms;
}

/** A client that may go on with a session. */
export interface Readmitted {
  readonly type: 'resumed';
  readonly principal: Principal;
  readonly session: Session;
  /** The number of the last message it has; -1 for none. */
  readonly lastSeq: number;
}

/** What admission asks. */
export interface AdmissionParts {
  readonly recognition: Pick<RecognitionHost, 'languages' | 'isReady' | 'service'>;
  readonly defaultLanguage: string | undefined;
  readonly terms: ServiceTerms;
  /** Options that need a flag of their name. */
  readonly restrictedOptions: readonly OptionName[];
  readonly sessions: Pick<SessionRegistry, 'find'>;
  /** True when no session may begin; those that have begun may be resumed. */
  readonly isDraining: () => boolean;
}

/**
 * Decides about the upgrade request of somebody who is known. Nothing is looked at before the credential, so that a
 * stranger learns nothing.
 *
 * @throws WireError: why not.
 */
export function admit(request: ParsedRequest, principal: Principal, parts: AdmissionParts): Admitted | Readmitted {
  checkIsRealtime(principal);
  const parameters = parseConnectParameters(request);
  if (parameters.resume !== undefined) {
    const session = parts.sessions.find({ ...parameters.resume, owner: principal.owner });
    return { type: 'resumed', principal, session, lastSeq: parameters.resume.lastSeq };
  }
  if (parts.isDraining()) throw new WireError('shutting_down', 'The server is shutting down. Try again shortly.');
  const { grant } = principal;
  const { language, servedLanguage } = matchedLanguage(languageOf(grant, parameters.language), parts);
  checkLanguage(grant, { wanted: language, served: servedLanguage });
  const options = allowedOptions(grant, parameters.options, parts.restrictedOptions);
  const terms = termsFor(principal, parts.terms);
  // For its refusal: a session that begins agrees anew.
  agree({ ...parts, terms, language, servedLanguage }, changeSessionOptions(usualSessionOptions, options));
  if (!parts.recognition.isReady) throw new WireError('at_capacity', 'No recognizer is free. Try again shortly.');
  return { type: 'new', principal, parameters, options, language, servedLanguage, terms };
}

function matchedLanguage(
  named: string | undefined,
  { recognition, defaultLanguage }: AdmissionParts,
): Pick<Admitted, 'language' | 'servedLanguage'> {
  const { languages } = recognition;
  const wanted = named ?? canonicalLanguage(defaultLanguage ?? '');
  if (wanted === undefined) {
    throw new WireError(
      'language_required',
      `Name the language, for example language=${languages[0] ?? 'en-US'}. Served: ${languages.join(', ')}.`,
      { languages },
    );
  }
  const servedLanguage = matchLanguage(wanted, languages);
  if (servedLanguage !== undefined) return { language: wanted, servedLanguage };
  throw new WireError('unsupported_language', `Language "${wanted}" is not served. Served: ${languages.join(', ')}.`, {
    languages,
  });
}

/** A client that names no type is never refused: it gets the operator's default where it may, else what it may. */
function termsFor({ grant: { types } }: Principal, terms: ServiceTerms): ServiceTerms {
  const [first] = types ?? [];
  if (first === undefined || types?.includes(terms.defaultType) === true) return terms;
  return { ...terms, defaultType: first };
}
