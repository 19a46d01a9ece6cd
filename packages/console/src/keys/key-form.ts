import type { NewKey } from '../api/keys.ts';

/** What stands in the form for a new key. */
export interface KeyForm {
  readonly name: string;
  readonly owner: string;
  readonly type: 'realtime' | 'admin';
  readonly expires: '1y' | '2y' | '5y' | 'never' | 'date';
  /** For `date`, as `2030-12-31`. */
  readonly day: string;
  /** BCP-47 tags with commas or spaces between them; empty for all. */
  readonly languages: string;
  readonly types: '' | 'fast' | 'quality';
  readonly maxSessions: string;
  readonly maxMinutes: string;
}

/** A key for a year without limits. */
export const emptyKeyForm: KeyForm = {
  name: '',
  owner: '',
  type: 'realtime',
  expires: '1y',
  day: '',
  languages: '',
  types: '',
  maxSessions: '',
  maxMinutes: '',
};

/** What is wrong with a form, by field. */
export type KeyFormProblems = Partial<Record<'name' | 'day' | 'maxSessions' | 'maxMinutes', true>>;

const minuteMs = 60_000;

/** Reads the form; or says which of its fields cannot be sent. What only the server knows, it says itself. */
export function readKeyForm(form: KeyForm): { readonly key: NewKey } | { readonly problems: KeyFormProblems } {
  const name = form.name.trim();
  const owner = form.owner.trim();
  const maxSessions = readCount(form.maxSessions);
  const maxMinutes = readCount(form.maxMinutes);
  const languages = form.languages.split(/[\s,;]+/u).filter((tag) => tag !== '');
  const problems: KeyFormProblems = {
    ...(name === '' ? { name: true } : {}),
    ...(form.expires === 'date' && form.day === '' ? { day: true } : {}),
    ...(maxSessions === 'wrong' ? { maxSessions: true } : {}),
    ...(maxMinutes === 'wrong' ? { maxMinutes: true } : {}),
  };
  if (Object.keys(problems).length > 0 || maxSessions === 'wrong' || maxMinutes === 'wrong') return { problems };
  const isAdmin = form.type === 'admin';
  return {
    key: {
      name,
      owner: owner === '' ? undefined : owner,
      type: form.type,
      expires: form.expires === 'date' ? form.day : form.expires,
      // What limits sessions means nothing for a key that opens none.
      languages: isAdmin || languages.length === 0 ? undefined : languages,
      types: isAdmin || form.types === '' ? undefined : [form.types],
      maxSessions: isAdmin ? undefined : maxSessions,
      maxSessionMs: isAdmin || maxMinutes === undefined ? undefined : maxMinutes * minuteMs,
    },
  };
}

function readCount(text: string): number | 'wrong' | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^[1-9]\d{0,5}$/u.test(trimmed) ? Number(trimmed) : 'wrong';
}
