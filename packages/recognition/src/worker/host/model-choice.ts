import { type InstalledModel, type PunctuationFiles, taskOf } from '../../contract/model.ts';

/** A model that punctuates. */
export type PunctuationModel = InstalledModel & { readonly files: PunctuationFiles };

/** Which of the installed models serve which language. */
export class ModelChoice {
  /** The languages that can be served, best model first. */
  readonly languages: readonly string[];
  /** Those that recognise while audio comes, each the first one of some language. */
  readonly streaming: readonly InstalledModel[];
  readonly #streamingOfLanguage: ReadonlyMap<string, InstalledModel>;
  readonly #offline: readonly InstalledModel[];
  readonly #punctuation: readonly PunctuationModel[];

  /** @param models - the preferred first. */
  constructor(models: readonly InstalledModel[]) {
    const ofLanguage = new Map<string, InstalledModel>();
    for (const model of models.filter(({ files }) => taskOf(files) === 'streaming')) {
      for (const language of model.languages) if (!ofLanguage.has(language)) ofLanguage.set(language, model);
    }
    this.#streamingOfLanguage = ofLanguage;
    this.languages = [...ofLanguage.keys()];
    this.streaming = [...new Set(ofLanguage.values())];
    this.#offline = models.filter(({ files }) => taskOf(files) === 'offline');
    this.#punctuation = models.filter((model): model is PunctuationModel => model.files.kind === 'punctuation');
  }

  /** The model whose streams serve a language; undefined when it is not served. */
  streamingOf(language: string): InstalledModel | undefined {
    return this.#streamingOfLanguage.get(language);
  }

  /** The model that hears segments of a language again; undefined when there is none. */
  secondOf(language: string): InstalledModel | undefined {
    return firstFor(language, this.#offline);
  }

  /** The model that punctuates a language; undefined when there is none. */
  punctuationOf(language: string): PunctuationModel | undefined {
    return firstFor(language, this.#punctuation);
  }
}

/** The first model of the very language, else of the language without its region. */
function firstFor<Model extends InstalledModel>(language: string, models: readonly Model[]): Model | undefined {
  return (
    models.find(({ languages }) => languages.includes(language)) ??
    models.find(({ languages }) => languages.some((other) => primaryOf(other) === primaryOf(language)))
  );
}

function primaryOf(language: string): string {
  return language.split('-', 1)[0] ?? language;
}
