import { matchLanguage, type ServiceType } from '@steno/protocol';
import type { RecognitionHost } from '@steno/recognition';
import { checkIsRealtime } from '../auth/check-grant.ts';
import type { Grant } from '../auth/grant.ts';
import { answerOrRefuse } from '../gateway/answer-or-refuse.ts';
import type { HttpRoutes, TextAnswer } from '../gateway/http-answer.ts';
import type { Identify } from '../gateway/identify.ts';
import { jsonAnswer } from '../gateway/json-answer.ts';
import { methodNotAllowed } from '../gateway/refusal.ts';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import type { Log } from '../log.ts';

/** What the API of languages works with. */
export interface LanguagesApiParts {
  readonly authenticate: Identify;
  readonly recognition: Pick<RecognitionHost, 'languages' | 'service'>;
  /** Of a client that names none; undefined when it must. */
  readonly defaultLanguage: string | undefined;
  readonly log: Pick<Log, 'error'>;
}

/** The path of languages. */
const languagesPath = '/v2/languages';

/** Tells which languages somebody may have a session in, and how they are served. */
export class LanguagesApi implements HttpRoutes {
  /** See {@link HttpRoutes.maxBodyBytes}. */
  readonly maxBodyBytes = 0;
  readonly #parts: LanguagesApiParts;

  constructor(parts: LanguagesApiParts) {
    this.#parts = parts;
  }

  /** See {@link HttpRoutes.serves}. */
  serves(path: string): boolean {
    return path === languagesPath;
  }

  /** Answers one request. The credential is looked at before anything else. Never rejects. */
  answer(request: ParsedRequest): Promise<TextAnswer> {
    const { authenticate, log } = this.#parts;
    const work = async (): Promise<TextAnswer> => {
      const principal = await authenticate(request);
      checkIsRealtime(principal);
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return methodNotAllowed(request.method, ['GET', 'HEAD']);
      return jsonAnswer(200, { languages: this.#languagesFor(principal.grant) });
    };
    return answerOrRefuse(work, { subject: 'languages', log });
  }

  #languagesFor(grant: Grant): readonly unknown[] {
    const { recognition, defaultLanguage } = this.#parts;
    const { languages } = recognition;
    const usual = defaultLanguage === undefined ? undefined : matchLanguage(defaultLanguage, languages);
    return languages.flatMap((served) => {
      const service = recognition.service(served);
      if (service === undefined) return [];
      const { modelId, secondModelId } = service;
      const types = typesOf(grant, secondModelId !== undefined);
      const models = types.includes('quality') && secondModelId !== undefined ? [modelId, secondModelId] : [modelId];
      return tagsOf(grant, served).map((language) => ({ language, types, default: served === usual, models }));
    });
  }
}

/** The tags by which somebody may ask for a served language: it, or those of their key that specialise it. */
function tagsOf({ languages, fixed }: Grant, served: string): readonly string[] {
  if (fixed?.language !== undefined) return matchLanguage(fixed.language, [served]) === served ? [fixed.language] : [];
  if (languages === undefined || languages.some((tag) => served === tag || served.startsWith(`${tag}-`))) {
    return [served];
  }
  return languages.filter((tag) => matchLanguage(tag, [served]) === served);
}

function typesOf({ types = ['fast', 'quality'], fixed }: Grant, hasSecondModel: boolean): readonly ServiceType[] {
  const decided = fixed?.options.type;
  const allowed = decided === undefined ? types : [decided];
  return allowed.filter((type) => type === 'fast' || hasSecondModel);
}
