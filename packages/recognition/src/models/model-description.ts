import path from 'node:path';
import { engineNames, type EngineName, type ModelKind } from '../contract/model.ts';
import { type FileRole, fileRoles, rolesOf, sherpaKinds } from './kind-files.ts';

/** The name of the file that describes a model, in the model's folder. */
export const modelDescriptionName = 'model.json';

const pocketSphinxFields = ['acousticModel', 'languageModel', 'dictionary'] as const;
const fileFields: readonly DescribedFile[] = [...fileRoles, ...pocketSphinxFields];
const kinds: readonly ModelKind[] = [...sherpaKinds, 'pocketsphinx'];
const fields = ['kind', 'languages', 'engine', 'files', 'sums', 'source', 'licence'] as const;

/** A file a model description can name. */
export type DescribedFile = FileRole | (typeof pocketSphinxFields)[number];

/** What a file has to be. */
export interface FileSum {
  /** Size in bytes; integer, >= 0. */
  readonly bytes: number;
  /** SHA-256 of the content, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** What a `model.json` says. Every field may be absent; then the folder's names and its networks decide. */
export interface ModelDescription {
  readonly kind?: ModelKind;
  /** BCP-47 tags in canonical spelling, at least one. */
  readonly languages?: readonly string[];
  /** That of the kind, when there is one. */
  readonly engine?: EngineName;
  /** Paths inside the model's folder, relative to it. */
  readonly files?: Readonly<Partial<Record<DescribedFile, string>>>;
  /** Size and SHA-256 of files, by path inside the model's folder; what `steno models verify` compares with. */
  readonly sums?: Readonly<Record<string, FileSum>>;
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
  const { kind, languages, engine, files, sums, source, licence } = object;
  const description: ModelDescription = {
    ...(kind === undefined ? {} : { kind: parseName(kind, { name: 'kind', known: kinds, file }) }),
    ...(languages === undefined ? {} : { languages: parseLanguages(languages, file) }),
    ...(engine === undefined ? {} : { engine: parseName(engine, { name: 'engine', known: engineNames, file }) }),
    ...(files === undefined ? {} : { files: parseFiles(files, file) }),
    ...(sums === undefined ? {} : { sums: parseSums(sums, file) }),
    ...(source === undefined ? {} : { source: parseText(source, 'source', file) }),
    ...(licence === undefined ? {} : { licence: parseText(licence, 'licence', file) }),
  };
  requireAgreement(description, file);
  return description;
}

/** Whether kind, engine and files belong together. */
function requireAgreement({ kind, engine, files }: ModelDescription, file: string): void {
  const ofKind = kind === undefined ? undefined : kind === 'pocketsphinx' ? 'pocketsphinx' : 'sherpa';
  if (ofKind !== undefined && engine !== undefined && engine !== ofKind) {
    throw new ModelDescriptionError(
      `${file}: engine is ${show(engine)}; a model of the kind ${show(kind)} is for the engine ${show(ofKind)}.`,
    );
  }
  const used = ofKind ?? engine ?? 'sherpa';
  const allowed: readonly string[] =
    used === 'pocketsphinx' ? pocketSphinxFields : kind === undefined || kind === 'pocketsphinx' ? fileRoles : rolesOf(kind);
  const foreign = Object.keys(files ?? {}).find((name) => !allowed.includes(name));
  if (foreign !== undefined) {
    const of = kind === undefined ? `the engine ${show(used)}` : `the kind ${show(kind)}`;
    throw new ModelDescriptionError(
      `${file}: files.${foreign} is not a file of ${of}; allowed are ${allowed.join(', ')}.`,
    );
  }
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

function parseName<Name extends string>(
  value: unknown,
  { name, known, file }: { readonly name: string; readonly known: readonly Name[]; readonly file: string },
): Name {
  const found = known.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new ModelDescriptionError(`${file}: ${name} is ${show(value)}; allowed are ${known.map(show).join(', ')}.`);
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

function parseSums(value: unknown, file: string): Record<string, FileSum> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ModelDescriptionError(`${file}: sums is ${show(value)}; allowed is an object with an entry for each file.`);
  }
  const sums: Record<string, FileSum> = {};
  for (const [name, entry] of Object.entries(value)) {
    const normal = pathInFolder(name);
    if (normal === undefined) {
      throw new ModelDescriptionError(
        `${file}: sums has ${show(name)}; allowed are paths of files inside the model's folder, relative to it.`,
      );
    }
    const field = `sums[${show(name)}]`;
    const { bytes, sha256 } = parseObject(entry, { file, field, known: ['bytes', 'sha256'] });
    if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) {
      throw new ModelDescriptionError(`${file}: ${field}.bytes is ${show(bytes)}; allowed is a whole number of bytes.`);
    }
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) {
      throw new ModelDescriptionError(
        `${file}: ${field}.sha256 is ${show(sha256)}; allowed are 64 lower-case hexadecimal digits.`,
      );
    }
    sums[normal] = { bytes, sha256 };
  }
  return sums;
}

/** The path in its shortest spelling; undefined when it leads out of the folder it starts from. */
function pathInFolder(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '' || path.isAbsolute(value)) return undefined;
  const normal = path.normalize(value);
  return normal === '.' || normal === '..' || normal.startsWith(`..${path.sep}`) ? undefined : normal;
}

function parseFilePath(value: unknown, name: string, file: string): string {
  const normal = pathInFolder(value);
  if (normal !== undefined) return normal;
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
  const json = value === undefined ? 'absent' : JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}
