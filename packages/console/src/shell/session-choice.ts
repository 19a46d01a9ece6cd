import { type ReadonlySignal, signal } from '@preact/signals';
import * as z from 'zod/mini';
import { storedText } from './stored.ts';

/** How the reader wants a session to be: what Live opens one with, and what Try it writes down. */
export interface SessionChoice {
  /** A BCP-47 tag; empty for what the server is set to. */
  readonly language: string;
  readonly type: 'fast' | 'quality';
  /** Names and rare words to prefer. */
  readonly keyTerms: readonly string[];
  /** The silence that ends a segment, in ms; undefined for the default of the server. */
  readonly endpointingMs: number | undefined;
  readonly actualNumbers: boolean;
  readonly formatted: boolean;
}

/** The choice, which the browser keeps. */
export interface KeptChoice {
  readonly value: ReadonlySignal<SessionChoice>;
  readonly change: (changes: Partial<SessionChoice>) => void;
}

/** What a session is when nobody chose. */
export const usualChoice: SessionChoice = {
  language: '',
  type: 'fast',
  keyTerms: [],
  endpointingMs: undefined,
  actualNumbers: false,
  formatted: true,
};

const schema = z.object({
  language: z.string(),
  type: z.enum(['fast', 'quality']),
  keyTerms: z.array(z.string()),
  endpointingMs: z.optional(z.number()),
  actualNumbers: z.boolean(),
  formatted: z.boolean(),
});

/** Takes what was chosen before. */
export function openChoice(target: Window): KeptChoice {
  const stored = storedText(() => target.localStorage, 'choice');
  const value = signal(parseChoice(stored.read()));
  return {
    value,
    change: (changes) => {
      value.value = { ...value.value, ...changes };
      stored.write(JSON.stringify(value.value));
    },
  };
}

/** Reads what the browser kept; what is no choice of this version is the usual one. */
export function parseChoice(text: string): SessionChoice {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return usualChoice;
  }
  const { success, data } = schema.safeParse(content);
  return success ? { ...data, endpointingMs: data.endpointingMs } : usualChoice;
}
