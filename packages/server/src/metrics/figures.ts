import { wireErrorRules } from '@steno/protocol';
import { sessionEnds } from '../session/session-parts.ts';
import { CountMap } from './count-map.ts';
import { ServedFigures } from './served-figures.ts';

const refusalCodes = codesWith('httpStatus');

/** All that a server counts, as plain numbers; who wants to see it reads them. */
export class Figures {
  /** Sessions that are over, by why. */
  readonly closed: CountMap = new CountMap([...sessionEnds, ...codesWith('closeCode')]);
  /** Sessions that were not opened, by the code of the refusal. */
  readonly refused: CountMap = new CountMap(refusalCodes);
  /** Requests over plain HTTP that were refused, by code. */
  readonly requestsRefused: CountMap = new CountMap(refusalCodes);
  /** Connections that went on with a session. */
  resumed = 0;
  readonly #served = new Map<string, ServedFigures>();

  /** Those of each language and model that had a session. */
  get served(): readonly ServedFigures[] {
    return [...this.#served.values()];
  }

  /**
   * The figures of one language and model.
   *
   * @param language - a served one, so that there are few.
   */
  of(language: string, modelId: string): ServedFigures {
    const key = `${language}\n${modelId}`;
    const known = this.#served.get(key);
    if (known !== undefined) return known;
    const made = new ServedFigures({ language, modelId });
    this.#served.set(key, made);
    return made;
  }
}

function codesWith(place: 'httpStatus' | 'closeCode'): readonly string[] {
  return Object.entries(wireErrorRules).flatMap(([code, rule]) => (rule[place] === undefined ? [] : [code]));
}
