/** All two-letter codes of ISO 639-1: loc.gov/standards/iso639-2/php/code_list.php */
const languageCodes: ReadonlySet<string> = new Set(
  (
    'aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo ' +
    'es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka ' +
    'kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng ' +
    'nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su ' +
    'sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu'
  ).split(' '),
);

/** Codes that are more often an English word, a size or a file type in a folder's name than a language. */
const ambiguousCodes: ReadonlySet<string> = new Set(
  (
    'ae am an as be co cs cu ee ff ha he hi ho id ie ii io is it la li lo ma ml ms mt my na no nr om or os pa pi ' +
    'sc si so ss st to ts tt ve wa wo za'
  ).split(' '),
);

/** Parts of names that models have, never a language; an ambiguous code between two of them is one. */
const modelWords: ReadonlySet<string> = new Set(
  (
    'sherpa onnx streaming zipformer zipformer2 conformer fastconformer emformer lstm transducer rnnt ctc kroko vosk ' +
    'nemo nemotron parakeet icefall bilingual multi multilingual asr stt tiny small medium base large sm lg int8 fp16 fp32'
  ).split(' '),
);

/** A code that follows another one as the name of a country: `pt-br` is one language, not two. */
const regionPairs: ReadonlySet<string> = new Set([
  'pt-br',
  'fr-ca',
  'en-ca',
  'zh-tw',
  'de-ch',
  'fr-ch',
  'it-ch',
  'fr-be',
  'nl-be',
  'sv-se',
  'en-za',
]);

/**
 * Reads the languages from the name of a model's folder, such as `zipformer-en-tiny`,
 * `streaming-zipformer-bilingual-zh-en-2023-02-20` or `zipformer-ar_en_id-2025-02-10`.
 *
 * Only codes that are a whole dash-separated part count (or a part made of nothing but codes joined by
 * `_`). Codes that are also common words (`to`, `is`, `no`, `it`) count only where their neighbours are
 * what model names are made of.
 *
 * @param folderName - one path component, any case.
 * @returns ISO 639-1 codes in the order of the name, each once; empty when the name has none.
 */
export function languagesOfFolder(folderName: string): readonly string[] {
  const parts = folderName.toLowerCase().split('-');
  const languages = new Set<string>();
  for (const [index, part] of parts.entries()) {
    const joined = part.split('_');
    if (joined.length > 1) {
      if (joined.every((code) => languageCodes.has(code))) for (const code of joined) languages.add(code);
    } else if (isLanguage(parts, index)) {
      languages.add(part);
    }
  }
  return [...languages];
}

function isLanguage(parts: readonly string[], index: number): boolean {
  const part = parts[index] ?? '';
  const before = parts[index - 1];
  const after = parts[index + 1];
  if (!languageCodes.has(part) || modelWords.has(part)) return false;
  if (before !== undefined && regionPairs.has(`${before}-${part}`)) return false;
  if (!ambiguousCodes.has(part)) return true;
  const neighbours = [before, after].filter((neighbour) => neighbour !== undefined);
  return neighbours.some((neighbour) => modelWords.has(neighbour)) && neighbours.every(belongsToModelName);
}

function belongsToModelName(part: string): boolean {
  return modelWords.has(part) || /^\d/.test(part) || (languageCodes.has(part) && !ambiguousCodes.has(part));
}
