import path from 'node:path';
import { engineNames, type EngineName } from '../contract/model.ts';

/** The name of the file that describes a model, in the model's folder. */
export const modelDescriptionName = 'model.json';

const transducerFields = ['encoder', 'decoder', 'joiner', 'tokens'] as const;
const pocketSphinxFields = ['acousticModel', 'languageModel', 'dictionary'] as const;
const fileFields: readonly DescribedFile[] = [...transducerFields, ...pocketSphinxFields];
const fields = ['languages', 'engine', 'files', 'source', 'licence'] as const;

/** A file a model description can name. */
export type DescribedFile = (typeof transducerFields)[number] | (typeof pocketSphinxFields)[number];

/** What a `model.json` says. Every field may be absent; then the folder's names decide. */
export interface ModelDescription {
  /** BCP-47 tags in canonical spelling, at least one. */
  readonly languages?: readonly string[];
  readonly engine?: EngineName;
  /** Paths inside the model's folder, relative to it. */
  readonly files?: Readonly<Partial<Record<DescribedFile, string>>>;
  /** Where the files came from: a URL. Not used, kept for the reader. */
  readonly source?: string;
  /** The licence of the model. Not used, kept for the reader. */
  readonly licence?: string;
}

/** A `model.json` that cannot be used; its message is one sentence with the file, the field and what is allowed. */
export class ModelDescriptionError extends Error {
  override readonly name = 'ModelDescriptionError';
  readonly code = 'model_description';
  /** The file has to be mended first. */
  readonly retryable = false;
}

/**
 * Reads the text of a `model.json`.
 *
 * @param text - the content of the file.
 * @param file - its path, for messages.
 * @throws ModelDescriptionError when it is no JSON object, has an unknown field or a value that is not allowed.
 */
export function parseModelDescription(text: string, file: string): ModelDescription {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ModelDescriptionError(`${file}: this is not JSON; write an object like {"languages": ["en"]}.`, {
      cause,
    });
  }
  const object = parseObject(value, { file, field: 'the file', known: fields });
  const { languages, engine, files, source, licence } = object;
  const description: ModelDescription = {
    ...(languages === undefined ? {} : { languages: parseLanguages(languages, file) }),
    ...(engine === undefined ? {} : { engine: parseEngine(engine, file) }),
    ...(files === undefined ? {} : { files: parseFiles(files, file) }),
    ...(source === undefined ? {} : { source: parseText(source, 'source', file) }),
    ...(licence === undefined ? {} : { licence: parseText(licence, 'licence', file) }),
  };
  const foreign = Object.keys(description.files ?? {}).find((name) => !isFileOf(description.engine ?? 'sherpa', name));
  if (foreign !== undefined) {
    const used = description.engine ?? 'sherpa';
    throw new ModelDescriptionError(
      `${file}: files.${foreign} is not a file of the engine ${show(used)}; allowed are ${filesOf(used).join(', ')}.`,
    );
  }
  return description;
}

function filesOf(engine: EngineName): readonly string[] {
  return engine === 'sherpa' ? transducerFields : pocketSphinxFields;
}

function isFileOf(engine: EngineName, name: string): boolean {
  return filesOf(engine).includes(name);
}

function parseObject<Name extends string>(
  value: unknown,
  { file, field, known }: { file: string; field: string; known: readonly Name[] },
): Partial<Record<Name, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ModelDescriptionError(
      `${file}: ${field} is ${show(value)}; allowed is an object with any of ${known.join(', ')}.`,
    );
  }
  const unknownName = Object.keys(value).find((name) => !(known as readonly string[]).includes(name));
  if (unknownName !== undefined) {
    throw new ModelDescriptionError(
      `${file}: ${show(unknownName)} is not a field of ${field}; allowed are ${known.join(', ')}.`,
    );
  }
  // All of its names are in `known` now.
  return value;
}

function parseLanguages(value: unknown, file: string): readonly string[] {
  const allowed = 'a list of BCP-47 tags with at least one, like ["en"] or ["pt-BR"]';
  if (!Array.isArray(value) || value.length === 0) {
    throw new ModelDescriptionError(`${file}: languages is ${show(value)}; allowed is ${allowed}.`);
  }
  const tags = value.map((tag: unknown) => {
    const canonical = typeof tag === 'string' ? canonicalTag(tag) : undefined;
    if (canonical === undefined) {
      throw new ModelDescriptionError(`${file}: languages has ${show(tag)}; allowed is ${allowed}.`);
    }
    return canonical;
  });
  return [...new Set(tags)];
}

function canonicalTag(tag: string): string | undefined {
  // Intl would also take words of up to eight letters, such as "english", as a language.
  if (!/^[a-z]{2,3}(?:-|$)/i.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined; // RangeError is how Intl says that a tag is malformed.
  }
}

function parseEngine(value: unknown, file: string): EngineName {
  const engine = engineNames.find((name) => name === value);
  if (engine !== undefined) return engine;
  throw new ModelDescriptionError(
    `${file}: engine is ${show(value)}; allowed are ${engineNames.map(show).join(', ')}.`,
  );
}

function parseFiles(value: unknown, file: string): Partial<Record<DescribedFile, string>> {
  const object = parseObject(value, { file, field: 'files', known: fileFields });
  const files: Partial<Record<DescribedFile, string>> = {};
  for (const name of fileFields) {
    const entry = object[name];
    if (entry !== undefined) files[name] = parseFilePath(entry, name, file);
  }
  return files;
}

function parseFilePath(value: unknown, name: string, file: string): string {
  if (typeof value === 'string' && value !== '' && !path.isAbsolute(value)) {
    const normal = path.normalize(value);
    if (normal !== '.' && normal !== '..' && !normal.startsWith(`..${path.sep}`)) return normal;
  }
  throw new ModelDescriptionError(
    `${file}: files.${name} is ${show(value)}; allowed is the path of a file inside the model's folder, relative to it.`,
  );
}

function parseText(value: unknown, name: string, file: string): string {
  if (typeof value === 'string') return value;
  throw new ModelDescriptionError(`${file}: ${name} is ${show(value)}; allowed is text.`);
}

/** A value for a message: as JSON, cut to a readable length. */
function show(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}
