import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutDir } from './checkout.ts';

/** An instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals. */
  readonly name: string;
  /** What stands behind it, in one line. */
  readonly text: string;
}

/** Reads the instructions of our Dockerfile: lines that go on are joined, comments are left out. */
export async function readDockerfile(): Promise<readonly Instruction[]> {
  const text = await readFile(join(checkoutDir, 'Dockerfile'), 'utf8');
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
    return { name: name.toUpperCase(), text: rest };
  });
}

/** The instructions of the last stage, which is the one that runs, beginning with its FROM. */
export function runtimeStage(instructions: readonly Instruction[]): readonly Instruction[] {
  return instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
}

/** The text of the only instruction of a name. */
export function onlyText(instructions: readonly Instruction[], name: string): string {
  const found = instructions.filter((instruction) => instruction.name === name);
  if (found[0] === undefined || found.length > 1) throw new Error(`there are ${found.length} instructions ${name}`);
  return found[0].text;
}

/** The words of a command in its JSON form. */
export function commandOf(instructions: readonly Instruction[], name: string): readonly string[] {
  const text = onlyText(instructions, name);
  const words: unknown = JSON.parse(text.slice(text.indexOf('[')));
  if (!Array.isArray(words)) throw new Error(`${name} is not in its JSON form`);
  return words.map(String);
}

/** The variables that ENV sets. */
export function environmentOf(instructions: readonly Instruction[]): Readonly<Record<string, string>> {
  const pairs = instructions.filter(({ name }) => name === 'ENV').flatMap(({ text }) => text.split(/\s+/));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const),
  );
}
