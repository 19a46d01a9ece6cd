import * as z from 'zod/mini';
import { type Http, readJson } from './http.ts';

/** A language that the key may use. */
export interface ServedLanguage {
  /** BCP-47. */
  readonly language: string;
  readonly types: readonly string[];
  readonly isDefault: boolean;
  readonly models: readonly string[];
}

const schema = z.object({
  languages: z.array(
    z.object({
      language: z.string(),
      types: z.array(z.string()),
      default: z.optional(z.boolean()),
      models: z.array(z.string()),
    }),
  ),
});

/** The languages that the key of the page may use. */
export async function fetchLanguages(http: Http, signal: AbortSignal): Promise<readonly ServedLanguage[]> {
  const { languages } = await readJson(await http({ path: 'v2/languages', signal }), schema);
  return languages.map(({ language, types, models, default: isDefault = false }) => ({
    language,
    types,
    models,
    isDefault,
  }));
}
